"""Which parts of a Python object are data and which are labels: dicts, (x, y) pairs, lists of batches."""

from __future__ import annotations

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.facts import Place
from lstmdoctor.data.contents.batches import Batches
from lstmdoctor.data.contents.container import MOST_MEMBERS, Parts, separate_labels
from lstmdoctor.data.contents.objects import Opaque, from_object
from lstmdoctor.data.contents.pieces import Piece, leaf_pieces
from lstmdoctor.data.contents.python_numbers import NumberArrays
from lstmdoctor.data.sequences.alike import AlikeSequences
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.data.sequences.joined import JoinedBatches
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.roles.names import holds_labels
from lstmdoctor.text import kind_text, safe_text, with_article


def collect_parts(value: object, name: str = "", budget: Budget | None = None) -> Parts:
    """The arrays in what a pickle or an object array holds; raises `Unreadable` when there is none.

    `name` is for what has no name of its own; a file is charged with the names of what is in it.
    """
    if isinstance(value, AlikeArrays) and len(value) <= MOST_MEMBERS:
        value = list(value)
    found: list[tuple[Sequences, bool]] = []
    remarks: list[str] = []
    places: dict[str, Place] = {}
    for piece in leaf_pieces(Piece(name, value), budget or Budget()):
        if piece.role == "aside" or not _array_like(piece.value):
            remarks.append(f"'{safe_text(piece.name)}' is {_left_out_reason(piece.value)}, and was left out")
            continue
        labels = holds_labels(piece.role, piece.name)
        found.append((sequences_of_piece(piece), labels))
        places[piece.name] = piece.place
        remarks += [piece.remark] if piece.remark else []
    if not found and isinstance(value, dict):
        raise Unreadable("a dict without an array in it")
    if not found:
        raise Unreadable(f"holds {_object_kind_words(value)}, neither an array nor a list of arrays")
    return separate_labels(found, list(dict.fromkeys(remarks)), places)


def sequences_of_piece(piece: Piece) -> Sequences:
    """What a piece of a container holds."""
    if isinstance(piece.value, Batches):
        return JoinedBatches(piece.name, piece.value.arrays)
    if isinstance(piece.value, AlikeArrays):
        return AlikeSequences(piece.name, piece.value)
    if isinstance(piece.value, NumberArrays):
        return ListSequences(piece.name, piece.value.items, "nested-numbers")
    return from_object(piece.name, piece.value)


def _array_like(value: object) -> bool:
    listed = isinstance(value, list | tuple | Batches | AlikeArrays | NumberArrays)
    return listed or (isinstance(value, np.ndarray) and value.ndim > 0)


def _left_out_reason(value: object) -> str:
    return "neither data nor labels" if _array_like(value) else f"{_object_kind_words(value)}, not an array"


def _object_kind_words(value: object) -> str:
    match value:
        case None:
            return "None"
        case np.ndarray():
            return "a single value"
        case str():
            return "text"
        case dict():
            return "a dict"
        case bool() | int() | float() | complex() | np.generic():
            return "a single number"
        case Opaque():
            return with_article(value.kind)
        case _:
            return kind_text(value)
