"""What was done of a treatment of many files: one line for each, added before and after it appears.

A shard that was begun and not finished is ours to replace; a shard that was finished, from the same source
and by the same plan, is not written again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.opening import is_existing_path
from lstmdoctor.files.regular import Stamp, read_small_file
from lstmdoctor.files.targets import system_reason

PROGRESS = ".lstmdoctor-progress.jsonl"
LARGEST = 256 << 20
"""Bytes; a million shards take less."""


@dataclass(frozen=True)
class Done:
    """A shard that was written.

    Parameters
    ----------
    output : str
        Name in the folder.
    source : str
    tag : str
        The state of the source.
    rows, size : int
        Samples, and bytes of the file.
    sha256 : str
    """

    output: str
    source: str
    tag: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Progress:
    """What a progress file says.

    Parameters
    ----------
    begun : frozenset of str
        Names that were about to appear, or did.
    done : mapping
        Finished shards of this plan, by name.
    """

    begun: frozenset[str] = frozenset()
    done: Mapping[str, Done] = field(default_factory=dict)


def tag_of_stamp(stamp: Stamp | None) -> str:
    """The state of a source as text; "" for a folder, which has none."""
    return "" if stamp is None else f"{stamp.size}-{stamp.changed}-{stamp.inode}"


def read_progress(folder: str, plan: str) -> Progress:
    """What was done in a folder by this plan; raises `Refused` where that cannot be read."""
    path = str(Path(folder, PROGRESS))
    if not is_existing_path(path):
        return Progress()
    try:
        text = read_small_file(path, LARGEST).decode("utf-8", "replace")
    except Unreadable as error:
        raise Refused(path, str(error)) from error
    begun: set[str] = set()
    done: dict[str, Done] = {}
    for line in text.splitlines():
        match parsed_line(line):
            case {"begin": str(name)}:
                begun.add(name)  # what was done before still is: a shard is replaced in one step
            case {"plan": str(made), "output": str(name)} as entry:
                begun.add(name)
                finished = done_of_entry(entry)
                if made == plan and finished is not None:
                    done[name] = finished
            case _:
                continue  # the last line of a process that was killed
    return Progress(frozenset(begun), done)


def parsed_line(line: str) -> object:
    """One line as JSON; None where it is none."""
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found


def done_of_entry(entry: object) -> Done | None:
    """A finished shard; None where the line says something else."""
    match entry:
        case {
            "output": str(output),
            "source": str(source),
            "tag": str(tag),
            "rows": int(rows),
            "size": int(size),
            "sha256": str(sha256),
        }:
            return Done(output, source, tag, rows, size, sha256)
        case _:
            return None


def part_from_links(path: str) -> None:
    """Make a file that has other names too one of its own, as what is added to it would be added there."""
    if not os.path.isfile(path) or os.path.islink(path) or os.stat(path).st_nlink < 2:
        return
    content = read_small_file(path, LARGEST)
    os.unlink(path)
    with open(path, "xb") as file:
        file.write(content)


class ProgressFile:
    """The file, open for more lines.

    Parameters
    ----------
    folder : str
    plan : str
        Checksum of what is done to every shard.
    """

    def __init__(self, folder: str, plan: str) -> None:
        self.path = str(Path(folder, PROGRESS))
        self.plan = plan
        try:
            part_from_links(self.path)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            self._file = os.open(self.path, flags, 0o666)
            self._add("")  # ends a line that was cut
        except Unreadable as error:
            raise Refused(self.path, str(error)) from error
        except OSError as error:
            raise Refused(self.path, f"cannot be written: {system_reason(error)}") from error

    def keep(self, begun: Iterable[str], done: Iterable[Done]) -> None:
        """What an earlier run left, before its record goes."""
        for name in begun:
            self.begin(name)
        for one in done:
            self._add(json.dumps({"plan": self.plan, **asdict(one)}))
        os.fsync(self._file)

    def begin(self, output: str) -> None:
        """A shard is about to appear."""
        self._add(json.dumps({"begin": output}))

    def finish(self, done: Done) -> None:
        """A shard is there, whole and on the disk."""
        self._add(json.dumps({"plan": self.plan, **asdict(done)}))
        os.fsync(self._file)

    def close(self) -> None:
        """Leave the file as it is."""
        os.close(self._file)

    def _add(self, line: str) -> None:
        os.write(self._file, f"{line}\n".encode())
