"""Signals to processes, whatever the shell that started the tests does with them, and however busy the machine is."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

QUIET = 0.3
"""Seconds without any work after which a process waits for something."""


def interruptible() -> None:
    """Before a child starts: what a shell in the background ignores is heard again."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_until_at_rest(process: subprocess.Popen[bytes], least: float = 1.5) -> None:
    """Until a child has started and then does nothing; where no counter tells, as long as it usually takes."""
    if not sys.platform.startswith("linux"):
        time.sleep(least)
        return
    done, since = -1, time.monotonic()
    while process.poll() is None:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        worked = int(fields[11]) + int(fields[12])
        if worked != done or fields[0] == "R":
            done, since = worked, time.monotonic()
        elif worked > 10 and time.monotonic() - since > QUIET:
            return
        time.sleep(0.02)
