"""The version of lstmdoctor; its one home."""

from __future__ import annotations

__version__ = "0.2.0"
