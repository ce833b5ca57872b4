"""Pickles of every protocol, under the names of NumPy 1 and 2, and of Python 2 and 3: read, equal to the original."""

from __future__ import annotations

import array
import collections
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import PROTOCOLS, gathered, numpy1, plain, python2

from lstmdoctor.core.facts import Varies
from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused

RAGGED = [np.arange(n * 3, dtype="f4").reshape(n, 3) for n in (3, 5, 4)]
X = np.arange(24.0).reshape(4, 3, 2)
Y = np.arange(4)
pytestmark = pytest.mark.usefixtures("read_or_mapped")


def objects(*items: object, shape: tuple[int, ...] | None = None) -> Any:
    made = np.empty(len(items), object)
    for position, item in enumerate(items):
        made[position] = item
    return made if shape is None else made.reshape(shape)


THREE: Any = (3, Varies(3, 5, ((3, 1), (4, 1), (5, 1))), 3)

# name: (value, axes, container, wrapping, dtype)
SINGLE: dict[str, tuple[Any, Any, str, str, str]] = {
    "array": (X, (4, 3, 2), "array", "", "float64"),
    "fortran": (np.asfortranarray(X), (4, 3, 2), "array", "", "float64"),
    "big-endian": (X.astype(">f4"), (4, 3, 2), "array", "", ">f4"),
    "strided": (X[:, ::2], (4, 2, 2), "array", "", "float64"),
    "transposed": (X.transpose(1, 0, 2), (3, 4, 2), "array", "", "float64"),
    "transposed twice": (X.transpose(2, 0, 1), (2, 4, 3), "array", "", "float64"),
    "bool": (X > 3, (4, 3, 2), "array", "", "bool"),
    "half": (X.astype("f2"), (4, 3, 2), "array", "", "float16"),
    "complex": (X.astype("c8"), (4, 3, 2), "array", "", "complex64"),
    "uint8": (X.astype("u1"), (4, 3, 2), "array", "", "uint8"),
    "no rows": (np.zeros((0, 5, 3)), (0, 5, 3), "array", "", "float64"),
    "no steps": (np.zeros((8, 0, 3)), (8, 0, 3), "array", "", "float64"),
    "ragged list": (RAGGED, THREE, "list", "list", "float32"),
    "ragged tuple": (tuple(RAGGED), THREE, "list", "tuple", "float32"),
    "ragged object array": (objects(*RAGGED), THREE, "list", "object-array", "float32"),
    "ragged in a 0-d array": (np.array(objects(*RAGGED)), THREE, "list", "object-array", "float32"),
    "equal list": ([X, X], (2, 4, 3, 2), "list", "list", "float64"),
    "deque": (collections.deque(RAGGED), THREE, "list", "list", "float32"),
    "lists of steps": (
        [[X[0, 0], X[0, 1]], [X[0, 2]]],
        (2, Varies(1, 2, ((1, 1), (2, 1))), 2),
        "list",
        "list",
        "float64",
    ),
    "nested numbers": ([[1, 2.5], [3, 4]], (2, 2), "list", "nested-numbers", "float64"),
    "nested integers": ([[1, 2], [3, 4]], (2, 2), "list", "nested-numbers", "int64"),
    "nested truths": ([[True], [False]], (2, 1), "list", "nested-numbers", "bool"),
    "ragged numbers": ([[1], [2, 3]], (2, Varies(1, 2, ((1, 1), (2, 1)))), "list", "nested-numbers", "int64"),
    "flat numbers": ([1, 2, 3], (3,), "list", "nested-numbers", "int64"),
    "numpy numbers": ([np.float32(1), np.float32(2)], (2,), "list", "nested-numbers", "float32"),
    "complex numbers": ([1 + 2j, 0j], (2,), "list", "nested-numbers", "complex128"),
    "objects": (objects(1, 2.5, 3, 4, shape=(2, 2)), (2, 2), "array", "object-array", "object"),
    "empty list": ([], (0,), "list", "list", "float64"),
    "typed list": (array.array("d", [1.0, 2.0]), (2,), "array", "", "float64"),
    "dict by number": (
        {0: RAGGED[0], 1: RAGGED[1]},
        (2, Varies(3, 5, ((3, 1), (5, 1))), 3),
        "list",
        "list",
        "float32",
    ),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("rename", [bytes, numpy1], ids=["numpy2", "numpy1"])
@pytest.mark.parametrize("name", SINGLE)
def test_one_array(tmp_path: Path, name: str, rename: Callable[[bytes], bytes], protocol: int) -> None:
    value, axes, container, wrapping, dtype = SINGLE[name]
    if name == "typed list" and protocol < 2:
        pytest.skip("written through the reduction of a class")
    path = tmp_path / "data"
    path.write_bytes(rename(pickle.dumps(value, protocol)))
    [sequences] = open_data(str(path)).arrays
    facts = sequences.facts
    assert (facts.axes, facts.container, facts.wrapping, facts.dtypes) == (
        axes,
        container,
        wrapping,
        (dtype,),
    )
    wanted = (
        list(value.values())
        if isinstance(value, dict)
        else list(value.tolist() if wrapping == "" and name == "typed list" else value)
    )
    if isinstance(value, np.ndarray) and value.ndim == 0:
        wanted = list(value.item())
    assert gathered(sequences) == plain(wanted)


PARTS: dict[str, tuple[Any, list[str], list[str]]] = {
    "dict": ({"X": X, "y": Y}, ["X"], ["y"]),
    "ordered dict": (collections.OrderedDict([("x_train", X), ("y_train", Y)]), ["x_train"], ["y_train"]),
    "default dict": (
        collections.defaultdict(list, {"inputs": RAGGED, "labels": [1, 2, 3]}),
        ["inputs"],
        ["labels"],
    ),
    "four": (
        {"X_train": X, "y_train": Y, "X_test": X, "y_test": Y},
        ["X_train", "X_test"],
        ["y_train", "y_test"],
    ),
    "nested dict": ({"train": {"X": X, "y": Y}, "n": 3}, ["train/X"], ["train/y"]),
    "two inputs": ({"words": X, "times": X}, ["words", "times"], []),
    "only labels": ({"y": Y}, ["y"], []),
    "pair": ((X, Y), ["0"], ["1"]),
    "pair of lists": ((RAGGED, [0, 1, 1]), ["0"], ["1"]),
    "pairs": (((X, Y), (X, Y)), ["0/0", "1/0"], ["0/1", "1/1"]),
    "list of two": ([X, Y], ["0"], ["1"]),
    "pair of unequal numbers": ((X, Y[:3]), ["0"], ["1"]),
    "pair of inputs and labels": (([X, X[:, 0]], Y), ["0"], ["1"]),
    "pair of unequal numbers in lists": ((X.tolist(), Y[:3].tolist()), ["0"], ["1"]),
    "tuple of unequal two": ((X, X[:3]), [""], []),
    "tuple of unequal two lists": ((X.tolist(), X[:2].tolist()), [""], []),
    "tuple of an empty list and another": (([], [1, 2]), [""], []),
    "tuple of sentences": ((["a", "b"], ["c"]), [""], []),
    "dict in a 0-d array": (np.array({"X": X, "y": Y}, object), ["X"], ["y"]),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", PARTS)
def test_parts(tmp_path: Path, name: str, protocol: int) -> None:
    value, arrays, labels = PARTS[name]
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps(value, protocol))
    source = open_data(str(path))
    assert [part.name for part in source.arrays] == arrays
    assert [part.name for part in source.labels] == labels


NOT_NUMBERS: dict[str, tuple[Any, str, Any]] = {
    "text": (["a", "b"], "str", (2,)),
    "lists of text": ([["a"], ["b", "c"]], "str", (2, Varies(1, 2, ((1, 1), (2, 1))))),
    "bytes": ([b"a", b"bc"], "bytes", (2,)),
    "none": ([1, None], "mixed", (2,)),
    "text and numbers": ([1, "a"], "mixed", (2,)),
    "dicts": ([{"a": 1}], "mixed", (1,)),
    "sets": ([{1, 2}], "mixed", (1,)),
    "object array of text": (objects("a", None), "mixed", (2,)),
    "text array": (np.array(["ab", "c"]), "str", (2,)),
    "byte array": (np.array([b"ab", b"c"]), "bytes", (2,)),
    "dates": (np.array(["2020-01-01"], "M8[ns]"), "datetime64", (1,)),
    "differences": (np.array([5], "m8[D]"), "timedelta64", (1,)),
    "void": (np.zeros(3, "V4"), "void", (3,)),
    "records": (np.zeros(3, [("a", "f4"), ("b", ">i8")]), "record", (3,)),
    "beyond 64 bits": ([2**70, 1], "object", (2,)),
    "ragged inside": (
        [[[1, 2], [3]], [[4]]],
        "int64",
        (2, Varies(1, 2, ((1, 1), (2, 1))), Varies(1, 2, ((1, 2), (2, 1)))),
    ),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", NOT_NUMBERS)
def test_not_numbers_is_described_and_not_read(tmp_path: Path, name: str, protocol: int) -> None:
    from lstmdoctor.errors import Unreadable

    value, dtype, axes = NOT_NUMBERS[name]
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps(value, protocol))
    [sequences] = open_data(str(path)).arrays
    assert (sequences.facts.dtypes, sequences.facts.axes) == ((dtype,), axes)
    with pytest.raises(Unreadable):
        list(sequences.blocks())
    with pytest.raises(Unreadable):
        sequences.whole()


def test_mixed_ranks(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps([X[0], X[0, 0]]))
    [sequences] = open_data(str(path)).arrays
    assert (sequences.facts.axes, sequences.facts.ranks) == ((2,), (2, 3))


def test_field_names(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps(np.zeros(3, [("time", "f4"), ("load", ">i8")])))
    assert open_data(str(path)).arrays[0].facts.fields == ("time", "load")


def test_python2_strings(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(python2(RAGGED))
    [sequences] = open_data(str(path)).arrays
    assert gathered(sequences) == plain(RAGGED)


def test_shared_arrays_are_one(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps([X] * 1000))
    [sequences] = open_data(str(path)).arrays
    assert sequences.facts.axes == (1000, 4, 3, 2)


def test_second_pickle_is_mentioned(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps(X) + pickle.dumps(Y))
    source = open_data(str(path))
    assert len(source.arrays) == 1
    assert "second pickle" in source.remarks[0]


def test_bytes_after_the_end_are_mentioned(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps(X) + b"junk")
    assert "4 bytes after" in open_data(str(path)).remarks[0]


def test_arrays_are_read_only(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps([X], 5))
    whole = open_data(str(path)).arrays[0].whole()
    with pytest.raises(ValueError, match="read-only"):
        whole[0][0] = 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("value", [3.0, None, "text", {"n": 3}, {}, {1, 2}], ids=repr)
def test_no_array_in_it(tmp_path: Path, value: object, protocol: int) -> None:
    path = tmp_path / "data"
    path.write_bytes(pickle.dumps(value, protocol))
    with pytest.raises(Refused):
        open_data(str(path))
