"""Run as a script in its own process: starts a child for each file, with all that they import loaded already.

``python -I -B fork_server.py MODULE,... FOLDER ...``, with a socket as standard input. A line of JSON comes
with two open files: ``{"run": [SCRIPT, WORD, ...]}`` with what the script reads and where it writes to;
``{"end": PID}`` comes without. Each is answered with a line, a number of a process or 0.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from importlib import import_module
from typing import Any

LINE = 1 << 16


def serve_parent(asked: socket.socket) -> None:
    """Start and end children as the parent says, and end all of them when it is gone."""
    running: set[int] = set()
    try:
        while True:
            request, files = next_request(asked)
            if "run" in request:
                answer = start_child(asked, request["run"], files)
                running.add(answer)
            else:
                answer = end_child(request["end"], running)
            asked.sendall(b"%d\n" % answer)
    except (OSError, EOFError):
        pass
    finally:
        for child in list(running):
            end_child(child, running)


def next_request(asked: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """One line, which is answered before the next one comes; raises `EOFError` where the parent is gone."""
    line, files = b"", []
    while not line.endswith(b"\n"):
        part, found, _, _ = socket.recv_fds(asked, LINE, 2)
        if not part:
            raise EOFError
        line += part
        files += found
    return json.loads(line), files


def start_child(asked: socket.socket, words: list[str], files: list[int]) -> int:
    """A process that runs a script from its beginning; 0 where the system has no room for one."""
    try:
        child = os.fork()
    except OSError:
        child = 0
    else:
        if not child:
            asked.close()
            become_child(words, files)
    for file in files:
        os.close(file)
    return child


def become_child(words: list[str], files: list[int]) -> None:
    """In the child: what ``python SCRIPT WORD ...`` would do. It does not come back."""
    from runpy import run_path

    code = 1
    try:
        for place, file in enumerate(files):
            os.dup2(file, place)
            os.close(file)
        sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
        sys.argv = words
        run_path(words[0], run_name="__main__")
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


def end_child(child: int, running: set[int]) -> int:
    """End a child, if it has not ended, and let the system forget it; its number is not given away before."""
    if child in running:
        running.discard(child)
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return child


if __name__ == "__main__":
    sys.path += [folder for folder in sys.argv[2:] if folder not in sys.path]
    for name in sys.argv[1].split(","):
        try:
            import_module(name)
        except ImportError:
            continue  # said by the child that needs it
    serve_parent(socket.socket(fileno=os.dup(0)))
