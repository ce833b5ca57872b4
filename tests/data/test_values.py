"""Values: what one pass finds, and that it is the same in any chunking."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lstmdoctor.core.values import ConstantRun, Values, merge_values
from lstmdoctor.data.scan import runs, step_parts, steps_tally
from lstmdoctor.data.scan.block_values import Tally, values_of
from lstmdoctor.data.scan.flat_block import FlatBlock
from lstmdoctor.data.scan.runs import padding_candidates, run_in_block
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.in_memory import ArraySequences, ListSequences
from lstmdoctor.data.sequences.joined import JoinedBatches
from lstmdoctor.data.sequences.source import Array, Block

ASKED = (0.0, -1.0, 7.0)
DTYPES = ("float32", "float64", "float16", "int32", "int8", "uint8", "bool", ">f4")


def elements(dtype: str) -> st.SearchStrategy[Any]:
    """Few values, so that runs, ones and gaps are frequent."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return st.booleans()
    if kind == "u":
        return st.sampled_from([0, 0, 0, 1, 7, 200])
    if kind == "i":
        return st.sampled_from([0, 0, 0, -1, -1, 1, 7, -100])
    return st.sampled_from([0.0, 0.0, 0.0, -1.0, 1.0, 7.0, 0.5, -0.0, 3e4, math.nan, math.inf, -math.inf])


def some_dtype() -> st.SearchStrategy[str]:
    return st.sampled_from(DTYPES)


def arrays(rank: int | None = None) -> st.SearchStrategy[Array]:
    shapes = hnp.array_shapes(min_dims=rank or 1, max_dims=rank or 4, min_side=1, max_side=9)
    return some_dtype().flatmap(lambda d: hnp.arrays(d, shapes, elements=elements(d), fill=st.nothing()))


def lists() -> st.SearchStrategy[list[Array]]:
    def of(dtype: str, rest: tuple[int, ...]) -> st.SearchStrategy[list[Array]]:
        one = st.integers(0, 8).flatmap(lambda t: hnp.arrays(dtype, (t, *rest), elements=elements(dtype)))
        return st.lists(one, min_size=1, max_size=16)

    return st.tuples(some_dtype(), st.sampled_from([(), (1,), (3,), (2, 2)])).flatmap(lambda both: of(*both))


def in_pieces(block: Block, size: int) -> Values:
    pieces: Iterable[Values] = (
        values_of(block[start : start + size], ASKED) for start in range(0, len(block), size)
    )
    return reduce(joined, pieces)


def tallied(block: Block, size: int) -> Values:
    """All pieces through one tally, each of which is gone when the next one comes."""
    tally = Tally(ASKED)
    for start in range(0, len(block), size):
        piece = block[start : start + size]
        held = piece.copy() if isinstance(piece, np.ndarray) else [one.copy() for one in piece]
        tally.add(held)
        for one in [held] if isinstance(held, np.ndarray) else held:
            one[...] = 77
    return tally.values()


def joined(a: Values, b: Values) -> Values:
    both = merge_values(a, b)
    assert both is not None
    return both


@settings(max_examples=300, deadline=None)
@given(arrays() | lists())
def test_the_same_in_any_chunking(block: Block) -> None:
    whole = values_of(block, ASKED)
    assert in_pieces(block, 1) == whole
    assert in_pieces(block, 7) == whole
    assert tallied(block, 1) == tallied(block, 4) == whole


@settings(max_examples=200, deadline=None)
@given(arrays(3) | lists())
def test_an_array_and_the_list_of_its_rows_agree(block: Block) -> None:
    assert values_of(list(block), ASKED) == values_of(block, ASKED)


@settings(max_examples=300, deadline=None)
@given(arrays(3) | lists())
def test_counts_agree_with_a_plain_loop(block: Block) -> None:
    found, plain = values_of(block, ASKED), by_loop(block)
    assert replace(found, runs=()) == replace(plain, runs=())
    for run, expected in zip(found.runs, plain.runs, strict=True):
        assert replace(run, front_near=0, back_near=0) == expected


