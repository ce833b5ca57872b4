"""A whole process, run and measured: seconds on the wall, seconds of CPU, peak memory with its children.

Nothing large is imported here: Linux counts the memory of the process that starts another one towards the
peak of the other.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MEGA = 1e6


@dataclass(frozen=True)
class Run:
    """What one run took.

    Parameters
    ----------
    wall, cpu : float
        Seconds; CPU is user and system time of all threads and of children that were waited for.
    memory : float
        Most memory resident at a time in any one process, in MB (10^6 bytes).
    """

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str], folder: str) -> Run:
    """Run a command to its end; raises `RuntimeError` with what it said where it fails."""
    with open(os.path.join(folder, "said.txt"), "w+b") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment())
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)}\n{said.read().decode(errors='replace')[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MEGA)


def environment() -> dict[str, str]:
    """The environment of every process: this checkout first, Keras on TensorFlow and silent."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return {
        **os.environ,
        "PYTHONPATH": here,
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
    }


def middle(runs: Sequence[Run]) -> Run:
    """Medians of the times, the largest of the peaks."""
    return Run(
        median(one.wall for one in runs), median(one.cpu for one in runs), max(one.memory for one in runs)
    )
