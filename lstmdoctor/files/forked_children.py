"""Children that read a file each, forked from one process that has loaded what they need.

A child that reads Arrow or HDF5 takes 0.3 seconds to start, nearly all of it to import its libraries: for a
folder of a thousand small files that is all that takes time. Within `shared_children` they are forked from a
server that imported them once, which takes some milliseconds. Each file still has a process of its own, with
bounds of its own, that may die; and the server ends with the work.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from threading import Lock
from typing import IO, BinaryIO

from lstmdoctor.records import mutable_record

SERVER = os.path.join(os.path.dirname(__file__), "fork_server.py")
PATIENCE = 60.0
"""Seconds in which a server has to answer, the first time with all imported, and has to end."""

ANSWER = 64


class ForkServer:
    """A process that starts children.

    Parameters
    ----------
    command : sequence of str
    environment : mapping
    """

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        import subprocess

        self._lock = Lock()
        self._asked, theirs = socket.socketpair()
        self._asked.settimeout(PATIENCE)
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                list(command),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
            )

    def start(self, words: Sequence[str], source: BinaryIO) -> ForkedChild | None:
        """A child that runs a script; None where there can be none."""
        reading, writing = os.pipe()
        try:
            child = self._ask({"run": list(words)}, [source.fileno(), writing])
        finally:
            os.close(writing)
        if not child:
            os.close(reading)
            return None
        return ForkedChild(self, child, os.fdopen(reading, "rb"))

    def end(self, child: int) -> None:
        """End a child, whether it has come to its end or not."""
        self._ask({"end": child}, [])

    def close(self) -> None:
        """End the server, and with it all children that are left."""
        import subprocess

        self._asked.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, request: dict[str, object], files: Sequence[int]) -> int:
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            try:
                sent = socket.send_fds(self._asked, [line], files) if files else 0
                self._asked.sendall(line[sent:])
                return int(self._asked.recv(ANSWER))
            except (OSError, ValueError):
                self._asked.close()
                return 0
            except BaseException:  # the answer would be taken for that to the next request
                self._asked.close()
                raise


@mutable_record
class ForkedChild:
    """One child, with what `subprocess.Popen` has of it."""

    server: ForkServer
    number: int
    stdout: IO[bytes]
    ended: bool = False

    def kill(self) -> None:
        """End it, once."""
        if not self.ended:
            self.ended = True
            self.server.end(self.number)

    def wait(self) -> int:
        """Nothing: who ended it has waited."""
        return 0


@mutable_record
class Shared:
    """The servers of this process, while somebody works on several files."""

    lock: Lock = field(default_factory=Lock)
    users: int = 0
    process: int = 0
    servers: dict[Sequence[str], ForkServer] = field(default_factory=dict)


SHARED = Shared()


@contextmanager
def shared_children() -> Iterator[None]:
    """While several files are read: start their children from one process, where the platform can.

    Linux only: the libraries of other systems are not made to be forked.
    """
    with SHARED.lock:
        SHARED.users += 1
        SHARED.process = os.getpid()
    try:
        yield
    finally:
        with SHARED.lock:
            SHARED.users -= 1
            left = {} if SHARED.users else dict(SHARED.servers)
            for modules in left:
                del SHARED.servers[modules]
        for server in left.values():
            server.close()


def forked_child(
    modules: Sequence[str],
    folders: Sequence[str],
    environment: dict[str, str],
    source: BinaryIO,
    words: Sequence[str],
) -> ForkedChild | None:
    """A child of the server that has imported these modules; None where children start by themselves."""
    if sys.platform != "linux" or SHARED.process != os.getpid():
        return None
    with SHARED.lock:
        if not SHARED.users:
            return None
        server = SHARED.servers.get(modules)
        if server is None:
            command = [sys.executable, "-I", "-B", SERVER, ",".join(modules), *folders]
            server = SHARED.servers[modules] = ForkServer(command, environment)
    return server.start(words, source)
