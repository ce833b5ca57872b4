"""The command line: parses, calls the verbs, prints, exits. Nothing else in the package prints."""

from __future__ import annotations

from lstmdoctor.cli.app import cli as main

__all__ = ["main"]
