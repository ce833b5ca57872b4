"""What was done of a treatment of many files: a line for each before it appears, and one after.

A shard that was begun and not finished is ours to replace; a shard that was finished, from the same source
and by the same plan, is not written again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, field

from lstmdoctor.files.output_folder import OutputFolder
from lstmdoctor.files.regular import Stamp
from lstmdoctor.records import frozen_record

PROGRESS = ".lstmdoctor-progress.jsonl"
ENTRY = re.compile(r'^\{"(?:begin|plan)": .*$', re.MULTILINE)
"""A line that may be one of ours; whatever else is in the file costs nothing."""


@frozen_record
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


@frozen_record
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


def read_progress(folder: OutputFolder, plan: str) -> Progress:
    """What was done in a folder by this plan; raises `Refused` where that cannot be read."""
    begun: set[str] = set()
    done: dict[str, Done] = {}
    for line in ENTRY.finditer(folder.read_log(PROGRESS)):
        match parsed_line(line[0]):
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


class ProgressFile:
    """The log of a folder, for more lines; they are written when the next shards are begun.

    Parameters
    ----------
    folder : OutputFolder
    plan : str
        Checksum of what is done to every shard.
    """

    def __init__(self, folder: OutputFolder, plan: str) -> None:
        self._folder = folder
        self._plan = plan
        self._lines = [""]  # ends a line that was cut

    def keep(self, begun: Iterable[str], done: Iterable[Done]) -> None:
        """What an earlier run left, before its record goes."""
        for one in done:
            self.finish(one)
        self.begin(begun)

    def begin(self, outputs: Iterable[str]) -> None:
        """Shards are about to appear; what was finished before is safe when this returns."""
        self._lines += [json.dumps({"begin": output}) for output in outputs]
        self.write()

    def finish(self, done: Done) -> None:
        """A shard is there, whole and in its place."""
        self._lines.append(json.dumps({"plan": self._plan, **asdict(done)}))

    def write(self) -> None:
        """Write what is waiting."""
        if self._lines:
            lines, self._lines = self._lines, []
            self._folder.add_to_log(PROGRESS, "".join(f"{line}\n" for line in lines))
