"""Files in other places than this machine's disks, through fsspec, under the same promises as files here.

The protocol is parsed here and has to be one of a few: fsspec would open what another name leads to
(``simplecache::``, ``zip::``), or run what a package registered. A URL that carries a password or a signature
is refused, because it would be printed with everything that is said about it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import BLOCK_BYTES, FILES
from lstmdoctor.text import byte_size_text

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from fsspec import AbstractFileSystem

T = TypeVar("T")
PROTOCOLS = {
    "file": "",
    "memory": "remote",
    "https": "remote",
    "s3": "s3",
    "gs": "remote",
    "az": "remote",
    "abfs": "remote",
}
"""What is opened, and the extra of this package that brings it."""
LOCAL = "file://"
HEAD_BYTES = 64 << 10
"""The first request for an object is for its header."""
MODEL_BYTES = 16 << 30
"""Largest model that is fetched."""
TRIES, PAUSE = 3, 0.5
"""Requests that fail are made again, after a pause that doubles."""
TAGS = (
    "ETag",
    "etag",
    "generation",
    "md5",
    "content_md5",
    "LastModified",
    "last_modified",
    "mtime",
    "created",
)
"""What places say of the state of an object, the surest first."""


def is_place(path: str) -> bool:
    """Whether a path is a URL."""
    return "://" in path


def local_path(path: str) -> str:
    """The path on this machine's disks that a ``file://`` URL stands for; any other path as it is."""
    return os.path.expanduser(path.removeprefix(LOCAL)) if path.startswith(LOCAL) else path


def protocol_of_place(path: str) -> str:
    """The protocol of a URL that may be opened; raises `Unreadable` for any other."""
    protocol, _, rest = path.partition("://")
    if "::" in protocol or "://" in rest:
        raise Unreadable("a chained URL, which would open another file: name the file itself")
    if protocol not in PROTOCOLS:
        raise Unreadable(f"a place of another kind than {', '.join(PROTOCOLS)}")
    if "@" in rest.split("/")[0] or (protocol == "https" and "?" in rest):
        raise Unreadable(
            "a URL with a password or a key in it, which would be printed: put it into the environment"
        )
    return protocol


def filesystem_of_place(path: str) -> AbstractFileSystem:
    """The file system that a URL is in; raises `Unreadable` where it cannot be reached."""
    protocol = protocol_of_place(path)
    try:
        import fsspec

        return fsspec.filesystem(protocol, use_listings_cache=False)
    except ImportError as error:
        extra = PROTOCOLS[protocol] or "remote"
        missing = error.name or "fsspec"
        raise Unreadable(f"{protocol}:// needs {missing}: pip install 'lstmdoctor[{extra}]'") from error
    except Exception as error:
        raise Unreadable(f"cannot be reached ({type(error).__name__})") from error


def repeat_request(request: Callable[[], T]) -> T:
    """What a request gives; made again where the network or the server failed. Raises `Unreadable`."""
    for attempt in range(TRIES):
        try:
            return request()
        except FileNotFoundError as error:
            raise Unreadable("no such file") from error
        except PermissionError as error:
            raise Unreadable("permission denied") from error
        except Exception as error:  # each library has its own for time-outs, 5xx and missing credentials
            if attempt == TRIES - 1:
                raise Unreadable(f"cannot be read ({type(error).__name__})") from error
            time.sleep(PAUSE * 2**attempt)
    raise Unreadable("cannot be read")


def place_state(path: str) -> tuple[int, int]:
    """Size of an object, and a number that changes with it; raises `Unreadable`."""
    system = filesystem_of_place(path)
    found = repeat_request(lambda: system.info(path))
    if found.get("type") == "directory":
        raise Unreadable("a folder: name its files, as in '.../*.npy'")
    size = found.get("size")
    if not isinstance(size, int) or size < 0:
        raise Unreadable("of a size that its server does not tell")
    tag = next((str(found[key]) for key in TAGS if found.get(key) is not None), "")
    return size, int(hashlib.sha256(tag.encode()).hexdigest()[:15], 16)


class PlaceFile(FileIO):
    """An object, read by requests for ranges of it.

    Parameters
    ----------
    path : str
        A URL.
    size : int
    """

    def __init__(self, path: str, size: int) -> None:
        super().__init__(os.devnull, "rb")  # stands for a descriptor, which an object has not
        self._path, self._size = path, size
        self._system = filesystem_of_place(path)
        self._at = self._start = 0
        self._held = b""

    def fileno(self) -> int:
        """An object cannot be mapped."""
        raise OSError("no descriptor")

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._size - self._at if size is None or size < 0 else size
        pieces = []
        while wanted > 0 and (piece := self._piece(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        piece = self._piece(memoryview(buffer).nbytes)
        memoryview(buffer).cast("B")[: len(piece)] = piece
        return len(piece)

    def _piece(self, most: int) -> bytes:
        """Some of the next bytes; none at the end."""
        if not self._start <= self._at < self._start + len(self._held):
            self._start, end = self._at, min(self._size, self._at + (BLOCK_BYTES if self._at else HEAD_BYTES))
            self._held = self._fetch(self._at, end) if end > self._at else b""
        first = self._at - self._start
        piece = self._held[first : first + most]
        self._at += len(piece)
        return piece

    def _fetch(self, start: int, end: int) -> bytes:
        found: object = repeat_request(lambda: self._system.cat_file(self._path, start=start, end=end))
        return found if isinstance(found, bytes) else b""


def list_place(pattern: str) -> list[str]:
    """Objects whose URL matches; raises `Unreadable`."""
    system = filesystem_of_place(pattern)
    names = repeat_request(lambda: list(islice(system.glob(pattern), FILES + 1)))
    protocol = protocol_of_place(pattern)
    return [f"{protocol}://{str(name).removeprefix(f'{protocol}://')}" for name in names]


@contextmanager
def fetched_place(path: str) -> Iterator[str]:
    """An object as a file of this machine, which goes away again; raises `Unreadable`."""
    size, _ = place_state(path)
    if size > MODEL_BYTES:
        raise Unreadable(f"is larger than {byte_size_text(MODEL_BYTES)}")
    with tempfile.NamedTemporaryFile(prefix="lstmdoctor-") as local, PlaceFile(path, size) as source:
        while piece := source.read(BLOCK_BYTES):
            local.write(piece)
        local.flush()
        yield local.name
