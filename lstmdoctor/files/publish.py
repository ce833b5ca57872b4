"""The only place that writes files: whole or not at all, all or none, never onto what is there unasked.

The bytes go to a temporary file in the folder of the output, are checked there, and appear under the final
name in one step. What has to be undone when a later step fails is noted before the step is taken, so that an
interruption at any moment leaves what was there before. What goes to another place waits in the folder for
temporary files, and is sent with one request.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.identities import Identity, file_identity
from lstmdoctor.files.place_writing import remove_objects, send_object
from lstmdoctor.files.places import is_place
from lstmdoctor.files.syncing import synced_file
from lstmdoctor.files.targets import system_reason
from lstmdoctor.records import frozen_record
from lstmdoctor.text import byte_size_text

Writer = Callable[[IO[bytes]], None]
Check = Callable[[str], None]


@frozen_record
class Output:
    """One file to write.

    Parameters
    ----------
    path : str
        Final name; its folder exists. Or a URL.
    write : callable
        Writes the content to an open binary file.
    check : callable
        Is given the temporary name before anything is published and raises where it is not what it should be.
    digest : Digest, optional
        Takes the checksum of the file.
    appended : bool
        Whether `write` only ever adds to the file, so that the checksum can be taken meanwhile.
    replaces : bool
        Whether what is there may go: a report, or the record of an output that is written anew.
    size : int
        Bytes that it will have, as far as they are known before.
    """

    path: str
    write: Writer
    check: Check = lambda name: None
    digest: Digest | None = None
    appended: bool = False
    replaces: bool = False
    size: int = 0


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
    refuse_full_disk(outputs)
    with ExitStack() as cleanup:
        staged = []
        for output in outputs:
            with errors_with_path(output.path):
                staged.append(stage_output(output, force or output.replaces, cleanup))
        place_outputs(outputs, staged, force, cleanup)
    for folder in {Path(output.path).parent for output in outputs if not is_place(output.path)}:
        sync_folder(folder)


def place_outputs(outputs: Sequence[Output], staged: Sequence[str], force: bool, cleanup: ExitStack) -> None:
    """Give finished files their names: all of them, or what was there stays."""
    placed: set[Identity | None] = set()
    with ExitStack() as undo:
        for output, temporary in zip(outputs, staged, strict=True):
            if is_place(output.path):
                place_object(output.path, temporary, undo, replaces=force or output.replaces)
                continue
            target = Path(output.path)
            if file_identity(target) in placed:  # names that only this disk takes for one
                raise Usage(f"{output.path}: two outputs are to go to this one file")
            placed.add(file_identity(temporary))
            with errors_with_path(output.path):
                if force or output.replaces:
                    replace_file(temporary, target, undo, cleanup, last=output is outputs[-1])
                else:
                    undo.callback(take_back, target, None, file_identity(temporary))
                    move_to_free_name(temporary, target)
        undo.pop_all()


def place_object(path: str, temporary: str, undo: ExitStack, *, replaces: bool) -> None:
    """Send a finished file to another place; what is replaced there cannot come back."""
    with errors_with_path(path):
        try:
            send_object(temporary, path, replaces=replaces)
        except Unreadable as error:
            raise Refused(path, str(error)) from error
    if not replaces:
        undo.callback(remove_objects, [path])


def staging_folder(path: str) -> Path:
    """The folder on this machine in which an output is made."""
    return Path(tempfile.gettempdir()) if is_place(path) else Path(path).parent


def refuse_full_disk(outputs: Sequence[Output]) -> None:
    """Raise `Refused` where the outputs are larger than what is free on their disk."""
    sizes: dict[int, int] = {}
    for output in outputs:
        with suppress(OSError):
            folder = staging_folder(output.path)
            disk = folder.stat().st_dev
            sizes[disk] = sizes.get(disk, 0) + output.size
            free = shutil.disk_usage(folder).free
            if output.size and sizes[disk] > free:
                takes, left = byte_size_text(sizes[disk]), byte_size_text(free)
                raise Refused(output.path, f"takes {takes}, of which the disk has {left} free")


def stage_output(output: Output, replaces: bool, cleanup: ExitStack) -> str:
    """Write one file under a temporary name in its folder, and check it."""
    temporary = temporary_name(staging_folder(output.path) / "output")
    cleanup.callback(remove_file, temporary)  # before it is there, so that no interrupt leaves it behind
    with open(temporary, "xb") as file, synced_file(file.fileno(), output.size):
        if output.digest is not None and output.appended:
            output.digest.follow(temporary)
        output.write(file)
        file.flush()
        if replaces and not is_place(output.path):
            keep_rights(temporary, Path(output.path))
        if output.digest is not None:
            output.digest.read(temporary)
    output.check(temporary)
    return temporary


def temporary_name(target: Path) -> str:
    """A name that nobody has, in the folder of a file; of one length, as disks limit the length of names."""
    return str(target.with_name(f".lstmdoctor-{os.urandom(8).hex()}.part"))


def keep_rights(temporary: str, target: Path) -> None:
    """The rights of the file that is replaced, where there is one."""
    with suppress(OSError):
        os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))


def remove_file(path: str) -> None:
    """Remove a file that may be gone already."""
    with suppress(OSError):
        os.unlink(path)


@contextmanager
def errors_with_path(path: str) -> Iterator[None]:
    """Turn what the system says into a sentence that names the file."""
    try:
        yield
    except FileExistsError as error:
        raise Refused(path, "exists: choose another output or add --force") from error
    except OSError as error:
        raise Refused(path, f"cannot be written: {system_reason(error)}") from error


def replace_file(temporary: str, target: Path, undo: ExitStack, cleanup: ExitStack, *, last: bool) -> None:
    """Put a finished file into the place of an old one, which is kept until all are in their places.

    On a disk without hard links keeping the old file leaves its name free for a moment; where no step follows
    that could fail it is not kept there.
    """
    kept = temporary_name(target) if os.path.lexists(target) else None
    undo.callback(take_back, target, kept, file_identity(temporary))
    if kept is not None:
        cleanup.callback(remove_file, kept)
        try:
            os.link(target, kept)
        except OSError:
            if not last:
                os.rename(target, kept)
    os.replace(temporary, target)


def move_to_free_name(temporary: str, target: Path) -> None:
    """Give a finished file its name; raises FileExistsError where somebody has taken it.

    Without hard links there is a moment between the look and the move in which another program could take
    the name. Claiming it with an empty file would close that gap, and leave the empty file behind when the
    process is killed.
    """
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        os.rename(temporary, target)


def take_back(target: Path, kept: str | None, ours: Identity | None) -> None:
    """Undo one step: the old file gets its name again, or the new one loses it."""
    with suppress(OSError):
        placed = file_identity(target) == ours
        if kept is None and placed:
            os.unlink(target)
        elif kept is not None and os.path.lexists(kept) and (placed or not os.path.lexists(target)):
            os.replace(kept, target)


def sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be synced."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
