"""What may be done to data, one module per family of edits.

Every module has ``propose(facts, goal, choices)``: the edits of its family that make sense where the search
stands. A new edit is one record made from `lstmdoctor.edits.always.Always`, which says all that is true of
it, and one line in its family's ``propose``; a new family is one module, named in both tables below.
What changes values has no ``propose``: the search puts it at the end. What says where the data comes from has
none either: it is in effect when the file is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Edit
from lstmdoctor.edits import (
    axes,
    batch,
    cast,
    collect,
    fill,
    length,
    moved_padding,
    one_hot,
    order,
    permute,
    places,
    regroup,
    truncation,
    windows,
)
from lstmdoctor.edits.always import Always

FAMILIES: tuple[Callable[[Facts, Goal, Choices], Iterable[Edit]], ...] = (
    collect.propose,
    length.propose,
    truncation.propose,
    axes.propose,
    order.propose,
    permute.propose,
    regroup.propose,
    windows.propose,
    batch.propose,
    one_hot.propose,
    moved_padding.propose,
)


def edits_of_family(module: ModuleType) -> list[type[Always]]:
    """The edits that a module defines, in their order."""
    return [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Always) and one.__module__ == module.__name__
    ]


EDITS: dict[str, type[Always]] = {
    edit.id: edit
    for family in (
        *(collect, length, truncation, axes, order, permute, regroup, windows, batch, fill, cast),
        *(one_hot, moved_padding, places),
    )
    for edit in edits_of_family(family)
}
EDIT_IDS: tuple[str, ...] = tuple(EDITS)
