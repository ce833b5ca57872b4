"""Everything that a command writes, against everything that it reads: what one of them is, the others never are.

`test_inputs_stay` goes through the kinds of inputs; here are the commands with all of their outputs, those that
no option names (records, the parts of a split) among them, and the ways in which a name hides what it stands for.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from lstmdoctor.cli import main

RECORD = ".treatment.json"
FIX = ["fix", "MODEL", "DATA", "--labels", "LABELS", "-o", "a.npy", "--labels-output", "l.npy"]
WINDOWS = ["--window", "5", "--mask-output", "k.npy"]
PAGES = ["--output-format", "html", "-o", "r.html", "--output-format", "junit", "-o", "r.xml"]
COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    # the words of a command, and all that it writes
    "fix": ([*FIX, *WINDOWS], ["a.npy", f"a.npy{RECORD}", "l.npy", "k.npy"]),
    "fix with both parts of a split": (
        [*FIX, *WINDOWS, "--split", "0.5"],
        [f"{name}.{part}.npy" for name in "alk" for part in ("train", "validation")]
        + [f"a.train.npy{RECORD}"],
    ),
    "fix --like": (
        ["fix", "DATA", "--like", "TREATMENT", "-o", "a.npy"],
        ["a.npy"],
    ),
    "apply": (
        ["apply", "TREATMENT", "DATA", "--labels", "LABELS", "-o", "a.npy", "--labels-output", "l.npy"],
        ["a.npy", "l.npy"],
    ),
    "diagnose": (
        ["diagnose", "MODEL", "DATA", "--labels", "LABELS", "--baseline", "KNOWN", *PAGES],
        ["r.html", "r.xml"],
    ),
    "diagnose --write-baseline": (
        ["diagnose", "MODEL", "DATA", "--labels", "LABELS", "-o", "r.txt", "--write-baseline", "b.json"],
        ["r.txt", "b.json"],
    ),
    "check": (
        ["check", "--config", "CONFIG", "--baseline", "KNOWN", "--output-format", "html", "-o", "r.html"],
        ["r.html"],
    ),
    "check --write-baseline": (
        ["check", "--config", "CONFIG", "-o", "r.txt", "--write-baseline", "b.json"],
        ["r.txt", "b.json"],
    ),
}
READ = {
    "MODEL": "in/m.keras",
    "DATA": "in/x.npy",
    "LABELS": "in/y.npy",
    "TREATMENT": f"in/t.npy{RECORD}",
    "KNOWN": "in/known.json",
    "CONFIG": "in/checks.toml",
}


def hard_link(path: str) -> str:
    os.link(path, "hard")
    return "hard"


def soft_link(path: str) -> str:
    Path("soft").symlink_to(path)
    return "soft"


WAYS: dict[str, Callable[[str], str]] = {
    "itself": str,
    "with dots": lambda path: f"in/../{path}",
    "absolute": lambda path: str(Path(path).absolute()),
    "through a linked folder": lambda path: f"linked/{path}",
    "a hard link": hard_link,
    "a link": soft_link,
}
"""Names for a file that stands where an output is to go."""


def run(words: list[str]) -> Result:
    return CliRunner().invoke(main, words, prog_name="lstmdoctor")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input of every role."""
    folder = tmp_path_factory.mktemp("inputs") / "in"
    folder.mkdir()
    layers = [{"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 3], "name": "x"}}]
    layers.append({"class_name": "LSTM", "config": {"units": 1}})
    model = {"class_name": "Sequential", "config": {"layers": layers}}
    with zipfile.ZipFile(folder / "m.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(model))
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
    np.save(folder / "x.npy", np.random.default_rng(0).normal(size=(40, 3)).astype("f4"))
    np.save(folder / "y.npy", np.arange(40.0))
    (folder / "checks.toml").write_text('[tool.lstmdoctor.checks.c]\nmodel = "m.keras"\ndata = "x.npy"\n')
    m, x, t = (str(folder / name) for name in ("m.keras", "x.npy", "t.npy"))
    assert run(["fix", m, x, "--window", "5", "-o", t]).exit_code == 0
    assert run(["diagnose", m, x, "--write-baseline", str(folder / "known.json")]).exit_code == 0
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    shutil.copytree(inputs, "in")
    shutil.copytree("in", ".", dirs_exist_ok=True)  # a configuration names files beside itself
    Path("linked").symlink_to(".")
    return tmp_path


def contents() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}


def named(words: list[str], role: str = "", name: str = "") -> list[str]:
    """The words of a command with the names of what it reads."""
    return [name if word == role else READ.get(word, word) for word in words]


@pytest.mark.parametrize("command", COMMANDS)
def test_all_that_is_written_is_listed(folder: Path, command: str) -> None:
    words, written = COMMANDS[command]
    before = contents()
    result = run(named(words))
    assert result.exit_code < 2, result.output
    assert sorted(contents().keys() - before.keys()) == sorted(written)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_output_is_what_is_read(folder: Path, command: str, way: str) -> None:
    words, written = COMMANDS[command]
    for role in [word for word in words if word in READ]:
        for output in written:
            shutil.copy(READ[role], output)
            name = WAYS[way](output)
            before = contents()
            for more in ([], ["--force"]) if words[0] in ("fix", "apply") else ([],):
                result = run([*named(words, role, name), *more])
                assert (result.exit_code, result.stdout) == (2, ""), (role, output, result.output)
                assert result.stderr.count("\n") == 1 and "input" in result.stderr, result.stderr
                assert contents() == before, (role, output)
            for path in {output, *({name} if way in ("a hard link", "a link") else ())}:
                Path(path).unlink()


NO_CONFIGS = ["m.keras", "x.npy", "known.json", f"t.npy{RECORD}"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("file", NO_CONFIGS)
def test_check_init_adds_to_no_other_file(folder: Path, file: str, way: str) -> None:
    name = WAYS[way](f"in/{file}")
    before = contents()
    result = run(["check", "--init", "--config", name])
    assert (result.exit_code, result.stdout, contents()) == (2, "", before), result.output


def test_check_init_leaves_what_is_there(folder: Path) -> None:
    before = contents()
    result = run(["check", "--init", "--config", "in/checks.toml"])
    assert (result.exit_code, contents()) == (0, before)
    assert "nothing was written" in result.stderr
