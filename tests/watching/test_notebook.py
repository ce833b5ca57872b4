"""The extension of IPython and the plugin of pytest."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import TESTS
from stand_ins import stand_in_keras

import lstmdoctor
from lstmdoctor.watching.notebook import OF_RUN, WATCHES, begin_in_kernel, finish_in_kernel


class Shell:
    """What the extension asks of IPython."""

    def __init__(self) -> None:
        self.magics: dict[str, Any] = {}

    def register_magic_function(self, func: object, magic_kind: str, magic_name: str) -> None:
        self.magics[magic_name] = func


def test_the_extension_watches_and_explains(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell()
    with stand_in_keras() as sequential:
        lstmdoctor.load_ipython_extension(shell)
        lstmdoctor.load_ipython_extension(shell)
        assert len(WATCHES) == 1
        model: Any = sequential(5, 3, refuses=True)
        with pytest.raises(ValueError) as caught:
            model.predict(np.ones((3, 5), "float32"))
        assert "LD203" in "".join(getattr(caught.value, "__notes__", []))
        lstmdoctor.unload_ipython_extension(shell)
        assert not WATCHES
    explain = shell.magics["lstmdoctor"]
    monkeypatch.setattr(sys, "last_value", None, raising=False)
    assert explain("") is None and "no exception yet" in capsys.readouterr().err
    monkeypatch.setattr(sys, "last_value", ValueError("expected ndim=3, found ndim=2"), raising=False)
    assert explain("").recognised
    assert explain("expected ndim=3, found ndim=2").recognised


@pytest.mark.parametrize("again", ["load", "unload and load", "unload"])
def test_a_cell_that_loads_the_extension_anew_loses_nothing_of_a_run(again: str, tmp_path: Path) -> None:
    shell = Shell()
    with stand_in_keras() as sequential:
        try:
            begin_in_kernel("values", "error", True)
            model: Any = sequential(5, 3)
            with pytest.raises(lstmdoctor.DataShapeError):
                model.fit(np.ones((3, 5, 3), "float32"), np.ones((3, 3)))
            if "unload" in again:
                lstmdoctor.unload_ipython_extension(shell)
            if again != "unload":
                lstmdoctor.load_ipython_extension(shell)
                (found,) = WATCHES
                assert (found.watcher.check, found.watcher.fail_on) == ("values", "error")
                assert found.watcher.keeps
            finish_in_kernel(str(tmp_path / "r.txt"))
            OF_RUN[-1].collected.clear()
            finish_in_kernel(str(tmp_path / "none.html"))
            assert "no findings" in (tmp_path / "none.html").read_text()
            assert "LD703" in (tmp_path / "r.txt").read_text()
        finally:
            lstmdoctor.unload_ipython_extension(shell)
            OF_RUN.clear()


def test_ipython_itself_loads_it() -> None:
    shell_module = pytest.importorskip("IPython.core.interactiveshell")
    shell = shell_module.InteractiveShell()
    try:
        assert shell.run_cell("%load_ext lstmdoctor").success
        assert len(WATCHES) == 1
        assert shell.find_line_magic("lstmdoctor") is not None
    finally:
        lstmdoctor.unload_ipython_extension(Shell())


CELLS = (
    f"import sys; sys.path[:0] = {[str(TESTS.parent), str(TESTS / 'support')]!r}\n"
    "import numpy as np\n"
    "from stand_ins import stand_in_keras\n"
    "manager = stand_in_keras(); Sequential = manager.__enter__()",
    "%load_ext lstmdoctor",
    "%lstmdoctor",
    "model = Sequential(5, 3, refuses=True)\nsequences = list(np.ones((20, 5, 3), 'float32'))",
    "model.fit(sequences, np.ones((20, 1)))",
    "%lstmdoctor",
    "%lstmdoctor LD207",
    "%lstmdoctor expected ndim=3, found ndim=2",
    "import lstmdoctor\nlstmdoctor.diagnose(model, sequences)",
    "%unload_ext lstmdoctor\nhasattr(Sequential.fit, '__lstmdoctor_original__')",
)


@pytest.mark.slow
def test_a_live_kernel_watches_and_explains(tmp_path: Path) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbclient.NotebookClient(notebook, timeout=120, allow_errors=True).execute(cwd=str(tmp_path))
    shown = [cell_text(cell) for cell in notebook.cells]
    assert "no exception yet" in shown[2]
    assert (
        "lstmdoctor: model.fit(sequences, np.ones((20, 1))) in cell 5:1" in shown[4] and "LD101" in shown[4]
    )
    assert "LD101 list-of-sequences" in shown[5] and "sequences = np.stack(sequences)" in shown[5]
    assert shown[6].startswith("LD207 swapped-axes") and "What it is" in shown[6]
    assert shown[7].startswith("LD201") and "lstmdoctor run SCRIPT" in shown[7]
    assert {"text/plain", "text/html", "text/markdown"} == set(notebook.cells[8].outputs[0].data)
    assert shown[9] == "False"


def cell_text(cell: Any) -> str:
    """All that a cell shows as text."""
    parts = []
    for output in cell.outputs:
        parts += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
        parts += output.get("traceback", [])
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(part for part in parts if part))


PLUGIN_TEST = """
import numpy as np
from stand_ins import make_classes
MODEL = make_classes()[1](5, 3)
def test_fits(assert_fits):
    assert assert_fits(MODEL, np.ones((20, 5, 3), "float32"), np.ones((20, 1))).ok
def test_fails(assert_fits):
    sequences = list(np.ones((20, 5, 3), "float32"))
    assert_fits(MODEL, sequences, np.ones((20, 1)))
"""


@pytest.mark.slow
def test_the_plugin_fails_a_test_with_the_report(tmp_path: Path) -> None:
    (tmp_path / "test_plugin.py").write_text(PLUGIN_TEST, encoding="utf-8")
    support = f"pythonpath={TESTS / 'support'}"
    command = ["-m", "pytest", "-q", "-p", "lstmdoctor.pytest_plugin", "-o", support, "-c", "/dev/null"]
    done = subprocess.run(
        [sys.executable, *command, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=TESTS.parent,
    )  # fmt: skip
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "LD101" in done.stdout and "sequences = np.stack(sequences)" in done.stdout
