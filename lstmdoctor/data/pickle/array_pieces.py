"""Arrays that were found a window at a time, as one."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstmdoctor.data.sequences.source import Array
from lstmdoctor.files.regular import Data

ARRAY = 200
"""Bytes that an array takes beside its values, with its place in a list."""
TOGETHER = 1 << 16
"""Numbers that are copied at a time."""
SIZES = np.dtype(np.int64)
Piece = Array | list[Array]
"""Items of a list: an array of them, or an array each where they differ in size."""


def join_pieces(pieces: list[Array], dtype: np.dtype[Any] = SIZES) -> Array:
    """Arrays laid end to end; each is let go once it has been copied."""
    joined = np.empty((sum(map(len, pieces)), *pieces[0].shape[1:]), dtype)
    end = len(joined)
    while pieces:
        piece = pieces.pop()
        joined[end - len(piece) : end] = piece
        end -= len(piece)
    return joined


def memory_of_piece(piece: Piece) -> int:
    """Bytes that it takes."""
    if isinstance(piece, np.ndarray):
        return piece.nbytes + ARRAY
    return sum(row.nbytes for row in piece) + ARRAY * len(piece)


def join_number_pieces(pieces: list[Piece]) -> Piece:
    """All rows as one array, or as a list where they differ in size; pieces are let go as they are copied."""
    # Lists of nothing are of no type.
    dtypes = {next((row.dtype for row in piece if row.size), None) for piece in pieces} - {None}
    common = np.result_type(*dtypes) if dtypes else np.dtype(np.float64)
    tables = [piece for piece in pieces if isinstance(piece, np.ndarray)]
    if len(tables) == len(pieces) and len({table.shape[1:] for table in tables}) == 1:
        pieces.clear()
        return join_pieces(tables, common)
    return [row.astype(common, copy=False) for piece in pieces for row in piece]


def numbers_at_places(data: Data, places: Array, dtype: np.dtype[Any]) -> Array:
    """The numbers that stand at these places, which ascend, in an array."""
    found, size = np.empty(len(places), dtype), dtype.itemsize
    for start in range(0, len(places), TOGETHER):
        some = places[start : start + TOGETHER]
        part = bytes(data[int(some[0]) : int(some[-1]) + size])
        every = np.ndarray(len(part) - size + 1, f"V{size}", part, 0, (1,))
        found[start : start + TOGETHER] = every[some - some[0]].view(dtype)
    return found
