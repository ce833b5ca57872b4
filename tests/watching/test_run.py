"""``lstmdoctor run SCRIPT`` beside ``python SCRIPT``: output and exit code, byte for byte."""

from __future__ import annotations

import json
import os
import py_compile
import signal
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest
from halves import mostly_slow
from places import ROOT, SAMPLES

from lstmdoctor.errors import Refused
from lstmdoctor.watching.notebook_file import run_notebook
from lstmdoctor.watching.run_options import Running

SCRIPTS: dict[str, str] = {
    "arguments, and a pickle of a class of main": """
import argparse, os, pickle, sys
class Kept:
    value = 7
parser = argparse.ArgumentParser()
parser.add_argument("--number", type=int)
parser.add_argument("rest", nargs="*")
print(parser.parse_args(), sys.argv, __file__, __name__, __spec__, __package__, sys.path[0], os.getcwd())
print(pickle.loads(pickle.dumps(Kept())).value, sorted(name for name in globals() if name.startswith("__")))
sys.exit(3)
""",
    "pools": """
import concurrent.futures, multiprocessing
def square(x): return x * x
if __name__ == "__main__":
    for how in ("spawn", "forkserver", "fork"):
        with multiprocessing.get_context(how).Pool(2) as pool:
            print(how, pool.map(square, range(4)))
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        print(list(pool.map(square, range(3))))
""",
    "joblib": """
import joblib
def more(x): return x + 1
print(joblib.Parallel(n_jobs=2)(joblib.delayed(more)(i) for i in range(4)))
""",
    "exit with a text": "import sys; sys.exit('text')\n",
    "interrupted": "print('begun', flush=True); raise KeyboardInterrupt\n",
    "a syntax error": "x = 1\nif x\n    pass\n",
    "a thread that dies": """
import threading
def die(): raise ValueError("in the thread")
thread = threading.Thread(target=die, name="T")
thread.start(); thread.join(); print("done")
""",
    "an error with a cause": "try: {}['a']\nexcept KeyError as error: raise RuntimeError('b') from error\n",
    "a mark, a coding and a future": "\ufeff# -*- coding: utf-8 -*-\nfrom __future__ import annotations\n"
    "print('é')\ndef f(a: undefined): pass\nprint(f.__annotations__)\n",
    "signals, garbage and threads as Python has them": "import gc, os, signal; print(gc.get_threshold(), "
    "signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT), os.environ.get('OPENBLAS_NUM_THREADS'))\n",
    "nothing loaded beforehand": "import sys; print([name for name in "
    "('numpy', 'rich', 'click', 'h5py') if name in sys.modules])\n",
    "at exit": "import atexit; atexit.register(print, 'last'); print('first')\n",
    "a hook that fails": "import sys\ndef hook(*told): raise ValueError(told[1])\nsys.excepthook = hook\n1 / 0\n",
    "a hook that is interrupted": "import sys\ndef hook(*told): raise KeyboardInterrupt\n"
    "sys.excepthook = hook\n1 / 0\n",
    "a hook that leaves": "import sys\nsys.excepthook = lambda *told: sys.exit(7)\n1 / 0\n",
    "a hook that is none": "import sys\nsys.excepthook = None\n1 / 0\n",
    "no hook": "import sys\ndel sys.excepthook\n1 / 0\n",
    "the last error, for the hook and at exit": """
import atexit, sys
def tell(*told): print(sys.last_type, sys.last_value, sys.last_traceback.tb_lineno, sys.exc_info())
sys.excepthook = tell
atexit.register(tell)
1 / 0
""",
    "an error that cannot be changed": """
import dataclasses
@dataclasses.dataclass(frozen=True)
class Frozen(Exception):
    value: int
raise Frozen(3) from Frozen(4)
""",
    "an exit that cannot be changed": """
import dataclasses
@dataclasses.dataclass(frozen=True)
class Frozen(SystemExit):
    code: int
raise Frozen(3)
""",
    "an error of odd attributes": """
class Odd(Exception):
    __traceback__ = __cause__ = property(lambda self: 1 / 0)
    def __setattr__(self, name, value): raise RuntimeError(name)
raise Odd("odd")
""",
    "an error that is its own cause": "error = ValueError('a'); error.__cause__ = error\nraise error\n",
    "a kind of interrupt": "class Kind(KeyboardInterrupt): pass\nraise Kind\n",
    "everything that was imported is gone": "import sys; sys.modules.clear(); 1 / 0\n",
}
BYTES = {
    "no UTF-8": "print('é')\n".encode("latin-1"),
    "a coding that nobody knows": b"# coding: nonsense\nprint(1)\n",
    "a coding that is no UTF-8": "# coding: latin-1\nprint('é')\n".encode("latin-1"),
    "UTF-16": "print(1)\n".encode("utf-16"),
    "a null byte": b"print(1)\n\0\n",
    "a warning that is an error": b"import warnings\nassert (1, 'x')\n",
    "no end of line": b"if 1:\r    print(1)",
    "too deep": b"(" * 300 + b")" * 300,
}
QUICK = (
    "a hook that fails",
    "an error that cannot be changed",
    "arguments, and a pickle of a class of main",
    "exit with a text",
    "an error with a cause",
    "nothing loaded beforehand",
)
LIBRARY = '"""A script that is called like a library."""\nimport rich, click, sys\nprint(rich.__doc__, click.X)\n1 / 0\n'
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "LSTMDOCTOR_TESTING": "1",
}
COMMAND = "from lstmdoctor.__main__ import main; main()"


