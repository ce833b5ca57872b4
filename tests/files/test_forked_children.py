"""Children forked from one server do what those that start by themselves do, and die alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from places import ROOT

from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused
from lstmdoctor.files import forked_children
from lstmdoctor.files.forked_children import SHARED, shared_children
from lstmdoctor.files.hdf5_child import child_bytes

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="children start by themselves elsewhere")
SCRIPTS = {
    "what it reads": ("import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())", b"some bytes"),
    "a file that can be sought": (
        "import sys\nfile = sys.stdin.buffer\nfile.seek(5)\nprint(file.read().decode(), file.tell())",
        b"bytes 10\n",
    ),
    "its words": ("import sys\nprint(sys.argv[1:3])", b"['one', 'two']\n"),
    "its name": ("print(__name__)", b"__main__\n"),
    "an error": ("print(1, flush=True)\nraise ValueError", b"1\n"),
    "a crash": ("import os, signal\nprint(1, flush=True)\nos.kill(os.getpid(), signal.SIGSEGV)", b"1\n"),
    "an exit": ("import sys\nprint(1, flush=True)\nsys.exit(3)", b"1\n"),
    "no time left": ("import sys\nprint(1, flush=True)\nwhile True:\n    pass", b"1\n"),
    "a limit of its own": (
        "from lstmdoctor.files.child_answer import limit_resources\n"
        "import sys, resource\nlimit_resources(77)\nprint(resource.getrlimit(resource.RLIMIT_CPU)[0])",
        b"77\n",
    ),
}
PATH = "import sys\nsys.path += sys.argv[3:]\n"


def said_by(script: Path, source: Path) -> bytes:
    with source.open("rb") as file, child_bytes(str(script), file, ["one", "two"], 5.0) as answer:
        return answer.readline() if "while True" in script.read_text() else answer.read()


@contextmanager
def asked_requests(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is asked of servers meanwhile."""
    asked: list[str] = []
    own = forked_children.ForkServer._ask

    def note_request(server: forked_children.ForkServer, request: dict[str, object], files: list[int]) -> int:
        asked.extend(request)
        return own(server, request, files)

    monkeypatch.setattr(forked_children.ForkServer, "_ask", note_request)
    yield asked


@pytest.mark.parametrize(
    "shared", [pytest.param(True, marks=LINUX, id="shared"), pytest.param(False, id="alone")]
)
def test_scripts_do_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"some bytes")
    with asked_requests(monkeypatch) as asked, shared_children() if shared else nullcontext():
        for name, (code, wanted) in SCRIPTS.items():
            script = tmp_path / "script.py"
            script.write_text(PATH + code)
            assert said_by(script, source) == wanted, name
    assert asked == (["run", "end"] * len(SCRIPTS) if shared else [])
    assert not SHARED.servers and not SHARED.users


@LINUX
def test_a_server_that_is_gone_is_done_without(tmp_path: Path) -> None:
    source, script = tmp_path / "source", tmp_path / "script.py"
    source.write_bytes(b"some bytes")
    script.write_text(PATH + SCRIPTS["what it reads"][0])
    with shared_children():
        assert said_by(script, source) == b"some bytes"
        (server,) = SHARED.servers.values()
        server._process.kill()
        assert [said_by(script, source) for _ in range(2)] == [b"some bytes"] * 2


KILLED = """
import sys, time
from lstmdoctor.files.forked_children import SHARED, shared_children
from lstmdoctor.files.hdf5_child import child_bytes
with shared_children(), open(sys.argv[1], "rb") as file, child_bytes(sys.argv[1], file, []) as answer:
    (server,) = SHARED.servers.values()
    print(server._process.pid, answer.readline().decode(), flush=True)
    time.sleep(60)
"""


@LINUX
def test_children_end_with_their_parent(tmp_path: Path) -> None:
    """However it ends: the server sees that nobody is there."""
    script = tmp_path / "script.py"
    script.write_text("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n")
    command = [sys.executable, "-c", KILLED, str(script)]
    with subprocess.Popen(
        command, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        numbers = [int(word) for word in process.stdout.readline().split()]
        process.send_signal(signal.SIGKILL)
    for _ in range(1000):
        if not any(map(is_alive, numbers)):
            return
        time.sleep(0.01)
    pytest.fail(f"{numbers} are left")


def is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@LINUX
def test_a_folder_starts_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a folder cost one start in each pass; a damaged one is named, the others are as they were."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    for place in range(4):
        parquet.write_table(pa.table({"a": [float(place)] * 3}), tmp_path / f"{place}.parquet")
    started: list[object] = []
    own: Any = subprocess.Popen.__init__

    def note_start(process: subprocess.Popen[bytes], command: list[str], **words: object) -> None:
        started.append(os.path.basename(command[3]))
        own(process, command, **words)

    monkeypatch.setattr(subprocess.Popen, "__init__", note_start)
    (array,) = open_data(str(tmp_path / "*.parquet")).arrays
    assert array.facts.samples == 12
    assert started == ["fork_server.py"]
    (tmp_path / "2.parquet").write_bytes((tmp_path / "2.parquet").read_bytes()[:-30])
    with pytest.raises(Refused, match=r"2\.parquet: a damaged Parquet file"):
        open_data(str(tmp_path / "*.parquet"))
