"""Configs of small models, as Keras 3 writes them into a ``.keras`` file."""

from __future__ import annotations

from typing import Any

Config = dict[str, Any]


def layer(kind: str, name: str = "", **settings: Any) -> Config:
    """One layer, named after its class unless said."""
    own = {"name": name or kind.lower(), **settings}
    return {"module": "keras.layers", "class_name": kind, "config": own, "registered_name": None}


def lstm(units: int = 8, **settings: Any) -> Config:
    return layer("LSTM", units=units, **settings)


def dense(units: int = 1, activation: str = "linear", **settings: Any) -> Config:
    return layer("Dense", units=units, activation=activation, **settings)


def embedding(words: int, **settings: Any) -> Config:
    return layer("Embedding", input_dim=words, output_dim=4, **settings)


def given(
    *shape: int | None, batch: int | None = None, name: str = "sequences", dtype: str = "float32"
) -> Config:
    return layer("InputLayer", name, batch_shape=[batch, *shape], dtype=dtype)


def sequential(*layers: Config, loss: str | None = "mean_squared_error") -> Config:
    """A Sequential model, compiled where there is a loss."""
    compiled = {"optimizer": "adam", "loss": loss, "metrics": None}
    config = {"name": "sequential", "layers": list(layers)}
    head = {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None}
    return {**head, **({"compile_config": compiled} if loss else {})}


def recurrent(*shape: int | None, loss: str | None = "mean_squared_error") -> Config:
    """The usual one: an LSTM and a Dense of one unit over samples of this shape."""
    return sequential(given(*shape), lstm(), dense(), loss=loss)


def two_inputs(
    first: tuple[int, int], second: int, names: tuple[str, str] = ("seq_in", "static_in")
) -> Config:
    """A Functional model: the first input goes through an LSTM, the second beside it."""
    sequences, beside = names
    ends = {
        sequences: [None, *first],
        beside: [None, second],
        "lstm": [None, 8],
        "concatenate": [None, 8 + second],
    }

    def out_of(name: str) -> Config:
        config = {"shape": ends[name], "dtype": "float32", "keras_history": [name, 0, 0]}
        return {"class_name": "__keras_tensor__", "config": config}

    def placed(one: Config, *args: object) -> Config:
        calls = [{"args": list(args), "kwargs": {}}] if args else []
        return {**one, "name": one["config"]["name"], "inbound_nodes": calls}

    layers = [
        placed(given(*first, name=sequences)),
        placed(given(second, name=beside)),
        placed(lstm(), out_of(sequences)),
        placed(layer("Concatenate", axis=-1), [out_of("lstm"), out_of(beside)]),
        placed(dense(), out_of("concatenate")),
    ]
    inputs = [[sequences, 0, 0], [beside, 0, 0]]
    config = {
        "name": "two_inputs",
        "layers": layers,
        "input_layers": inputs,
        "output_layers": [["dense", 0, 0]],
    }
    head = {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": config,
        "registered_name": None,
    }
    return {**head, "compile_config": {"optimizer": "adam", "loss": "mean_squared_error", "metrics": None}}
