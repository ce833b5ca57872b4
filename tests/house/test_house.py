"""The house rules: which part may import which, what is imported when, which table names which file."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from places import PACKAGE

ROOMS: dict[str, set[str]] = {
    # from the ground up: a room, and the rooms below it that it imports
    "version": set(),
    "errors": set(),
    "text": set(),
    "keras_rules": set(),
    "core": {"keras_rules", "text"},
    "files": {"core", "errors", "text"},
    "roles": {"core", "errors", "text"},
    "edits": {"core", "errors", "text"},
    "models": {"core", "errors", "files", "keras_rules", "text"},
    "data": {"core", "errors", "files", "roles", "text", "version"},
    "checks": {"core", "keras_rules", "roles", "text"},
    "diagnosis": {"checks", "core", "data", "edits", "errors", "roles", "text"},
    "verify": {"core", "data", "errors", "text"},
    "messages": {"checks", "core", "edits", "keras_rules", "text"},
    "treatment": {
        "core",
        "data",
        "diagnosis",
        "edits",
        "errors",
        "files",
        "models",
        "text",
        "verify",
        "version",
    },
    "report": {"checks", "core", "text", "version"},
    "project": {"checks", "core", "diagnosis", "errors", "files", "models", "roles", "text", "version"},
    "live": {
        "core",
        "data",
        "diagnosis",
        "errors",
        "messages",
        "models",
        "project",
        "text",
        "treatment",
        "verify",
    },
    "api": {"core", "data", "diagnosis", "live", "models", "treatment"},
    "pytest_plugin": {"api", "core"},
    "watching": {"core", "data", "errors", "files", "live", "report", "text"},
    "cli": {
        "api",
        "core",
        "errors",
        "files",
        "messages",
        "project",
        "report",
        "text",
        "treatment",
        "version",
        "watching",
    },
    "__main__": {"cli"},
    "__init__": {"api", "core", "errors", "live", "treatment", "version", "watching"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    """Parts of the package that a module imports, `lstmdoctor` itself as "__init__"."""
    parts = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "lstmdoctor":
            below = node.module.split(".")[1:]
            parts |= {below[0]} if below else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            parts |= {a.name.split(".")[1] for a in node.names if a.name.startswith("lstmdoctor.")}
    return parts


def imported_rooms(room: str) -> set[str]:
    return set().union(*(imported_parts(path) for path in modules() if part_of(path) == room)) - {room}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_stands_here_and_nothing_else(room: str) -> None:
    assert imported_rooms(room) == ROOMS[room]


def test_every_room_is_named_and_imports_point_down() -> None:
    assert {part_of(path) for path in modules()} == set(ROOMS)
    order = list(ROOMS)
    assert all(order.index(below) < order.index(room) for room in order for below in ROOMS[room])


def test_a_forbidden_import_would_be_seen(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("from lstmdoctor.cli import main\nimport lstmdoctor.report.text\n")
    assert imported_parts(bad) == {"cli", "report"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_are_needed(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    heavy = {"tensorflow", "keras", "rich", "h5py", "nbclient", "nbformat", "IPython", "pandas", "pyarrow"}
    heavy |= {"distributed", "fsspec"}
    if path.name == "h5_child.py":
        heavy.remove("h5py")  # the child process that reads HDF5 does nothing else
    assert not names & heavy


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_prints(path: Path) -> None:
    calls = [
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    if part_of(path) not in ("cli", "__main__") and not path.name.endswith("_child.py"):
        assert "print" not in calls
    if path != PACKAGE / "watching" / "script.py":  # runs the script that the user names
        assert not {"eval", "exec", "compile"} & set(calls)


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh process holds after running the code."""
    ending = "\nimport sys; print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True, check=False)
    return set(done.stderr.splitlines()[-1].split())


SAMPLES = PACKAGE.parent / "sample_data"
RUN = """
from lstmdoctor.cli import main
try:
    main({arguments!r}, standalone_mode=False)
except SystemExit:
    pass
"""


def test_help_needs_only_click() -> None:
    loaded = loaded_after(RUN.format(arguments=["--help"]))
    assert "click" in loaded
    assert not loaded & {"numpy", "rich", "h5py", "tensorflow", "keras"}


def test_diagnosis_of_keras_and_npy_needs_neither_tensorflow_nor_h5py() -> None:
    arguments = ["diagnose", str(SAMPLES / "model_50x100.keras"), str(SAMPLES / "swapped_axes.npy")]
    loaded = loaded_after(RUN.format(arguments=arguments))
    assert {"numpy", "rich"} <= loaded
    assert not loaded & {"h5py", "tensorflow", "keras"}


def test_an_import_would_be_seen() -> None:
    assert {"numpy", "h5py"} <= loaded_after("import h5py")
