"""What a data file may cost before it is refused: absolute numbers first, since zeros are honest too."""

from __future__ import annotations

BLOCK_BYTES = 4 << 20
"""Size of the pieces in which values are read."""

MAPPED_BYTES = 64 << 20
"""Size from which the bytes of a pickle are read when they are looked at, and not all at once."""

FORTRAN_BLOCK_BYTES = 64 << 20
"""Rows of an array in Fortran order that are held at a time; each strip costs a pass over the file."""

SEEK_BYTES = 64 << 10
"""Shorter pieces than this are read with what is around them: a seek and a call cost as much."""

IN_MEMORY_BYTES = 4 << 30
"""Most that a compressed file may unpack to where it has to be held in memory, and most that the labels of
windows, or of batches that are filled up or cut, may take: unlike the data they are made all at once."""

HELD_ARRAY_BYTES = 128 << 20
"""Largest array in a packed file that is unpacked once and kept; a larger one is unpacked in every pass, in
blocks. Of bzip2 and xz, which take so much longer, it is `MADE_BYTES`, and of tables of text, which take
longer to parse than to unpack. Of several threads that read shards, one at a time unpacks more than this."""

STREAMED_BYTES = 10 << 30
"""Most that a packed file of any size may unpack to, all members and all passes over them together: some 13
s of work, which `fix` does twice. A file that unpacks to more may do so `HONEST_RATIO` times. Of bzip2 and
xz, which take up to twenty times as long, it is `MADE_BYTES`."""

TABLE_BYTES = 1 << 30
"""Most that the cells of a table may take, at eight bytes each, whatever the size of its file: some ten
seconds of work. Those of a larger file may take `HONEST_RATIO` times as much as it."""

TABLE_PIECES = 200_000
"""Most pieces (a column of a group of rows each) of a Parquet file, whatever its size: 40 microseconds each,
however few rows it holds. A larger file may have one for each `TABLE_PIECE_BYTES` of it."""
TABLE_PIECE_BYTES = 400
"""What a piece of some fifty numbers takes on disk, a good third of it to describe it."""

STEP_BYTES = 12
"""What a timestep counts for beside its bytes, of one to two nanoseconds each: where numbers come and go, it
takes 15 to 30 nanoseconds to find where padding begins and ends."""

SAMPLE_BYTES = 48
"""The same of a sample of several timesteps, which takes 60 to 100 nanoseconds more."""

CHUNKS = 4_000_000
"""Most pieces that the data sets of an HDF5 file may be stored in, written or not: 3 microseconds each.
A larger file may have one for each `CHUNK_BYTES` in it."""
CHUNK_BYTES = 20
"""What the smallest piece of an honest HDF5 file takes: five numbers."""
HANDED_BYTES = 5 << 30
"""Most that the data sets of an HDF5 file of any size may unpack to, all of them together: a process of its
own hands them over, which takes twice as long as `STREAMED_BYTES` do. What takes more on disk may unpack to
`HONEST_RATIO` times as much."""
STRIPS = 5
"""A packed array in Fortran order is unpacked once for every strip of its rows, and is taken in so many."""

STRIP_BYTES = 128 << 20
"""Smallest of these strips: what is smaller than that is unpacked once."""

LARGEST_STRIP_BYTES = 768 << 20
"""Largest of these strips; arrays of more than five of them are taken in more."""

HEADER_BYTES = 64 << 10
"""Longest .npy header that is looked at."""

RANK = 32
"""Most axes: what NumPy 1 allows, and more than any model takes."""

FIELDS = 1000
"""Most fields of a structured dtype."""

DEPTH = 64
"""How deep lists, tuples and dicts may be nested."""

MADE_BYTES = 512 << 20
"""Memory that any file may ask for besides its own bytes: half of the gigabyte that reading may take."""

MADE_PER_BYTE = 62
"""The same for each byte on disk. Measured over lists of samples of one time step of one number, in protocols
0 to 5 (`tests/safety/test_honest_costs.py`): lists of NumPy numbers take 62 bytes for each of the file, dicts
of arrays 48, tuples and lists of numbers 38 to 43, tiny arrays 38, half of that in protocol 0. Dicts of one
small number take 99, so that 2 million of them are the most."""

HONEST_RATIO = 100
"""How much smaller data can be packed that are more than one thing over and over: numbers that were measured
2 to 10 times, lists of ids and zeros behind them some 50 times."""

OBJECTS_RATIO = 30
"""The same of pickles of many small objects, each byte of which takes `MADE_PER_BYTE`: lists of measured
numbers were packed 2 to 8 times, NumPy numbers 33 times, lists of ids with zeros behind them 50 times, at
half the cost."""

ITEMS = 10_000_000
"""Items that a file may unfold to by referring to something again: some 30 bytes and a microsecond each."""

UNFOLDED_BYTES = 4 << 30
"""Bytes of values that a file may unfold to in the same way: ten seconds of scanning."""

REPEATED_BYTES = 64 << 20
"""Bytes of values met again from which that is worth a remark."""

FILES = 2_000_000
"""Most files that a folder of sequences may hold."""

MEMBERS = 200_000
"""Most members of a zip, of data or of a model."""

DIRECTORY_BYTES = 64 << 20
"""Longest directory of a zip; `MEMBERS` names of NumPy's take a third of it."""

DECODER_MEMORY = 256 << 20
"""Memory that an xz or lzma decoder may ask for (the largest xz preset, -9, takes 65 MiB)."""


def scan_work(size: int, steps: int, samples: int = 0) -> int:
    """What it takes to look through values, as bytes that are unpacked in the same time."""
    return size + STEP_BYTES * steps + SAMPLE_BYTES * samples


def streamed_limit(packed: int, quick: bool = True) -> int:
    """Most bytes that a packed file of this size may unpack to, a block at a time.

    bzip2 and xz are not `quick`: half a gigabyte of them takes as long as ten of what a zip or gzip holds.
    """
    return max(STREAMED_BYTES if quick else MADE_BYTES, HONEST_RATIO * packed)


def chunk_limit(stored: int) -> int:
    """Most pieces that HDF5 data sets of so many bytes on disk may be stored in."""
    return max(CHUNKS, stored // CHUNK_BYTES)


def handed_limit(stored: int) -> int:
    """Most bytes of values that HDF5 data sets of so many bytes on disk may unpack to."""
    return max(HANDED_BYTES, HONEST_RATIO * stored)


def cell_limit(stored: int) -> int:
    """Most cells of a table that takes so many bytes on disk."""
    return max(TABLE_BYTES, HONEST_RATIO * stored) // 8


def table_piece_limit(stored: int) -> int:
    """Most pieces of a Parquet file of so many bytes."""
    return max(TABLE_PIECES, stored // TABLE_PIECE_BYTES)


def held_limit(packed: int) -> int:
    """Most bytes of one sample, or of an array that is turned, that so many packed bytes may unpack to."""
    return min(IN_MEMORY_BYTES, streamed_limit(packed, quick=False))
