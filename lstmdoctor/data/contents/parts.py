"""Which parts of a container are data and which are labels: dicts, (x, y) pairs, files with named arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lstmdoctor.core.facts import Place
from lstmdoctor.data.contents.batches import Batches
from lstmdoctor.data.contents.objects import Opaque, from_object
from lstmdoctor.data.contents.pieces import Piece, leaf_pieces
from lstmdoctor.data.sequences.joined import JoinedBatches
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.roles.names import holds_labels, is_label
from lstmdoctor.text import kind_text, safe_text, with_article


@dataclass(frozen=True)
class Parts:
    """What a container holds.

    Parameters
    ----------
    arrays, labels : tuple of Sequences
        In the order of the container.
    remarks : tuple of str
        What was left out, and what was taken for what.
    places : mapping
        Where the arrays stand in the container, by name.
    left : mapping
        Names that are there and are not read, with what they are.
    """

    arrays: tuple[Sequences, ...]
    labels: tuple[Sequences, ...] = ()
    remarks: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)


def sort_out(
    named: Sequence[Sequences], remarks: Sequence[str] = (), places: Mapping[str, Place] | None = None
) -> Parts:
    """Arrays and labels told apart by name; labels alone are arrays like any other."""
    return separate_labels([(part, is_label(part.name)) for part in named], remarks, places or {})


def collect_parts(value: object, name: str = "", budget: Budget | None = None) -> Parts:
    """The arrays in what a pickle or an object array holds; raises `Unreadable` when there is none.

    `name` is for what has no name of its own; a file is charged with the names of what is in it.
    """
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
    return from_object(piece.name, piece.value)


def separate_labels(
    found: Sequence[tuple[Sequences, bool]], remarks: Sequence[str], places: Mapping[str, Place]
) -> Parts:
    """Arrays and labels, from arrays that are labels or not; labels alone are arrays like any other."""
    data = tuple(part for part, labels in found if not labels)
    if not data:
        return Parts(tuple(part for part, _ in found), (), tuple(remarks), places)
    return Parts(data, tuple(part for part, labels in found if labels), tuple(remarks), places)


def _array_like(value: object) -> bool:
    return isinstance(value, list | tuple | Batches) or (isinstance(value, np.ndarray) and value.ndim > 0)


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
