"""Tables of text in packed files: held in memory, or unpacked in every pass; of several threads one holds much."""

from __future__ import annotations

import bz2
import gzip
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from table_cases import table_bytes

from lstmdoctor.core.sharding import Shards
from lstmdoctor.core.tables import Table
from lstmdoctor.data import open_data
from lstmdoctor.data.formats import compressed
from lstmdoctor.errors import Refused
from lstmdoctor.files import limits
from lstmdoctor.files.large_turns import LARGE, is_beside_others, one_of_several, wait_for_turn

pytest.importorskip("pyarrow")

ROWS: dict[str, list[Any]] = {
    "id": ["ab"[place // 200] for place in range(400)],
    "a": list(range(400)),
    "b": [place / 4 for place in range(400)],
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "bzip2": bz2.compress}


def values_of(path: Path, table: Table | None = None) -> list[np.ndarray]:
    (array,) = open_data(str(path), table).arrays
    return [np.asarray(one) for block in array.blocks() for one in block]


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("format_", ["csv", "tsv", "jsonl"])
@pytest.mark.parametrize("room", [pytest.param(1 << 20, id="held"), pytest.param(100, id="in passing")])
def test_the_same_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str, format_: str, room: int
) -> None:
    monkeypatch.setattr("lstmdoctor.data.formats.unsigned.MADE_BYTES", room)
    monkeypatch.setattr("lstmdoctor.data.tables.survey.KEPT_BYTES", 0)
    monkeypatch.setattr("lstmdoctor.data.tables.kept_table.KEPT_BYTES", 0)
    plain, packed = tmp_path / f"x.{format_}", tmp_path / f"x.{format_}.packed"
    plain.write_bytes(table_bytes(ROWS, format_))
    packed.write_bytes(PACKINGS[packing](table_bytes(ROWS, format_)))
    for table in (None, Table(id=("id",))):
        wanted, found = values_of(plain, table), values_of(packed, table)
        assert len(wanted) == len(found) and all(map(np.array_equal, wanted, found))


def test_more_than_honest_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.formats.unsigned.MADE_BYTES", 100)
    monkeypatch.setattr(limits, "MADE_BYTES", 2_000)
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 100_000))
    with pytest.raises(Refused, match="unpacks to more than"):
        open_data(str(path))


@pytest.mark.parametrize(("damage", "words"), [(slice(0, -20), "truncated"), (slice(0, 60), "truncated")])
def test_damage_is_told(tmp_path: Path, damage: slice, words: str) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(table_bytes(ROWS, "csv"))[damage])
    with pytest.raises(Refused, match=words):
        open_data(str(path))


def test_packed_files_read_as_one_table(tmp_path: Path) -> None:
    """Those of text as they come, and those that have to be sought in."""
    for format_ in ("csv", "parquet"):
        for place in range(2):
            path = tmp_path / format_ / f"{place}.packed"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(gzip.compress(table_bytes(ROWS, format_)))
        folder = str(tmp_path / format_ / "*.packed")
        (array,) = open_data(Shards((folder,), joint=True), Table(id=("id",))).arrays
        assert array.facts.samples == 2


def test_one_thread_at_a_time_holds_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are unpacked side by side; a large one waits until the one before is done."""
    most = held = 0
    lock = threading.Lock()
    turn = threading.Barrier(3)

    def hold_much() -> None:
        nonlocal most, held
        with one_of_several():
            turn.wait()
            wait_for_turn()
            wait_for_turn()
            with lock:
                held += 1
                most = max(most, held)
            with lock:
                held -= 1

    threads = [threading.Thread(target=hold_much) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == 1 and not LARGE.locked() and not is_beside_others()

    asked: list[int] = []
    monkeypatch.setattr(compressed, "wait_for_turn", lambda: asked.append(1))
    monkeypatch.setattr(limits, "HELD_ARRAY_BYTES", 10_000)
    for size in (9_000, 11_000):
        path = tmp_path / "x.pkl.gz"
        path.write_bytes(gzip.compress(b"\x80\x04]" + b"0" * size))
        with pytest.raises(Refused):
            open_data(str(path))
        assert len(asked) == (size > 10_000)


def test_nobody_waits_who_works_alone() -> None:
    with LARGE:
        wait_for_turn()
