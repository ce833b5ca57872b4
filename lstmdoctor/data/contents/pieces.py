"""A container taken apart: what stands where in it, under which name, and what its place says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Place
from lstmdoctor.data.contents.batches import batch_columns, joined_place
from lstmdoctor.data.contents.container import MOST_NAMED
from lstmdoctor.data.contents.records import column_kind, sample_columns
from lstmdoctor.data.contents.tuples import is_dict_with_array, tuple_members
from lstmdoctor.files.budget import Budget
from lstmdoctor.records import frozen_record
from lstmdoctor.roles.names import Role, holds_labels, is_label, is_split
from lstmdoctor.text import count_noun, python_literal

DEEPEST = 4
WORDS = 4
"""How often the name of an array comes to stand in what is said about a file."""
FEWEST = 2
SETS = 6
"""Dicts in a dict of training, validation and test data, with room to spare; more are samples."""


@frozen_record
class Piece:
    """Something in a container that may be an array.

    Parameters
    ----------
    name : str
        Keys and positions on the way to it, joined by ``/``.
    value : object
    place : Place
    role : {"data", "labels", "set", "aside", ""}
        What its place says it is; "" where only its name can tell.
    remark : str
        How it was read, where that wants saying.
    """

    name: str
    value: object
    place: Place = field(default_factory=Place)
    role: Role = ""
    remark: str = ""

    def item(self, key: object, value: object) -> Piece:
        """What a dict holds under a key, or a list at a position."""
        place = replace(self.place, after=f"{self.place.after}[{key_literal(key)}]")
        return self.under(str(key), value, place)

    def column(self, key: object, value: object, rows: str) -> Piece:
        """What every item of a list has under a key; `rows` makes a list of what holds them."""
        before = f"[one[{key_literal(key)}] for one in {self.place.before}"
        return self.under(
            str(key), value, replace(self.place, before=before, after=f"{self.place.after}{rows}]")
        )

    def under(self, key: str, value: object, place: Place) -> Piece:
        """What stands at a place within this."""
        means = f"{place.means}/{key}" if place.means else ""
        name = f"{self.name}/{key}" if self.name else key
        role = "" if self.role == "set" else self.role
        return replace(self, name=name, value=value, place=replace(place, means=means), role=role)

    def called(self, role: Role, means: str) -> Piece:
        """The same with what its place says of it."""
        meant = f"{self.place.means.rpartition('/')[0]}/{means}".lstrip("/") if means else self.place.means
        return replace(self, role=role or self.role, place=replace(self.place, means=meant))


def key_literal(key: object) -> str:
    """A key in Python."""
    return python_literal(key) if isinstance(key, str) else repr(key)


def leaf_pieces(whole: Piece, budget: Budget, depth: int = 0) -> Iterator[Piece]:
    """Everything in a container that does not itself hold several arrays; charges for the names."""
    inner: list[Piece] = []
    for piece in container_pieces(whole) if depth <= DEEPEST else ():
        budget.charge_bytes(WORDS * (len(piece.name) + len(piece.place.before) + len(piece.place.after)))
        inner.append(piece)
    if not inner:
        yield whole
    for piece in inner:
        yield from leaf_pieces(piece, budget, depth + 1)


def container_pieces(whole: Piece) -> Iterator[Piece]:
    """One container taken apart; nothing where it is none, or one array, or one list of sequences."""
    value, place = whole.value, whole.place
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        if value.ndim:
            yield from sample_column_pieces(whole, list(value), "")
        else:
            yield replace(whole, value=value.item(), place=replace(place, after=f"{place.after}.item()"))
    elif isinstance(value, dict):
        yield from of_dict(whole, value)
    elif isinstance(value, list | tuple):
        joined = list(joined_batch_pieces(whole, value))
        yield from joined
        found = [] if joined else tuple_members(tuple(value) if whole.role == "set" else value)
        for position, role, means in found:
            yield whole.item(position, value[position]).called(role, means)
        if not found and not joined:
            yield from sample_column_pieces(whole, value, "")


def of_dict(whole: Piece, mapping: dict[Any, object]) -> Iterator[Piece]:
    """What a dict holds under each of its keys, or the list of its values."""
    values, place = list(mapping.values()), whole.place
    labels = holds_labels(whole.role, whole.name)
    by_number = all(type(key) is int for key in mapping)
    told = any(isinstance(key, str) and (is_split(key) or is_label(key)) for key in mapping)
    several = len(mapping) > SETS and not any(isinstance(key, str) and is_split(key) for key in mapping)
    found = list(sample_column_pieces(whole, values, ".values()")) if several and not by_number else []
    many = len(mapping) > MOST_NAMED and not told and not found and column_kind(values) == "arrays"
    one_each = labels and column_kind(values) in ("numbers", "text")
    if len(mapping) >= FEWEST and (by_number or many or one_each):
        listed = replace(place, before=f"list({place.before}", after=f"{place.after}.values())")
        noun = "number" if by_number else "name"
        what = f"{count_noun(len(values), noun)} to {'labels' if labels else 'sequences'}"
        remark = f"a dict of {what}, read as the list of its values"
        yield replace(whole, value=values, place=listed, remark=remark)
        return
    if found or is_dict_with_array(mapping):
        yield from found or (whole.item(key, value) for key, value in mapping.items())


def sample_column_pieces(whole: Piece, rows: Sequence[Any], taken: str) -> Iterator[Piece]:
    """The columns of a list that has data and label of one sample in each of its items."""
    for key, role, column in sample_columns(rows):
        yield whole.column(key, column, taken).called(role, "")


def joined_batch_pieces(whole: Piece, items: Sequence[Any]) -> Iterator[Piece]:
    """The columns of a list of batches, each as one array."""
    for column in batch_columns(items):
        name = "/".join(map(str, ((whole.name,) if whole.name else ()) + column.path))
        place = joined_place(whole.place, column.path)
        remark = f"a list of {count_noun(len(items), 'batch', 'batches')}, read as one array of all samples"
        piece = Piece(name, column.batches, place, whole.role, remark)
        yield piece.called(column.role, column.means)
