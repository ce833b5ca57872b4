"""A large file goes to the disk while it is written, and an error of the disk is told whenever it comes."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

import pytest

from lstmdoctor.files import syncing
from lstmdoctor.files.syncing import LEAST_BYTES, synced_file

AT_MOST = 60.0
"""Seconds until a thread that never comes is a failure."""


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set as soon as a file is brought to the disk before it is whole."""
    found = Event()
    monkeypatch.setattr(syncing, "PAUSE", 0.0)
    monkeypatch.setattr(syncing, "sync_data", lambda number: found.set())
    return found


def test_a_large_file_is_synced_before_it_is_whole(tmp_path: Path, synced: Event) -> None:
    with (tmp_path / "x").open("wb") as file, synced_file(file.fileno(), LEAST_BYTES):
        assert synced.wait(AT_MOST)


def test_a_small_file_is_synced_when_it_is_whole(
    tmp_path: Path, synced: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    last: list[int] = []
    monkeypatch.setattr(os, "fsync", last.append)
    with (tmp_path / "x").open("wb") as file, synced_file(file.fileno(), LEAST_BYTES - 1):
        assert last == []
    assert len(last) == 1
    assert not synced.is_set()


def test_an_error_of_the_disk_is_told_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    met = Event()

    def fail(number: int) -> None:
        met.set()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(syncing, "PAUSE", 0.0)
    monkeypatch.setattr(syncing, "sync_data", fail)
    with (
        (tmp_path / "x").open("wb") as file,
        pytest.raises(OSError, match="No space left"),
        synced_file(file.fileno(), LEAST_BYTES),
    ):
        assert met.wait(AT_MOST)


def test_what_fails_within_is_told_first(tmp_path: Path, synced: Event) -> None:
    with (
        (tmp_path / "x").open("wb") as file,
        pytest.raises(ValueError, match="within"),
        synced_file(file.fileno(), LEAST_BYTES),
    ):
        assert synced.wait(AT_MOST)
        raise ValueError("within")
