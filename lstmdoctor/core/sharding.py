"""Data in several files, as it is asked for, and what was left out of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeGuard

from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    from concurrent.futures import Executor

How = Literal["auto", "rows", "sequences"]
HOWS: tuple[How, ...] = ("auto", "rows", "sequences")


@frozen_record
class ShardsDone:
    """How far the work on several files is.

    Parameters
    ----------
    shards, total : int
        Files that are done, and all.
    bytes, total_bytes : int
        Their sizes together.
    """

    shards: int
    total: int
    bytes: int
    total_bytes: int


@frozen_record
class Shards:
    """Several files that are one data set, wherever a path of data is taken.

    Parameters
    ----------
    words : tuple of str
        Paths, and patterns as a shell has them.
    how : {"auto", "rows", "sequences"}
        Whether a file of one array holds samples, or is one sequence.
    jobs : int or None
        Shards at a time; None for as many as the machine has use for.
    executor : str or Executor
        ``threads[:N]``, ``processes[:N]``, ``dask:ADDRESS``, ``module:callable``, or an executor.
    keep_going : bool
        Leave out what cannot be read, and say so.
    joint : bool
        Whether one file is a data set of one shard too, as where a pattern matched no other.
    tell : callable or None
        Told after every shard how many are done.
    """

    words: tuple[str, ...]
    how: How = "auto"
    jobs: int | None = None
    executor: str | Executor = "threads"
    keep_going: bool = False
    joint: bool = False
    tell: Callable[[ShardsDone], None] | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The options that mean something for several files only, where they are given."""
        given = {
            "shards": self.how != "auto",
            "jobs": self.jobs is not None,
            "executor": self.executor != "threads",
            "keep_going": self.keep_going,
        }
        return tuple(name for name, is_given in given.items() if is_given)

    def __fspath__(self) -> str:
        """The first of the paths, so that these stand wherever a path does."""
        return self.words[0]


DataPath = str | Shards
"""Where data is: one path, which may be a pattern, or several."""
Path = str | os.PathLike[str]
"""What names a file, as the verbs take it."""


def is_path(value: object) -> TypeGuard[Path]:
    """Whether something names a file."""
    return isinstance(value, str | os.PathLike)


def data_path(value: Path) -> DataPath:
    """What names data, as everything behind the verbs takes it."""
    return value if isinstance(value, Shards) else os.fspath(value)


@frozen_record
class Unread:
    """A shard that was left out."""

    path: str
    reason: str
