"""``python -m lstmdoctor`` and the command ``lstmdoctor``."""

from __future__ import annotations

import gc
import signal
import sys
from types import FrameType

from lstmdoctor import cli

CALM = 100_000
"""Objects between two searches for garbage; imports make none, and searching took a tenth of the time."""
TERMINATED = 143
"""128 + SIGTERM, as the shell has it."""


def exit_on_sigterm(number: int, frame: FrameType | None) -> None:
    """Unwind on SIGTERM, so that temporary files are removed."""
    sys.exit(TERMINATED)


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:2] != ["run"]:  # a script has the signals and the garbage collection that Python gives it
        signal.signal(signal.SIGTERM, exit_on_sigterm)
        gc.set_threshold(CALM)
    cli.main(prog_name="lstmdoctor", windows_expand_args=False)


if __name__ == "__main__":
    main()
