"""Places beyond this machine."""

from __future__ import annotations


def is_place(path: str) -> bool:
    """Whether a path is a URL."""
    return "://" in path


def list_place(pattern: str) -> list[str]:
    """Files that match."""
    return []