def outcome(
    command: list[str], folder: Path, stdin: int | None = subprocess.DEVNULL
) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=ENVIRONMENT, capture_output=True, stdin=stdin, check=False
    )
    return done.returncode, done.stdout, done.stderr


def assert_same(folder: Path, *arguments: str) -> tuple[int, bytes, bytes]:
    expected = outcome(list(arguments), folder)
    assert outcome(["-c", COMMAND, "run", *arguments], folder) == expected
    return expected


@pytest.mark.parametrize("name", mostly_slow(SCRIPTS, *QUICK))
def test_a_script_runs_as_itself(name: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPTS[name], encoding="utf-8")
    assert_same(tmp_path, "train.py", "--number", "3", "a", "--check")


@pytest.mark.parametrize("name", mostly_slow(BYTES, "no UTF-8"))
def test_a_file_is_read_as_python_reads_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_bytes(BYTES[name])
    assert_same(tmp_path, "train.py")


def test_a_compiled_script(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(__file__, __cached__, type(__loader__).__name__); 1 / 0\n")
    py_compile.compile(str(tmp_path / "a.py"), str(tmp_path / "train.pyc"))
    assert assert_same(tmp_path, "train.pyc")[0] == 1


def test_a_script_stands_near_the_ground(tmp_path: Path) -> None:
    """No frame of the command line below a script: it has the depth of calls that it has under Python."""
    (tmp_path / "deep.py").write_text(
        "def down(left): return left and down(left - 1)\ndown(980)\n"
        "import sys\nframe, seen = sys._getframe(), set()\n"
        "while frame := frame.f_back: seen.add(frame.f_globals['__name__'].partition('.')[0])\nprint('click' in seen)\n"
    )
    assert outcome(["-c", COMMAND, "run", "deep.py"], tmp_path) == (0, b"False\n", b"")


def test_an_option_before_run_disturbs_no_script(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        SCRIPTS["signals, garbage and threads as Python has them"], encoding="utf-8"
    )
    found = outcome(["-c", COMMAND, "--color", "never", "run", "train.py"], tmp_path)
    assert found == outcome(["train.py"], tmp_path)


@pytest.mark.parametrize("path", ["./train.py", "../{name}/train.py", "{folder}/train.py"])
@pytest.mark.parametrize("text", ["print(__file__); 1 / 0\n", "if x\n"], ids=["an error", "no syntax"])
def test_a_path_stays_as_it_was_given(path: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(text, encoding="utf-8")
    assert_same(tmp_path, path.format(name=tmp_path.name, folder=tmp_path))


def test_a_script_called_like_a_library(tmp_path: Path) -> None:
    (tmp_path / "rich.py").write_text(
        LIBRARY.replace("import rich, click, sys\n", LIBRARY_GUARD), encoding="utf-8"
    )
    (tmp_path / "click.py").write_text("X = 5\n", encoding="utf-8")
    code, out, _ = assert_same(tmp_path, "rich.py")
    assert code == 1 and out.endswith(b"called like a library. 5\n")


LIBRARY_GUARD = "import sys\nif __name__ != '__main__': raise SystemExit(4)\nsys.modules['rich'] = sys.modules['__main__']\nimport rich, click\n"


def test_modules_folders_and_zips(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    text = "import sys; print(__name__, __spec__.name, __package__, sys.argv, sys.path[0], __file__)\n"
    (package / "__main__.py").write_text(text, encoding="utf-8")
    (package / "part.py").write_text(text + "1 / 0\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("__main__.py", text)
    for arguments in (
        ["-m", "package.part", "a", "--b"],
        ["-m", "package"],
        ["package", "x"],
        ["all.zip"],
        ["-m", "no"],
    ):
        assert_same(tmp_path, *arguments)


def test_a_signal_ends_it_as_it_ends_python(tmp_path: Path) -> None:
    (tmp_path / "wait.py").write_text(
        "import time; print('here', flush=True); time.sleep(60)\n", encoding="utf-8"
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "run", "wait.py"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            preexec_fn=partial(
                signal.signal, number, signal.SIG_DFL
            ),  # a shell lets its background ignore SIGINT
        )
        assert process.stdout is not None and process.stdout.readline() == b"here\n"
        process.send_signal(number)
        assert process.wait(30) == -number
        process.stdout.close()


SHADOWS = ("click", "rich", "numpy", "h5py", "signal", "json", "tempfile", "lstmdoctor_plugin")
MODULE = ["-m", "lstmdoctor"]


def shadowing_folder(folder: Path) -> Path:
    """A folder of a user who calls files like libraries, each of which gives itself away."""
    for name in SHADOWS:
        (folder / f"{name}.py").write_text(f"X = 5\nprint('{name} of the user')\n", encoding="utf-8")
    return folder


COMMANDS = {
    "help": ["--help"],
    "diagnose": ["diagnose", str(SAMPLES / "model_50x100.keras"), str(SAMPLES / "swapped_axes.npy")],
    "explain": ["explain", "expected ndim=3, found ndim=2"],
    "rules": ["rules"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_file_of_the_folder_is_imported(name: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    expected = outcome([*MODULE, *COMMANDS[name]], elsewhere)
    assert outcome([*MODULE, *COMMANDS[name]], shadowing_folder(tmp_path)) == expected
    assert expected[1]


def test_a_script_has_its_own_folder_first(tmp_path: Path) -> None:
    (shadowing_folder(tmp_path) / "train.py").write_text(
        "import sys, click\nprint(click.X, sys.path[:2])\n", encoding="utf-8"
    )
    expected = outcome(["train.py"], tmp_path)
    assert outcome([*MODULE, "run", "train.py"], tmp_path) == expected
    assert expected[1].startswith(b"click of the user\n")


OWN_MODULES = {
    "signal": "import signal\nprint(signal.X)\n",
    "json": "import json\nprint(json.X)\n",
    "types": "import types\nprint(types.X)\n",
    "os, which Python has begun with": "import os\nprint(os.sep)\n",
    "a package": "import queue, queue.part\nprint(queue.X, queue.part.X)\n",
    "a folder without code": "import token\nprint(token.NAME)\n",
}


@pytest.mark.parametrize("name", OWN_MODULES)
def test_a_script_meets_its_own_module_of_a_name_of_the_standard_library(name: str, tmp_path: Path) -> None:
    module = name.partition(",")[0]
    if module == "a package":
        (tmp_path / "queue").mkdir()
        for file in ("__init__", "part"):
            (tmp_path / "queue" / f"{file}.py").write_text("X = 5\n", encoding="utf-8")
    elif module == "a folder without code":
        (tmp_path / "token").mkdir()
    else:
        (tmp_path / f"{module}.py").write_text("X = 5\nprint(__name__)\n", encoding="utf-8")
    (tmp_path / "train.py").write_text(OWN_MODULES[name], encoding="utf-8")
    command = (
        tmp_path / "bin" / "lstmdoctor"
    )  # as it is installed: Python looks into its folder, not into ours
    command.parent.mkdir()
    command.write_text(COMMAND, encoding="utf-8")
    expected = outcome(["train.py"], tmp_path)
    assert outcome([str(command), "run", "train.py"], tmp_path) == expected
    assert expected[0] == 0 and expected[1]


def test_nothing_is_loaded_before_the_script_for_a_report(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPTS["nothing loaded beforehand"], encoding="utf-8")
    for _ in range(2):  # the second time the report is there already
        assert outcome(["-c", COMMAND, "run", "--report", "r.txt", "train.py"], tmp_path) == (0, b"[]\n", b"")


def one_cell(source: object, kernel: str = "python3") -> bytes:
    """A notebook of one cell."""
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    metadata = {"kernelspec": {"name": kernel, "display_name": kernel}}
    return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


REFUSED = {
    "no such script": (["run", "no.py"], "no.py: no such file"),
    "no notebook": (["run", "bad.ipynb"], "bad.ipynb: no notebook"),
    "an unknown ending": (["run", "--report", "r.pdf", "ok.py"], "ends in .html, .json, .txt"),
    "an output for a script": (["run", "--output", "o.ipynb", "ok.py"], "notebook"),
    "the report over the script": (["run", "--report", "ok.py", "ok.py"], "inputs"),
    "nothing": (["run"], "see lstmdoctor run --help"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_run_gets_one_sentence(name: str, tmp_path: Path) -> None:
    arguments, words = REFUSED[name]
    if "notebook" in name:
        pytest.importorskip("nbclient")
    (tmp_path / "ok.py").write_text("print('ran')\n", encoding="utf-8")
    (tmp_path / "bad.ipynb").write_text("[]", encoding="utf-8")
    code, out, err = outcome(["-c", COMMAND, *arguments], tmp_path)
    assert (code, out, err.count(b"\n")) == (2, b"", 1)
    assert words in err.decode()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes")
def test_what_would_be_waited_for_is_no_script(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with (tmp_path / "large.py").open("wb") as file:
        file.truncate(20 << 30)
    rows = {
        "pipe.py": "not a regular file",
        "/dev/zero": "not a regular file",
        "large.py": "larger than 512 MB",
    }
    for name, words in rows.items():
        code, out, err = outcome(["-c", COMMAND, "run", name], tmp_path)
        assert (code, out, err.count(b"\n")) == (2, b"", 1)
        assert words in err.decode()


BAD_NOTEBOOKS: dict[str, tuple[bytes | None, str]] = {
    "a pipe": (None, "a named pipe, not a file"),
    "brackets": (b"[" * 200_000, "no notebook that can be read"),
    "null bytes": (b"\0" * 1000, "no notebook that can be read"),
    "no UTF-8": (b"\xff\xfe{}", "no notebook that can be read"),
    "a number for code": (one_cell(7), "no notebook that can be read"),
    "half a character": (one_cell("x = '\ud800'"), "no notebook that can be read"),
    "cells are a number": (
        b'{"cells": 7, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        "no notebook",
    ),
    "no such kernel": (one_cell("1", "../no\x1b"), "its kernel '../no\\x1b' is not installed"),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes")
@pytest.mark.parametrize("name", BAD_NOTEBOOKS)
def test_bad_notebooks(name: str, tmp_path: Path) -> None:
    pytest.importorskip("nbclient")
    content, words = BAD_NOTEBOOKS[name]
    path = tmp_path / "bad.ipynb"
    if content is None:
        os.mkfifo(path)
    else:
        path.write_bytes(content)
    running = Running()
    with pytest.raises(Refused) as caught:
        run_notebook(running, str(path))
    assert words in str(caught.value) and str(caught.value).isprintable()
    assert os.listdir(tmp_path) == ["bad.ipynb"]


def test_the_report_of_a_run_without_keras(tmp_path: Path) -> None:
    (tmp_path / "ok.py").write_text("print('ran')\n", encoding="utf-8")
    for ending in ("json", "txt", "html"):
        assert outcome(["-c", COMMAND, "run", "--report", f"r.{ending}", "ok.py"], tmp_path) == (
            0,
            b"ran\n",
            b"",
        )
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["summary"]["pairs"] == 0
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == (
        "lstmdoctor: no findings, no call of a Keras model\n"
    )
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "no call of a Keras model" in page
