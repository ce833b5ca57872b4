"""The parent of the child process that reads HDF5; `lstmdoctor.files.child_answer` is its other end.

The HDF5 library is C code with a record of loops and memory errors on damaged files: it is kept out of the
process of the user. The child is given the open file as its standard input and answers with one line of JSON;
it has ten seconds and 1 GB.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from typing import IO, BinaryIO

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.child_answer import NOT_INSTALLED
from lstmdoctor.files.forked_children import forked_child
from lstmdoctor.files.json_values import Config, mapping_or_empty, text_or_none

SECONDS = 10.0
MOST_ANSWER = 160 * 2**20
MODULES = ("h5py", "numpy", "lstmdoctor")


class Meanwhile:
    """What the parent imports while a child reads; said from above."""

    modules: tuple[str, ...] = ()


def import_while_waiting(*modules: str) -> None:
    """Import these modules, which are needed afterwards, beside the first child that reads.

    A child that reads HDF5 takes as long to start as all that a diagnosis needs takes to load.
    """
    Meanwhile.modules = modules


def ask_hdf5_child(script: str, source: BinaryIO, words: Sequence[str], seconds: float) -> Config:
    """The answer of a script that reads HDF5, run in a process of its own.

    Parameters
    ----------
    script : str
        Path of a Python file that calls `answer_parent`.
    source : file
        The open HDF5 file; the child gets no name to open.
    words : sequence of str
        Arguments of the script; the folders of its modules follow them.
    seconds : float
        After which the child is ended.

    Raises
    ------
    Unreadable
        When the file is damaged, takes too long, or h5py is missing.
    """
    try:
        with child_bytes(script, source, words, seconds) as answer:
            reply = mapping_or_empty(json.loads(answer.read(MOST_ANSWER)))
    except (ValueError, RecursionError):
        reply = {}
    error = text_or_none(reply.get("error"))
    if error is not None:
        raise Unreadable(_refusal_reason(error))
    if not reply:
        raise Unreadable(f"a damaged HDF5 file: reading it fails or takes longer than {SECONDS:.0f} seconds")
    return reply


def _refusal_reason(error: str) -> str:
    if "truncated file" in error:
        return "a truncated HDF5 file"
    if error == NOT_INSTALLED:
        return f"an HDF5 file, and {NOT_INSTALLED}"
    return "a damaged HDF5 file"


def _module_folders(modules: Sequence[str]) -> list[str]:
    """Where packages are, without importing them: an isolated interpreter looks nowhere.

    This package comes last, so that nothing that lies beside it is taken for one of the others.
    """
    from importlib.util import find_spec

    folders = []
    for name in modules:
        found = find_spec(name.partition(".")[0])
        if found is not None and found.origin:
            folders.append(os.path.dirname(os.path.dirname(os.path.abspath(found.origin))))
    return list(dict.fromkeys(folders))


@contextmanager
def child_bytes(
    script: str,
    source: BinaryIO,
    words: Sequence[str],
    seconds: float | None = None,
    modules: Sequence[str] = MODULES,
) -> Iterator[IO[bytes]]:
    """What a script that reads HDF5 writes, as a stream; it is killed when it takes too long, or is left.

    Parameters
    ----------
    seconds : float, optional
        After which the child is ended; without it the child ends itself.
    modules : sequence of str
        What it imports.
    """
    import subprocess
    import threading

    # "::" turns off the plugins that HDF5 would load for filters that a file names.
    quiet = dict(
        os.environ,
        OPENBLAS_NUM_THREADS="1",
        OMP_NUM_THREADS="1",
        MKL_NUM_THREADS="1",
        HDF5_PLUGIN_PRELOAD="::",
        ARROW_DEFAULT_MEMORY_POOL="system",  # the others reserve more address space than the child may have
        MALLOC_ARENA_MAX="1",
    )
    source.seek(0)
    folders = _module_folders(modules)
    command = [script, *words, *folders]
    child = forked_child(modules, folders, quiet, source, command) or subprocess.Popen(
        [sys.executable, "-I", "-B", *command],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=quiet,
    )
    clock = threading.Timer(seconds or 0.0, child.kill)
    if seconds is not None:
        clock.start()
    try:
        for name in Meanwhile.modules:
            import_module(name)
        yield BytesIO() if child.stdout is None else child.stdout
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
