"""A pickled list of Python numbers, or of lists of them, made into arrays a window at a time.

A number takes 2 to 9 bytes of a pickle, 8 in an array, and some 40 as a Python object in a list. So a list of
millions is not made as such: the items that stand in a window are unpickled by themselves, become an array,
and are let go before the next.

An item may be unpickled by itself because, before the unpickler sees it, one regular expression has said
that it is made of lists and numbers alone, nested as deep as the first. In such a pickle nothing is ever
taken from the memo.

The arrays are those that the careful reader makes of the whole. Where that might make something else of it
(lists of several depths, integers beyond 64 bits, so few items that they may be data and labels) it begins
anew, as it does for everything that is to be refused, but for places in the memo that nothing asks for.
Without this module and the one call of it everything is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np

from lstmdoctor.data.contents.objects import leaf_types
from lstmdoctor.data.contents.python_numbers import NumberArrays, number_dtype
from lstmdoctor.data.pickle.array_pieces import Piece, join_number_pieces, memory_of_piece
from lstmdoctor.data.pickle.repeated_opcodes import NotRepeated
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data
from lstmdoctor.records import frozen_record, mutable_record

FEWEST_BYTES = 1 << 16
"""Smaller pickles take milliseconds either way."""
BEGINNING = 256
"""More bytes than the opcodes in front of the first number take."""
FEWEST = 64
"""Items of a list that cannot be data and labels, of one set or of several."""
WINDOW = 1 << 20
"""Bytes that are unpickled together, where no item is larger."""
LARGEST = 1 << 26
"""Bytes of the largest item: a file of larger ones holds few."""
DEEPEST = 3
"""How deep an item may be nested: timesteps, features, and one axis more."""

NUMBER = rb"G.{8}|K.|M..|J....|[\x88\x89]|\x8a(?:\x05.{5}|\x06.{6}|\x07.{7}|\x08.{8})"
FIRST = re.compile(
    rb"\x80(?P<protocol>[\x02-\x05])(?:\x95(?P<frame>.{8}))?\](?:\x94|q.)\("
    rb"(?=(?P<lists>(?:\](?:\x94|q.|r....)?\(?)*))",
    re.DOTALL,
)
"""How a list of several items begins, with the lists that begin with the first of them."""
A_LIST = re.compile(rb"\](?:\x94|q.|r....)?\(?", re.DOTALL)
PUTS = re.compile(rb"((?:" + NUMBER + rb"|[\](ea])++)(?:q.|r....)?", re.DOTALL)
"""Opcodes, and a place in the memo for what they make."""
FRAME, FRAME_SIZE, STOP = 0x95, 9, b"."
Unpickle = Callable[[bytes], Any]
"""What a pickle of nothing but lists and numbers holds."""


@frozen_record
class Grammar:
    """Patterns for a list of items of one depth.

    Parameters
    ----------
    run : Pattern
        As many opcodes as there are that occur in it.
    items : Pattern
        As many whole items as there are; a group of them may end, and another begin.
    end : Pattern
        How the list ends, with the last item where that is alone.
    """

    run: re.Pattern[bytes]
    items: re.Pattern[bytes]
    end: re.Pattern[bytes]


@lru_cache(maxsize=16)
def item_grammar(depth: int, protocol: int) -> Grammar:
    """The grammar of lists of items that are nested `depth` deep, 0 for numbers."""
    put = rb"\x94" if protocol > 3 else rb"(?:q.|r....)"
    item = NUMBER
    for level in range(depth):
        # A list is whole only in front of what cannot go on with it. One of lists has to have some: an empty
        # one is of no depth.
        item = rb"\]%b?+(?:\((?:%b)++e|(?:%b)a)%b(?=[\]ea])" % (put, item, item, b"++" if level else b"*+")
    return Grammar(
        run=re.compile(rb"(?:%b|[\](ea]|%b)*+" % (NUMBER, put), re.DOTALL),
        items=re.compile(rb"(?:(?:e\()?(?:%b))*+" % item, re.DOTALL),
        end=re.compile(rb"e(?:(%b)a)?\." % item, re.DOTALL),
    )


def load_number_lists(
    data: Data, start: int, budget: Budget, unpickle: Unpickle
) -> tuple[NumberArrays, int] | None:
    """The arrays of a list of numbers, or of lists of them, and where its pickle ends; None for any other.

    Parameters
    ----------
    data, start, budget
        As for `load_pickle`; the budget is charged only if the arrays are returned.
    unpickle : callable
    """
    first = FIRST.match(bytes(data[start : start + BEGINNING])) if len(data) - start >= FEWEST_BYTES else None
    if first is None or (depth := len(A_LIST.findall(first["lists"]))) > DEEPEST:
        return None
    if int.from_bytes(first["frame"] or b"", "little") > len(data) - start:
        return None
    trial, protocol = replace(budget), first["protocol"][0]
    opcodes = _Opcodes(data, start + first.end(), item_grammar(depth, protocol))
    try:
        pieces: list[Piece] = []
        for found in opcodes.items():
            content = found if protocol > 3 else PUTS.sub(rb"\1", found)
            piece = arrays_of_items(unpickle(b"](" + content + b"e."), depth)
            trial.charge_bytes(memory_of_piece(piece))
            pieces.append(piece)
        if sum(map(len, pieces)) < FEWEST:
            return None
        made = NumberArrays(join_number_pieces(pieces))
    except (NotRepeated, Unreadable):
        return None
    budget.made = trial.made
    return made, opcodes.at


@mutable_record
class _Opcodes:
    """The opcodes of a list, a window of them at a time.

    Parameters
    ----------
    data : bytes, memoryview or memory map
    at : int
        Where the next of them stand; where the pickle ends once all items have been given.
    grammar : Grammar
    text : bytes
        Those that were read and not given, without frames.
    ended : bool
        Whether the last of all was read.
    """

    data: Data
    at: int
    grammar: Grammar
    text: bytes = b""
    ended: bool = False

    def items(self) -> Iterator[bytes]:
        """All items, as many together as stand in a window; raises `NotRepeated` at one of another form."""
        while True:
            self._read_window()
            match = self.grammar.items.match(self.text)
            if match and match.end():
                yield self.text[: match.end()]
                self.text = self.text[match.end() :]
            if self.ended:
                yield from self._last_item()
                return
            if len(self.text) > LARGEST:
                raise NotRepeated

    def _last_item(self) -> Iterator[bytes]:
        last = self.grammar.end.fullmatch(self.text)
        if last is None:
            raise NotRepeated
        if last[1]:
            yield last[1]

    def _read_window(self) -> None:
        size = max(WINDOW, len(self.text))
        window, place = bytes(self.data[self.at : self.at + size]), 0
        kept = [self.text]
        while True:
            match = self.grammar.run.match(window, place)
            stop = match.end() if match else place
            kept.append(window[place:stop])
            place = self._after_frame(window, stop)
            if place == stop:
                break
        self.ended = window[place : place + 1] == STOP
        if self.ended:
            kept.append(STOP)
            place += 1
        if not place:
            raise NotRepeated
        self.at += place
        self.text = b"".join(kept)

    def _after_frame(self, window: bytes, place: int) -> int:
        """Behind the beginning of a frame, where one stands there, all of it in the window."""
        end = place + FRAME_SIZE
        if window[place : place + 1] != bytes([FRAME]) or end > len(window):
            return place
        if int.from_bytes(window[place + 1 : end], "little") > len(self.data) - self.at - end:
            raise NotRepeated
        return end


def arrays_of_items(items: list[Any], depth: int) -> Piece:
    """Items as the rows of an array, or as an array each where they differ in size.

    Raises `NotRepeated` where they are no arrays of `depth` axes.
    """
    common = number_dtype(leaf_types(items))
    try:
        table = np.array(items, common)
        if table.ndim != depth + 1:
            raise NotRepeated
        return table
    except ValueError:
        pass
    if depth == 1:
        laid = np.array(list(chain.from_iterable(items)), common)
        ends = np.cumsum(list(map(len, items)))[:-1]
        return np.split(laid, ends)
    try:
        rows = [np.array(item, common) for item in items]
    except ValueError as error:
        raise NotRepeated from error
    if {row.ndim for row in rows} != {depth}:
        raise NotRepeated
    return rows
