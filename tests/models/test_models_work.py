"""Twice the model is twice the work, not four times: calls are counted, not seconds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from halves import mostly_slow
from test_models_saved_model import field, graph, signature, tensor

from lstmdoctor.errors import Refused
from lstmdoctor.models import read_model

Config = dict[str, Any]


def start(name: str) -> Config:
    config = {"batch_shape": [None, 5, 3], "name": name}
    return {"class_name": "InputLayer", "name": name, "config": config, "inbound_nodes": []}


def layer(kind: str, name: str, *calls: list[list[Any]], **config: Any) -> Config:
    return {"class_name": kind, "name": name, "config": config | {"name": name}, "inbound_nodes": list(calls)}


def chain(number: int, before: str, kind: str = "Dropout", prefix: str = "d") -> list[Config]:
    names = [before, *(f"{prefix}{k}" for k in range(number))]
    return [layer(kind, name, [[last, 0, 0, {}]]) for last, name in pairwise(names)]


def functional(layers: list[Config], inputs: list[Any], outputs: list[Any]) -> Config:
    config = {"name": "m", "layers": layers, "input_layers": inputs, "output_layers": outputs}
    return {"class_name": "Functional", "config": config}


def refs(*names: str) -> list[list[Any]]:
    return [[name, 0, 0] for name in names]


def many(number: int, prefix: str = "i") -> list[str]:
    return [f"{prefix}{k}" for k in range(number)]


def sequential(n: int) -> Config:
    layers = [start("i"), *(layer("LSTM", f"d{k}", units=3, return_sequences=True) for k in range(n))]
    return {"class_name": "Sequential", "config": {"layers": layers}}


def chain_with_one_input_named_often(n: int) -> Config:
    return functional([start("i"), *chain(n, "i")], refs("i") * n, refs(f"d{n - 1}"))


def chain_with_one_output_named_often(n: int) -> Config:
    return functional([start("i"), *chain(n, "i")], refs("i"), refs(f"d{n - 1}") * n)


def chain_of_which_each_layer_is_an_output(n: int) -> Config:
    return functional([start("i"), *chain(n, "i")], refs("i"), refs(*many(n, "d")))


def inputs_merged_before_a_chain(n: int) -> Config:
    names = many(n)
    layers = [*map(start, names), layer("Add", "a", [[name, 0, 0, {}] for name in names]), *chain(n, "a")]
    return functional(layers, refs(*names), refs(f"d{n - 1}"))


def inputs_of_a_model_inside(n: int) -> Config:
    names = many(n)
    inner = functional([*map(start, names), *(x for k in range(n) for x in chain(1, f"i{k}", prefix=f"d{k}_"))],
                       refs(*names), refs(*(f"d{k}_0" for k in range(n))))  # fmt: skip
    node = {**inner, "name": "n", "inbound_nodes": [[[name, 0, 0, {}] for name in names]]}
    return functional([*map(start, names), node], refs(*names), [["n", 0, k] for k in range(n)])


def calls_of_one_model(n: int) -> Config:
    inner = functional([start("x"), *chain(5, "x")], refs("x"), refs("d4"))
    calls = [[["i", 0, 0, {}]], *([["n", k, 0, {}]] for k in range(n))]
    return functional([start("i"), {**inner, "name": "n", "inbound_nodes": calls}], refs("i"), [["n", n, 0]])


def calls_on_one_tensor(n: int) -> Config:
    layers = [start("i"), *(layer("Dense", f"d{k}", [["i", 0, 0, {}]], units=2) for k in range(n))]
    return functional(layers, refs("i"), refs("d0"))


def masks_and_states(n: int) -> Config:
    layers = [start("i"), layer("Masking", "d0", [["i", 0, 0, {}]])]
    for k in range(1, n):
        states = [[f"d{k - 1}", 0, j, {}] for j in range(3 if k > 1 else 1)]
        layers.append(layer("LSTM", f"d{k}", states, units=3, return_sequences=True, return_state=True))
    return functional(layers, refs("i"), refs(f"d{n - 1}"))


def references_in_lists_of_lists(n: int) -> Config:
    outputs: Any = refs("d0") * n
    for _ in range(n):
        outputs = [outputs]
    return functional([start("i"), *chain(1, "i")], refs("i"), outputs)


def layers_of_somebody(n: int) -> Config:
    inner = {"class_name": "Mine>Own", "config": {"note": [{"class_name": "function", "config": "f"}] * 3}}
    return {"class_name": "Sequential", "config": {"layers": [start("i"), *(
        {"class_name": "Odd", "config": {"name": f"o{k}", "cell": inner}} for k in range(n))]}}  # fmt: skip


def wrappers_in_wrappers(n: int) -> Config:
    inner = layer("LSTM", "l", units=3, return_sequences=True)
    for k in range(n):
        inner = {"class_name": "Bidirectional", "config": {"layer": inner, "name": f"b{k}"}}
    return {"class_name": "Sequential", "config": {"layers": [start("i"), inner]}}


GRAPHS: dict[Callable[[int], Config], int] = {
    sequential: 300,
    chain_with_one_input_named_often: 200,
    chain_with_one_output_named_often: 200,
    chain_of_which_each_layer_is_an_output: 200,
    inputs_merged_before_a_chain: 200,
    inputs_of_a_model_inside: 200,
    calls_of_one_model: 200,
    calls_on_one_tensor: 300,
    masks_and_states: 200,
    references_in_lists_of_lists: 200,
    layers_of_somebody: 300,
    wrappers_in_wrappers: 25,
}


def work_of_reading(path: Path) -> int:
    """Calls of Python and C functions, and steps of generators, while a model is read."""
    found = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read_model(str(path))
    except Refused:
        pass  # a model without anything in it, after all the work
    finally:
        sys.setprofile(before)
    return found


@pytest.mark.parametrize("make", mostly_slow(GRAPHS, *[*GRAPHS][:3]), ids=lambda make: make.__name__)
def test_twice_the_graph_is_twice_the_work(make: Callable[[int], Config], tmp_path: Path) -> None:
    work = []
    for size in (GRAPHS[make], 2 * GRAPHS[make]):
        (tmp_path / f"{size}.json").write_text(json.dumps(make(size)))
        work.append(work_of_reading(tmp_path / f"{size}.json"))
    assert work[1] < 2.2 * work[0]


def values_under_one_key(n: int) -> bytes:
    """A signature whose name is looked for among thousands of values."""
    return field(2, field(5, field(2, field(1, field(1, "x"))) * n + field(1, "serve")))


def keys_and_values(n: int) -> bytes:
    return field(
        2, field(5, field(1, "serve") * n + field(2, field(1, field(1, "x") * n + field(2, tensor([1, 2])))))
    )


def signatures(n: int) -> bytes:
    return graph(*(signature(f"s{k}", {"x": tensor([-1, 5, 3])}, {}) for k in range(n)))


def tensors(n: int) -> bytes:
    return graph(signature("s", {f"x{k}": tensor([-1, 5, 3]) for k in range(n)}, {}))


@pytest.mark.parametrize("make", [values_under_one_key, keys_and_values, signatures, tensors])
def test_twice_the_protobuf_is_twice_the_work(make: Callable[[int], bytes], tmp_path: Path) -> None:
    work = []
    for size in (300, 600):
        (tmp_path / "saved_model.pb").write_bytes(make(size))
        work.append(work_of_reading(tmp_path))
    assert work[1] < 2.2 * work[0]


def test_work_that_grows_with_the_square_would_be_seen(tmp_path: Path) -> None:
    found = []
    for size in (100, 200):
        (tmp_path / "m.json").write_text(json.dumps(sequential(1)))
        found.append(work_of_reading(tmp_path / "m.json"))
        found[-1] += sum(1 for _ in range(size) for _ in range(size))
    assert found[1] > 2.2 * found[0]


LIMITS: dict[str, tuple[Callable[[], Config], str]] = {
    "layers": (lambda: sequential(50_001), "a config with more than 50,000 layers"),
    "references": (
        lambda: functional(
            [start("i"), layer("Dense", "d", *[[["i", 0, 0]]] * 260_000)], refs("i"), refs("d")
        ),
        "a config with more than 500,000 references between its layers",
    ),
    "inputs": (lambda: chain_with_one_input_named_often(1_001), "a model with more than 1,000 inputs"),
    "outputs": (lambda: chain_with_one_output_named_often(1_001), "a model with more than 1,000 outputs"),
    "ways": (
        lambda: functional([start("i"), *chain(2_000, "i")], refs("i") * 501, refs("d1999")),
        "the ways of its inputs go through more than 1,000,000 layers",
    ),
}


@pytest.mark.parametrize("name", mostly_slow(LIMITS, "inputs", "outputs"))
def test_what_no_model_has_is_refused_by_a_stated_limit(name: str, tmp_path: Path) -> None:
    make, reason = LIMITS[name]
    (tmp_path / "m.json").write_text(json.dumps(make()))
    with pytest.raises(Refused) as caught:
        read_model(str(tmp_path / "m.json"))
    assert caught.value.reason == reason


@pytest.mark.slow
def test_large_real_models_are_read(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(json.dumps(sequential(10_000)))
    assert len(read_model(str(tmp_path / "m.json")).layers) == 10_000
