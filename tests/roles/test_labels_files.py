"""Labels in files: which array is a label, and of which output, by name, place and split."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.api import diagnose
from lstmdoctor.core.reports import Report

N = 30


def layer(kind: str, name: str, inbound: list[str], **config: Any) -> dict[str, Any]:
    nodes = [[[source, 0, 0, {}] for source in inbound]] if inbound else []
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


def model(folder: Path, inputs: dict[str, list[int | None]], outputs: dict[str, int]) -> str:
    """Architecture JSON as Keras 2 writes it: an LSTM, one Dense for each output."""
    layers = [layer("InputLayer", name, [], batch_input_shape=shape) for name, shape in inputs.items()]
    layers.append(layer("LSTM", "lstm", [next(iter(inputs))], units=4, return_sequences=False))
    layers += [
        layer("Dense", name, ["lstm"], units=units, activation="linear") for name, units in outputs.items()
    ]
    config = {
        "name": "m",
        "layers": layers,
        "input_layers": [[name, 0, 0] for name in inputs],
        "output_layers": [[name, 0, 0] for name in outputs],
    }
    path = folder / "model.json"
    path.write_text(json.dumps({"class_name": "Functional", "config": config, "keras_version": "2.15.0"}))
    return str(path)


def x(number: int = N) -> Any:
    return np.random.default_rng(0).normal(size=(number, 6, 3)).astype("float32")


def labels(number: int = N, columns: int = 1, dtype: str = "float32") -> Any:
    return np.random.default_rng(1).normal(size=(number, columns)).astype(dtype)


def said(report: Report) -> list[str]:
    """Codes, but for the remark that Keras 3 loads no architecture of Keras 2."""
    return [finding.fault.code for finding in report.findings if finding.fault.code != "LD802"]


def npz(folder: Path, **arrays: Any) -> str:
    np.savez(folder / "data.npz", **arrays)
    return str(folder / "data.npz")


ONE: tuple[tuple[str, dict[str, Any], list[str]], ...] = (
    ("beside x", {"x": x(), "y": labels()}, []),
    ("too few beside x", {"x": x(), "y": labels(20)}, ["LD701"]),
    ("two splits", {"x_train": x(), "x_test": x(9), "y_train": labels(), "y_test": labels(9)}, []),
    ("test labels with nan", {"x_train": x(), "y_train": labels(), "y_test": labels(9) * np.nan}, []),
    ("train labels with nan", {"x_train": x(), "y_train": labels() * np.nan, "y_test": labels(9)}, ["LD706"]),
    ("named as the output", {"x": x(), "out": labels()}, []),
    ("named as the output, too few", {"x": x(), "out": labels(20)}, ["LD701"]),
    ("transposed", {"x": x(), "y": labels().T}, ["LD701"]),
    ("text", {"x": x(), "y": np.array(["a", "b"] * 15)}, ["LD706"]),
)


@pytest.mark.parametrize(("arrays", "codes"), [row[1:] for row in ONE], ids=[row[0] for row in ONE])
def test_labels_of_one_output(arrays: dict[str, Any], codes: list[str], tmp_path: Path) -> None:
    made = model(tmp_path, {"seq": [None, 6, 3]}, {"out": 1})
    assert said(diagnose(made, npz(tmp_path, **arrays))) == codes


TWO: tuple[tuple[str, Any, list[str]], ...] = (
    ("by name", {"b": labels(columns=2), "a": labels()}, []),
    ("by name, one short", {"b": labels(20, 2), "a": labels()}, ["LD701"]),
    ("in order", {"first": labels(), "second": labels(columns=2)}, []),
    ("one alone, by name", {"b": labels(columns=2)}, []),
    ("a list", [labels(), labels(columns=2)], []),
    ("a tuple", (labels(), labels(columns=2)), []),
    ("a tuple, one with nan", (labels() * np.nan, labels(columns=2)), ["LD706"]),
    ("a tuple, one short", (labels(), labels(20, 2)), ["LD701"]),
    ("a list, one with nan", [labels(), labels(columns=2) * np.nan], ["LD706"]),
    ("a list, one short", [labels(), labels(20, 2)], ["LD701"]),
)


@pytest.mark.parametrize(("given", "codes"), [row[1:] for row in TWO], ids=[row[0] for row in TWO])
def test_labels_of_two_outputs(given: Any, codes: list[str], tmp_path: Path) -> None:
    made = model(tmp_path, {"seq": [None, 6, 3]}, {"a": 1, "b": 2})
    np.save(tmp_path / "x.npy", x())
    path = tmp_path / "y.pkl"
    path.write_bytes(pickle.dumps(given))
    assert said(diagnose(made, str(tmp_path / "x.npy"), labels=str(path))) == codes


RAGGED = [x(1)[0][: 1 + i % 6] for i in range(30)]
SHORTER = x()[:, 0]
TUPLES: tuple[tuple[str, Any, int, list[str]], ...] = (
    ("x and y", (x(), labels()), 1, []),
    ("x and too few", (x(), labels(20)), 1, ["LD701"]),
    ("x and too many of rank 1", (x(), labels(33)[:, 0]), 1, ["LD701"]),
    ("sequences and too few", (list(x()), labels(20)), 1, ["LD701", "LD101"]),
    ("unequal sequences and too few", (RAGGED, labels(20)), 1, ["LD701", "LD301"]),
    ("numbers and too few", (x().tolist(), labels(20)), 1, ["LD701", "LD102", "LD504"]),
    (
        "numbers and too few numbers",
        (x().tolist(), labels(20)[:, 0].tolist()),
        1,
        ["LD701", "LD706", "LD102", "LD504"],
    ),
    ("an array and too few numbers", (x(), labels(20)[:, 0].tolist()), 1, ["LD701", "LD706"]),
    ("two samples of numbers", (x(1)[0].tolist(), x(1)[0, :4].tolist()), 1, ["LD301", "LD504"]),
    ("two pairs", ((x(), labels()), (x(9), labels(9))), 1, []),
    ("two inputs", (x(), SHORTER), 2, []),
    ("two inputs of other counts", (x(), SHORTER[:20]), 2, ["LD106"]),
    ("two inputs in a list, and y", ([x(), SHORTER], labels()), 2, []),
    ("two inputs in a list, and too few", ([x(), SHORTER], labels(20)), 2, ["LD701"]),
)


@pytest.mark.parametrize(
    ("given", "inputs", "codes"), [row[1:] for row in TUPLES], ids=[r[0] for r in TUPLES]
)
def test_tuples(given: Any, inputs: int, codes: list[str], tmp_path: Path) -> None:
    wanted: dict[str, list[int | None]] = {"seq": [None, 6, 3], "static": [None, 3]}
    made = model(tmp_path, dict(list(wanted.items())[:inputs]), {"out": 1})
    path = tmp_path / "xy.pkl"
    path.write_bytes(pickle.dumps(given))
    assert sorted(said(diagnose(made, str(path)))) == sorted(codes)


def test_an_input_that_sounds_like_labels_is_data(tmp_path: Path) -> None:
    made = model(tmp_path, {"target": [None, 6, 3]}, {"out": 1})
    report = diagnose(made, npz(tmp_path, target=x(), labels=labels()))
    assert [pair.array.name for pair in report.case.pairs] == ["target"]
    assert [named.name for named in report.case.labels] == ["labels"]
    assert said(report) == []


def test_a_labels_file_that_holds_the_data_too(tmp_path: Path) -> None:
    made = model(tmp_path, {"seq": [None, 6, 3]}, {"out": 1})
    both = npz(tmp_path, x=x(), y=labels())
    np.save(tmp_path / "x.npy", x())
    report = diagnose(made, str(tmp_path / "x.npy"), labels=both)
    assert [named.name for named in report.case.labels] == ["y"]


def test_labels_in_a_list_are_a_note_where_no_loss_is_known(tmp_path: Path) -> None:
    made = model(tmp_path, {"seq": [None, 6, 3]}, {"out": 1})
    path = tmp_path / "both.pkl"
    path.write_bytes(pickle.dumps((x(), [0.5] * N)))
    report = diagnose(made, str(path))
    assert said(report) == ["LD706"]
    assert {f.severity for f in report.findings if f.fault.code == "LD706"} == {"note"}


def test_header_only_says_nothing_of_values(tmp_path: Path) -> None:
    made = model(tmp_path, {"seq": [None, 6, 3]}, {"out": 1})
    report = diagnose(made, npz(tmp_path, x=x(), y=labels() * np.nan), header_only=True)
    assert said(report) == []


def test_labels_in_a_dict_of_labels_are_no_inputs(tmp_path: Path) -> None:
    made = model(tmp_path, {"seq": [None, 6, 3]}, {"price": 1, "kind": 2})
    data = {"X": {"seq": x()}, "y": {"price": labels(), "kind": labels(columns=2)}}
    (tmp_path / "d.pkl").write_bytes(pickle.dumps(data))
    report = diagnose(made, str(tmp_path / "d.pkl"))
    assert [named.name for named in report.case.labels] == ["y/price", "y/kind"]
    assert report.case.misnamed == {}
    assert report.case.unknown == ()
