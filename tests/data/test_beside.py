"""Several threads find what one finds, and stop when one of them fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lstmdoctor.data import open_data
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.source import Divisible
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.parallel import side_by_side


def samples(path: Path, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    array = rng.normal(size=shape).astype("float32")
    array[rng.random(shape[0]) < 0.3, -3:] = 0
    array[shape[0] * 2 // 3, 1, 0] = np.nan
    np.save(path, array)


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
@pytest.mark.parametrize("rows", [1, 2, 5, 6, 7, 23, 24])
def test_any_number_of_threads_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, threads: int
) -> None:
    samples(tmp_path / "x.npy", (rows, 6, 2))
    monkeypatch.setattr("lstmdoctor.data.formats.npy.rows_per_block", lambda shape, itemsize: 3)
    [sequences] = open_data(str(tmp_path / "x.npy")).arrays
    assert isinstance(sequences, Divisible)
    streams = [np.concatenate([np.array(block) for block in one]) for one in sequences.streams(threads)]
    assert len(streams) == min(threads, -(-rows // (3 * -(-rows // (3 * threads)))))
    assert np.array_equal(np.concatenate(streams), np.load(tmp_path / "x.npy"), equal_nan=True)

    told: list[int] = []
    monkeypatch.setattr("lstmdoctor.data.scan.scanning.thread_count", lambda: 1)
    alone = scan_sequences(sequences)
    monkeypatch.setattr("lstmdoctor.data.scan.scanning.thread_count", lambda: threads)
    assert scan_sequences(sequences, progress=lambda done, total: told.append(done)) == alone
    assert alone.values is not None and alone.values.first_bad == (rows * 2 // 3, 1, 0)
    assert told == sorted(told) and told[-1] == rows


def test_a_file_that_shrinks_ends_all_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples(tmp_path / "x.npy", (3_000_000, 2, 1))
    monkeypatch.setattr("lstmdoctor.data.scan.scanning.thread_count", lambda: 3)
    [sequences] = open_data(str(tmp_path / "x.npy")).arrays
    told: list[int] = []

    def shrink(done: int, total: int | None) -> None:
        told.append(done)
        with (tmp_path / "x.npy").open("r+b") as file:
            file.truncate(1000)

    with pytest.raises(Unreadable, match=r"too early|changed"):
        scan_sequences(sequences, progress=shrink)
    assert told and told[-1] < 3_000_000


def test_the_others_stop_when_one_fails() -> None:
    seen: list[int] = []

    def forever() -> Iterator[int]:
        position = 0
        while True:
            yield position
            position += 1

    def failing() -> Iterator[int]:
        yield 0
        raise Unreadable("gone")

    with pytest.raises(Unreadable, match="gone"):
        side_by_side(lambda stream: seen.append(sum(1 for _ in stream)), [forever(), failing()])
    assert len(seen) == 1
