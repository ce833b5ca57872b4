"""The one law of facts - facts of blocks, merged, are the facts of the whole - and the sequences of Python callers."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from block_facts import facts_of_block
from data_files import gathered, plain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstmdoctor.core.facts import Facts, merge_all
from lstmdoctor.data import open_data
from lstmdoctor.data.contents.objects import from_object
from lstmdoctor.data.formats.numbered import numbered_npz_sequences
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.roles.names import is_data, is_label, natural_sort_key

SHAPES = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=30)
DTYPES = st.sampled_from(["f4", "f8", ">f4", "i8", "u1", "bool", "c8"])


def law(sequences: Sequences) -> None:
    pieces = [facts_of_block(block, sequences.facts.wrapping) for block in sequences.blocks()]
    assert all(isinstance(piece, Facts) for piece in pieces)
    if pieces:
        assert merge_all(pieces) == sequences.facts


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sequences.in_memory", "formats.strips", "sequences.grouping"):
        monkeypatch.setattr(f"lstmdoctor.data.{module}.BLOCK_BYTES", 64)


LENIENT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@LENIENT
@given(SHAPES, st.lists(DTYPES, min_size=1, max_size=3))
def test_lists_of_arrays(shapes: list[tuple[int, int]], dtypes: list[str]) -> None:
    items = [np.ones(shape, dtypes[i % len(dtypes)]) for i, shape in enumerate(shapes)]
    law(from_object("", items))


@LENIENT
@given(SHAPES, st.lists(DTYPES, min_size=1, max_size=3))
def test_numbered_members(tmp_path: Path, shapes: list[tuple[int, int]], dtypes: list[str]) -> None:
    items = [np.full(shape, i, dtypes[i % len(dtypes)]) for i, shape in enumerate(shapes)]
    np.savez(tmp_path / "x.npz", *items)
    listed = numbered_npz_sequences(open_data(str(tmp_path / "x.npz")).arrays)
    assert listed is not None
    law(listed)
    assert listed.facts == from_object("", items).facts
    assert all(map(np.array_equal, listed.whole(), items))


@LENIENT
@given(
    st.lists(st.one_of(st.tuples(st.integers(1, 3)), st.tuples(st.integers(1, 3), st.just(2))), min_size=1)
)
def test_lists_of_mixed_ranks(shapes: list[tuple[int, ...]]) -> None:
    law(from_object("", [np.ones(shape) for shape in shapes]))


@LENIENT
@given(
    st.lists(st.lists(st.one_of(st.integers(-5, 5), st.floats(-5, 5)), max_size=4), min_size=1, max_size=30)
)
def test_nested_numbers(items: list[list[float]]) -> None:
    law(from_object("", items))


@LENIENT
@given(st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(1, 3)), DTYPES, st.booleans())
def test_arrays_in_files(tmp_path: Path, shape: tuple[int, ...], dtype: str, fortran: bool) -> None:
    array = np.asarray(np.arange(np.prod(shape)).reshape(shape), dtype, order="F" if fortran else "C")
    path = str(tmp_path / "data")
    for save in (np.save, np.savez, np.savez_compressed):
        with open(path, "wb") as file:
            save(file, array)
        [sequences] = open_data(path).arrays
        law(sequences)
        assert gathered(sequences) == plain(array)


def test_folders(tmp_path: Path) -> None:
    for number in range(20):
        np.save(tmp_path / f"{number}.npy", np.ones((number % 5, 3)))
    law(open_data(str(tmp_path)).arrays[0])


@pytest.mark.parametrize("protocol", range(6))
def test_pickles(tmp_path: Path, protocol: int) -> None:
    (tmp_path / "data").write_bytes(pickle.dumps([np.ones((n % 7, 2)) for n in range(50)], protocol))
    law(open_data(str(tmp_path / "data")).arrays[0])


def test_blocks_are_bounded() -> None:
    blocks = list(from_object("", [np.ones((2, 2))] * 10).blocks())
    assert len(blocks) == 5


# what a Python caller hands over


OBJECTS: dict[str, tuple[Any, Any, str, str]] = {
    "array": (np.ones((2, 3)), (2, 3), "array", ""),
    "list of arrays": ([np.ones((2, 3))] * 4, (4, 2, 3), "list", "list"),
    "tuple of arrays": ((np.ones(3), np.ones(3)), (2, 3), "list", "tuple"),
    "nested list": ([[1, 2], [3, 4]], (2, 2), "list", "nested-numbers"),
    "tuple of numbers": ((1, 2), (2,), "list", "nested-numbers"),
    "list of object arrays": ([np.array([1.0, 2], object)] * 3, (3, 2), "list", "list"),
    "arrays and lists": ([np.ones(2), [1, 2]], (2, 2), "list", "list"),
    "matrix of objects that are arrays": (np.array([[None]], object), (1, 1), "array", "object-array"),
    "number": (3.5, (), "array", ""),
    "numpy number": (np.float32(3.5), (), "array", ""),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_objects(name: str) -> None:
    value, axes, container, wrapping = OBJECTS[name]
    facts = from_object("x", value).facts
    assert (facts.axes, facts.container, facts.wrapping) == (axes, container, wrapping)


def test_what_is_no_array() -> None:
    with pytest.raises(Unreadable, match="neither an array"):
        from_object("x", {"a": 1})
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(Unreadable, match="nested"):
        from_object("x", endless)


def test_members_of_a_list_are_arrays() -> None:
    parts = from_object("x", [np.ones((2, 3)), np.zeros((2, 3))]).split()
    assert [(part.name, part.facts.axes, part.facts.container) for part in parts] == [
        ("x[0]", (2, 3), "array"),
        ("x[1]", (2, 3), "array"),
    ]


def test_object_arrays_give_numbers() -> None:
    sequences = from_object("x", np.array([[1, 2.5], [3, 4]], object))
    assert sequences.facts.dtypes == ("object",)
    [block] = sequences.blocks()
    assert isinstance(block, np.ndarray)
    assert block.dtype == np.float64


@pytest.mark.parametrize(
    "name",
    [
        "y",
        "Y",
        "y_train",
        "train_y",
        "ytrain",
        "trainY",
        "labels",
        "test-labels",
        "Targets",
        "y2",
        "classes",
        "a/y",
    ],
)
def test_names_of_labels(name: str) -> None:
    assert is_label(name)
    assert not is_data(name)


@pytest.mark.parametrize(
    "name",
    [
        "X",
        "x",
        "X_train",
        "xTest",
        "trainX",
        "inputs",
        "features",
        "data",
        "arr_0",
        "yes",
        "yaw",
        "input_ids",
        "",
        "y" * 99,
    ],
)
def test_names_of_other_arrays(name: str) -> None:
    assert not is_label(name)


def test_natural_order() -> None:
    names = ["b", "10", "2", "a10", "a9", "a", "٣", "1" * 400]
    assert sorted(names, key=natural_sort_key)[:2] == ["2", "10"]
    assert sorted(["a10", "a9", "a"], key=natural_sort_key) == ["a", "a9", "a10"]


def test_limits_are_positive() -> None:
    assert all(value > 0 for name, value in vars(limits).items() if name.isupper() and isinstance(value, int))
