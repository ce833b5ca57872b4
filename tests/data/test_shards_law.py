"""Facts of shards are those of the concatenated data: any cut, any order of completion, histograms included."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lstmdoctor.core.facts import Facts, merge_facts
from lstmdoctor.core.sharding import Shards
from lstmdoctor.core.values import Values
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.histograms import asked_of_facts
from lstmdoctor.data.scan.scanning import Search, scan_sequences
from lstmdoctor.data.sequences.in_memory import rows_per_block
from lstmdoctor.data.shards.joint import Merged, ShardedSequences, merged_values

LENIENT = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Shuffled(ThreadPoolExecutor):
    """Finishes in an order of its own; work and result go through a pickle, as to another process."""

    def __init__(self, seed: int) -> None:
        super().__init__(4)
        self.random = Random(seed)

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        pause, sent = self.random.random() / 500, pickle.dumps((work, args))

        def later() -> Any:
            sleep(pause)
            work, args = pickle.loads(sent)
            return pickle.loads(pickle.dumps(work(*args)))

        return super().submit(later)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_per_block, "__defaults__", (640, 1))
    monkeypatch.setattr("lstmdoctor.data.sequences.grouping.BLOCK_BYTES", 640)


def numbers(rows: int, steps: int, features: int, seed: int) -> Any:
    """Padded, with values that are not finite, ids and fractions."""
    random = np.random.default_rng(seed)
    array = random.integers(-2, 4, (rows, steps, features)).astype("f4") / (1 + seed % 2)
    array[random.random(rows) < 0.4, -2:] = (0, -1, 7)[seed % 3]
    array[random.random(array.shape) < 0.01] = (np.nan, np.inf)[seed % 2]
    return array


def cut(length: int, places: Sequence[int]) -> list[slice]:
    ends = sorted({0, length, *(place % (length + 1) for place in places)})
    return [slice(a, b) for a, b in pairwise(ends)]


def scanned(path: str | Shards) -> Facts:
    return scan_sequences(open_data(path).arrays[0], (0.0,), histograms=True)


CUTS = st.lists(st.integers(0, 100), max_size=6)


@LENIENT
@given(st.integers(1, 60), st.integers(0, 5), CUTS, st.integers(0, 1000))
def test_arrays(tmp_path: Path, rows: int, steps: int, places: list[int], seed: int) -> None:
    whole = numbers(rows, max(2, steps), 3, seed)
    np.save(tmp_path / "whole.npy", whole)
    names = []
    for number, part in enumerate(cut(rows, places)):
        names.append(str(tmp_path / f"p{number}.npy"))
        np.save(names[-1], whole[part])
    for executor in (Shuffled(seed), "threads:3"):
        assert scanned(Shards(tuple(names), "rows", executor=executor, joint=True)) == scanned(
            str(tmp_path / "whole.npy")
        )


@LENIENT
@given(st.lists(st.integers(1, 6), min_size=2, max_size=40), CUTS, st.integers(0, 1000))
@example([1, 1, 2, 2], [1], 0)  # lengths in pairs, as those of data and labels of two sets
@example([1] * 13 + [2] * 7 + [3] * 8 + [6] * 5, [11], 0)  # the first block ends within the second shard
def test_lists(tmp_path: Path, lengths: list[int], places: list[int], seed: int) -> None:
    whole = [numbers(1, length, 2, seed + i)[0] for i, length in enumerate(lengths)]
    (tmp_path / "whole.pkl").write_bytes(pickle.dumps(whole))
    names = []
    for number, part in enumerate(cut(len(whole), places)):
        names.append(str(tmp_path / f"p{number}.pkl"))
        Path(names[-1]).write_bytes(pickle.dumps(whole[part]))
    shards = Shards(tuple(names), executor=Shuffled(seed), joint=True)
    if all(part.stop - part.start for part in cut(len(whole), places)):
        assert scanned(shards) == scanned(str(tmp_path / "whole.pkl"))


@LENIENT
@given(st.integers(1, 30), CUTS, st.integers(0, 1000))
def test_the_law_itself(tmp_path: Path, rows: int, places: list[int], seed: int) -> None:
    """Two pieces that were scanned apart for the same candidates merge into the facts of both."""
    whole = numbers(rows + 1, 4, 3, seed)
    middle = 1 + (places or [0])[0] % rows
    for name, part in (("a", whole[:middle]), ("b", whole[middle:]), ("ab", whole)):
        np.save(tmp_path / f"{name}.npy", part)
    arrays = [open_data(str(tmp_path / f"{name}.npy")).arrays[0] for name in ("a", "b", "ab")]
    search = Search(candidates=(0.0, -1.0, 7.0), spread=asked_of_facts(arrays[2].facts))
    a, b, both = (scan_sequences(array, search=search) for array in arrays)
    assert merge_facts(a, b) == both


KINDS = ["f4", ">f8", "f2", "i8", "u1", "?"]


@pytest.mark.filterwarnings("error")
@LENIENT
@given(st.integers(2, 30), CUTS, st.sampled_from(KINDS), st.integers(0, 1000))
def test_the_law_for_every_dtype_in_any_order(
    tmp_path: Path, rows: int, places: list[int], dtype: str, seed: int
) -> None:
    """Ids, truth values, one-hot rows; pieces merged as they come, alignments of labels included."""
    random = np.random.default_rng(seed)
    whole = random.integers(0, 5, (rows, 6)).astype(dtype)
    if seed % 3 == 0:
        whole = np.eye(6, dtype=dtype)[random.integers(0, 6, (rows, 3))]
    np.save(tmp_path / "ab.npy", whole)
    both = open_data(str(tmp_path / "ab.npy")).arrays[0]
    aligned = whole.ndim == 2
    search = Search(candidates=(0.0, 4.0), spread=asked_of_facts(both.facts), aligned=aligned)
    pieces = []
    for part in cut(rows, places):
        np.save(tmp_path / "a.npy", whole[part])
        found = scan_sequences(open_data(str(tmp_path / "a.npy")).arrays[0], search=search)
        pieces.append(found.values)
    merged = Merged()
    for place in random.permutation(len(pieces)):
        merged.add(int(place), pieces[place])
    assert merged.result() == scan_sequences(both, search=search).values


def test_candidates_found_apart_would_break_the_law(tmp_path: Path) -> None:
    """The test can fail: pieces that look for themselves follow other values."""
    np.save(tmp_path / "a.npy", np.full((4, 3, 2), 7.0))
    np.save(tmp_path / "b.npy", np.full((4, 3, 2), -1.0))
    a, b = (scan_sequences(open_data(str(tmp_path / name)).arrays[0]) for name in ("a.npy", "b.npy"))
    assert a.values is not None and b.values is not None
    assert [run.value for run in a.values.runs] != [run.value for run in b.values.runs]


@given(st.permutations(range(7)))
def test_neighbours_are_merged_as_they_come(order: list[int]) -> None:
    merged, pieces = Merged(), [Values(n, n, n, first_bad=(0,) if n > 3 else None) for n in range(7)]
    for place in order:
        merged.add(place, pieces[place])
    assert merged.result() == merged_values(pieces)


def test_shards_without_samples_change_nothing(tmp_path: Path) -> None:
    whole = numbers(9, 4, 3, 1)
    np.save(tmp_path / "whole.npy", whole)
    for name, part in (("p0", whole[:0]), ("p1", whole), ("p2", whole[:0])):
        np.save(tmp_path / f"{name}.npy", part)
    assert scanned(str(tmp_path / "p*.npy")) == scanned(str(tmp_path / "whole.npy"))


def test_nothing_of_a_shard_stays_open(tmp_path: Path) -> None:
    np.save(tmp_path / "p0.npy", numbers(4, 3, 2, 1))
    np.save(tmp_path / "p1.npy", numbers(4, 3, 2, 2))
    array = open_data(str(tmp_path / "p*.npy")).arrays[0]
    assert isinstance(array, ShardedSequences)
    assert len(pickle.dumps(array.parts)) < 2000
