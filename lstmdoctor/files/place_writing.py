"""Writing to other places: an object appears whole, when its last byte has arrived, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.places import (
    NoObject,
    filesystem_of_place,
    is_existing_object,
    is_place,
    protocol_of_place,
    repeat_request,
)

READ_ONLY = {
    "https": "nothing can be written to https://: name another place with -o",
    "file": "a path on this machine: name it without file://",
}
"""What is said of places that nothing is sent to."""
ALIASES = {"abfs": "az"}
"""Protocols that lead to the same objects as another."""
WHOLE_BYTES = 64 << 20
"""Objects up to this size are sent with one request, larger ones in parts that become one at the end."""
AT_A_TIME = 16
"""Small requests that are made at a time; each waits some 50 ms for a server."""


def joined_path(folder: str, name: str) -> str:
    """A file in a folder, here or in another place."""
    return f"{folder}/{name}" if "://" in folder else os.path.join(folder, name)


def object_identity(path: str) -> str:
    """What a URL stands for, whichever way it is written; raises `Unreadable`."""
    protocol = protocol_of_place(path)
    key = str(filesystem_of_place(path)._strip_protocol(path))
    return f"{ALIASES.get(protocol, protocol)}:{key.strip('/')}"


def refuse_object(path: str, inputs: Iterable[str], replaces: bool) -> None:
    """Raise `Refused` where no object may be written, before any work begins.

    Parameters
    ----------
    path : str
        A URL.
    inputs : iterable of str
        Files and URLs that are read.
    replaces : bool
        Whether what is there may go.
    """
    try:
        refuse_read_only_place(path)
        if path.endswith("/"):
            raise Unreadable("is a folder: name a file")
        own = object_identity(path)
        if any(f"{own}/".startswith(f"{object_identity(name)}/") for name in inputs if is_place(name)):
            raise Unreadable("is one of the inputs, or a part of one: choose another output")
        if not replaces and is_existing_object(path):
            raise Unreadable("exists: choose another output or add --force")
    except Unreadable as error:
        raise Refused(path, str(error)) from error


def refuse_read_only_place(path: str) -> None:
    """Raise `Unreadable` where nothing can be written, or what writes there is not installed."""
    protocol = protocol_of_place(path)
    if protocol in READ_ONLY:
        raise Unreadable(READ_ONLY[protocol])
    filesystem_of_place(path)  # says which package is missing


def send_object(local: str, path: str, *, replaces: bool) -> None:
    """Make an object of a file of this machine.

    Raises
    ------
    FileExistsError
        Something has its name, and may not go.
    Unreadable
        The place does not take it.
    """
    system = filesystem_of_place(path)
    if not replaces and is_existing_object(path):
        raise FileExistsError(path)
    whole = os.path.getsize(local) <= WHOLE_BYTES or protocol_of_place(path) == "memory"

    def send() -> None:
        if whole:
            system.pipe_file(path, Path(local).read_bytes())
        else:
            system.put_file(local, path)

    try:
        repeat_request(send, "written")
    except NoObject:
        raise Unreadable("cannot be written: no such bucket") from None


def remove_objects(paths: Sequence[str]) -> None:
    """Remove objects, several at a time; what is not there is no loss. Raises `Unreadable`."""

    from concurrent.futures import ThreadPoolExecutor

    def remove(path: str) -> None:
        with suppress(NoObject):
            repeat_request(lambda: filesystem_of_place(path).rm_file(path), "removed")

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(remove, paths))


def read_objects(paths: Sequence[str]) -> list[bytes]:
    """The content of small objects, in this order, several at a time; raises `Unreadable`."""

    from concurrent.futures import ThreadPoolExecutor

    def read(path: str) -> bytes:
        return repeat_request(lambda: bytes(filesystem_of_place(path).cat_file(path)))

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(read, paths))