@pytest.mark.parametrize(("wide", "tile"), [(1, 1), (6, 24), (6, 100), (64, 1 << 20)])
@settings(max_examples=60, deadline=None)
@given(arrays(3) | lists())
def test_counts_do_not_depend_on_what_is_looked_at_together(wide: int, tile: int, block: Block) -> None:
    whole = values_of(block, ASKED)
    with patch.multiple(steps_tally, WIDE=wide, TILE_BYTES=tile):
        assert values_of(block, ASKED) == whole


@pytest.mark.parametrize("steps", [1, 2, 5])
@settings(max_examples=100, deadline=None)
@given(arrays(3) | lists())
def test_a_large_sample_is_looked_at_in_parts(steps: int, block: Block) -> None:
    whole = values_of(block, ASKED)
    features = max(1, *(math.prod(one.shape[1:]) for one in block), 1)
    with patch.multiple(step_parts, PART=steps * features):
        assert values_of(block, ASKED) == whole


@pytest.mark.parametrize("part", [1, 2, 5, 24, 1 << 23])
@settings(max_examples=60, deadline=None)
@given(arrays(3) | lists())
def test_extremes_of_too_many_features_are_those_of_all(part: int, block: Block) -> None:
    whole = values_of(block, ASKED)
    with (
        patch.multiple(step_parts, PART=part),
        patch.multiple(runs, PIECE=part),
        patch.multiple(steps_tally, FEATURES=1),
    ):
        found = values_of(block, ASKED)
    assert found == replace(whole, feature_low=found.feature_low, feature_high=found.feature_high)


HALVES = np.full((4, 5, 2), 0.5, "float32")
ONES = np.ones((4, 5, 2), "float32")
EYE = np.tile(np.eye(2, dtype="float32"), (4, 3, 1))


def changed(at: tuple[int, ...], value: float) -> Array:
    found = HALVES.copy()
    found[at] = value
    return found


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([HALVES, HALVES], id="alike"),
        pytest.param([HALVES, changed((3, -1), 0)], id="padding only later"),
        pytest.param([HALVES, changed((1, 2, 1), 0)], id="a zero only later"),
        pytest.param(
            [HALVES, changed((1, 2, 1), math.nan), changed((0, 0, 0), -math.inf)], id="bad only later"
        ),
        pytest.param([changed((0, 0, 0), math.inf), HALVES], id="bad only first"),
        pytest.param([ONES, HALVES, ONES], id="a fraction only later"),
        pytest.param([HALVES, ONES], id="a fraction only first"),
        pytest.param([EYE, EYE], id="one-hot"),
        pytest.param([EYE, EYE * 2], id="one-hot only first"),
        pytest.param([-HALVES, HALVES * 3], id="extremes of both"),
        pytest.param([HALVES, HALVES[:, :2], HALVES[:, :0]], id="fewer timesteps later"),
        pytest.param([HALVES[:0], HALVES], id="no samples first"),
    ],
)
def test_what_was_settled_by_one_block_holds_for_all(pieces: list[Array]) -> None:
    tally = Tally(ASKED)
    for piece in pieces:
        tally.add(piece)
    plain = by_loop([sequence for piece in pieces for sequence in piece])
    found = tally.values()
    runs = tuple(replace(run, front_near=0, back_near=0) for run in found.runs)
    assert replace(found, runs=runs) == plain


def test_no_samples_of_any_number_of_features() -> None:
    assert values_of(np.empty((0, 3, 10**15), "float32"), ASKED) == values_of(HALVES[:0], ASKED)


