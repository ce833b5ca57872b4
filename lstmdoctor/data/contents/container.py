"""What a file or a container holds: its arrays and its labels, told apart by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from lstmdoctor.core.facts import Place
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.records import frozen_record
from lstmdoctor.roles.names import is_label

MOST_NAMED = 256
"""Arrays that a dict holds under names of inputs or features; more of them are samples, one each."""
MOST_MEMBERS = 6
"""Items of a list that can be data and labels, those of three sets; more of them are samples."""
PAIR = ("0", "1")
"""Names of data and labels in a pair: where they stand in it."""
Remarks = tuple[str, ...]


@frozen_record
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


def separate_labels(
    found: Sequence[tuple[Sequences, bool]], remarks: Sequence[str], places: Mapping[str, Place]
) -> Parts:
    """Arrays and labels, from arrays that are labels or not; labels alone are arrays like any other."""
    data = tuple(part for part, labels in found if not labels)
    if not data:
        return Parts(tuple(part for part, _ in found), (), tuple(remarks), places)
    return Parts(data, tuple(part for part, labels in found if labels), tuple(remarks), places)


def source_of_parts(path: str, name: str, parts: Parts, remarks: Remarks) -> Source:
    """A file of this format that holds these; `remarks` are about the file itself."""
    told = (*remarks, *parts.remarks)
    if len(parts.arrays) <= MOST_NAMED:
        # Asked while the file is opened, whose name is told with what is wrong in them.
        _ = [part.facts for part in parts.arrays]
    return Source(path, name, parts.arrays, parts.labels, told, parts.places, left=parts.left)
