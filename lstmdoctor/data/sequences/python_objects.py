"""Python objects in the place of an array: numbers that NumPy holds as objects, text, and what is neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.source import Array, Block, Sequences, shown_dtype_name
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import unique_record


@unique_record
class ObjectNumbers:
    """An array of Python numbers, which NumPy holds as objects; read as the numbers that they are.

    Parameters
    ----------
    name : str
        Name inside the file.
    array : numpy.ndarray
        The same values under the number type that NumPy gives them.
    """

    name: str
    array: Array

    @property
    def facts(self) -> Facts:
        """Facts with dtype "object": what Keras would be handed, not what `blocks` gives.

        Complex numbers are told as such: a conversion cures objects, and would drop half of these.
        """
        dtype = shown_dtype_name(self.array.dtype) if self.array.dtype.kind == "c" else "object"
        return Facts(axes=self.array.shape, container="array", dtypes=(dtype,), wrapping="object-array")

    def blocks(self) -> Iterator[Block]:
        return ArraySequences(self.name, self.array).blocks()

    def whole(self) -> Block:
        return self.array

    def split(self) -> tuple[Sequences, ...]:
        return (self,)


@unique_record
class NotNumbers:
    """Something of which only the shape can be told.

    Parameters
    ----------
    name : str
        Name inside the file.
    facts : Facts
        What is known; its dtypes say what the items are.
    reason : str
        Why no value of it is read.
    """

    name: str
    facts: Facts
    reason: str

    def blocks(self) -> Iterator[Block]:
        raise Unreadable(self.reason)

    def whole(self) -> Block:
        raise Unreadable(self.reason)

    def split(self) -> tuple[Sequences, ...]:
        return (self,)


@unique_record
class Texts(NotNumbers):
    """Text in a list, or in an array of Python objects.

    Parameters
    ----------
    items : array or list
        The texts, or lists of them, as the Python objects that they are.
    """

    items: Array | list[Any]

    def texts(self) -> Block:
        """The values, as `Textual` has it."""
        if self.facts.ragged:
            return [np.array(item, dtype=object) for item in self.items]
        return np.array(self.items, dtype=object)