def by_loop(block: Block) -> Values:
    """`values_of` for readers: one step after the other; `front_near` and `back_near` are left out."""
    steps = [as_steps(np.asarray(sequence)) for sequence in block]
    flat = np.concatenate([part.ravel() for part in steps]).astype("float64")
    good = flat[np.isfinite(flat)]
    rows = [row for part in steps for row in part.astype("float64")]
    bad = [
        (i, t, int(np.argmin(np.isfinite(row))))
        for i, part in enumerate(steps)
        for t, row in enumerate(part.astype("float64"))
        if not np.isfinite(row).all()
    ]
    columns = [column[np.isfinite(column)] for column in np.array(rows).T] if rows else []
    return Values(
        number=len(flat),
        samples=len(steps),
        steps=len(rows),
        nan=int(np.isnan(flat).sum()),
        infinite=int(np.isinf(flat).sum()),
        first_bad=bad[0] if bad else None,
        low=plus(good.min()) if len(good) else math.nan,
        high=plus(good.max()) if len(good) else math.nan,
        nonzero=int((flat != 0).sum()),
        integral=all(float(x).is_integer() for x in good),
        one_hot=all(set(row.tolist()) <= {0.0, 1.0} and row.sum() <= 1 for row in rows),
        feature_low=tuple(plus(column.min()) if len(column) else math.nan for column in columns),
        feature_high=tuple(plus(column.max()) if len(column) else math.nan for column in columns),
        runs=tuple(run_by_loop(steps, value) for value in ASKED)
        if len(flat)
        else tuple(map(ConstantRun, ASKED)),
    )


def as_steps(sequence: Array) -> Array:
    return sequence.reshape(len(sequence), math.prod(sequence.shape[1:]))


def plus(x: float) -> float:
    """A number as a float, without the sign of a zero."""
    return float(x) + 0.0


def run_by_loop(steps: list[Array], value: float) -> ConstantRun:
    run, lengths = ConstantRun(value), dict[int, int]()
    for part in steps:
        same = [bool((row == value).all()) for row in part]
        if same and all(same):
            run = replace(run, only=run.only + 1)
        elif same:
            front, back = same.index(False), same[::-1].index(False)
            inner = same[front : len(same) - back]
            spells = sum(b and not a for a, b in zip([False, *inner], inner, strict=False))
            lengths[len(inner)] = lengths.get(len(inner), 0) + 1
            run = replace(
                run,
                front=run.front + (front > 0),
                back=run.back + (back > 0),
                front_steps=run.front_steps + front,
                back_steps=run.back_steps + back,
                inner_steps=run.inner_steps + sum(inner),
                spells=run.spells + spells,
            )
    return replace(run, lengths=tuple(sorted(lengths.items())))


def test_merging_with_what_was_not_looked_at() -> None:
    values = values_of(np.ones((2, 3, 1)), ASKED)
    assert merge_values(values, None) is None
    assert merge_values(None, values) is None


def test_a_step_beside_a_run_that_is_close_to_its_value() -> None:
    falling = np.array([[[3.0], [2.0], [0.1], [0.0]], [[3.0], [2.0], [2.0], [0.0]]])
    (run,) = values_of(falling, (0.0,)).runs
    assert (run.back, run.back_near, run.front_near) == (2, 1, 0)
    (turned,) = values_of(falling[:, ::-1], (0.0,)).runs
    assert (turned.front, turned.front_near, turned.back_near) == (2, 1, 0)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int16"])
@pytest.mark.parametrize("shape", [(7000, 30, 9), (200_000, 11), (40, 9000, 3), (3, 100, 5000), (1_500_000,)])
def test_a_large_array_is_scanned_as_a_small_one(shape: tuple[int, ...], dtype: str) -> None:
    x = (np.random.default_rng(0).normal(size=shape) * 3).astype(dtype)
    x[len(x) // 2 :] = 0
    found = scan_sequences(ArraySequences("x", x)).values
    assert found is not None
    whole = values_of(x, tuple(run.value for run in found.runs))
    assert found == whole


def test_a_large_list_is_scanned_as_a_small_one() -> None:
    rng = np.random.default_rng(0)
    x = [rng.normal(size=(length, 4)) for length in rng.integers(0, 60, 20_000)]
    found = scan_sequences(ListSequences("x", x)).values
    assert found is not None
    assert found == values_of(x, tuple(run.value for run in found.runs))


@pytest.mark.parametrize("shape", [(700_000,), (400_000, 3), (9, 4, 2), (0, 3)])
def test_an_array_that_stands_for_a_list_is_scanned_without_its_rows(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, ...]
) -> None:
    x = np.random.default_rng(0).normal(size=shape).round(1)
    x.reshape(-1)[-1:] = np.nan
    ours = ListSequences("x", x, "nested-numbers")
    of_rows = ListSequences("x", [x[place, ...] for place in range(len(x))], "nested-numbers")
    made: list[ListSequences] = []
    rows = ListSequences._rows

    def rows_made(self: ListSequences, part: slice) -> list[Array]:
        made.append(self)
        return rows(self, part)

    monkeypatch.setattr("lstmdoctor.data.scan.scanning.thread_count", lambda: 2)
    monkeypatch.setattr(ListSequences, "_rows", rows_made)
    assert scan_sequences(ours).values == scan_sequences(of_rows).values
    assert made.count(ours) <= 1


