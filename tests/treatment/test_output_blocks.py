"""What is written comes in pieces of the output: however much an edit makes of its input, memory follows them."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from lstmdoctor import fix
from lstmdoctor.core.choices import Choices, Side
from lstmdoctor.core.readings import Array, Block, Edit
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.edits.batch import PadBatch
from lstmdoctor.edits.cast import Cast
from lstmdoctor.edits.length import Pad
from lstmdoctor.edits.truncation import Truncate
from lstmdoctor.edits.windows import Window
from lstmdoctor.errors import Unreadable
from lstmdoctor.treatment.stream import apply_edits, stream_edits
from lstmdoctor.treatment.wanted import Wanted

RANDOM = np.random.default_rng(3)
MOST = 256
"""Bytes of the output at a time."""


def ragged(*lengths: int, features: int = 2) -> list[Array]:
    return [RANDOM.normal(size=(length, features)).astype("f4") for length in lengths]


STREAMS: dict[str, tuple[Block, list[Edit], int]] = {
    # data, edits, most bytes of one piece
    "short sequences padded": (ragged(1, 3, 2, 5, 4, 1), [Pad(16, "post", 0.0, "float32")], MOST),
    "padded in front": (ragged(1, 3, 2, 5), [Pad(16, "pre", 7.0, "float32")], MOST),
    "a sample larger than a piece": (ragged(1, 90, 2), [Pad(100, "post", 0.5, "float32")], MOST),
    "the same in front": (ragged(1, 90, 0), [Pad(100, "pre", 0.5, "float32")], MOST),
    "the same, converted": (ragged(9, 90), [Pad(100, "pre", 0.0, "float32"), Cast("float16")], MOST),
    "an array padded": (RANDOM.normal(size=(5, 3, 2)).astype("f4"), [Pad(99, "pre", 1.0, "float32", False)], MOST),
    "steps larger than a piece": (ragged(2, 3, features=100), [Pad(4, "post", 0.0, "float32")], 400),
    "cut, then padded": (ragged(2, 80), [Truncate(50, "pre", True), Pad(50, "pre", 0.0, "float32")], MOST),
    "more is done to a padded sample": (
        ragged(2, 80, 7),
        [Pad(99, "pre", 0.0, "float32"), PadBatch(5)],
        99 * 8,
    ),
    "windows of short sequences": (ragged(4, 9, 3, 12, 4), [Window(4, 1, False, "float32")], MOST),
    "windows of a long sequence": (ragged(300, 4, 90), [Window(4, 3, False, "float32")], MOST),
    "windows with gaps between them": (ragged(300, 4, 90), [Window(4, 7, False, "float32")], MOST),
    "no sequence has a window": (ragged(3, 2), [Window(4, 1, False, "float32")], MOST),
    "a batch filled": (RANDOM.normal(size=(3, 4, 2)).astype("f4"), [PadBatch(500)], MOST),
}  # fmt: skip


@pytest.mark.parametrize("name", STREAMS)
def test_pieces_of_the_output(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("lstmdoctor.core.output_blocks.OUTPUT_BYTES", MOST)
    data, edits, most = STREAMS[name]
    whole = np.asarray(apply_edits(data, edits))
    pieces = list(stream_edits(ListSequences("", list(data)), edits))
    assert max(piece.nbytes for piece in pieces) <= most
    assert all(piece.dtype == whole.dtype for piece in pieces)
    laid = np.concatenate([piece.reshape(-1, *whole.shape[2:]) for piece in pieces])
    assert np.array_equal(laid.reshape(whole.shape), whole)


@pytest.mark.parametrize("padding", ["pre", "post"])
def test_a_file_written_in_parts_of_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, padding: Side
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.pkl").write_bytes(pickle.dumps(ragged(60, 3, 1, 44)))
    told: list[int] = []
    for name, most in (("whole.npy", 4 << 20), ("parts.npy", MOST)):
        monkeypatch.setattr("lstmdoctor.core.output_blocks.OUTPUT_BYTES", most)
        told.clear()
        fix(
            None,
            "x.pkl",
            wanted=Wanted(name, mask_output=f"mask {name}"),
            choices=Choices(pad=70, padding=padding, dtype="float16"),
            progress=lambda done, _: told.append(done),
        )
    assert np.array_equal(np.load("whole.npy"), np.load("parts.npy"))
    assert np.array_equal(np.load("mask whole.npy"), np.load("mask parts.npy"))
    assert np.load("mask parts.npy").sum() == 60 + 3 + 1 + 44
    assert len(told) > 4
    assert told == sorted(told)
    assert told[-1] == 4


def test_a_padded_sample_of_gigabytes_to_which_more_is_done() -> None:
    edits: list[Edit] = [Pad(1 << 31, "post", 0.0, "float32"), PadBatch(4)]
    with pytest.raises(Unreadable, match=r"padded to 2,147,483,648 timesteps takes 17\.2 GB"):
        list(stream_edits(ListSequences("", ragged(1, 2)), edits))


def test_a_padded_sample_of_gigabytes_is_made_in_parts() -> None:
    parts = stream_edits(ListSequences("", ragged(3, 2)), [Pad(1 << 31, "post", 0.0, "float32")])
    first = next(parts)
    assert first.nbytes == 4 << 20
    assert np.count_nonzero(first) == 6
    assert not next(parts).any()
