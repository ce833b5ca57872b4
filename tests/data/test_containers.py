"""Containers that people pickle: what is data, what is labels, what Python takes the one out of the other."""

from __future__ import annotations

import os
import pickle
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases import codes, model, static, wants
from data_files import runnable
from halves import with_keras
from places import SAMPLES

from lstmdoctor.cli import main
from lstmdoctor.core.cured_code import with_imports
from lstmdoctor.core.readings import Array
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import InputSpec, Layer, ModelSpec, OutputSpec
from lstmdoctor.data import open_data
from lstmdoctor.diagnosis.description import describe_labels, describe_source, open_labels, open_source
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.report.loading import loading_code

RANDOM = np.random.default_rng(7)


def floats(*shape: int) -> Array:
    return RANDOM.normal(size=shape).astype("float32")


def ids(*shape: int) -> Array:
    return RANDOM.integers(0, 9, size=shape)


def each(*lengths: int) -> list[Array]:
    return [floats(length, 3) for length in lengths]


X, Y, X_TEST, Y_TEST = floats(6, 5, 3), ids(6), floats(4, 5, 3), ids(4)
X_VAL, Y_VAL = floats(3, 5, 3), ids(3)
LENGTHS = (3, 9, 4, 9, 7, 5)
ROWS = each(*LENGTHS)
SPLIT = (["0", "1"], ["2", "3"])

