"""Pickles made to harm: refused, named, at little cost; and nothing in them is ever run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import hostile_pickles
import pytest
from places import ROOT, TESTS

from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files import limits

HERE = TESTS / "support"
ALL = hostile_pickles.everything()
pytestmark = pytest.mark.usefixtures("read_or_mapped")


def refusal(path: Path) -> str:
    """Why a file is refused, at the opening or at the first look at its values."""
    with pytest.raises((Refused, Unreadable)) as caught:
        for sequences in open_data(str(path)).arrays:
            list(sequences.blocks())
    return str(caught.value)


@pytest.mark.parametrize("name", ALL)
def test_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(ALL[name])
    words = refusal(path)
    assert "\n" not in words
    assert "allow_pickle" not in words
    assert len(words) < 400 + len(str(path))


@pytest.mark.parametrize("name", hostile_pickles.CODE)
def test_what_would_run_is_named(tmp_path: Path, name: str) -> None:
    data, named = hostile_pickles.CODE[name]
    path = tmp_path / "data"
    path.write_bytes(data)
    assert named in refusal(path)


@pytest.mark.parametrize("name", hostile_pickles.good())
def test_the_same_forms_are_read_when_honest(tmp_path: Path, name: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(hostile_pickles.good()[name])
    for sequences in open_data(str(path)).arrays:
        list(sequences.blocks())


def test_a_file_of_nothing_but_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MADE_BYTES", 1 << 16)
    monkeypatch.setattr(limits, "MADE_PER_BYTE", 20)
    path = tmp_path / "data"
    path.write_bytes(b"\x80\x04" + b"]" * 2000 + b"0" * 1999 + b".")
    assert "made to fill memory" in refusal(path)
    path.write_bytes(b"\x80\x04]\x94" + b"]\x94a" * 500 + b".")
    assert open_data(str(path)).arrays[0].facts.axes == (500, 0)


WATCH = """
import sys, time
sys.path.insert(0, {here!r})
import hostile_pickles
from lstmdoctor.data import open_data
from lstmdoctor.errors import LstmdoctorError

def read(name):
    for sequences in open_data(name).arrays:
        list(sequences.blocks())

# What the reader itself imports when it is first needed is imported before the watch begins.
for data in [*hostile_pickles.good().values(), b"1,2", b"\\x80\\x02NNN"]:
    open("data", "wb").write(data)
    try:
        read("data")
    except LstmdoctorError:
        pass

seen = []
def hook(event, arguments):
    if event in ("import", "exec", "compile", "marshal.loads", "pickle.find_class", "ctypes.dlopen"):
        seen.append((event, str(arguments)[:80]))
    if event.startswith(("os.", "subprocess.", "socket.", "shutil.")) or event == "open" and arguments[0] != "data" and not isinstance(arguments[0], int):
        seen.append((event, str(arguments)[:80]))

sys.addaudithook(hook)
for name, data in hostile_pickles.everything().items():
    open("data", "wb").write(data)
    start = time.process_time()
    try:
        read("data")
        print("READ", name)
    except LstmdoctorError:
        pass
    if time.process_time() - start > 5:
        print("SLOW", name)
    if seen:
        print("SEEN", name, seen)
        break
# The peak of this program alone: ru_maxrss would carry over that of the process that started it.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print("MEMORY", int(status["VmHWM"].split()[0]) // 1024)
"""


def watched(tmp_path: Path, code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout.splitlines()


def test_nothing_is_imported_run_or_opened(tmp_path: Path) -> None:
    *lines, memory = watched(tmp_path, WATCH.format(here=str(HERE)))
    assert lines == []
    assert int(memory.split()[1]) < 700
    assert not (tmp_path / "OWNED").exists()


def test_the_watch_would_see_an_import(tmp_path: Path) -> None:
    imports = "def read(name):\n    if 'hook' in globals():\n        import cProfile"
    lines = watched(tmp_path, WATCH.format(here=str(HERE)).replace("def read(name):", imports))
    assert any("SEEN" in line and "cProfile" in line for line in lines)
