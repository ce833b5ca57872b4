"""``FILE::ARRAY`` taken apart, also where names of files hold the separator, and opened by what is printed."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from lstmdoctor.cli import main
from lstmdoctor.files.array_paths import split_array_path

SPLITS: dict[str, tuple[list[str], str, tuple[str, str | None]]] = {
    # the files that are there, what is asked for, what it is
    "a file": (["d.npz"], "d.npz", ("d.npz", None)),
    "an array": (["d.npz"], "d.npz::X", ("d.npz", "X")),
    "a file with the separator": (["d::X"], "d::X", ("d::X", None)),
    "both": (["d", "d::X"], "d::X", ("d::X", None)),
    "an array of a file with the separator": (["a::b"], "a::b::X", ("a::b", "X")),
    "an array with the separator": (["d"], "d::a::b", ("d", "a::b")),
    "a file that ends in it": (["b::"], "b::", ("b::", None)),
    "an array of a file that ends in it": (["b::"], "b::::X", ("b::", "X")),
    "an array without a name": (["d"], "d::", ("d", "")),
    "nothing is there": ([], "a::b::c", ("a::b", "c")),
    "nothing before it": ([], "::X", ("::X", None)),
    "nothing but it": ([], "::", ("::", None)),
    "three colons": (["a"], "a:::b", ("a", ":b")),
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", SPLITS)
def test_taken_apart(name: str) -> None:
    there, path, parts = SPLITS[name]
    for file in there:
        Path(file).write_bytes(b"")
    assert split_array_path(path) == parts


NAMES = ["b::", "b::X", "X::y", "a::b.npz", "::", "b::::"]


@pytest.mark.parametrize("array", ["", "::X"])
@pytest.mark.parametrize("name", NAMES)
def test_the_snippet_and_the_command_open_the_file(name: str, array: str) -> None:
    """Beside it stands a file of the name that is left when the last separator is taken off."""
    x = np.random.default_rng(0).normal(size=(4, 3, 2)).astype("float32")
    for file in {name, name.rpartition("::")[0] or "other"}:
        with open(file, "wb") as stream:
            np.savez(stream, X=(x if file == name else x + 1).transpose(0, 2, 1))
    layers = [{"class_name": "LSTM", "config": {"batch_input_shape": [None, 3, 2], "units": 2, "name": "l"}}]
    Path("m.json").write_text(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))

    def run(*words: str) -> dict[str, Any]:
        result = CliRunner().invoke(main, [*words, "--output-format", "json"])
        assert result.exit_code < 2, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    (reading,) = run("diagnose", "m.json", name + array)["readings"]
    scope: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(reading["python"], scope)
    assert np.array_equal(scope["x"], x)
    run(*shlex.split(reading["command"])[1:], "-o", "out.npy")
    assert np.array_equal(np.load("out.npy"), x)


def test_reports_name_the_file() -> None:
    Path("a::b.npy").write_bytes(b"no array")
    Path("m.json").write_text("{}")
    Path("pyproject.toml").write_text(
        '[tool.lstmdoctor.checks.c]\nmodel = "m.json"\ndata = ["a::b.npy", "a::b.npy::X"]\n'
    )
    np.save("x.npy", np.zeros((2, 2)))
    result = CliRunner().invoke(main, ["check", "--output-format", "gitlab"])
    assert {item["location"]["path"] for item in json.loads(result.stdout)} == {"m.json"}
    layers = [{"class_name": "LSTM", "config": {"batch_input_shape": [None, 3, 2], "units": 2, "name": "l"}}]
    Path("m.json").write_text(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
    result = CliRunner().invoke(main, ["check", "--output-format", "gitlab"])
    assert {item["location"]["path"] for item in json.loads(result.stdout)} == {"a::b.npy"}