READ: dict[str, tuple[Any, list[str], list[str]]] = {
    # what train_test_split gives
    "x, x_test, y, y_test": ((X, X_TEST, Y, Y_TEST), *SPLIT),
    "the same in a list": ([X, X_TEST, Y, Y_TEST], *SPLIT),
    "x, y, x_test, y_test": ((X, Y, X_TEST, Y_TEST), ["0", "2"], ["1", "3"]),
    "labels like the data": ((X, X_TEST, X, X_TEST), *SPLIT),
    "labels like the data, side by side": ((X, X, X_TEST, X_TEST), ["0", "2"], ["1", "3"]),
    "sequences and labels": ((ROWS, each(2, 8), list(range(6)), [0, 1]), *SPLIT),
    "a label for each step": ((ROWS, each(2, 8), [ids(n) for n in LENGTHS], [ids(2), ids(8)]), *SPLIT),
    "lists of ids": (([[1, 2], [3], [4]], [[5], [6, 7]], [0, 1, 1], [1, 0]), *SPLIT),
    "texts": ((np.array(["a", "b", "c"]), np.array(["d"]), ids(3), ids(1)), *SPLIT),
    "tests of other lengths": ((X, floats(4, 9, 3), Y, Y_TEST), *SPLIT),
    "labels that are too many": ((X, X_TEST, ids(7), Y_TEST), *SPLIT),
    "three sets": ((X, X_VAL, X_TEST, Y, Y_VAL, Y_TEST), ["0", "1", "2"], ["3", "4", "5"]),
    "three sets side by side": ((X, Y, X_VAL, Y_VAL, X_TEST, Y_TEST), ["0", "2", "4"], ["1", "3", "5"]),
    "three pairs": (((X, Y), (X_VAL, Y_VAL), (X_TEST, Y_TEST)), ["0/0", "1/0", "2/0"], ["0/1", "1/1", "2/1"]),
    "a list of pairs": ([(X, Y), [X_TEST, Y_TEST]], ["0/0", "1/0"], ["0/1", "1/1"]),
    "dicts of two sets": (({"X": X, "y": Y}, {"X": X_TEST, "y": Y_TEST}), ["0/X", "1/X"], ["0/y", "1/y"]),
    "a dict of pairs": (
        {"train": (X, Y), "test": (X_TEST, Y_TEST)},
        ["train/0", "test/0"],
        ["train/1", "test/1"],
    ),
    "halves": ((X, X, Y, Y), *SPLIT),
    # what only looks like it
    "four of as many samples": ((X, X, X, X), [""], []),
    "four sequences": ([floats(n, 3) for n in (3, 8, 4, 9)], [""], []),
    "four rows of numbers": ([[1, 2], [3], [4, 5], [6]], [""], []),
    "four series": ((floats(6), floats(4), floats(6), floats(4)), [""], []),
    "other features": ((X, floats(4, 5, 2), Y, Y_TEST), [""], []),
    "other labels": ((X, X_TEST, ids(6, 2), ids(4, 3)), [""], []),
    "an empty set": ((X, X[:0], Y, Y[:0]), [""], []),
    "five arrays": ((X, X_TEST, Y, Y_TEST, Y), [""], []),
    # what fit takes
    "inputs by name": (({"a": X, "b": floats(6, 4)}, Y), ["0/a", "0/b"], ["1"]),
    "outputs by name": ((X, {"out": Y}), ["0"], ["1/out"]),
    "both by name": (({"a": X}, {"out": Y, "more": X}), ["0/a"], ["1/out", "1/more"]),
    "inputs and outputs": (([X, floats(6, 4)], [Y, Y]), ["0"], ["1"]),
    "weights": ((X, Y, floats(6)), ["0"], ["1", "2"]),
    "weights of named inputs": (({"a": X, "b": X}, Y, floats(6)), ["0/a", "0/b"], ["1", "2"]),
    "names of the classes": ((X, Y, ["up", "down"]), ["0"], ["1"]),
    "nothing for weights": ((X, Y, None), ["0"], ["1"]),
    "three arrays": ((X, X, X), [""], []),
    "three series": ((floats(6), floats(6), floats(6)), [""], []),
    # one sample in each item
    "x and y of each": ([(x, 1) for x in ROWS], ["0"], ["1"]),
    "lists of x and y": ([[x, np.int64(1)] for x in ROWS], ["0"], ["1"]),
    "plain lists of x and y": ([(x.tolist(), 0.5) for x in ROWS], ["0"], ["1"]),
    "y and x of each": ([(n % 2, x) for n, x in enumerate(ROWS)], ["1"], ["0"]),
    "numbered": (list(enumerate(ROWS)), ["1"], []),
    "named": ([(f"p{n}", x, 1) for n, x in enumerate(ROWS)], ["1"], ["2"]),
    "classes by name": ([(x, "ab"[n % 2]) for n, x in enumerate(ROWS)], ["0"], ["1"]),
    "one-hot labels": ([(x, np.eye(3)[0]) for x in ROWS], ["0"], ["1"]),
    "labels of steps": ([(x, floats(len(x), 2)) for x in ROWS], ["0"], ["1"]),
    "tags of words": ([(ids(n), ids(n)) for n in LENGTHS], ["0"], ["1"]),
    "an array of pairs": (np.array([(x, 1) for x in ROWS], dtype=object), ["0"], ["1"]),
    "dicts": ([{"x": x, "y": 1} for x in ROWS], ["x"], ["y"]),
    "dicts of more": (
        [{"id": "p", "seq": x, "age": 3, "label": "a"} for x in ROWS],
        ["seq", "age"],
        ["label"],
    ),
    "a dict of dicts": ({f"p{n}": {"x": x, "y": 1} for n, x in enumerate([*ROWS, *ROWS])}, ["x"], ["y"]),
    "a dict of samples": ({f"p{n}": (x, 1) for n, x in enumerate([*ROWS, *ROWS])}, ["0"], ["1"]),
    "numbers to samples": ({n: (x, 1) for n, x in enumerate(ROWS)}, ["0"], ["1"]),
    # what only looks like it
    "two steps": ([(x[0], x[1]) for x in ROWS], [""], []),
    "two features first": ([(list(map(float, ids(n))), list(map(float, ids(n)))) for n in LENGTHS], [""], []),
    "two sequences": ([[x, x] for x in ROWS], [""], []),
    "two axes": ([(floats(2, 3), floats(2, 3)) for _ in ROWS], [""], []),
    "four sequences, lengths in pairs": ([floats(n, 3) for n in (5, 5, 7, 7)], [""], []),
    "two samples of two ranks": ([X, floats(4)], [""], []),
    "two inputs": ([X, floats(6, 4)], [""], []),
    "one pair in a list": ([X, Y], ["0"], ["1"]),
    "one pair of lists in a list": ([ROWS, [0, 1, 0, 1, 0, 1]], ["0"], ["1"]),
    # dicts
    "numbers for keys": (dict(enumerate(ROWS)), [""], []),
    "digits for keys": ({"0": X, "1": X}, ["0", "1"], []),
    "an array of a dict": (np.array(OrderedDict(X=X, y=Y), dtype=object), ["X"], ["y"]),
    "a list of a dict": ([{"X": X, "y": Y}], ["0/X"], ["0/y"]),
    "weights by name": ({"X": X, "y": Y, "sample_weight": floats(6)}, ["X"], ["y", "sample_weight"]),
    "words beside ids": (({"the": 1, "a": 2}, ids(6, 5), Y), ["1"], ["2"]),
    "words behind ids": ((ids(6, 5), {"the": 1, "a": 2}), ["0"], []),
    "data, labels, classes": ((X, Y, {"up": 0, "down": 1}), ["0"], ["1"]),
    "classes beside sequences": ((X, X, {"up": 0, "down": 1}), ["0"], ["1"]),
    "notes behind data": ({"X": X, "notes": {"lr": 0.1, "by": "me"}}, ["X"], []),
    "labels by sample": (
        (dict.fromkeys("abc", ROWS[0]), dict.fromkeys("abc", 1)),
        ["0/a", "0/b", "0/c"],
        ["1"],
    ),
    "labels by name": ({"x": {"a": X, "b": X}, "labels": {"a": 1, "b": 0}}, ["x/a", "x/b"], ["labels"]),
    "an odd key": ({'a"]\n{}': X, "x": X}, ['a"]\n{}', "x"], []),
}


