"""Pickles of arrays, read without running anything that they name.

In three steps: the opcodes are checked and translated (`translation`), CPython's own unpickler runs the
translation over tokens that do nothing (`tokens`), and the plain parts that come out are checked and built
(`rebuild`). No step imports a module, calls a function or looks up a class that the file names, and there is
no switch for it.

What the unpickler may cost was charged to the budget of the file before it starts, and what a token is called
with is at most five things.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from lstmdoctor.data.pickle.number_lists import load_number_lists
from lstmdoctor.data.pickle.opcodes import JoblibFound
from lstmdoctor.data.pickle.rebuild import Rebuilder
from lstmdoctor.data.pickle.repeated_arrays import load_repeated_arrays
from lstmdoctor.data.pickle.tokens import Token, token_of_name
from lstmdoctor.data.pickle.translation import Translated, translate_pickle
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data
from lstmdoctor.text import count_noun

PROTOCOL = 0x80
NEWEST = 5
UNBORN = range(NEWEST + 1, 32)


class _Unpickler(pickle.Unpickler):
    """CPython's unpickler without a way to anything."""

    def find_class(self, module: str, name: str, /) -> Token:
        return token_of_name(module, name)

    def persistent_load(self, pid: object) -> NoReturn:
        raise Unreadable("a pickle that refers to objects outside the file (persistent ids)")


class _Stream:
    """A translated pickle as a file of one frame for each piece, of which none is kept or copied."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.head = self.piece = b""

    def read(self, number: int = -1) -> bytes:
        """The head of the next frame, bit by bit, and then all that is in it."""
        if self.piece and not self.head:
            piece, self.piece = self.piece, b""
            return piece
        if not self.head and (piece := next(self.pieces, b"")):
            self.head, self.piece = b"\x95" + len(piece).to_bytes(8, "little"), piece
        given, self.head = self.head[:number], self.head[number:]
        return given

    def readline(self) -> bytes:
        """Nothing: lines stand within a frame."""
        return b""


def load_pickle(data: Data, start: int, budget: Budget) -> tuple[object, tuple[str, ...]]:
    """The object that a pickle holds, and remarks about what repeats in it and about the bytes after it.

    Parameters
    ----------
    data : bytes, memoryview or memory map
        The whole file; arrays are read-only views of it.
    start : int
        Where the pickle begins.
    budget : Budget
        Of the file.

    Raises
    ------
    Unreadable
        When the pickle is damaged, too costly, or needs a name that arrays do not need.
    """
    if len(data) > start + 1 and data[start] == PROTOCOL and data[start + 1] in UNBORN:
        raise Unreadable(f"a pickle of protocol {data[start + 1]}, newer than {NEWEST}")
    with no_collection():
        if (repeated := load_repeated_arrays(data, start, budget, load_plain_object)) is not None:
            return repeated[0], remarks_after_pickle(data, repeated[1])
        if (numbers := load_number_lists(data, start, budget, _unpickle_plainly)) is not None:
            return numbers[0], remarks_after_pickle(data, numbers[1])
        raw, end = load_parts(data, start, budget)
        rebuilder = Rebuilder(data, budget)
        value = rebuilder.value(raw)
    return value, (*rebuilder.remarks(), *remarks_after_pickle(data, end))


def load_plain_object(data: Data, start: int, budget: Budget) -> tuple[object, int]:
    """The object of a pickle that is not one of joblib's, and where the pickle ends."""
    raw, end = load_plain_parts(data, start, budget)
    return Rebuilder(data, budget).value(raw), end


def load_parts(data: Data, start: int, budget: Budget) -> tuple[object, int]:
    """The inert parts of the pickle at `start`, and where the pickle ends."""
    try:
        return load_plain_parts(data, start, budget)
    except JoblibFound:
        from lstmdoctor.data.pickle.joblib_dump import load_joblib_parts

        return load_joblib_parts(data, start, budget, _load_nested_parts)


def load_plain_parts(data: Data, start: int, budget: Budget) -> tuple[object, int]:
    """The same of a pickle without the bytes of arrays between its opcodes."""
    translated = translate_pickle(data, start, budget)
    return _run_unpickler(translated), translated.end


def _load_nested_parts(data: Data, start: int, budget: Budget) -> tuple[object, int]:
    try:
        return load_plain_parts(data, start, budget)
    except JoblibFound as error:
        raise Unreadable("a damaged joblib dump: a dump within its arrays of objects") from error


def _run_unpickler(translated: Translated) -> object:
    return _unpickle_stream(translated.pieces(), translated.buffers())


def _unpickle_plainly(stream: bytes) -> object:
    """What a stream of opcodes without buffers makes."""
    return _unpickle_stream(iter((stream,)), iter(()))


def _unpickle_stream(pieces: Iterator[bytes], buffers: Iterator[object]) -> object:
    # In frames the stream is fetched piece by piece; without, the unpickler asks for every opcode by itself.
    unpickler = _Unpickler(_Stream(pieces), encoding="latin-1", buffers=buffers)
    try:
        return unpickler.load()
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable("a pickle that takes more memory than there is") from error
    except Exception as error:  # UnpicklingError and a dozen others, whatever a damaged stream leads to
        raise Unreadable(f"a damaged pickle ({type(error).__name__})") from error


def remarks_after_pickle(data: Data, end: int) -> tuple[str, ...]:
    """A remark about what follows a pickle."""
    rest = len(data) - end
    if not rest:
        return ()
    if rest > 1 and data[end] == PROTOCOL and data[end + 1] <= NEWEST:
        return (f"a second pickle follows in the same file ({count_noun(rest, 'byte')}) and was ignored",)
    return (f"{count_noun(rest, 'byte')} after the pickle were ignored",)


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold the cyclic collector off: it would walk all of a growing list again and again, to find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
