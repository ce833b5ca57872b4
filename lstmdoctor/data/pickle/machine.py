"""A small machine for pickles of protocol 2 and later: bytes, a stack, a memo, and no way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lstmdoctor.data.pickle.tokens import Token
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.regular import Data

Lookup = Callable[[str, str], Token]


class Mark:
    """Where on the stack a group of items begins."""

    __slots__ = ()


MARK = Mark()


class Machine:
    """The state between two opcodes.

    Parameters
    ----------
    data : bytes, memoryview or memory map
        The file.
    position : int
        Of the next opcode.
    lookup : callable
        (module, name) to token; raises `Unreadable`.
    """

    def __init__(self, data: Data, position: int, lookup: Lookup) -> None:
        self.data = data
        self.position = position
        self.lookup = lookup
        self.stack: list[Any] = []
        self.memo: dict[int, object] = {}

    def skip(self, number: int) -> range:
        """The place of the next bytes, stepped over; raises `Unreadable` when they are not there."""
        end = self.position + number
        if end > len(self.data):
            left = len(self.data) - self.position
            raise Unreadable(f"truncated: the pickle promises {number:,} bytes more, {left:,} are there")
        place = range(self.position, end)
        self.position = end
        return place

    def take(self, number: int) -> bytes:
        """The next bytes."""
        place = self.skip(number)
        return bytes(self.data[place.start : place.stop])

    def byte(self) -> int:
        """The next byte as a number."""
        return self.take(1)[0]

    def number(self, width: int) -> int:
        """The next bytes as an unsigned number."""
        return int.from_bytes(self.take(width), "little")

    def line(self) -> str:
        """The next text up to a line end."""
        text = bytes(self.data[self.position : self.position + 1000])
        end = text.index(b"\n")
        self.position += end + 1
        return text[:end].decode("utf-8")

    def push(self, item: object) -> None:
        """Put an item on the stack."""
        self.stack.append(item)

    def pop(self) -> Any:
        """The topmost item, which is not the start of a group."""
        item = self.stack.pop()
        if item is MARK:
            raise Unreadable("a damaged pickle: a group of items without an end")
        return item

    def group(self) -> list[Any]:
        """The items since the last start of a group."""
        start = len(self.stack) - 1
        while start >= 0 and self.stack[start] is not MARK:
            start -= 1
        if start < 0:
            raise Unreadable("a damaged pickle: a group of items without a start")
        items = self.stack[start + 1 :]
        del self.stack[start:]
        return items
