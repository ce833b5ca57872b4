"""A list of arrays that are alike is the same list, whether each array is made or only described."""

from __future__ import annotations

import pickle
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.readings import Array, Block, Edit
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.alike import AlikeSequences
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.edits.cast import Cast
from lstmdoctor.edits.length import Pad
from lstmdoctor.edits.truncation import Truncate
from lstmdoctor.errors import Unreadable
from lstmdoctor.treatment.stream import stream_edits

READER = "lstmdoctor.data.pickle.pickled.load_repeated_arrays"
RANDOM = np.random.default_rng(5)


def of_sizes(number: int, *shape: int, kind: str = "f4") -> list[Array]:
    """Arrays of 1 to 7 timesteps."""
    dtype = np.dtype(kind)  # one for all, as it is one for rows of an array
    lengths = RANDOM.integers(1, 8, number)
    return [RANDOM.integers(0, 2, (length, *shape)).astype(dtype) for length in lengths]


LISTS: dict[str, list[Array]] = {
    "features": of_sizes(40, 3),
    "no features": of_sizes(40),
    "images": of_sizes(40, 2, 3),
    "features of varied number": [np.ones((2, 1 + number % 3), "f4") for number in range(30)],
    "all of one length": [np.full((3, 2), number, "f8") for number in range(30)],
    "nothing in any": [np.ones((0, 3), "f4") for _ in range(30)],
    "truth values": of_sizes(40, 2, kind="?"),
    "the other byte order": of_sizes(40, 2, kind=">f4"),
    "numbers missing": [np.where(one > 0, one, np.nan) for one in of_sizes(40, 3)],
    "padded already": [np.pad(one, ((0, 8 - len(one)), (0, 0))) for one in of_sizes(40, 2)],
    "complex numbers": of_sizes(40, 2, kind="c8"),
    "text": of_sizes(40, kind="S3"),
    "times": of_sizes(40, kind="M8[s]"),
    "records": [np.zeros(3, "f4,i4") for _ in range(30)],
    "six": of_sizes(6, 2),
    "seven": of_sizes(7, 2),
    "data and labels": [np.ones((9, 4, 2), "f4"), np.ones((9, 4, 1), "f4")],
    "data and labels of three sets": [np.ones((5 + number % 3, 2), "f4") for number in range(6)],
}


