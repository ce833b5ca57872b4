"""The only place that writes data: whole or not at all, never onto what is there.

The bytes go to a temporary file in the folder of the output, are checked there, and appear under the final
name in one step: a hard link, which fails when the name is taken, or a rename with ``force``.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lstmdoctor.errors import Refused
from lstmdoctor.files.digest import Digest

Writer = Callable[[IO[bytes]], None]
Check = Callable[[str], None]


def refuse_target(path: str, inputs: Iterable[str], force: bool) -> None:
    """Raise `Refused` where nothing may be written: onto an input, a link, a device, or what is there."""
    target = Path(path)
    try:
        found = target.lstat()
    except FileNotFoundError:
        found = None
    except OSError as error:
        raise Refused(path, f"cannot be written: {system_reason(error)}") from error
    if not target.parent.is_dir():
        raise Refused(path, f"the folder {target.parent} does not exist")
    if found is None:
        return
    if stat.S_ISLNK(found.st_mode):
        raise Refused(path, "is a symbolic link: name the file it should go to")
    if stat.S_ISDIR(found.st_mode):
        raise Refused(path, "is a folder: name a file")
    if not stat.S_ISREG(found.st_mode):
        raise Refused(path, "is not a regular file")
    for name in inputs:
        with suppress(OSError):
            if Path(name).samefile(target):
                raise Refused(path, f"is the input {name}: choose another output")
    if not force:
        raise Refused(path, "exists: choose another output or add --force")


@dataclass(frozen=True)
class Output:
    """One file to write.

    Parameters
    ----------
    path : str
        Final name; its folder exists.
    write : callable
        Writes the content to an open binary file.
    check : callable
        Is given the temporary name before anything is published and raises where it is not what it should be.
    digest : Digest, optional
        Takes the checksum of the file.
    appended : bool
        Whether `write` only ever adds to the file, so that the checksum can be taken meanwhile.
    replaces : bool
        Whether what is there may go: the record of an output that is written anew.
    """

    path: str
    write: Writer
    check: Check = lambda name: None
    digest: Digest | None = None
    appended: bool = False
    replaces: bool = False


def publish_outputs(outputs: Sequence[Output], force: bool) -> None:
    """Write files so that all of them appear whole, or none.

    Parameters
    ----------
    outputs : sequence of Output
        Written in this order; none is given its name before the last one is finished and checked.
    force : bool
        Replace what is there.

    Raises
    ------
    Refused
        The disk is full, the folder is read-only, or a name was taken meanwhile.
    """
    staged: list[str] = []
    placed: list[Path] = []
    try:
        for output in outputs:
            with errors_with_path(output.path):
                stage_output(output, staged)
        for output, temporary in zip(outputs, staged, strict=True):
            with errors_with_path(output.path):
                put_in_place(temporary, Path(output.path), force or output.replaces)
                placed.append(Path(output.path))
        for folder in {path.parent for path in placed}:
            sync_folder(folder)
    except BaseException:
        for path in placed if not force else ():
            with suppress(OSError):
                path.unlink()
        raise
    finally:
        for temporary in staged:
            with suppress(OSError):
                os.unlink(temporary)


def stage_output(output: Output, staged: list[str]) -> None:
    """Write one file under a temporary name in its folder, and check it."""
    target = Path(output.path)
    temporary = str(target.with_name(f".{target.name[:80]}.{os.urandom(8).hex()}.part"))
    staged.append(temporary)  # before it is there, so that no interrupt leaves it behind
    with open(temporary, "xb") as file:
        if output.digest is not None and output.appended:
            output.digest.follow(temporary)
        output.write(file)
        file.flush()
        if output.digest is not None:
            output.digest.read(temporary)
        os.fsync(file.fileno())
    output.check(temporary)


@contextmanager
def errors_with_path(path: str) -> Iterator[None]:
    """Turn what the system says into a sentence that names the file."""
    try:
        yield
    except FileExistsError as error:
        raise Refused(path, "exists: choose another output or add --force") from error
    except OSError as error:
        raise Refused(path, f"cannot be written: {system_reason(error)}") from error


def system_reason(error: OSError) -> str:
    """What the system says, in its own words and lower case."""
    return (error.strerror or str(error)).lower()


def put_in_place(temporary: str, target: Path, force: bool) -> None:
    """Give the finished file its name."""
    if force:
        os.replace(temporary, target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # No hard links on this disk: claim the name, then move onto it.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.replace(temporary, target)


def sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be synced."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
