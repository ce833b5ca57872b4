"""``python -m lstmdoctor`` and the command ``lstmdoctor``."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder that the package lies in."""


def leave_first_folder() -> None:
    """Look for modules no longer where Python looks first: beside the command, or where the user stands.

    A file of the user's there that is called like a library would be run in the place of the library. Where
    the package itself lies there, that folder comes last.
    """
    if sys.flags.safe_path or not sys.path:
        return
    first = sys.path.pop(0)
    with suppress(OSError):  # where the working directory is gone
        if os.path.abspath(first) == HOME:
            sys.path.append(HOME)


def main() -> None:
    """Run the command line and exit with its code."""
    leave_first_folder()
    from lstmdoctor.cli.process import run_process

    run_process()


if __name__ == "__main__":
    main()
