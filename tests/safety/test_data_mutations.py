"""Seeded damage to good files of every kind; `python tests/safety/mutate.py --cases 5000` does it by the thousand."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import good_files
import mutate
import pytest
from places import ROOT, TESTS

PLACES = (TESTS / "support", TESTS / "safety", ROOT)
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, PLACES))}
CASES = {"h5": 6, "h5, fields": 6, "h5 data": 4, "h5 data, fields": 4}
FEW = 60
"""Cases of a kind; those that start a process each are fewer."""


def test_nothing_happens_but_reading_and_refusing() -> None:
    """In a process of its own, as an audit hook cannot be taken back."""
    numbers = [str(CASES.get(kind, FEW)) for kind in good_files.kinds()]
    run = subprocess.run(
        [sys.executable, "-c", ALL, *numbers],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=ENVIRONMENT,
    )
    assert (run.returncode, run.stderr, run.stdout) == (0, "", "")


ALL = """
import os, sys, tempfile
import good_files, mutate
from watch import Watch

with tempfile.TemporaryDirectory() as folder:
    watch = Watch(folder)
    for kind, number in zip(good_files.kinds(), sys.argv[1:]):
        watch.go_to(os.path.join(folder, kind))
        wrong, _ = mutate.run_batch(kind, 7, range(int(number)), watch)
        print(*wrong, sep="\\n", end="\\n" if wrong else "")
"""


@pytest.mark.parametrize("kind", good_files.kinds())
def test_what_is_damaged_is_read_when_whole(tmp_path: Path, kind: str) -> None:
    one = good_files.kinds()[kind]
    for number, base in enumerate(one.bases if not kind.startswith("h5") else one.bases[:1]):
        path = mutate.put(tmp_path / f"{number}", base)
        other = mutate.put(tmp_path / f"other{number}", good_files.partners()[opposite(one.role)][0])
        assert mutate.one_case(one, path, other, every_format=True)


def opposite(role: str) -> str:
    return "data" if role == "model" else "model"


FORBIDDEN = {
    "import": "import wave",
    "exec": "exec('1')",
    "compile": "compile('1', 'x', 'eval')",
    "subprocess.Popen": "subprocess.run(['true'])",
    "os.system": "os.system('true')",
    "open": "open('/etc/hostname').close()",
    "os.mkdir": "os.mkdir(folder + '/made')",
    "os.rename": "os.rename(folder + '/made', folder + '/moved')",
}


def test_the_watch_would_see_it() -> None:
    with tempfile.TemporaryDirectory() as folder:
        code = (
            f"import os, subprocess\nfrom watch import Watch\nfolder = {folder!r}\nwatch = Watch(folder)\n"
            f"for code in {list(FORBIDDEN.values())}:\n"
            "    code = compile(code, 'x', 'exec')\n"
            "    with watch.watching():\n        exec(code)\n"
            "    print(*watch.taken()[1:], sep='; ')"  # the first is the exec of this loop
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT)
    assert run.stderr == ""
    seen = dict(zip(FORBIDDEN, run.stdout.splitlines(), strict=True))
    assert {event for event in FORBIDDEN if f"{event} " not in seen[event]} == set()
