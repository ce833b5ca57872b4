"""What a file is, by its first bytes; its name says nothing."""

from __future__ import annotations

import codecs
from typing import BinaryIO, Literal

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.magic import MAGICS, magic_kind

What = Literal["zip", "hdf5", "json"]
HEAD = 4096
ZIP, HDF5 = (next(magic for magic, kind in MAGICS if kind == wanted) for wanted in ("zip", "hdf5"))
PICKLE = "a pickle: a pickled model cannot be read safely; save it with model.save"
ARRAY = "a NumPy array file, not a model; is it the DATA argument?"
COMPRESSED = "compressed; unpack it first"
WORDS = {
    "git lfs pointer": "a Git LFS pointer, not the model: run git lfs pull",
    "npy": ARRAY,
    "empty zip": "an empty zip",
    "pickle": PICKLE,
    **{kind: f"{kind}, {COMPRESSED}" for kind in ("gzip", "bzip2", "xz", "zstd", "lz4")},
    "parquet": "a Parquet file, not a model; is it the DATA argument?",
    "arrow": "a Feather file, not a model; is it the DATA argument?",
    "pdf": "a PDF, not a model",
    **dict.fromkeys(("png", "jpeg", "gif", "tiff"), "an image, not a model"),
}
"""What is said of the kinds that are no model."""
PICKLED_TEXT = (b"(lp0", b"(dp0", b"ccopy_reg\n", b"cnumpy", b"ckeras", b"ctensorflow")
"""How pickles of protocol 0 begin."""
BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def sniff_model_format(source: BinaryIO) -> What:
    """What kind of model a file may be.

    Raises
    ------
    Unreadable
        When it is none; says what it is instead.
    """
    head = source.read(HEAD)
    kind = magic_kind(head)
    if kind == "zip":
        return "zip"
    if kind == "hdf5" or _user_block(source):
        return "hdf5"
    if kind in WORDS:
        raise Unreadable(WORDS[kind])
    if head.startswith(PICKLED_TEXT):
        raise Unreadable(PICKLE)
    if not head:
        raise Unreadable("the file is empty")
    if any(magic.startswith(head) for magic in (ZIP, HDF5)):
        raise Unreadable("truncated after its first bytes")
    if begins_json(head):
        return "json"
    raise Unreadable(_not_a_model_reason(head))


def _user_block(source: BinaryIO) -> bool:
    """HDF5 lets a user block of 512, 1024, 2048, ... bytes stand before its signature."""
    end = source.seek(0, 2)
    place = 512
    while place < end:
        source.seek(place)
        if source.read(len(HDF5)) == HDF5:
            return True
        place *= 2
    return False


def begins_json(head: bytes) -> bool:
    """Whether the text begins with a brace, after a byte order mark and blanks in any encoding of JSON."""
    for bom in BOMS:
        head = head.removeprefix(bom)
    return head.replace(b"\x00", b"").lstrip()[:1] == b"{"


def _not_a_model_reason(head: bytes) -> str:
    """A plain word for what is no model at all."""
    from lstmdoctor.files.foreign import prepared_format

    try:
        words = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "not a Keras model (no zip, HDF5 or JSON)"
    start = words.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<?xml")):
        return "a web page, not a model: the download went wrong"
    if start.startswith("["):
        return "a JSON list, not a Keras model"
    if not all(char.isprintable() or char in "\r\n\t\f" for char in words):
        return "not a Keras model (no zip, HDF5 or JSON)"
    if prepared := prepared_format(words.encode()):
        return prepared
    first = words.splitlines()[0] if words.splitlines() else ""
    return "a CSV or text table, not a model" if "," in first or "\t" in first else "a text file, not a model"