@pytest.fixture(params=["in memory", "in the file"])
def bulk_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small lists are read in bulk, and in small blocks."""
    monkeypatch.setattr("lstmdoctor.data.pickle.repeated_arrays.FEWEST_BYTES", 0)
    monkeypatch.setattr("lstmdoctor.data.sequences.alike.BLOCK_BYTES", 300)
    monkeypatch.setattr("lstmdoctor.data.sequences.grouping.BLOCK_BYTES", 300)
    monkeypatch.setattr("lstmdoctor.data.scan.scanning.thread_count", lambda: 3)
    if request.param == "in the file":
        monkeypatch.setattr("lstmdoctor.files.regular.MAPPED_BYTES", 0)


def opened_both_ways(path: Path, arrays: list[Array]) -> tuple[Source, Source]:
    path.write_bytes(pickle.dumps(arrays, 4))
    with patch(READER, lambda *_: None):
        careful = open_data(str(path))
    return open_data(str(path)), careful


def plain(block: Block) -> list[object]:
    return [(array.dtype, array.shape, array.tobytes()) for array in block]


def told(sequences: Sequences, way: str) -> object:
    """What sequences hold, or why they do not say."""
    try:
        match way:
            case "whole":
                return plain(sequences.whole())
            case "blocks":
                return list(map(plain, sequences.blocks()))
            case "values":
                return scan_sequences(sequences, (0.0, 1.0), histograms=True)
            case "split":
                return [(one.name, one.facts, plain([np.asarray(one.whole())])) for one in sequences.split()]
    except Unreadable as error:
        return str(error)
    return sequences.facts


@pytest.mark.usefixtures("bulk_reader")
@pytest.mark.parametrize("name", LISTS)
def test_described_arrays_are_the_arrays(tmp_path: Path, name: str) -> None:
    bulk, careful = opened_both_ways(tmp_path / "x.pkl", LISTS[name])
    assert [one.name for one in bulk.arrays] == [one.name for one in careful.arrays]
    assert [one.name for one in bulk.labels] == [one.name for one in careful.labels]
    for way in ("facts", "whole", "blocks", "values", "split"):
        for ours, theirs in zip(bulk.arrays, careful.arrays, strict=True):
            assert told(ours, way) == told(theirs, way)


@pytest.mark.usefixtures("bulk_reader")
def test_lists_that_are_no_data_and_labels_stay_described(tmp_path: Path) -> None:
    for name in ("features", "text", "seven"):
        (one,) = opened_both_ways(tmp_path / "x.pkl", LISTS[name])[0].arrays
        assert isinstance(one, AlikeSequences)
        assert plain(one.texts()) == plain(LISTS[name])
    (one,) = opened_both_ways(tmp_path / "x.pkl", LISTS["six"])[0].arrays
    assert isinstance(one, ListSequences)


PADDED: dict[str, tuple[str, list[Edit]]] = {
    # list, edits
    "at the end": ("features", [Pad(9, "post", 0.0, "float32")]),
    "in front, with another value": ("features", [Pad(9, "pre", -7.5, "float32")]),
    "to the longest": ("features", [Pad(7, "pre", 0.0, "float32")]),
    "without features": ("no features", [Pad(9, "pre", 3.0, "float32")]),
    "images": ("images", [Pad(8, "post", 1.0, "float32")]),
    "truth values": ("truth values", [Pad(8, "post", 0.0, "bool")]),
    "truth values as numbers": ("truth values", [Pad(8, "pre", 0.0, "float32")]),
    "the other byte order": ("the other byte order", [Pad(8, "post", 2.0, ">f4")]),
    "the other byte order, turned": ("the other byte order", [Pad(8, "post", 2.0, "float32")]),
    "wider": ("features", [Pad(8, "pre", 2.0, "float64")]),
    "then converted": ("features", [Pad(8, "pre", 2.0, "float32"), Cast("float16")]),
    "cut before": ("features", [Truncate(4, "pre", True), Pad(4, "post", 0.0, "float32")]),
    "in parts of samples": ("features", [Pad(60, "pre", 4.0, "float32")]),
}


@pytest.mark.usefixtures("bulk_reader")
@pytest.mark.parametrize("name", PADDED)
def test_described_arrays_are_padded_as_arrays_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("lstmdoctor.core.output_blocks.OUTPUT_BYTES", 512)
    key, edits = PADDED[name]
    (ours,), (theirs,) = (source.arrays for source in opened_both_ways(tmp_path / "x.pkl", LISTS[key]))
    assert isinstance(ours, AlikeSequences)
    found, expected = (b"".join(map(bytes, stream_edits(one, edits))) for one in (ours, theirs))
    assert found == expected


@pytest.mark.usefixtures("bulk_reader")
def test_no_array_is_made_to_be_padded_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (ours,) = opened_both_ways(tmp_path / "x.pkl", LISTS["features"])[0].arrays
    monkeypatch.delattr(AlikeArrays, "__iter__")
    assert len(list(stream_edits(ours, [Pad(9, "pre", 1.0, "float32")]))) > 1


@pytest.mark.usefixtures("bulk_reader")
@pytest.mark.parametrize(("blocks", "number"), [(300, 3), (30, 1)])
def test_streams_are_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blocks: int, number: int
) -> None:
    monkeypatch.setattr("lstmdoctor.data.sequences.alike.BLOCK_BYTES", blocks)
    (ours,) = opened_both_ways(tmp_path / "x.pkl", LISTS["features"])[0].arrays
    assert isinstance(ours, AlikeSequences)
    streams = ours.streams(3)  # a sample larger than a block may be all that there is room for
    assert len(streams) == number
    assert [row for one in streams for block in one for row in plain(list(block))] == plain(LISTS["features"])


@pytest.mark.usefixtures("bulk_reader")
@pytest.mark.parametrize("name", ["features", "features of varied number"])
def test_what_does_not_fit_into_its_row_is_not_written(tmp_path: Path, name: str) -> None:
    (ours,) = opened_both_ways(tmp_path / "x.pkl", LISTS[name])[0].arrays
    with pytest.raises(ValueError, match="could not broadcast"):
        list(stream_edits(ours, [Pad(1, "post", 0.0, "float32")]))


def test_a_file_that_changes_while_it_is_padded_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lstmdoctor.files.regular.MAPPED_BYTES", 0)
    monkeypatch.setattr("lstmdoctor.data.sequences.alike.BLOCK_BYTES", 1 << 15)
    path = tmp_path / "x.pkl"
    path.write_bytes(pickle.dumps([np.ones((40, 8), "f4") for _ in range(200)], 4))
    (sequences,) = open_data(str(path)).arrays
    pieces = stream_edits(sequences, [Pad(40, "post", 0.0, "float32")])
    next(pieces)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Unreadable, match="the file changed while it was being read"):
        list(pieces)