def values(block: Any) -> Any:
    """Plain nested lists."""
    if isinstance(block, np.ndarray | np.generic):
        return values(block.tolist()) if block.dtype.kind == "O" else block.tolist()
    return [values(item) for item in block] if isinstance(block, list | tuple) else block


@pytest.mark.parametrize("name", READ)
def test_what_is_data_and_what_is_labels(tmp_path: Path, name: str) -> None:
    value, arrays, labels = READ[name]
    path = tmp_path / "data.pkl"
    path.write_bytes(pickle.dumps(value))
    source = open_data(str(path))
    assert [part.name for part in source.arrays] == arrays
    assert [part.name for part in source.labels] == labels


@pytest.mark.parametrize("kind", ["pickle", "npy", "npz", "joblib"])
@pytest.mark.parametrize("name", READ)
def test_python_takes_each_of_them_out(tmp_path: Path, name: str, kind: str) -> None:
    value, _, _ = READ[name]
    path = store(tmp_path, value, kind)
    source = open_data(path)
    for part in (*source.arrays, *source.labels):
        found: dict[str, Any] = {}
        data = describe_source(type(source)(path, source.format, (part,), places=source.places), None, True)
        exec(with_imports(loading_code(data, part.name, None)), found)
        if all(dtype.startswith(("float", "int")) for dtype in part.facts.dtypes):
            assert values(part.whole()) == values(found["x"])


def store(folder: Path, value: object, kind: str) -> str:
    path = str(folder / f"data.{kind}")
    boxed = np.empty((), dtype=object)
    boxed[()] = value
    match kind:
        case "npy":
            np.save(path, boxed, allow_pickle=True)
        case "npz":
            named: dict[str, Any] = {'odd "name"': boxed}
            np.savez(path, **named)
        case "joblib":
            pytest.importorskip("joblib").dump(value, path)
        case _:
            Path(path).write_bytes(pickle.dumps(value))
    return path


def look(path: Path, value: object, spec: ModelSpec) -> Report:
    path.write_bytes(pickle.dumps(value))
    source = open_source(str(path), spec)
    data = describe_source(source, spec, header_only=False)
    return diagnose_facts(
        spec, data, describe_labels(open_labels(None, source, spec), spec, header_only=False)
    )


