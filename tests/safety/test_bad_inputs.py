"""Bad files through the command line: exit code 2, one sentence that names file and reason, and nothing else.

Everything that the tests of the readers refuse is refused here once more as a user meets it; what only a whole
command can show (places that are no files, limits on memory, names that come out of files) has its own table.
"""

from __future__ import annotations

import ast
import io
import json
import os
import pickle
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import bad_inputs
import hostile_pickles
import numpy as np
import pytest
import test_data_foreign
import test_data_npy
import test_data_npz
import test_data_packed
import test_models_hostile
from bad_inputs import Row
from click.testing import CliRunner, Result
from data_files import header, npy, saved
from places import ROOT, TESTS
from spent import spent_seconds

from lstmdoctor.cli import main
from lstmdoctor.models.formats import h5

X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
MODEL = test_models_hostile.GOOD
SECONDS = 8
REFUSED = 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a healthy model and healthy data, which is the current one."""
    monkeypatch.chdir(tmp_path)
    Path("good.json").write_text(MODEL)
    np.save("good.npy", X)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def refused(*words: str) -> str:
    """What is said to a command that is refused, without a trace of it on disk."""
    before = contents()
    start = spent_seconds()
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 1
    assert result.stderr.rstrip("\n").isprintable() and len(result.stderr) < 2200
    assert "internal error" not in result.stderr and "allow_pickle" not in result.stderr
    assert spent_seconds() - start < SECONDS
    assert contents() == before
    return result.stderr


def contents() -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_size) for path in Path().rglob("*"))


BAD = bad_inputs.bad_inputs()
ROWS = [(name, row) for name, bad in BAD.items() for row in bad.rows]


def put(row: Row) -> str:
    """Make the file of a row."""
    path = Path(row.path)
    if callable(row.content):
        row.content(path.absolute())
    elif isinstance(row.content, bytes):
        path.write_bytes(row.content)
    else:
        path.mkdir()
        for name, content in row.content.items():
            (path / name).write_bytes(content)
    return row.path


def commands(row: Row, path: str) -> list[list[str]]:
    """Every way to hand a file to the command line."""
    paths = [path, "good.npy"] if row.role == "model" else ["good.json", path]
    found = [["diagnose", *paths], ["fix", *paths, "-o", "out.npy"]]
    if row.role == "data":
        found += [["fix", path, "-o", "out.npy"], ["diagnose", "good.json", "good.npy", "--labels", path]]
        found += [["inspect", path]]
    return found


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_bad_inputs(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, row: str) -> None:
    monkeypatch.setattr(h5.ask_h5_child, "__defaults__", ("", 2.0))  # seconds, of ten
    given = BAD[name].rows[row]
    path = put(given)
    if given.code == REFUSED:
        for words in commands(given, path):
            said = refused(*words)
            assert said.startswith(f"error: {path}: "), words
            assert given.said.replace("\x1b", "\\x1b") in said or words[0] == "inspect", words
        return
    before = contents()
    result = run(*commands(given, path)[0])
    assert result.exit_code == given.code, result.output
    assert given.said in " ".join(result.output.split()) and "internal error" not in result.output
    assert contents() == before


def test_every_bad_input_is_tested() -> None:
    """By rows here, or by a test elsewhere that is still there; and no reader refuses what is not listed."""
    assert all(bad.rows or bad.held for bad in BAD.values())
    assert {held for bad in BAD.values() for held in bad.held} <= set(functions())
    listed = {content for row in rows() if isinstance(content := row.content, bytes)}
    assert {content for table in TABLES for content in table} <= listed
    assert len(BAD) > 44 and len(ROWS) > 400


def rows() -> Iterator[Row]:
    for bad in BAD.values():
        yield from bad.rows.values()


TABLES: list[Iterable[bytes]] = [
    *(
        [content for content, _ in table.values()]
        for table in (
            test_data_npy.BAD,
            test_data_npz.bad_zips(),
            test_data_packed.bad_packed(),
            test_data_foreign.FOREIGN,
            test_models_hostile.REFUSED,
        )
    ),
    hostile_pickles.everything().values(),
]
"""What the tests of the readers refuse."""


def functions() -> Iterator[str]:
    """All functions that pytest runs, as module.function."""
    for path in TESTS.rglob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.stem}.{node.name}"


WATCHED = """
import os, sys
from pathlib import Path
import numpy as np, pytest
import test_bad_inputs as here
from watch import Watch
from lstmdoctor.models.formats import h5

