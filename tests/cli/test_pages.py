"""The pages: current, their links lead somewhere, and a wheel carries them; test_examples.py runs their commands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from halves import mostly_slow
from places import PACKAGE, ROOT

from lstmdoctor.cli.app import COMMANDS

pytest.importorskip("pyarrow")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize(
    "script", mostly_slow(["reference", "limits", "formats", "examples"], "reference", "limits")
)
def test_what_comes_from_code_is_current(script: str) -> None:
    words = [sys.executable, f"docs/{script}.py", "--check"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}run: python docs/make.py"


def test_a_page_that_is_not_current_would_be_seen(tmp_path: Path) -> None:
    for name in ("docs", "lstmdoctor", "tests/support"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    page = tmp_path / "docs" / "reference" / "config.md"
    page.write_text(page.read_text("utf-8").replace("fail-on", "fail-off"), "utf-8")
    words = [sys.executable, "docs/reference.py", "--check"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "not current: docs/reference/config.md\n")


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if link.startswith(("https://", "http://")):
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.slow
def test_a_wheel_carries_the_pages(tmp_path: Path) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    shutil.copytree(PACKAGE, tmp_path / "lstmdoctor", ignore=shutil.ignore_patterns("__pycache__"))
    for source, place in {**wheel["force-include"], **wheel["shared-data"]}.items():
        assert (ROOT / source).exists()
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / place)
    words = [sys.executable, "-m", "lstmdoctor", "explain", "LD207"]
    installed = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=True, env={"COLUMNS": "80"}
    )
    checkout = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=True, env={"COLUMNS": "80"}
    )
    assert installed.stdout == checkout.stdout and "Seen on" in installed.stdout
    shutil.rmtree(tmp_path / "lstmdoctor" / "faults")
    half = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=True, env={"COLUMNS": "80"}
    )
    assert "Seen on" not in half.stdout and installed.stdout.startswith(half.stdout.rstrip())


def test_the_container_is_made_of_what_is_there() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    kept = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = [word for line in re.findall(r"^COPY (.*) \S+$", text, re.M) for word in line.split()]
    assert copied and all((ROOT / word).exists() and f"!{word}" in kept for word in copied)
    (command,) = re.findall(r'^CMD \["(\w+)"\]$', text, re.M)
    assert command in COMMANDS


def test_the_changelog_has_an_entry_for_this_version() -> None:
    from lstmdoctor import __version__

    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.findall(r"^## \[(.+?)\] - (unreleased|\d{4}-\d\d-\d\d)$", text, re.M)
    assert releases[0][0] == __version__ and len({name for name, _ in releases}) == len(releases)
    kinds = re.findall(r"^### (.*)$", text, re.M)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
