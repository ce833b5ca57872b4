"""Facts are the same in any chunking, and an edit does to facts what it does to arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from block_facts import facts_of_block
from halves import with_keras
from hypothesis import given
from hypothesis import strategies as st

from lstmdoctor.core.facts import Varies, axis_from_counts, join_axes, merge_all, merge_facts
from lstmdoctor.core.readings import Array, Block, Edit
from lstmdoctor.edits.axes import AddBatchAxis, AddFeatureAxis, AddTimeAxis, DropAxis
from lstmdoctor.edits.batch import DropRemainder, PadBatch
from lstmdoctor.edits.cast import Cast
from lstmdoctor.edits.collect import Stack
from lstmdoctor.edits.fill import FillNan
from lstmdoctor.edits.length import Pad
from lstmdoctor.edits.moved_padding import MovePadding
from lstmdoctor.edits.one_hot import OneHot
from lstmdoctor.edits.order import SwapBatchTime, SwapTimeFeatures
from lstmdoctor.edits.permute import PermuteAxes
from lstmdoctor.edits.places import SwapInputs, UnpackDict
from lstmdoctor.edits.registry import EDIT_IDS
from lstmdoctor.edits.regroup import MergeBatches, SplitFlat
from lstmdoctor.edits.truncation import Truncate
from lstmdoctor.edits.windows import Window

SEVEN = 7


def numbers(*shape: int, dtype: str = "float32") -> Array:
    return np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)


def ragged(*lengths: int, rest: tuple[int, ...] = (3,), dtype: str = "float32") -> list[Array]:
    return [numbers(length, *rest, dtype=dtype) + 100 * place for place, length in enumerate(lengths)]


def runs(block: Block, size: int) -> list[Block]:
    return [block[start : start + size] for start in range(0, len(block), size)]


# --- the law: merge(facts(a), facts(b)) == facts(a + b)

shapes = st.tuples(st.integers(0, 3), st.integers(1, 2))
"""Few sizes, so that axes are equal as often as not."""
kinds = st.sampled_from(["float32", "float64", "int64", "complex64"])
item = st.one_of(
    st.builds(lambda shape, dtype: np.zeros(shape, dtype), shapes, kinds),
    st.builds(lambda size, dtype: np.zeros(size, dtype), st.integers(0, 3), kinds),
)
lists = st.lists(item, min_size=1, max_size=6)


@given(lists, lists)
def test_facts_of_lists_merge(a: list[Array], b: list[Array]) -> None:
    assert merge_facts(facts_of_block(a), facts_of_block(b)) == facts_of_block(a + b)


@given(lists, lists, lists)
def test_merging_is_associative(a: list[Array], b: list[Array], c: list[Array]) -> None:
    one, two, three = facts_of_block(a), facts_of_block(b), facts_of_block(c)
    assert merge_facts(merge_facts(one, two), three) == merge_facts(one, merge_facts(two, three))


@given(lists, st.integers(1, SEVEN))
def test_any_chunking_of_a_list_has_the_same_facts(block: list[Array], size: int) -> None:
    assert merge_all(facts_of_block(run) for run in runs(block, size)) == facts_of_block(block)


@given(st.integers(1, 20), shapes, kinds, st.integers(1, SEVEN))
def test_any_chunking_of_an_array_has_the_same_facts(
    number: int, rest: tuple[int, int], dtype: str, size: int
) -> None:
    block = np.zeros((number, *rest), dtype)
    assert merge_all(facts_of_block(run) for run in runs(block, size)) == facts_of_block(block)


def test_axes_of_pieces() -> None:
    assert join_axes(5, 5, 10, 20) == 5
    assert join_axes(5, 6, 10, 20) == Varies(5, 6, ((5, 10), (6, 20)))
    assert join_axes(Varies(5, 6, ((5, 1), (6, 2))), 6, 3, 4) == Varies(5, 6, ((5, 1), (6, 6)))
    assert axis_from_counts({4: 9}) == 4


def test_ranks_that_differ_hide_the_axes() -> None:
    facts = facts_of_block([np.zeros(3), np.zeros((3, 2))])
    assert facts.mixed_rank and facts.ranks == (2, 3) and facts.axes == (2,)


# --- edits: facts and apply agree


@dataclass(frozen=True)
class Trial:
    """An edit and a block that it is made for."""

    name: str
    edit: Edit
    block: Block


TRIALS = (
    Trial("stack", Stack("float32"), list(numbers(20, 4, 3))),
    Trial("stack of two dtypes", Stack("float64"), [np.zeros(3, "float32"), np.zeros(3, "int64")]),
    Trial("pad in front", Pad(9, "pre", 0.0, "float32"), ragged(3, 9, 1, 5, 2, 8, 4, 4, 7)),
    Trial("pad at the end", Pad(12, "post", -1.0, "float32"), ragged(3, 9, 1, 5, 2, 8, 4, 4, 7)),
    Trial("pad ids", Pad(9, "post", 0, "int64"), ragged(3, 9, 1, rest=(), dtype="int64")),
    Trial("pad an array", Pad(9, "pre", 0.0, "float32", ragged=False), numbers(20, 4, 3)),
    Trial("truncate in front", Truncate(5, "pre", ragged=True), ragged(3, 9, 1, 5, 2, 8, 4, 4, 7)),
    Trial("truncate all to one length", Truncate(3, "post", ragged=True), ragged(3, 9, 5)),
    Trial("truncate an array in front", Truncate(2, "pre"), numbers(20, 4, 3)),
    Trial("truncate an array at the end", Truncate(2, "post"), numbers(20, 4, 3)),
    Trial("add-feature-axis", AddFeatureAxis(), numbers(20, 4)),
    Trial("add-time-axis", AddTimeAxis(), numbers(20, 4)),
    Trial("add-batch-axis", AddBatchAxis(), numbers(20, 4)),
    Trial("drop the first axis", DropAxis(0), numbers(1, 20, 4)),
    Trial("drop the second axis", DropAxis(1), numbers(20, 1, 4)),
    Trial("drop the last axis", DropAxis(2, last=True), numbers(20, 4, 1)),
    Trial("drop an axis of a ragged list", DropAxis(1, ragged=True), [s[None] for s in ragged(3, 9, 1, 5)]),
    Trial("split-flat", SplitFlat(4, 3), numbers(20, 12)),
    Trial("windows of a series", Window(4, 1, True, "float32"), numbers(20, 3)),
    Trial("windows of a series, stride", Window(4, 3, True, "float32"), numbers(20, 3)),
    Trial("windows of a short series", Window(30, 1, True, "float32"), numbers(20, 3)),
    Trial("windows of sequences", Window(4, 2, False, "float32"), numbers(20, 9, 3)),
    Trial("windows of unequal sequences", Window(4, 1, False, "float32"), ragged(3, 9, 1, 5, 2, 8, 4, 4, 7)),
    Trial("swap-time-features", SwapTimeFeatures(), numbers(20, 4, 3)),
    Trial("swap in a list", SwapTimeFeatures(ragged=True), ragged(3, 9, 1, 5)),
    Trial("swap-batch-time", SwapBatchTime(), numbers(4, 20, 3)),
    Trial("merge-batches", MergeBatches("float32"), numbers(5, 4, 3, 2)),
    Trial("merge batches of any size", MergeBatches("float32"), ragged(3, 9, 1, 5, rest=(4, 3))),
    Trial("permute-axes", PermuteAxes((0, 1, 3, 4, 2)), numbers(4, 5, 3, 6, 7)),
    Trial("permute the axes of a list", PermuteAxes((0, 2, 3, 1), ragged=True), ragged(3, 9, 1, rest=(4, 3))),
    Trial("permute the samples too", PermuteAxes((3, 0, 1, 2)), numbers(5, 6, 7, 4)),
    Trial("drop-remainder", DropRemainder(8), numbers(20, 4, 3)),
    Trial("drop-remainder, none left over", DropRemainder(5), numbers(20, 4, 3)),
    Trial("pad-batch", PadBatch(8), numbers(20, 4, 3)),
    Trial("fill-nan", FillNan(-1.0), np.where(numbers(20, 4) % 3 == 0, np.float32(np.nan), numbers(20, 4))),
    Trial("cast", Cast("float32"), numbers(20, 4, dtype="float64")),
    Trial("one-hot", OneHot(20, "float32"), numbers(5, 4, dtype="int64")),
    Trial("one-hot of a list", OneHot(9, "float32", ragged=True), ragged(3, 1, 5, rest=(), dtype="int64")[:1]),
    Trial("move-padding", MovePadding(0.0, -1.0, "post", "float32"), numbers(20, 4, 3)[::-1]),
    Trial("swap-inputs", SwapInputs("other"), numbers(20, 4, 3)),
    Trial("unpack-dict", UnpackDict(), ragged(3, 9, 1, 5)),
    Trial("fill-nan without floats", FillNan(-1.5), numbers(20, 4, dtype="int64")),
)  # fmt: skip
NAMES = [trial.name for trial in TRIALS]


def test_every_edit_is_tried() -> None:
    assert {trial.edit.id for trial in TRIALS} == set(EDIT_IDS)


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_facts_are_those_of_the_result(trial: Trial) -> None:
    assert trial.edit.facts(facts_of_block(trial.block)) == facts_of_block(trial.edit.apply(trial.block))


@pytest.mark.parametrize("size", [1, SEVEN], ids=["row by row", "in sevens"])
@pytest.mark.parametrize("trial", [t for t in TRIALS if t.edit.local], ids=lambda trial: trial.name)
def test_a_local_edit_gives_the_same_in_any_chunking(trial: Trial, size: int) -> None:
    pieces = [trial.edit.apply(run) for run in runs(trial.block, size)]
    same(pieces, trial.edit.apply(trial.block))


@pytest.mark.parametrize("size", [1, SEVEN, 100], ids=["row by row", "in sevens", "at once"])
@pytest.mark.parametrize("trial", [t for t in TRIALS if not t.edit.whole], ids=lambda trial: trial.name)
def test_an_edit_of_a_stream_gives_the_same_in_any_chunking(trial: Trial, size: int) -> None:
    same(list(trial.edit.flow(iter(runs(trial.block, size)))), trial.edit.apply(trial.block))


def same(pieces: Sequence[Block], whole: Block) -> None:
    rows = [row for piece in pieces for row in piece]
    assert len(rows) == len(whole)
    for row, wanted in zip(rows, whole, strict=True):
        assert row.dtype == wanted.dtype
        assert np.array_equal(row, wanted, equal_nan=wanted.dtype.kind == "f")


@pytest.mark.parametrize("trial", with_keras(TRIALS, *(t for t in TRIALS if t.edit.id == "pad")), ids=NAMES)
def test_the_code_shown_does_the_same(trial: Trial) -> None:
    keras = pytest.importorskip("keras") if trial.edit.id == "pad" else None
    if not len(trial.edit.apply(trial.block)):
        pytest.skip("NumPy refuses to cut windows that are longer than the series")
    given = dict(enumerate(trial.block)) if trial.edit.id == "unpack-dict" else trial.block
    space: dict[str, object] = {"np": np, "keras": keras, "x": given}
    exec(trial.edit.python("x"), space)
    done, wanted = space["x"], trial.edit.apply(trial.block)
    assert isinstance(done, list | np.ndarray)
    if isinstance(done, np.ndarray) and isinstance(wanted, np.ndarray):
        assert done.shape == wanted.shape
    same([done], wanted)


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_what_keeps_values_keeps_them(trial: Trial) -> None:
    if not trial.edit.keeps_values(facts_of_block(trial.block)):
        return
    before = {float(value) for row in trial.block for value in np.ravel(row) if np.isfinite(value)}
    made = trial.edit.apply(trial.block)
    if trial.edit.traits.encodes:  # the values are places now
        made = [np.argmax(row, axis=-1) for row in made]
    if isinstance(trial.edit, MovePadding):
        before -= {trial.edit.padding}
    after = {float(value) for row in made for value in np.ravel(row)}
    assert before <= after


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_an_edit_never_writes_into_what_it_is_given(trial: Trial) -> None:
    before = [np.array(row) for row in trial.block]
    trial.edit.apply(trial.block)
    same([before], trial.block)