h5.ask_h5_child.__defaults__ = ("", 2.0)
watch = Watch(sys.argv[1])
for number, (name, row) in enumerate([here.ROWS[0], *here.ROWS]):
    folder = Path(sys.argv[1], str(number))
    folder.mkdir()
    os.chdir(folder)
    Path("good.json").write_text(here.MODEL)
    np.save("good.npy", here.X)
    given = here.BAD[name].rows[row]
    try:
        path = here.put(given)
    except pytest.skip.Exception:
        continue
    for words in here.commands(given, path)[:2 if given.code == 2 else 1]:
        if not number:  # what a command imports for itself
            here.run(*words)
            here.run("fix", "good.json", "gone")
            continue
        with watch.watching():
            here.run(*words)
        for event in watch.taken():
            print(name, row, event)
"""


def test_nothing_is_run_or_opened(tmp_path: Path) -> None:
    """In a process of its own, as an audit hook cannot be taken back."""
    places = (ROOT, *(path for path in TESTS.iterdir() if path.is_dir()))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WATCHED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places))},
    )
    assert (done.returncode, done.stderr[-2000:], done.stdout[:2000]) == (0, "", "")


def pipe() -> str:
    os.mkfifo("pipe")
    return "pipe"


def empty_folder() -> str:
    Path("empty").mkdir()
    return "empty"


def dangling() -> str:
    Path("link").symlink_to("nothing")
    return "link"


PLACES: dict[str, tuple[Callable[[], str], str, str]] = {
    # how it is made; what is said of it as a model, and as data
    "missing": (lambda: "gone", "no such file", "no such file"),
    "in no folder": (lambda: "gone/x", "no such file", "no such file"),
    "in a file": (lambda: "good.npy/x", "no such file", "no such file"),
    "a dangling link": (dangling, "no such file", "no such file"),
    "a pipe": (pipe, "a named pipe", "a named pipe"),
    "a device": (lambda: "/dev/zero", "device", "device"),
    "an empty folder": (empty_folder, "an empty folder", "a folder without .npy files"),
    "a name with a null byte": (lambda: "a\0b", "name", "name"),
    "a name with an escape": (lambda: "a\x1b[31m\n::error::b", "a\\x1b[31m", "a\\x1b[31m"),
    "a name with a half of a character": (lambda: "a\udcff", "a\\udcff", "a\\udcff"),
    "a name of nothing": (lambda: "", "no such file", "no such file"),
    "a very long name": (lambda: "a" * 5000, "name too long", "name too long"),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and devices")
@pytest.mark.parametrize("name", PLACES)
def test_places(folder: Path, name: str) -> None:
    make, model, data = PLACES[name]
    path = make()
    assert model in refused("diagnose", path, "good.npy")
    for words in (["diagnose", "good.json", path], ["diagnose", "good.json", "good.npy", "--labels", path]):
        assert data in refused(*words)
    for output in (["-o", "out.npy"], ["-o", "out.npy", "--force"], ["--labels-output", "out.npy"]):
        assert data in refused("fix", path, *output)
    assert data in refused("fix", "good.json", "good.npy", "-o", "out.npy", "--labels", path)
    refused("apply", path, "good.npy", "-o", "out.npy")


@pytest.mark.parametrize("option", ["-o", "--mask-output", "--labels-output"])
def test_a_very_long_name_for_an_output(folder: Path, option: str) -> None:
    name = "a" * 300
    assert f"error: {name}: cannot be written: file name too long" in refused(
        "fix", "good.json", "good.npy", option, name
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file(folder: Path) -> None:
    Path("good.npy").chmod(0)
    assert "permission denied" in refused("diagnose", "good.json", "good.npy")


def zipped(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr(name, content)
    return data.getvalue()


CLAIMS: dict[str, tuple[str, Callable[[], bytes], int, int]] = {
    # the argument that it is, how it is made, the exit code, and the most memory in MB that it may cost
    "a config of 1 GiB": ("model", lambda: zipped("config.json", b" " * (1 << 30)), 2, 250),
    "a config of 1 GiB, bzip2": (
        "model",
        lambda: zipped("config.json", b" " * (1 << 30), zipfile.ZIP_BZIP2),
        2,
        250,
    ),
    "a shape of 2^40": ("data", lambda: npy(header(shape=f"({2**40},)")), 2, 100),
    "a header of 4 GiB": ("data", lambda: npy(version=b"\2\0", length=2**32 - 1), 2, 100),
    "10^15 axes of nothing": ("data", lambda: npy(header(shape="(0, 1000000000000000)"), b""), 1, 100),
    "a memo of 10^8": ("data", lambda: hostile_pickles.COSTS["memo index"], 2, 100),
    "bytes(2**31)": ("data", lambda: hostile_pickles.ARRAYS["many bytes"], 2, 100),
    "billion laughs": ("data", lambda: hostile_pickles.COSTS["billion laughs"], 2, 100),
}

PEAK = """
import sys
from click.testing import CliRunner
from lstmdoctor.cli import main
result = CliRunner().invoke(main, ["diagnose", *sys.argv[1:]])
# The peak of this process alone: ru_maxrss is inherited from the one that started it.
[line] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(result.exit_code, int(line.split()[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
@pytest.mark.parametrize("name", CLAIMS)
def test_claims_cost_neither_memory_nor_time(folder: Path, name: str) -> None:
    role, make, code, most = CLAIMS[name]
    Path("bad").write_bytes(make())
    paths = ["bad", "good.npy"] if role == "model" else ["good.json", "bad"]
    start = spent_seconds()
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *paths],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    )
    ended, peak = map(int, done.stdout.split())
    assert ended == code
    assert peak < most
    assert spent_seconds() - start < SECONDS + 4


MOST_MEMORY, MOST_CPU = 1000, 30
"""MB and seconds that reading any file may cost."""
MEASURED = """
import os, resource, sys
from pathlib import Path
import numpy as np, pytest
import test_bad_inputs as here
from lstmdoctor.models.formats import h5

h5.ask_h5_child.__defaults__ = ("", 2.0)
def cpu():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
def peak():
    [line] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024
rows = [(name, row, here.BAD[name].rows[row]) for name, row in here.ROWS]
rows.append(("the control", "it is seen", here.bad_inputs.Row("data", b"nothing", "")))
for number, (name, row, given) in enumerate(rows):
    folder = Path(sys.argv[1], str(number))
    folder.mkdir()
    os.chdir(folder)
    Path("good.json").write_text(here.MODEL)
    np.save("good.npy", here.X)
    try:
        path = here.put(given)
    except pytest.skip.Exception:
        continue
    for words in here.commands(given, path):
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        start = cpu()
        if name == "the control":
            kept = bytearray(1200 << 20)
        here.run(*words)
        if peak() > here.MOST_MEMORY or cpu() - start > here.MOST_CPU:
            print(name, row, words[0], peak(), round(cpu() - start))
        kept = None
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs /proc")
def test_memory_and_time_of_every_bad_input(tmp_path: Path) -> None:
    """Of every file and every command, in a process of its own; the last one is too large, and is seen."""
    places = (ROOT, *(path for path in TESTS.iterdir() if path.is_dir()))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MEASURED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places))},
    )
    assert (done.returncode, done.stderr[-2000:]) == (0, "")
    assert {line.partition(" it is seen")[0] for line in done.stdout.splitlines()} == {"the control"}


EMPTY = {"no samples": (0, 5, 3), "no timesteps": (8, 0, 3), "no features": (8, 5, 0)}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_in_it_is_a_finding(folder: Path, name: str) -> None:
    np.save("x.npy", np.zeros(EMPTY[name], "float32"))
    result = run("diagnose", "good.json", "x.npy")
    assert (result.exit_code, "LD107" in result.stdout) == (1, True)


REMARKS: dict[str, tuple[bytes, str]] = {
    "bytes after an array": (saved(X) + b"junk", "x: 4 bytes after the data were ignored"),
    "bytes after a pickle": (pickle.dumps(X) + b"junk", "x: 4 bytes after the pickle were ignored"),
    "a second pickle": (pickle.dumps(X) * 2, "x: a second pickle follows in the same file"),
    "a text beside arrays": (pickle.dumps({"X": X, "s": "t"}), "x: 's' is text, not an array, and was left out"),
}  # fmt: skip


@pytest.mark.parametrize("name", REMARKS)
def test_what_is_left_out_is_said(folder: Path, name: str) -> None:
    content, words = REMARKS[name]
    Path("x").write_bytes(content)
    for shown in ("text", "json"):
        result = run("diagnose", "good.json", "x", "--output-format", shown)
        assert result.exit_code == 0
        assert words in result.stderr and result.stderr.startswith("note: ")
    fixed = run("fix", "good.json", "x", "-o", "out.npy")
    assert fixed.exit_code == 0 and words.removeprefix("x: ") in " ".join(fixed.stdout.split())


DTYPES: dict[str, tuple[np.ndarray[Any, Any], str | None]] = {
    # what Keras would get, and the fault that names it
    "bool": (X > 0, None),
    "float16": (X.astype("f2"), None),
    "float32": (X, None),
    "float64": (X.astype("f8"), "LD504"),
    "int64": (X.astype("i8"), "LD504"),
    "big-endian": (X.astype(">f4"), "LD504"),
    "complex": (X.astype("c8"), "LD503"),
    "text": (X.astype("U3"), "LD108"),
    "bytes": (X.astype("S3"), "LD108"),
    "records": (np.zeros((4, 5, 3), "i4,f4"), "LD108"),
    "dates": (np.zeros((4, 5, 3), "M8[s]"), "LD108"),
    "spans of time": (np.zeros((4, 5, 3), "m8[s]"), "LD108"),
    "raw": (np.zeros((4, 5, 3), "V4"), "LD108"),
    "objects": (X.astype(object), "LD109"),
}


@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype_has_its_name(folder: Path, name: str) -> None:
    array, code = DTYPES[name]
    np.save("x.npy", array)
    found = json.loads(run("diagnose", "good.json", "x.npy", "--output-format", "json").stdout)
    codes = {finding["code"] for finding in found["findings"]}
    assert codes & {"LD503", "LD108", "LD109", "LD504"} == ({code} if code else set())


FORMS = {
    "fortran": np.asfortranarray(np.arange(60, dtype="f4").reshape(5, 4, 3)),
    "big-endian": np.arange(60, dtype=">f4").reshape(5, 4, 3),
    "not contiguous": np.arange(120, dtype="f4").reshape(5, 4, 6)[:, :, ::2],
}


@pytest.mark.parametrize("name", FORMS)
def test_results_are_plain_arrays_of_the_same_values(folder: Path, name: str) -> None:
    Path("x.pkl").write_bytes(pickle.dumps(list(FORMS[name])))
    assert run("fix", "x.pkl", "-o", "out.npy").exit_code == 0
    made = np.load("out.npy", allow_pickle=False)
    assert made.flags.c_contiguous and made.dtype.isnative
    assert np.array_equal(made, FORMS[name])


EVIL = {
    "escape": "a\x1b[31mb",
    "line": "a\n::error::b",
    "half": "a\ud800b",
    "mark": "a\u202eb",
    "long": "n" * 10**6,
}
FORMATS = ("text", "json", "github", "sarif", "junit", "gitlab", "markdown")


@pytest.mark.parametrize("shown", FORMATS)
@pytest.mark.parametrize("name", EVIL)
def test_names_out_of_files_are_escaped(folder: Path, name: str, shown: str) -> None:
    """Names of layers, inputs and arrays in every output; the sentence of a refusal is printed by one function."""
    layers = [
        {
            "class_name": "InputLayer",
            "name": end,
            "config": {"batch_shape": [None, 5, 3]},
            "inbound_nodes": [],
        }
        for end in (EVIL[name], "other")
    ]
    last = {"class_name": EVIL[name], "name": "l", "config": {}, "inbound_nodes": [[[EVIL[name], 0, 0, {}]]]}
    config = {
        "layers": [*layers, last],
        "input_layers": [[EVIL[name], 0, 0], ["other", 0, 0]],
        "output_layers": [["l", 0, 0]],
    }
    Path("m.json").write_text(json.dumps({"class_name": "Functional", "config": config}))
    Path("x.pkl").write_bytes(pickle.dumps({EVIL[name]: np.ones((4, 3, 5)), "X": X, "third": X}))
    result = run("diagnose", "m.json", "x.pkl", "--output-format", shown)
    assert result.exit_code == 1
    assert_plain(result.stdout + result.stderr)
    assert max(map(len, result.stdout.splitlines())) < 20_000
    for path in ("m.json", "x.pkl"):
        asked = run("inspect", path, "--output-format", "json" if shown == "json" else "text")
        assert asked.exit_code == 0
        assert_plain(asked.stdout)


def assert_plain(words: str) -> None:
    odd = {char for char in words if not char.isprintable() and char != "\n"}
    assert odd == set()
    # The runner of a CI job takes such a line for a command; ours begin with the name of a finding.
    assert not any(line.startswith("::error::b") for line in words.splitlines())


READ: dict[str, tuple[str, bytes, str]] = {
    "a zip under the name of HDF5": ("m.h5", test_models_hostile.MODEL, "keras"),
    "JSON under the name of a zip": ("m.keras", MODEL.encode(), "json"),
}


@pytest.mark.parametrize("name", READ)
def test_misleading_names_are_read(folder: Path, name: str) -> None:
    path, content, form = READ[name]
    Path(path).write_bytes(content)
    result = run("diagnose", path, "good.npy", "--output-format", "json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["model"]["format"]) == (0, form)
    assert [finding["code"] for finding in found["findings"]] == ["LD802"]
