"""Make the golden treatments: small data, what `fix` does to it, and what `apply` makes of it.

    PYTHONPATH=<checkout> python make_treatments.py [FOLDER]

Run once, with the version whose records later versions must still apply to the same bytes. Deterministic; needs
no Keras: the models are architecture JSON written here. For every case it leaves

    <case>.data.npy|npz|pkl             what `apply` is given
    <case>.treatment.json               the record of `fix` (of this data, or of other data of the kind)
    <case>.expected.npy|npz             what `apply` wrote

and for a case with labels or a mask also what `fix` reads and writes beside the data:

    <case>.options.json                 the arguments of `fix`, in the folder of these files
    <case>.labels.npy|pkl               given with --labels
    <case>.labels_expected.npy          written by --labels-output
    <case>.mask_expected.npy            written by --mask-output
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np
import numpy.typing as npt
from click.testing import CliRunner

from lstmdoctor.cli import main

Array = npt.NDArray[Any]
SEED = 20
CARRIED = frozenset({"--mask-output"})


def layer(name: str, **config: object) -> dict[str, object]:
    return {"class_name": name, "config": {"name": name.lower(), **config}}


def sequential(
    *shape: int | None, batch: int | None = None, front: Sequence[object] = ()
) -> dict[str, object]:
    """The architecture of an LSTM on one input."""
    given = layer("InputLayer", batch_shape=[batch, *shape], dtype="float32")
    last = layer("LSTM", units=4, stateful=batch is not None)
    return {"class_name": "Sequential", "config": {"name": "model", "layers": [given, *front, last]}}


def two_inputs() -> dict[str, object]:
    """The architecture of a model of a sequence and a row of static features."""

    def tensor(name: str) -> list[list[object]]:
        return [[name, 0, 0, {}]]

    def node(cls: str, name: str, inbound: object, **config: object) -> dict[str, object]:
        config = {"name": name, **config}
        return {"class_name": cls, "name": name, "config": config, "inbound_nodes": inbound}

    layers = [
        node("InputLayer", "seq", [], batch_input_shape=[None, 5, 3], dtype="float32"),
        node("InputLayer", "static", [], batch_input_shape=[None, 2], dtype="float32"),
        node("LSTM", "lstm", [tensor("seq")], units=4),
        node("Concatenate", "both", [[["lstm", 0, 0, {}], ["static", 0, 0, {}]]], axis=-1),
        node("Dense", "dense", [tensor("both")], units=1),
    ]
    inputs, outputs = [["seq", 0, 0], ["static", 0, 0]], [["dense", 0, 0]]
    config = {"name": "model", "layers": layers, "input_layers": inputs, "output_layers": outputs}
    return {"class_name": "Functional", "config": config}


MODELS: dict[str, dict[str, object]] = {
    "5x3": sequential(5, 3),
    "5x1": sequential(5, 1),
    "1x3": sequential(1, 3),
    "any_x3": sequential(None, 3),
    "any_x1": sequential(None, 1),
    "masked": sequential(None, 3, front=[layer("Masking", mask_value=-1.0)]),
    "stateful": sequential(5, 3, batch=4),
    "ids": sequential(6, front=[layer("Embedding", input_dim=50, output_dim=4)]),
    "ids_any": sequential(None, front=[layer("Embedding", input_dim=50, output_dim=4, mask_zero=True)]),
    "two": two_inputs(),
    "5x6": sequential(5, 6),
    "any_x6": sequential(None, 6),
    "film": sequential(2, 3, 4, 5),
    "film_any": sequential(None, 3, 4, 5),
}
RANDOM = np.random.default_rng(SEED)


def x(*shape: int, dtype: str = "float32") -> Array:
    """Values that float16 has, so that no cast is refused."""
    return (RANDOM.integers(-800, 800, shape) / 64).astype(dtype)


def items(*lengths: int, features: int = 3, dtype: str = "float32") -> list[Array]:
    return [x(length, features, dtype=dtype) for length in lengths]


def ids(*shape: int, dtype: str = "int64") -> Array:
    return RANDOM.integers(1, 50, shape).astype(dtype)


def holed(array: Array) -> Array:
    array.flat[3], array.flat[7], array.flat[10] = np.nan, np.inf, -np.inf
    return array


def padded(array: Array) -> Array:
    for place, sequence in enumerate(array):
        sequence[1 + place % 6 :] = 0
    return array


def objects(array: Array) -> Array:
    return np.array(array.tolist(), dtype=object)


@dataclass(frozen=True)
class Case:
    """One treatment.

    Parameters
    ----------
    model : str
        Name of the model; empty without one.
    data : object
        What `apply` is given.
    options : str
        Of `fix`.
    train : object
        What `fix` is given, where that is other data.
    labels : object
        What ``--labels`` names.
    """

    model: str
    data: Any
    options: str = ""
    train: Any = None
    labels: Any = None


SERIES = "--window 5"
CASES: dict[str, Case] = {
    # axes
    "add_feature_axis": Case("5x1", x(4, 5)),
    "add_time_axis": Case("1x3", x(4, 3)),
    "add_batch_axis": Case("5x3", x(5, 3)),
    "add_batch_axis_labelled": Case("any_x3", x(7, 3), "--cure add-batch-axis", labels=x(1)),
    "drop_axis_last": Case("5x3", x(4, 5, 3, 1)),
    "drop_axis_inner": Case("5x3", x(4, 1, 5, 3)),
    "drop_axis_first": Case("5x3", x(1, 4, 5, 3)),
    "drop_axis_of_sequences": Case("any_x3", [item[None] for item in items(2, 4, 3)]),
    "drop_axis_end_of_sequences": Case("any_x3", [item[..., None] for item in items(2, 4, 3)]),
    # order
    "swap_time_features": Case("5x3", x(6, 3, 5), train=x(4, 3, 5)),
    "swap_time_features_unsure": Case("any_x3", x(4, 3, 1), "--cure swap-time-features"),
    "swap_ragged_time_features": Case("any_x3", [item.T for item in items(2, 4, 3)]),
    "swap_ragged_time_features_masked": Case(
        "masked", [item.T for item in items(1, 6)], "--mask-output mask.npy", [item.T for item in items(6, 2)]
    ),
    "swap_batch_time": Case("5x3", x(5, 8, 3), labels=x(8)),
    "swap_batch_time_steps": Case("", x(5, 8, 3), "--cure swap-batch-time", labels=x(5, 8)),
    "permute_axes": Case("film", x(1, 2, 5, 3, 4)),
    "permute_axes_of_sequences": Case("film_any", [x(5, 1, 3, 4), x(5, 2, 3, 4)]),
    "permute_samples": Case("film", x(3, 4, 5, 2, 1), labels=x(1)),
    # collect
    "stack": Case("5x3", items(5, 5, 5), train=items(5, 5)),
    "stack_nested": Case("5x3", x(3, 5, 3, dtype="float64").tolist()),
    "stack_mixed": Case("5x3", [*items(5, 5, dtype="float64"), ids(5, 3)]),
    "stack_integers": Case("", [ids(4, 2, dtype="int16"), ids(4, 2, dtype="uint16")]),
    "stack_complex": Case("", [x(4, 2) + 1j, x(4, 2) - 1j]),
    # length
    "pad": Case("any_x3", items(2, 5, 3)),
    "pad_masked": Case("masked", items(2, 5, 3), "--mask-output mask.npy"),
    "pad_pre": Case("", items(2, 5), "--pad 6 --padding pre --mask-output mask.npy"),
    "pad_value": Case("", items(2, 5), "--pad 6 --pad-value -2.5"),
    "pad_array": Case("", x(3, 5, 3), "--pad 8 --mask-output mask.npy"),
    "pad_array_pre": Case("", x(3, 5, 3), "--pad 8 --padding pre --pad-value 1"),
    "pad_multiple": Case("", items(2, 9), "--pad x8"),
    "pad_ids": Case("ids", [ids(2), ids(6), ids(3)]),
    "pad_ids_masked": Case("ids_any", [ids(2, dtype="int32"), ids(5, dtype="int32")], "--mask-output mask.npy"),
    "pad_integers_to_float": Case("", [ids(2, 3), ids(4, 3)], "--dtype float32 --pad-value -0.5"),
    "pad_other": Case("any_x3", items(1, 3, 2, 5), train=items(2, 6)),
    "pad_labelled_steps": Case("any_x3", items(2, 5, 3), labels=[ids(2), ids(5), ids(3)]),
    "pad_labelled_steps_post": Case("", items(2, 4), "--pad 5 --padding post", labels=[ids(2), ids(4)]),
    "truncate_pre": Case("5x3", x(3, 8, 3), "--truncate pre"),
    "truncate_post": Case("5x3", x(3, 8, 3), "--truncate post --mask-output mask.npy", labels=x(3, 8)),
    "truncate_ragged_post": Case("5x3", items(2, 9, 5), "--truncate post", labels=[ids(2), ids(9), ids(5)]),
    "truncate_percentile": Case("", items(1, 2, 3, 9), "--pad p50 --truncate post"),
    "truncate_other": Case("5x3", items(20, 1, 5), "--truncate pre", train=items(2, 9)),
    # regroup
    "split_flat": Case("5x3", x(4, 15), "--cure split-flat"),
    "split_flat_free": Case("any_x3", x(2, 12), "--cure split-flat"),
    "merge_batches": Case("5x3", x(2, 3, 5, 3), "--cure merge-batches"),
    "merge_batches_of_sizes": Case("5x3", [x(2, 5, 3), x(4, 5, 3), x(1, 5, 3)], "--cure merge-batches"),
    "merge_batches_of_sizes_labelled": Case(
        "", [x(2, 5, 3), x(4, 5, 3)], "--cure merge-batches", labels=[ids(2), ids(4)]
    ),
    "merge_batches_labelled": Case("", x(2, 3, 5, 3), "--cure merge-batches", labels=x(2, 3)),
    "window_series_alone": Case("", x(9, 2, dtype="float64"), "--cure window --window 4 --stride 2"),
    "window_series_last": Case("5x3", x(12, 3), f"{SERIES} --stride 2", labels=x(12)),
    "window_series_first": Case("5x3", x(12, 3), f"{SERIES} --label-at first", labels=x(12, 2)),
    "window_series_every": Case("5x3", x(12, 3), f"{SERIES} --stride 3 --label-at every", labels=ids(12)),
    "window_series_other": Case("5x3", x(20, 3), f"{SERIES} --stride 4", train=x(12, 3)),
    "window_sequences": Case("5x3", x(3, 8, 3), f"{SERIES} --stride 2 --mask-output mask.npy", labels=x(3)),
    "window_sequences_steps": Case("5x3", x(3, 8, 3), f"{SERIES} --label-at every", labels=x(3, 8)),
    "window_ragged": Case("5x3", items(9, 7, 5), f"{SERIES} --stride 2", labels=x(3)),
    "window_ragged_steps": Case("5x3", items(9, 7), SERIES, labels=[ids(9), ids(7)]),
    # batch
    "drop_remainder": Case("stateful", x(10, 5, 3), "--remainder drop", labels=x(10)),
    "drop_remainder_none": Case("stateful", x(8, 5, 3), "--remainder drop", train=x(6, 5, 3)),
    "pad_batch": Case("stateful", x(10, 5, 3), "--remainder pad", labels=x(10)),
    "pad_batch_other": Case("stateful", x(5, 5, 3), "--remainder pad", train=x(6, 5, 3)),
    # values
    "cast": Case("5x3", x(4, 5, 3, dtype="float64")),
    "cast_half": Case("5x3", x(4, 5, 3), "--dtype float16"),
    "cast_integers": Case("", ids(4, 5), "--dtype uint8"),
    "cast_to_integers": Case("", ids(4, 5, dtype="float64"), "--dtype int32"),
    "cast_ids": Case("ids", ids(4, 6, dtype="float64")),
    "cast_big_endian": Case("5x3", x(4, 5, 3, dtype=">f4")),
    "cast_bool": Case("", ids(4, 5) > 25, "--dtype float32"),
    "cast_objects": Case("5x3", objects(x(4, 5, 3, dtype="float64"))),
    "fill_nan": Case("5x3", holed(x(4, 5, 3)), "--fill-nan 0"),
    "fill_nan_value": Case("", holed(x(4, 5, dtype="float64")), "--fill-nan -1.5"),
    "fill_nan_cast": Case("5x3", holed(x(4, 5, 3, dtype="float64")), "--fill-nan 7"),
    "fill_nan_keep": Case("5x3", holed(x(4, 5, 3, dtype="float64")), "--fill-nan 7 --dtype keep"),
    "fill_nan_other": Case("", holed(x(3, 4)), "--fill-nan 2", train=holed(x(2, 6))[:, :4]),
    # combinations
    "stack_swap_batch_time": Case("", items(4, 4, 4), "--cure stack+swap-batch-time"),
    "stack_swap_time_features": Case("5x3", [item.T for item in items(5, 5)]),
    "stack_split_flat": Case("5x3", [x(15), x(15)], "--cure stack+split-flat"),
    "stack_add_feature_axis": Case("5x1", [x(5), x(5), x(5)]),
    "stack_pad_batch": Case("stateful", items(5, 5, 5), "--remainder pad", labels=x(3)),
    "stack_fill_nan_cast": Case("5x3", [holed(x(5, 3, dtype="float64")), *items(5, dtype="float64")], "--fill-nan 0"),
    "pad_drop_remainder": Case("stateful", items(2, 5, 3, 4, 1), "--remainder drop --mask-output mask.npy", labels=x(5)),
    "pad_pad_batch_cast": Case("stateful", items(2, 5, 3, dtype="float64"), "--remainder pad --mask-output mask.npy"),
    "pad_fill_nan_cast": Case("masked", [holed(x(4, 3, dtype="float64")), *items(2, dtype="float64")], "--fill-nan 0"),
    "pad_add_feature_axis": Case("any_x1", [x(2), x(4), x(3)], "--mask-output mask.npy"),
    "drop_axis_swap": Case("5x3", x(4, 3, 5, 1)),
    "drop_axis_window": Case("", x(1, 12, 3), "--window 5 --cure drop-axis+window"),
    "add_axis_window": Case("5x1", x(12), SERIES, labels=x(12)),
    "window_fill_nan_cast": Case("5x3", holed(x(12, 3, dtype="float64")), f"{SERIES} --fill-nan 0 --stride 2"),
    "truncate_drop_remainder": Case("stateful", x(6, 8, 3), "--truncate pre --remainder drop", labels=x(6, 8)),
    "truncate_pad_batch": Case("stateful", items(2, 9, 5), "--truncate post --remainder pad", labels=x(3)),
    "swap_drop_remainder": Case("stateful", x(6, 3, 5), "--remainder drop"),
    "swap_batch_time_pad_batch": Case("stateful", x(5, 6, 3), "--remainder pad", labels=x(6)),
    "nothing_to_do": Case("5x3", x(2, 5, 3)),
    "two_inputs": Case("two", {"seq": x(4, 3, 5), "static": x(4, 2, dtype="float64")}),
    "two_inputs_in_a_list": Case("two", [x(4, 3, 5), x(4, 2, dtype="float64")]),
    # only when asked for
    "one_hot": Case("5x6", ids(4, 5) % 6, "--cure one-hot"),
    "one_hot_unequal": Case("any_x6", [ids(2) % 6, ids(5) % 6, ids(3) % 6], "--cure one-hot+pad --mask-output mask.npy"),
    "move_padding": Case("masked", padded(x(6, 5, 3)), "--cure move-padding"),
    "swap_inputs": Case("two", {"seq": x(4, 2), "static": x(4, 5, 3)}, "--cure swap-inputs"),
    "unpack_dict": Case("any_x3", {"b": x(4, 3), "a": x(2, 3)}, "--cure unpack-dict"),
}  # fmt: skip


def store(stem: str, data: Any) -> str:
    """The name of the file that holds the data."""
    if isinstance(data, np.ndarray) and data.dtype.kind != "O":
        np.save(f"{stem}.npy", data)
        return f"{stem}.npy"
    if isinstance(data, dict):
        np.savez(f"{stem}.npz", **data)
        return f"{stem}.npz"
    Path(f"{stem}.pkl").write_bytes(pickle.dumps(data, protocol=4))
    return f"{stem}.pkl"


def run(*words: str) -> str:
    """What is wrong with a command, empty where it wrote."""
    result = CliRunner().invoke(main, list(words), prog_name="lstmdoctor")
    return "" if result.exit_code == 0 else f"{result.exit_code}: {result.output}{result.exception!r}"


def make(name: str, case: Case, folder: Path) -> str:
    """One case in the folder of work, its files copied to the folder of golden ones; what went wrong."""
    data = store(f"{name}.data", case.data)
    train = data if case.train is None else store(f"{name}.train", case.train)
    out, expected = (
        f"{name}.{word}.{'npz' if case.model == 'two' else 'npy'}" for word in ("out", "expected")
    )
    words = [train] if not case.model else [f"{case.model}.json", train]
    words += case.options.replace("mask.npy", f"{name}.mask_expected.npy").split()
    kept = [data, expected, f"{name}.treatment.json"]
    if case.labels is not None:
        kept += [store(f"{name}.labels", case.labels), f"{name}.labels_expected.npy"]
        words += ["--labels", kept[-2], "--labels-output", kept[-1]]
    if CARRIED.intersection(words):
        kept.append(f"{name}.mask_expected.npy")
    if wrong := run("fix", *words, "-o", out):
        return wrong
    Path(f"{out}.treatment.json").rename(f"{name}.treatment.json")
    if wrong := run("apply", f"{name}.treatment.json", data, "-o", expected):
        return wrong
    if train == data and Path(out).read_bytes() != Path(expected).read_bytes():
        return "apply gives other bytes than fix"
    if len(kept) > 3:
        if train != data:
            kept.append(train)
        kept.append(f"{name}.options.json")
        Path(kept[-1]).write_text(json.dumps(words) + "\n", encoding="utf-8")
        if case.model:
            kept.append(f"{case.model}.json")
    for file in kept:
        copy(file, folder)
    return ""


def everything(folder: Path) -> None:
    """All cases, into an empty or an older folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        for name, model in MODELS.items():
            Path(f"{name}.json").write_text(json.dumps(model) + "\n", encoding="utf-8")
        for name, case in CASES.items():
            if wrong := make(name, case, folder):
                sys.stderr.write(f"{name}: {wrong}\n")
        os.chdir(folder)


if __name__ == "__main__":
    everything(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "treatments").resolve())
