"""The command line: parses, calls the verbs, prints, exits. Nothing else in the package prints."""

from __future__ import annotations

from lstmdoctor.cli.app import root_command as main

__all__ = ["main"]
