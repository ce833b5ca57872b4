"""What a name stands for on the disk, whatever link or spelling leads to it."""

from __future__ import annotations

import os

Identity = tuple[int, int]
"""Device and inode."""


def file_identity(path: str | os.PathLike[str]) -> Identity | None:
    """What a name stands for, links followed; None for nothing."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def same_identity(path: str, other: str) -> bool:
    """Whether two names stand for one file that is there."""
    found = file_identity(path)
    return found is not None and found == file_identity(other)


def is_real_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:
        return False
