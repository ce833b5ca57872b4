"""Files in other places than this machine's disks, through fsspec, under the same promises as files here.

The protocol is parsed here and has to be one of a few: fsspec would open what another name leads to
(``simplecache::``, ``zip::``), or run what a package registered. A URL that carries a password or a signature
is refused, because it would be printed with everything that is said about it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from io import FileIO
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import BLOCK_BYTES, FILES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from fsspec import AbstractFileSystem

T = TypeVar("T")
PROTOCOLS = {
    "file": "'lstmdoctor[remote]'",
    "memory": "'lstmdoctor[remote]'",
    "https": "'lstmdoctor[remote]'",
    "s3": "'lstmdoctor[s3]'",
    "gs": "'lstmdoctor[remote]' gcsfs",
    "az": "'lstmdoctor[remote]' adlfs",
    "abfs": "'lstmdoctor[remote]' adlfs",
}
"""What is opened, and what pip installs for it."""
LOCAL = "file://"
HEAD_BYTES = 64 << 10
"""The first request for an object is for its header."""
MOST_HEADS = 64
HEADS: dict[tuple[str, int, int, int], bytes] = {}
"""The last headers that were read, by the object and its state: 4 MiB."""
HEADS_LOCK = Lock()
UNTAGGED = 0
"""The state of an object of which its place says nothing that would change with it."""
TRIES, PAUSE = 3, 0.5
"""Requests that fail are made again, after a pause that doubles."""
MISSING, FORBIDDEN = (404, 410), (401, 403)
"""Answers of a server that another try does not change."""
TAGS = (
    "ETag",
    "etag",
    "generation",
    "md5",
    "content_md5",
    "Content-MD5",
    "LastModified",
    "Last-Modified",
    "last_modified",
    "mtime",
    "created",
)
"""What places say of the state of an object, the surest first."""


class NoObject(Unreadable):
    """Nothing is there under this name."""


def is_place(path: str) -> bool:
    """Whether a path is a URL."""
    return "://" in path


def is_existing_object(path: str) -> bool:
    """Whether there is an object, or a folder of objects, with this URL; raises `Unreadable`."""
    try:
        object_info(path)
    except NoObject:
        return False
    return True


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
    if protocol in ("az", "abfs") and "@" in rest.split("/")[0]:
        raise Unreadable(
            f"an account in a URL: put it into AZURE_STORAGE_ACCOUNT_NAME, and name {protocol}://container/path"
        )
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
        needs = f"{protocol}:// needs a package that is missing"
        raise Unreadable(f"{needs}: pip install {PROTOCOLS[protocol]}") from error
    except Exception as error:
        raise Unreadable(f"cannot be reached ({type(error).__name__})") from None


def repeat_request(request: Callable[[], T], wanted: str = "read") -> T:
    """What a request gives; made again where the network or the server failed.

    Raises
    ------
    Unreadable
        The last try failed too; `NoObject` at once where nothing is there. What the library said is left
        out, also of the traceback: it may quote a signed request.
    """
    for attempt in range(TRIES):
        try:
            return request()
        except Exception as raised:  # each library has its own for time-outs, 5xx and missing credentials
            error = told_by_server(raised)
            status = getattr(error, "status", None)
            if isinstance(error, FileNotFoundError) or status in MISSING:
                raise NoObject("no such file") from None
            if isinstance(error, PermissionError) or status in FORBIDDEN:
                raise Unreadable("permission denied") from None
            if attempt == TRIES - 1:
                raise Unreadable(f"cannot be {wanted} ({type(error).__name__})") from None
            time.sleep(PAUSE * 2**attempt)
    raise Unreadable(f"cannot be {wanted}")


def told_by_server(error: BaseException) -> BaseException:
    """What was wrong: fsspec says of https that a file is missing, whatever the server answered."""
    cause = error.__cause__
    from_server = type(cause).__module__.partition(".")[0] == "aiohttp"
    return cause if isinstance(error, FileNotFoundError) and cause is not None and from_server else error


def object_info(path: str) -> dict[str, object]:
    """What its place says of an object; raises `Unreadable`."""
    system = filesystem_of_place(path)
    found: dict[str, object] = repeat_request(lambda: system.info(path))
    return found


def place_state(path: str) -> tuple[int, int]:
    """Size of an object, and a number that changes with it; raises `Unreadable`."""
    from hashlib import sha256  # loads OpenSSL

    found = object_info(path)
    if found.get("type") == "directory":
        raise Unreadable("a folder: name its files, as in '.../*.npy'")
    size = found.get("size")
    if not isinstance(size, int) or size < 0:
        raise Unreadable("of a size that its server does not tell")
    tag = next((str(found[key]) for key in TAGS if found.get(key) is not None), None)
    return size, UNTAGGED if tag is None else int(sha256(tag.encode()).hexdigest()[:15], 16)


class PlaceFile(FileIO):
    """An object, read by requests for ranges of it.

    Parameters
    ----------
    path : str
        A URL.
    size : int
    state : int
        As `place_state` has it; `UNTAGGED` where nothing tells one state from another.
    """

    def __init__(self, path: str, size: int, state: int) -> None:
        super().__init__(os.devnull, "rb")  # stands for a descriptor, which an object has not
        self._path, self._size, self._state = path, size, state
        self.asked = False  # for bytes that nobody had yet
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
            fetch = self._fetch if self._at else self._head
            self._held = fetch(self._at, end) if end > self._at else b""
        first = self._at - self._start
        piece = self._held[first : first + most]
        self._at += len(piece)
        return piece

    def _head(self, start: int, end: int) -> bytes:
        """The first bytes: asked for once, whoever looks at them next."""
        key = (self._path, self._size, self._state, end)
        with HEADS_LOCK:
            if key in HEADS:
                return HEADS[key]
        found = self._fetch(start, end)
        if self._state != UNTAGGED:
            with HEADS_LOCK:
                HEADS[key] = found
                while len(HEADS) > MOST_HEADS:
                    del HEADS[next(iter(HEADS))]
        return found

    def _fetch(self, start: int, end: int) -> bytes:
        self.asked = True
        found: object = repeat_request(lambda: self._system.cat_file(self._path, start=start, end=end))
        if isinstance(found, bytes) and len(found) > end - start:
            raise Unreadable("its server gives no parts of a file: download it first")
        return found if isinstance(found, bytes) else b""


def list_place(pattern: str) -> list[str]:
    """Objects whose URL matches; raises `Unreadable`."""
    system = filesystem_of_place(pattern)
    names = repeat_request(lambda: list(islice(system.glob(pattern), FILES + 1)))
    protocol, _, rest = pattern.partition("://")
    found = [str(name).removeprefix(f"{protocol}://") for name in names]
    rooted = rest.startswith("/")  # some places begin names with a slash, whatever the pattern does
    return [f"{protocol}://{name if rooted else name.lstrip('/')}" for name in found]


def sizes_of_objects(folder: str) -> dict[str, int]:
    """Names and sizes of the objects in a folder; none where there is no such folder. Raises `Unreadable`."""
    system = filesystem_of_place(folder)
    try:
        found = repeat_request(lambda: system.ls(folder, detail=True))
    except NoObject:
        return {}
    return {
        str(one["name"]).rstrip("/").rpartition("/")[2]: int(one.get("size") or 0)
        for one in found
        if one.get("type") != "directory"
    }
