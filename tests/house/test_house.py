"""The house rules: which part may import which, what is imported when, which table names which file."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache

import pytest
from package_trees import package_trees
from places import SAMPLES

ROOMS: dict[str, set[str]] = {
    # from the ground up: a room, and the rooms below it that it imports
    "version": set(),
    "errors": set(),
    "text": set(),
    "records": set(),
    "keras_rules": {"records"},
    "core": {"keras_rules", "records", "text"},
    "files": {"core", "errors", "records", "text"},
    "roles": {"core", "errors", "records", "text"},
    "edits": {"core", "errors", "records", "text"},
    "models": {"core", "errors", "files", "keras_rules", "records", "text"},
    "data": {"core", "errors", "files", "records", "roles", "text", "version"},
    "checks": {"core", "keras_rules", "records", "roles", "text"},
    "diagnosis": {"checks", "core", "data", "edits", "errors", "roles", "text"},
    "verify": {"core", "data", "errors", "records", "text"},
    "messages": {"checks", "core", "edits", "keras_rules", "records", "text"},
    "treatment": {
        "core",
        "data",
        "diagnosis",
        "edits",
        "errors",
        "files",
        "models",
        "records",
        "text",
        "verify",
        "version",
    },
    "report": {"checks", "core", "records", "text", "version"},
    "project": {
        "checks",
        "core",
        "diagnosis",
        "errors",
        "files",
        "models",
        "records",
        "roles",
        "text",
        "version",
    },
    "live": {
        "core",
        "data",
        "diagnosis",
        "errors",
        "messages",
        "models",
        "project",
        "records",
        "text",
        "treatment",
        "verify",
    },
    "api": {"core", "data", "diagnosis", "live", "models", "treatment"},
    "pytest_plugin": {"api", "core"},
    "watching": {"core", "data", "errors", "files", "live", "records", "report", "text"},
    "cli": {
        "api",
        "core",
        "errors",
        "files",
        "messages",
        "project",
        "records",
        "report",
        "text",
        "treatment",
        "version",
        "watching",
    },
    "__main__": {"cli"},
    "__init__": {"api", "core", "errors", "live", "treatment", "version", "watching"},
}


def part_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def imported_parts(tree: ast.Module) -> set[str]:
    """Parts of the package that a module imports, `lstmdoctor` itself as "__init__"."""
    parts = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "lstmdoctor":
            below = node.module.split(".")[1:]
            parts |= {below[0]} if below else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            parts |= {a.name.split(".")[1] for a in node.names if a.name.startswith("lstmdoctor.")}
    return parts


@cache
def imports_of_rooms() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, tree in package_trees().items():
        found.setdefault(part_of(path), set()).update(imported_parts(tree))
    return {room: parts - {room} for room, parts in found.items()}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_stands_here_and_nothing_else(room: str) -> None:
    assert imports_of_rooms()[room] == ROOMS[room]


def test_every_room_is_named_and_imports_point_down() -> None:
    assert imports_of_rooms().keys() == ROOMS.keys()
    order = list(ROOMS)
    assert all(order.index(below) < order.index(room) for room in order for below in ROOMS[room])


def test_a_forbidden_import_would_be_seen() -> None:
    bad = ast.parse("from lstmdoctor.cli import main\nimport lstmdoctor.report.text\n")
    assert imported_parts(bad) == {"cli", "report"}


HEAVY = {
    *("tensorflow", "keras", "rich", "h5py", "nbclient", "nbformat"),
    *("IPython", "pandas", "pyarrow", "distributed", "fsspec"),
}


def names_at_import(tree: ast.Module) -> set[str]:
    """What is imported with a module, not inside a function of it."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def calls_by_name(tree: ast.Module) -> set[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {called.id for called in calls if isinstance(called, ast.Name)}


def test_heavy_libraries_are_imported_where_they_are_needed() -> None:
    found = {path: names_at_import(tree) & HEAVY for path, tree in package_trees().items()}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_heavy_library_would_be_seen() -> None:
    source = "import pandas.core\nfrom h5py import File\ndef read_file(): import keras"
    assert names_at_import(ast.parse(source)) == {"pandas", "h5py"}


def test_only_the_command_line_prints() -> None:
    found = {path for path, tree in package_trees().items() if "print" in calls_by_name(tree)}
    assert {path for path in found if part_of(path) not in ("cli", "__main__")} == set()


def test_nothing_but_the_script_that_the_user_names_is_run() -> None:
    runs = {"eval", "exec", "compile"}
    found = {path: calls_by_name(tree) & runs for path, tree in package_trees().items()}
    assert {path: names for path, names in found.items() if names} == {
        "watching/script.py": {"compile", "exec"}
    }


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh process holds after running the code."""
    ending = "\nimport sys; print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True, check=False)
    return set(done.stderr.splitlines()[-1].split())


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
    assert "numpy" in loaded
    assert not loaded & {"rich", "h5py", "tensorflow", "keras", "hashlib", "difflib", "csv", "tempfile"}


def test_an_import_would_be_seen() -> None:
    assert {"numpy", "h5py"} <= loaded_after("import h5py")
