"""The data sets of an HDF5 file, read by a child process and handed over as bytes.

The library is C code with a record of loops and memory errors on damaged files: it never runs in the process
of the user. What an external link, a virtual data set or external storage would open is not opened.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.contents.container import Parts, sort_out
from lstmdoctor.data.formats.dtypes import NUMBERS
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import rows_per_block
from lstmdoctor.data.sequences.python_objects import NotNumbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.hdf5_child import SECONDS, ask_hdf5_child, child_bytes
from lstmdoctor.files.json_values import Config, items_or_none, text_or_none
from lstmdoctor.files.limits import MADE_BYTES, RANK, chunk_limit, handed_limit, held_limit, scan_work
from lstmdoctor.files.places import is_place
from lstmdoctor.files.regular import Regular
from lstmdoctor.files.streams import fill_buffer
from lstmdoctor.records import unique_record
from lstmdoctor.text import byte_size_text, count_noun, safe_text

CHILD = os.path.join(os.path.dirname(__file__), "hdf5_data_child.py")
KERNEL = re.compile(r"(?:^|/)vars/\d+$|(?:^|[/_])kernel(?:_\d+)?(?::0)?$|_[WU]_[a-z](?::0)?$")
"""How Keras 3, 2 and 1 name the kernel of a layer."""
SLOWEST = 20 << 20
"""Bytes of values that a child has to hand over in a second; it gives ten times as many."""
TEXT = "U"
"""What the child calls strings of any kind."""
OTHERS = {"O": "holds sequences of their own length", "V": "holds records"}
NOT_ARRAYS: Mapping[str, str] = {"O": "object", TEXT: "str", "V": "record"}
SHOWN = 4
"""Names of data sets that a remark tells."""


@unique_record
class Hdf5Sequences:
    """One data set of numbers, samples first.

    Parameters
    ----------
    name : str
        Its path in the file, without the first slash.
    file : Regular
    shape : tuple of int
    dtype : numpy.dtype
    stored : int
        Bytes that it takes in the file.
    chunks : int
        Pieces that it is stored in, those that nobody wrote included.
    """

    name: str
    file: Regular
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    stored: int
    chunks: int = 1

    @property
    def facts(self) -> Facts:
        return array_facts(self.shape, self.dtype)

    @property
    def size(self) -> int:
        """Bytes of its values."""
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def work(self) -> int:
        """What it takes to hand over and look through them, in bytes of the slow way through a child."""
        samples = self.shape[0] if len(self.shape) > 1 else 0
        return self.size + scan_work(0, math.prod(self.shape[:2]), samples) // 2

    def blocks(self) -> Iterator[Block]:
        rows = rows_per_block(self.shape, self.dtype.itemsize)
        with self.file.opened() as source:
            seconds = 30 + self.size // SLOWEST
            with child_bytes(CHILD, source, ["read", f"/{self.name}", str(seconds)]) as stream:
                for start in range(0, self.shape[0], rows):
                    block = np.empty((min(rows, self.shape[0] - start), *self.shape[1:]), self.dtype)
                    self._fill(block, stream)
                    yield block
        self.file.check()

    def whole(self) -> Block:
        if self.size > held_limit(self.stored):
            raise Unreadable(
                f"'{safe_text(self.name)}' is {byte_size_text(self.size)}, and has to be held in memory for "
                "this: save it with np.save, which is read piece by piece"
            )
        found, done = np.empty(self.shape, self.dtype), 0
        for block in self.blocks():
            found[done : done + len(block)] = block
            done += len(block)
        return found

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    def _fill(self, block: Array, stream: Any) -> None:
        try:
            fill_buffer(stream, block.reshape(-1).view("u1").data)
        except Unreadable as error:
            raise Unreadable(
                f"a damaged HDF5 file: reading '{safe_text(self.name)}' fails or takes too long"
            ) from error


def open_hdf5_data(file: Regular) -> tuple[Parts, tuple[str, ...]]:
    """The data sets of a file; raises `Unreadable` where there is none, and for models and weights."""
    if is_place(file.path):
        raise Unreadable("an HDF5 file in another place: copy it here first")
    with file.opened() as source:
        reply = ask_hdf5_child(CHILD, source, ["list", "", "0"], SECONDS)
    sets = [(path, words) for path, words in named_items(reply, "sets") if words[0] is not None]
    refuse_keras_file(reply, [path for path, _ in sets])
    left = {path: f"{words[0]}, which is not followed" for path, words in named_items(reply, "left")}
    found = [sequences_of_set(file, path, words) for path, words in sets if words[0] != []]
    if not found:
        others = f" ({count_noun(len(left), 'link')} to data elsewhere)" if left else ""
        raise Unreadable(f"an HDF5 file without a data set{others}")
    found = without_too_much_work(found)
    texts = [one.name for one in found if one.facts.dtypes == (NOT_ARRAYS[TEXT],)]
    if not texts or len(texts) == len(found):
        parts = sort_out(found)
        return Parts(parts.arrays, parts.labels, parts.remarks, parts.places, left), ()
    parts = sort_out([one for one in found if one.name not in texts])
    left |= {name: text_words(file, name) for name in texts}
    return Parts(parts.arrays, parts.labels, (text_remark(texts),), parts.places, left), ()


def text_remark(names: list[str]) -> str:
    """``1 data set left out: 'names' (text)``."""
    shown = ", ".join(f"'{safe_text(name)}'" for name in names[:SHOWN])
    more = ", ..." if len(names) > SHOWN else ""
    return f"{count_noun(len(names), 'data set')} left out: {shown}{more} (text)"


def text_words(file: Regular, name: str) -> str:
    """What is said of text, which nothing here reads out of an HDF5 file, and the Python that saves it."""
    stem, path = name.rpartition("/")[2], safe_text(file.path, 4096)
    read = f"h5py.File({path!r})[{safe_text(name)!r}].asstr()[:]"
    return f"text, which is not read from HDF5: np.save({safe_text(stem + '.npy')!r}, {read}.astype(str))"


def named_items(reply: Config, key: str) -> Iterator[tuple[str, list[object]]]:
    """The entries of one list of the answer: a path and what is said of it."""
    for one in items_or_none(reply.get(key)) or ():
        entry = list(items_or_none(one) or ())
        path = text_or_none(entry[0]) if entry else None
        if path is not None:
            yield path.lstrip("/"), entry[1:]


def refuse_keras_file(reply: Config, paths: list[str]) -> None:
    """Raise `Unreadable` for what Keras saved: a model, or weights alone."""
    marks = items_or_none(reply.get("keras")) or ()
    if "model_config" in marks:
        raise Unreadable("a Keras model, not data; is it the MODEL argument?")
    if "layer_names" in marks or any(map(KERNEL.search, paths)):
        raise Unreadable("the weights of a Keras model, not data")


def sequences_of_set(file: Regular, path: str, words: list[object]) -> Sequences:
    """One data set as its header tells of it; what it claims is held against what the file holds."""
    sizes = items_or_none(words[0]) or ()
    shape = tuple(size for size in sizes if isinstance(size, int))
    kind = text_or_none(words[1]) or "V"
    numbers = [size for size in words[2:5] if isinstance(size, int)]
    if len(shape) < len(sizes) or len(shape) > RANK or min(shape) < 0 or len(numbers) < len(words[2:5]):
        raise Unreadable(f"a damaged HDF5 file: the shape of '{safe_text(path)}' makes no sense")
    if kind in NOT_ARRAYS or np.dtype(kind).kind not in NUMBERS:
        dtype = NOT_ARRAYS.get(kind, "object")
        why = f"is {text_words(file, path)}" if kind == TEXT else OTHERS.get(kind, "holds no numbers")
        return NotNumbers(path, Facts(shape, dtypes=(dtype,)), f"'{safe_text(path)}' {why}")
    stored, chunk, chunks = numbers
    found = Hdf5Sequences(path, file, shape, np.dtype(kind), stored, chunks)
    reason = why_not_unpacked(found, chunk, text_or_none(words[5]) or "")
    return NotNumbers(path, found.facts, reason) if reason else found


def why_not_unpacked(found: Hdf5Sequences, chunk: int, filter_: str) -> str:
    """Why the values of a data set are not read; "" where they are."""
    name, row = safe_text(found.name), found.size // max(1, found.shape[0])
    if filter_:
        return f"'{name}' is packed with {safe_text(filter_)}, which this h5py cannot unpack"
    if max(chunk, row) > MADE_BYTES:
        return f"'{name}' is stored in pieces of {byte_size_text(max(chunk, row))}, more than is read at once"
    return ""


def without_too_much_work(found: list[Sequences]) -> list[Sequences]:
    """The data sets as they are, without the values of those that are more than one file may unpack to."""
    stored = sum(one.stored for one in found if isinstance(one, Hdf5Sequences))
    work, chunks = 0, 0
    kept: list[Sequences] = []
    for one in found:
        if isinstance(one, Hdf5Sequences):
            reason = why_too_much_work(one, work + one.work, chunks + one.chunks, stored)
            if reason:
                kept.append(NotNumbers(one.name, one.facts, reason))
                continue
            work, chunks = work + one.work, chunks + one.chunks
        kept.append(one)
    return kept


def why_too_much_work(one: Hdf5Sequences, work: int, chunks: int, stored: int) -> str:
    """Why the values of this data set are not read, of so much work and chunks in all; "" where they are."""
    name, there = safe_text(one.name), byte_size_text(stored)
    if work > handed_limit(stored):
        before = "" if work == one.work else " beside those before it"
        return f"'{name}' is said to hold {byte_size_text(one.size)}{before}, of {there}"
    if chunks > chunk_limit(stored):
        return f"'{name}' is said to be stored in {count_noun(one.chunks, 'piece')}, of {there}"
    return ""
