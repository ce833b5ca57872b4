"""Files for the tests of the data readers: pickles written by hand, and what must come out of them."""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.data import only_array, open_data
from lstmdoctor.data.sequences.source import Block, Sequences
from lstmdoctor.errors import Refused

PROTOCOLS = range(6)


def numpy1(data: bytes) -> bytes:
    """The same pickle under the module names of NumPy 1 (lengths of the names and frames included)."""
    out = io.BytesIO()
    position = 0
    for opcode, argument, start in walk(data):
        out.write(data[position:start])
        position = start
        if opcode == "FRAME":
            position = start + 9  # frames are optional, and their lengths would be wrong
        elif opcode == "SHORT_BINUNICODE" and "numpy._core" in argument:
            name = argument.replace("numpy._core", "numpy.core").encode()
            out.write(b"\x8c" + bytes([len(name)]) + name)
            position = start + 2 + len(argument)
        elif opcode == "GLOBAL" and "numpy._core" in argument:
            out.write(
                b"c" + argument.replace("numpy._core", "numpy.core").replace(" ", "\n").encode() + b"\n"
            )
            position = start + len(argument) + 2  # the opcode and the last line end
    out.write(data[position:])
    return out.getvalue()


def walk(data: bytes) -> Iterator[tuple[str, Any, int]]:
    """Name, argument and place of each opcode."""
    import pickletools

    for opcode, argument, position in pickletools.genops(data):
        yield opcode.name, argument, position or 0


def python2(arrays: list[np.ndarray[Any, Any]]) -> bytes:
    """A list of float32 arrays as cPickle of Python 2 writes it under protocol 2: bytes as strings."""
    out = io.BytesIO()
    out.write(b"\x80\x02]q\x01(")
    for array in arrays:
        content = array.tobytes()
        out.write(b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R")
        out.write(b"(K\x01" + b"".join(b"K" + bytes([size]) for size in array.shape))
        out.write({1: b"\x85", 2: b"\x86", 3: b"\x87"}[array.ndim])
        out.write(
            b"cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
        )
        out.write(b"\x89T" + struct.pack("<i", len(content)) + content + b"tb")
    out.write(b"e.")
    return out.getvalue()


X = np.arange(24.0).reshape(4, 3, 2)
GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"


def npy(
    header: str | bytes = GOOD, data: bytes = b"\0" * 8, version: bytes = b"\1\0", length: int | None = None
) -> bytes:
    text = header if isinstance(header, bytes) else header.encode("latin-1")
    size = len(text) if length is None else length
    return b"\x93NUMPY" + version + struct.pack("<H" if version == b"\1\0" else "<I", size) + text + data


def saved(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def header(descr: str = "'<f4'", order: str = "False", shape: str = "(2,)") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


def values(block: Block) -> Any:
    """Plain nested values of a block, for comparison."""
    return [row.tolist() for row in block] if isinstance(block, list) else block.tolist()


def gathered(sequences: Sequences) -> list[Any]:
    """All samples of all blocks as plain values (a block may be reused by the next)."""
    return [sample for block in sequences.blocks() for sample in values(block)]


def plain(value: Any) -> Any:
    """Arrays and numbers inside containers as plain nested values."""
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()] if value.ndim else plain(value.item())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def array_of(path: str) -> Sequences:
    """The one array of a file, or the one that ``file::name`` names."""
    return only_array(open_data(path), path)


def refusal_of(path: Path, data: bytes) -> str:
    """The sentence by which these bytes are refused, written to this path."""
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        open_data(str(path))
    return str(caught.value)


def runnable(code: str) -> str:
    """The same code; where it needs Keras and there is none, the test is skipped."""
    if "import keras" in code:
        pytest.importorskip("keras")
    return code


def dumped(value: object, protocol: int) -> bytes:
    return pickle.dumps(value, protocol)
