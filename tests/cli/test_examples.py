"""Every command that a page or ``--help`` shows, run from top to bottom among files of the names it uses."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import click
import pytest
from example_world import make_example_world
from halves import mostly_slow
from places import ROOT, SAMPLES
from shown_commands import Shown, checks_on_page, needs_shell, run_line, shown_in_help, shown_on_page

from lstmdoctor.cli.app import COMMANDS, root_command
from lstmdoctor.errors import LstmdoctorError

pytest.importorskip("pyarrow")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONTEXT = click.Context(root_command, info_name="lstmdoctor")
IN_HELP = [*shown_in_help()]
ON_PAGES = [shown_on_page(page) for page in PAGES if page.name != "cli.md"]
"""What that page shows is what ``--help`` shows."""
WITH_LINES = [one for one in (*IN_HELP, *ON_PAGES) if one.lines]
OUTPUTS = ("-o", "--output", "--labels-output", "--mask-output", "--write-baseline", "--report")
MAY_FIND = ("diagnose", "check", "run")
"""Commands that may end with 1: there are findings, or the script failed."""


def reason_not_run(line: str) -> str:
    """Why a command is left to another test; "" where it is run here."""
    if "--verify" in line:
        return "needs Keras: tests/keras_judge/test_examples_keras.py runs it"
    if re.search(r"\bs3://|dask:", line):
        return "needs a bucket, or a cluster: tests/treatment/test_places_fix.py has both"
    if ".ipynb" in line and not (find_spec("nbclient") and find_spec("ipykernel")):
        return "needs nbclient and ipykernel"
    return ""


def takes_seconds(shown: Shown) -> bool:
    """Whether its commands start shells or workers, or look at every file of a folder."""
    return any(needs_shell(line) or re.search(r"--init|processes", line) for line in shown.lines)


def outputs_of(line: str) -> Iterator[Path]:
    """The files that a command is to write."""
    words = shlex.split(line)
    for option, value in pairwise(words):
        if option in OUTPUTS:
            path = Path(value)
            parts = [path.with_suffix(f".{part}{path.suffix}") for part in ("train", "validation")]
            yield from parts if "--split" in words else [path]


def require_understood(line: str) -> None:
    """Read a command as far as the names of its files."""
    name, *words = shlex.split(line, comments=True)[1:]
    try:
        import_module(COMMANDS[name][0]).command.make_context(name, words, parent=CONTEXT)
    except (click.UsageError, LstmdoctorError) as error:
        pytest.fail(f"{line}: {error}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    make_example_world(folder)
    shutil.copytree(SAMPLES, folder / "sample_data")
    return folder


@pytest.fixture
def place(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the world, entered; its files are links, since nothing may ever write into one."""
    shutil.copytree(world, tmp_path / "own", copy_function=os.link)
    monkeypatch.chdir(tmp_path / "own")
    return tmp_path / "own"


@pytest.mark.parametrize(
    "shown",
    mostly_slow(WITH_LINES, *(one for one in WITH_LINES if not takes_seconds(one))),
    ids=lambda one: one.where,
)
def test_every_command_does_what_is_shown(place: Path, shown: Shown) -> None:
    for line in shown.lines:
        if reason_not_run(line):
            require_understood(line)
            continue
        before = set(place.rglob("*"))
        done = run_line(line)
        told = f"$ {line}\n{done.printed}{done.errors}"
        may_find = any(f"lstmdoctor {name}" in line for name in MAY_FIND)
        assert done.code in ((0, 1) if may_find else (0,)), told
        assert "lstmdoctor/" not in done.errors and "Traceback" not in done.printed, told
        if "--dry-run" in line or "--python" in line:
            assert before == set(place.rglob("*")), told
        else:
            assert all(path.exists() for path in outputs_of(line)), told


CHECKS = [(page, checks) for page in PAGES for checks in checks_on_page(page)]


@pytest.mark.parametrize(("page", "checks"), CHECKS, ids=[page.name for page, _ in CHECKS])
def test_checks_that_are_shown_can_be_run(place: Path, page: Path, checks: str) -> None:
    (place / "own.toml").write_text(checks, "utf-8")
    done = run_line("lstmdoctor check --config own.toml --output-format json -o out.json")
    assert done.code in (0, 1), done.printed
    assert all(check["report"] for check in json.loads((place / "out.json").read_text("utf-8"))["checks"])


def test_examples_are_found_where_they_stand() -> None:
    assert [one.where for one in IN_HELP] == ["--help", *(f"{name} --help" for name in COMMANDS)]
    assert all(one.lines for one in IN_HELP)
    found = {one.where: one.lines for one in ON_PAGES}
    assert "lstmdoctor run train.py --epochs 3" in found["README.md"]
    assert found["docs/howto/shards.md"][0].startswith("lstmdoctor diagnose model.keras 'train/part-*.npy'")