def test_the_order_in_memory_does_not_matter() -> None:
    x = (np.random.default_rng(0).random((30, 9, 4)) < 0.6) * 2.0
    turned = [np.asfortranarray(row) for row in x]
    assert values_of(turned, ASKED) == values_of(x, ASKED)
    assert values_of(np.asfortranarray(x), ASKED) == values_of(x, ASKED)
    assert values_of(x[:, ::2], ASKED) == values_of(x[:, ::2].copy(), ASKED)


def test_a_list_of_several_sorts_of_sequences() -> None:
    rng = np.random.default_rng(0)
    x = [rng.normal(size=(5, width)).astype(dtype) for width in (3, 4, 3) for dtype in ("float32", "int64")]
    x[3][2, 1] = 0
    x[2][4, 0] = math.nan
    whole = values_of(x, ASKED)
    assert whole == in_pieces(x, 1) == in_pieces(x, 4) == tallied(x, 1) == tallied(x, 4)
    assert (whole.first_bad, whole.feature_low) == ((2, 4, 0), ())


def test_several_sorts_of_sequences_after_one() -> None:
    x = [np.ones((5, 3)), np.ones((2, 3)), np.ones((5, 4)), np.full((5, 3), math.nan), np.ones((1, 3))]
    whole = values_of(x, ASKED)
    assert whole == tallied(x, 2) == tallied(x, 3)
    assert whole.first_bad == (3, 0, 0)


def test_the_first_bad_value_of_a_large_array() -> None:
    x = np.zeros((50_000, 20, 3), "float32")
    x[40_000, 3, 2] = math.nan
    x[45_000, 1, 0] = math.inf
    found = scan_sequences(ArraySequences("x", x)).values
    assert found is not None
    assert (found.first_bad, found.nan, found.infinite) == ((40_000, 3, 2), 1, 1)


def test_values_that_are_not_numbers_are_left_alone() -> None:
    assert scan_sequences(ArraySequences("x", np.array(["a", "b"]))).values is None
    assert scan_sequences(ArraySequences("x", np.ones((2, 2), complex))).values is None


def test_candidates_of_a_padding_value() -> None:
    x = np.random.default_rng(0).normal(size=(400, 9, 2))
    x[:50, 5:] = -9
    x[50:60, :3] = 4
    assert padding_candidates(x, ()) == (0.0, -9.0, 4.0)
    assert padding_candidates(x, (-1.0,)) == (0.0, -1.0, -9.0, 4.0)
    late = x[::-1].copy()
    assert -9.0 in padding_candidates(late, ())


@pytest.mark.parametrize("length", [1, 2, 3, 7, 32])
@pytest.mark.parametrize("features", [1, 3])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 1.0])
def test_runs_of_short_sequences_are_those_of_long_ones(
    length: int, features: int, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many sequences of a few steps are gone through step by step, all others run by run."""
    random = np.random.default_rng(length)
    steps = random.integers(0, 3, (length * 90, features)) * (random.random((length * 90, 1)) < share)
    block = FlatBlock(steps, 90, length)
    for value in (0.0, 1.0):
        full = (steps == value).all(axis=1)
        if not full.any():
            continue
        short = run_in_block(block, full.copy(), value)
        with monkeypatch.context() as patched:
            patched.setattr("lstmdoctor.data.scan.runs.SHORT", 0)
            assert run_in_block(block, full, value) == short


def test_batches_are_looked_through_by_the_block() -> None:
    batches = [np.full((2, 5, 1), place, "f4") for place in range(1000)]
    joined = JoinedBatches("", batches)
    blocks = list(joined.blocks())
    assert len(blocks) == 1 and np.array_equal(blocks[0], np.concatenate(batches))
    assert joined.facts.axes == (2000, 5, 1)