def one(*shape: int | None, units: int = 1) -> ModelSpec:
    return with_outputs(
        model(wants(None, *shape)), OutputSpec("out", (None, units), loss="mean_squared_error")
    )


def with_outputs(spec: ModelSpec, *outputs: OutputSpec) -> ModelSpec:
    return ModelSpec(**{**vars(spec), "outputs": outputs})


TWO = model(wants(None, 5, 3, name="a"), static(4, name="b"))
FOUR = model(*(wants(None, 5, 3, name=f"in{n}") for n in range(4)))
THREE = model(wants(None, 5, 3, name="s"), static(4, name="v"), static(1, name="w"))
IDS = model(wants(None, 5))
VECTORS = (InputSpec(name, (None, 1), path=(Layer("Dense", "dense"),)) for name in ("b", "a"))
UNSORTED = ModelSpec(**{**vars(model(*FOUR.inputs[:2], *VECTORS)), "keys": ("in0", "in1", "b", "a")})
SWAPPED = np.swapaxes(X, 1, 2)
B = floats(6, 4)
FLAT = floats(6, 5)
EXPORTED = with_outputs(TWO, OutputSpec("output_0", (None, 1)), OutputSpec("output_1", (None, 3)))

FOUND: dict[str, tuple[ModelSpec, Any, str]] = {
    "sets": (one(5, 3), (X, X_TEST, Y, Y_TEST), ""),
    "sets side by side": (one(5, 3), (X, Y, X_TEST, Y_TEST), ""),
    "sets in pairs": (one(5, 3), ((X, Y), (X_TEST, Y_TEST)), ""),
    "sets with a fault": (one(5, 3), (SWAPPED, SWAPPED[:4], Y, Y_TEST), "LD207"),
    "sets with labels that are too few": (one(5, 3), (X, X_TEST, Y[:5], Y_TEST), "LD701"),
    "labels of a set too few": (one(5, 3), ((X, Y[:5]), (X_TEST, Y_TEST)), "LD701"),
    "labels of the other set too few": (one(5, 3), ((X, Y), (X_TEST, Y_TEST[:3])), ""),
    "sets of named inputs": (TWO, (({"a": X, "b": B}, Y), ({"a": X_TEST, "b": B[:4]}, Y_TEST)), ""),
    "four inputs": (FOUR, (X, X, X, X), ""),
    "four inputs of two kinds": (
        model(*FOUR.inputs[:2], static(4, name="c"), static(4, name="d")),
        (X, X, B, B),
        "",
    ),
    "sets within data and labels": (
        one(5, 3),
        {"X": {"train": X, "test": X_TEST}, "y": {"train": Y, "test": Y_TEST}},
        "",
    ),
    "ids and their mask": (IDS, {"input_ids": ids(6, 5), "attention_mask": ids(6, 5) % 2}, "(LD104)"),
    "inputs by position, keys unsorted": (UNSORTED, (X, X, floats(6), floats(6)), "LD105"),
    "three inputs": (THREE, (X, B, floats(6, 1)), ""),
    "three inputs, one without an axis": (THREE, (X, B, floats(6)), ""),
    "inputs by name": (TWO, ({"a": X, "b": B}, Y), ""),
    "inputs by name with a fault": (TWO, ({"a": SWAPPED, "b": B}, Y), "LD207"),
    "outputs by name": (one(5, 3), (X, {"out": Y}), ""),
    "outputs by name, too few": (one(5, 3), (X, {"out": Y[:5]}), "LD701"),
    "weights": (one(5, 3), (X, Y, floats(6)), ""),
    "weights by name": (one(5, 3), {"X": X, "y": Y, "sample_weight": floats(6)}, ""),
    "weights by name, too few": (one(5, 3), {"X": X, "y": Y, "sample_weights": floats(5)}, "LD701"),
    "weights without labels": (one(5, 3), {"X": X, "sample_weight": floats(6)}, ""),
    "weights of another set": (one(5, 3), {"x_train": X, "y_train": Y, "sample_weight_test": floats(4)}, ""),
    "other numbers behind": (one(5, 3), (X, Y, floats(3)), ""),
    # one array for each feature
    "features": (one(5, 3), {"open": FLAT, "low": FLAT, "high": FLAT}, "LD299"),
    "features and labels": (one(5, 3), {"open": FLAT, "low": FLAT, "high": FLAT, "y": Y}, "LD299"),
    "features with an axis": (one(5, 3), dict.fromkeys("abc", FLAT[..., None]), "LD299"),
    "features of a series": (one(5, 3), dict.fromkeys("abc", floats(40)), "LD299"),
    "features of any length": (one(None, 3), dict.fromkeys("abc", FLAT), "LD299"),
    "data and two more": (one(5, 3), {"X": X, "a": FLAT, "b": FLAT}, "(LD104) (LD104)"),
    "another number of features": (one(5, 3), {"a": FLAT, "b": FLAT}, "LD299 (LD104)"),
    # labels of outputs that were exported without their names
    "exported": (EXPORTED, {"a": X, "b": B, "price": floats(6, 1), "direction": Y}, ""),
    "exported, other order": (EXPORTED, {"direction": np.eye(3)[Y % 3], "price": Y, "b": B, "a": X}, ""),
    "exported, and one more": (
        EXPORTED,
        {"a": X, "b": B, "p": Y, "d": floats(6, 3), "c": floats(6, 2)},
        "(LD104)",
    ),
    "exported, and one like it": (
        EXPORTED,
        {"a": X, "b": B, "p": Y, "d": Y, "e": Y},
        "(LD104) (LD104) (LD104)",
    ),
    "exported, too few": (EXPORTED, {"a": X, "b": B, "p": Y}, "(LD104)"),
    "exported, other samples": (EXPORTED, {"a": X, "b": B, "p": Y[:5], "d": Y}, "(LD104) (LD104)"),
    "names that were kept": (TWO, {"a": X, "b": B, "p": Y}, "(LD104)"),
    "pairs": (one(None, 3), [(x, 1.5) for x in ROWS], "LD301 LD706"),
    "dicts": (one(5, 3), [{"x": x, "y": 1.5} for x in X], "LD101 LD706"),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_a_diagnosis_finds(tmp_path: Path, name: str) -> None:
    spec, value, expected = FOUND[name]
    found = [
        finding for finding in look(tmp_path / "d.pkl", value, spec).findings if finding.severity != "note"
    ]
    assert codes(found) == expected


def test_the_python_that_joins_features(tmp_path: Path) -> None:
    for trailing in ((), (1,)):
        data = {name: floats(6, 5, *trailing) for name in ("open", "it's", 'a"b')}
        [finding] = look(tmp_path / "d.pkl", data, one(5, 3)).findings
        found: dict[str, Any] = {"data": data, "np": np}
        exec(finding.help.partition(": ")[2], found)
        assert found["x"].shape == (6, 5, 3)
        assert np.array_equal(found["x"][..., 1], data["it's"].reshape(6, 5))


def run(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    code = main(list(arguments), standalone_mode=False)
    printed = capsys.readouterr().out
    assert not code, printed
    return printed


CURED: dict[str, tuple[Any, Callable[[Any], Array]]] = {
    "sets": ((SWAPPED, SWAPPED[:4], Y, Y_TEST), lambda value: np.asarray(value[0])),
    "numbers for keys": (dict(enumerate(X)), lambda value: np.stack(list(value.values()))),
    "digits for keys": ({"0": X}, lambda value: np.asarray(value["0"])),
    "pairs": ([(x, 1) for x in X], lambda value: np.stack([x for x, _ in value])),
    "dicts": ([{"x": x, "y": 1} for x in X], lambda value: np.stack([sample["x"] for sample in value])),
}


@pytest.mark.parametrize("name", CURED)
def test_fix_and_its_python_take_the_same_out(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    value, expect = CURED[name]
    store(tmp_path, value, "pickle")
    code = run(["fix", "data.pickle", "--dtype", "float64", "--python"], capsys)
    run(["fix", "data.pickle", "--dtype", "float64", "-o", "out.npz"], capsys)
    given: dict[str, Any] = {}
    exec(code, given)
    x = given["inputs"]["0"] if "inputs" in given else given["x"]
    with np.load("out.npz") as written:
        assert np.array_equal(x, written[written.files[0]])
    assert np.array_equal(x, expect(value).astype("float64"))


def test_the_labels_written_are_those_of_the_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    sample = SAMPLES / "model_50x100.keras"
    arrays: dict[str, Any] = {"y_test": np.arange(4), "x_test": floats(4, 50, 100), "y_train": np.arange(6)}
    np.savez("d.npz", **arrays, x_train=floats(6, 100, 50))
    run(["fix", str(sample), "d.npz", "--labels-output", "y.npy"], capsys)
    assert np.array_equal(np.load("y.npy"), arrays["y_train"])


UNEQUAL = ("sequences", "sequences and labels", "Python numbers", "some Python numbers")
"""Keras pads them."""
FOLDERS: dict[str, dict[str, Array]] = {
    "sequences": {"s2.npy": floats(5, 3), "s10.npy": floats(4, 3), "s1.npy": floats(2, 3)},
    "sequences and labels": {"s2.npy": floats(5, 3), "s10.npy": floats(4, 3), "labels.npy": ids(2)},
    "names": {"X.npy": floats(4, 5, 3), "y.npy": ids(4)},
    "frames": {"b/f10.npy": floats(4), "b/f9.npy": floats(4), "a/f1.npy": floats(4), "a/f2.npy": floats(4)},
    "Python numbers": {"s2.npy": floats(5, 3).astype(object), "s10.npy": ids(4, 3).astype(object)},
    "some Python numbers": {"s2.npy": floats(5, 3), "s10.npy": floats(4, 3).astype(object)},
    "a name of Python numbers": {"X.npy": floats(4, 5, 3).astype(object), "y.npy": ids(4)},
    "frames of Python numbers": {"b/1.npy": floats(4).astype(object), "a/1.npy": floats(4).astype(object)},
    "hidden files": {"s1.npy": floats(5, 3), "s2.npy": floats(5, 3), "._s2.npy": floats(1)},
}


@pytest.mark.parametrize("name", with_keras(FOLDERS, *UNEQUAL))
def test_python_reads_the_folder_that_fix_reads(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for path, array in FOLDERS[name].items():
        file = Path("d", path)
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, array, allow_pickle=True)
    os.makedirs("d/empty", exist_ok=True)
    code = run(["fix", "d", "--dtype", "float64", "--python"], capsys)
    run(["fix", "d", "--dtype", "float64", "-o", "out.npy"], capsys)
    given: dict[str, Any] = {}
    exec(runnable(code), given)
    written = np.load("out.npy")
    assert given["x"].dtype == written.dtype
    assert np.array_equal(given["x"], written)


def test_a_folder_of_other_objects_is_refused(tmp_path: Path) -> None:
    from lstmdoctor.errors import Refused

    np.save(tmp_path / "1.npy", floats(5, 3))
    np.save(tmp_path / "2.npy", np.array(["a", None], dtype=object), allow_pickle=True)
    with pytest.raises(Refused, match=r"'2\.npy': holds Python objects, not numbers"):
        open_data(str(tmp_path))


@pytest.mark.keras
def test_keras_takes_what_is_read_as_labels_and_weights() -> None:
    keras = pytest.importorskip("keras", minversion="3.0")
    layers = keras.layers
    given = keras.Input((5, 3), name="a")
    made = keras.Model({"a": given}, {"out": layers.Dense(1, name="out")(layers.LSTM(2)(given))})
    made.compile(loss={"out": "mse"})
    for weights in (None, floats(6)):
        made.fit({"a": X}, {"out": Y}, sample_weight=weights, verbose=0)


def test_names_stay_together(tmp_path: Path) -> None:
    spec = model(InputSpec("x", (None, 5, 3)))
    found = look(tmp_path / "d.pkl", (X, X_TEST, Y, Y_TEST), spec)
    assert [pair.array.name for pair in found.case.pairs] == ["0"]
    assert found.case.unknown == ()
