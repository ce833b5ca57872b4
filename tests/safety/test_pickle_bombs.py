"""What a pickle may cost: counted when it doubles, and measured in a process of its own when it is large."""

from __future__ import annotations

import bz2
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from bomb_pickles import BOMBS
from places import ROOT
from test_memory import linux
from work import work_of

from lstmdoctor.data import open_data
from lstmdoctor.data.pickle.opcode_costs import memory_of_opcodes
from lstmdoctor.errors import LstmdoctorError

ENTRIES = {
    # an opcode, and bytes that one more of it takes at least: on the stack, which grows by an eighth, in the memo
    "the same once more": (b"2", 9),
    "a place in the memo": (b"\x94", 24),
    "nothing": (b"N", 9),
    "a mark": (b"(", 9),
    "an empty tuple": (b")", 9),
    "an empty list": (b"]", 65),
    "a reference": (b"h\x00", 9),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_no_opcode_is_free(name: str) -> None:
    opcode, most = ENTRIES[name]
    assert memory_of_opcodes(1000 * opcode) >= 1000 * most


PACKINGS: dict[str, Callable[[bytes], bytes]] = {"as it is": bytes, "packed": bz2.compress}
MOST_MEMORY, MOST_SECONDS = 1000, 30
"""MB and seconds of CPU, for files that hold next to nothing."""


def read_or_refuse(path: Path) -> None:
    try:
        for sequences in open_data(str(path)).arrays:
            for _ in sequences.blocks():
                pass
    except LstmdoctorError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("name", BOMBS)
def test_twice_the_file_is_at_most_twice_the_work(tmp_path: Path, name: str) -> None:
    number, _, make = BOMBS[name]
    if "joblib" in name:
        pytest.importorskip("joblib")
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.write_bytes(make(number))
    twice.write_bytes(make(2 * number))
    for path in (once, twice):  # what is imported or compiled on the way is so now
        read_or_refuse(path)
    less, more = (work_of(partial(read_or_refuse, path)) for path in (once, twice))
    assert more.calls < 2.2 * less.calls + 500
    assert more.bytes_read < 2.2 * less.bytes_read * (once.stat().st_size < twice.stat().st_size) + 500_000


MEASURED = """
import resource, sys
from pathlib import Path
from lstmdoctor.__main__ import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    print("COST", peak, used.ru_utime + used.ru_stime)
"""


@linux
@pytest.mark.slow
@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", BOMBS)
def test_a_large_one_costs_little(tmp_path: Path, name: str, packing: str) -> None:
    _, number, make = BOMBS[name]
    if "joblib" in name:
        pytest.importorskip("joblib")
    path = tmp_path / "x.pkl"
    path.write_bytes(PACKINGS[packing](make(number)))
    memory, seconds = cost_of("inspect", str(path))
    path.unlink()
    assert (memory < MOST_MEMORY, seconds < MOST_SECONDS) == (True, True), (memory, seconds)


def cost_of(*arguments: str, code: int | None = None) -> tuple[float, float]:
    """MB and seconds of CPU that a command takes, which ends with this code, or is done or refused."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode in ((0, 2) if code is None else (code,)), done.stderr[-500:]
    assert "Traceback" not in done.stderr
    peak, seconds = done.stdout.rpartition("COST")[2].split()
    return int(peak) * 1024 / 1e6, float(seconds)
