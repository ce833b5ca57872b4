"""The GitHub action and the pre-commit hook, run as they would be run, from a clean copy of the project."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_cases import BAD, GOOD, MODEL, SILENT, configure, folder
from places import ROOT, SAMPLES

pytestmark = pytest.mark.slow

__all__ = ["folder"]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
BASH = pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="needs bash")
EXPRESSION = re.compile(r"\$\{\{ *([a-z_.]+) *\}\}")


@pytest.fixture
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a clone has, with a folder of programs in front of the PATH."""
    root = tmp_path_factory.mktemp("checkout")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "lstmdoctor", root / "lstmdoctor", ignore=ignore)
    shutil.copy(ROOT / "action.yml", root)
    programs = root / "programs"
    programs.mkdir()
    # Installed is what the copy holds; else Python only writes down how pip is called.
    installed = f'shift 3; PYTHONPATH={root} exec {sys.executable} -m lstmdoctor "$@"'
    called = f'printf "%s\\n" "$@" > {root}/installed'
    script(programs / "lstmdoctor", f'PYTHONPATH={root} exec {sys.executable} -m lstmdoctor "$@"')
    script(programs / "python", f'case "$*" in "-I -m lstmdoctor "*) {installed} ;; esac\n{called}')
    return root


def script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def clean(checkout: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in (*SILENT, "PYTHONPATH")}
    return kept | {"PATH": f"{checkout / 'programs'}{os.pathsep}{os.environ['PATH']}"}


def act(checkout: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the steps of the action one after the other, as the runner does, until one fails."""
    values = {f"inputs.{name}": str(spec.get("default", "")) for name, spec in ACTION["inputs"].items()}
    values |= {f"inputs.{name}": value for name, value in inputs.items()}
    values["github.action_path"] = str(checkout)
    for step in ACTION["runs"]["steps"]:
        more = {
            name: EXPRESSION.sub(lambda found: values[found[1]], text) for name, text in step["env"].items()
        }
        env = clean(checkout) | {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md"} | more
        words = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=env)
        if done.returncode:
            break
    return done


class TestShape:
    def test_required_keys(self) -> None:
        assert {"name", "description", "inputs", "runs"} <= set(ACTION)
        assert ACTION["runs"]["using"] == "composite"
        assert list(ACTION["inputs"]) == ["model", "data", "labels", "args", "version", "summary"]
        for spec in ACTION["inputs"].values():
            assert spec["description"]
            assert isinstance(spec["default"], str)
        for step in ACTION["runs"]["steps"]:
            assert step["shell"] == "bash"
            assert step["name"]

    def test_no_input_is_part_of_a_script(self) -> None:
        for step in ACTION["runs"]["steps"]:
            assert "${{" not in step["run"]

    def test_every_input_is_used(self) -> None:
        used: set[Any] = set()
        for step in ACTION["runs"]["steps"]:
            used |= {name for text in step["env"].values() for name in EXPRESSION.findall(text)}
        assert used == {f"inputs.{name}" for name in ACTION["inputs"]} | {"github.action_path"}


@BASH
class TestAction:
    def test_a_pair(self, folder: Path, checkout: Path) -> None:
        done = act(checkout, model=MODEL, data="swapped_axes.npy")
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith("::error file=swapped_axes.npy,title=LD207 swapped-axes::")
        assert Path("summary.md").read_text().startswith("### lstmdoctor: 1 error\n")

    def test_a_healthy_pair(self, folder: Path, checkout: Path) -> None:
        done = act(checkout, model=MODEL, data="healthy.npy")
        assert (done.returncode, done.stdout) == (0, "lstmdoctor: no findings in 1 pair\n")

    def test_the_checks_of_the_project(self, folder: Path, checkout: Path) -> None:
        configure(good=GOOD, bad=BAD)
        done = act(checkout)
        assert done.returncode == 1
        assert done.stdout.count("::error ") == 1
        assert act(checkout, args="good").returncode == 0

    def test_no_summary(self, folder: Path, checkout: Path) -> None:
        assert act(checkout, model=MODEL, data="swapped_axes.npy", summary="false").returncode == 1
        assert not Path("summary.md").exists()

    def test_arguments(self, folder: Path, checkout: Path) -> None:
        args = "--output-format sarif\n  -o results.sarif --fail-on never"
        done = act(checkout, model=MODEL, data="swapped_axes.npy", args=args)
        assert (done.returncode, done.stdout.count("::error ")) == (0, 1)
        assert Path("results.sarif").exists()

    def test_labels(self, folder: Path, checkout: Path) -> None:
        done = act(checkout, model=MODEL, data="healthy.npy", labels="absent.npy")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: absent.npy: no such file")

    @pytest.mark.parametrize(
        "evil",
        ["$(touch owned)", "`touch owned`", "; touch owned", '"; touch owned; "', "'; touch owned; '", "* ?"],
    )
    @pytest.mark.parametrize("name", ["model", "data", "labels", "args", "version", "summary"])
    def test_inputs_are_words_and_no_commands(
        self, folder: Path, checkout: Path, name: str, evil: str
    ) -> None:
        before = set(os.listdir())
        act(checkout, **{"model": MODEL, "data": "healthy.npy", name: evil})
        assert set(os.listdir()) - before <= {"summary.md"}
        assert "owned" not in os.listdir(checkout)

    def test_a_name_that_looks_like_an_option(self, folder: Path, checkout: Path) -> None:
        done = act(checkout, model=MODEL, data="--help")
        assert (done.returncode, done.stdout) == (2, "")

    @pytest.mark.parametrize(
        ("version", "words"),
        [
            ("", ["-I", "-m", "pip", "install", "--quiet", "CHECKOUT"]),
            ("0.1.0", ["-I", "-m", "pip", "install", "--quiet", "lstmdoctor==0.1.0"]),
            ("none", None),
        ],
    )
    def test_what_is_installed(
        self, folder: Path, checkout: Path, version: str, words: list[str] | None
    ) -> None:
        act(checkout, model=MODEL, data="healthy.npy", version=version)
        installed = checkout / "installed"
        found = (
            installed.read_text().replace(str(checkout), "CHECKOUT").split() if installed.exists() else None
        )
        assert found == words


class TestHook:
    def test_shape(self) -> None:
        assert {"id", "name", "entry", "language"} <= set(HOOK)
        assert HOOK["language"] == "python"
        assert HOOK["pass_filenames"] is False

    @pytest.mark.parametrize(
        ("name", "starts"),
        [
            ("pyproject.toml", True),
            ("sub/pyproject.toml", True),
            ("models/a.keras", True),
            ("A.H5", True),
            ("data/x.npy", True),
            ("x.pkl.gz", True),
            ("x.joblib", True),
            ("notpyproject.toml", False),
            ("x.py", False),
            ("README.md", False),
            ("x.npy.txt", False),
        ],
    )
    def test_files_that_start_it(self, name: str, starts: bool) -> None:
        assert bool(re.search(HOOK["files"], name)) is starts

    @BASH
    @pytest.mark.parametrize(("checks", "code"), [({"a": GOOD}, 0), ({"a": GOOD, "b": BAD}, 1), ({}, 2)])
    def test_run_as_pre_commit_runs_it(
        self, folder: Path, checkout: Path, checks: dict[str, str], code: int
    ) -> None:
        configure(**checks)
        # pre-commit splits the entry, adds the arguments and no file names, and runs it at the root.
        words = [*shlex.split(HOOK["entry"]), *HOOK.get("args", [])]
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=clean(checkout))
        assert done.returncode == code
        assert ("failed   b" in done.stdout) is (code == 1)


def test_the_examples_of_the_documentation_are_yaml_and_toml() -> None:
    import tomllib

    blocks = re.findall(
        r"^```(\w+)\n(.*?)^```", (ROOT / "docs" / "howto" / "ci.md").read_text("utf-8"), re.S | re.M
    )
    for kind, text in blocks:
        if kind == "toml":
            assert tomllib.loads(text)["tool"]["lstmdoctor"]["checks"]
        elif kind == "yaml":
            assert yaml.safe_load(text)
    assert {kind for kind, _ in blocks} == {"toml", "yaml", "sh", "console"}


def test_the_configuration_of_the_documentation_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lstmdoctor.project.config import read_config

    text = re.findall(
        r"^```toml\n(.*?)^```", (ROOT / "docs" / "howto" / "ci.md").read_text("utf-8"), re.S | re.M
    )[0]
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(text)
    for name in re.findall(r'"((?:models|data)/[^":]+)', text):
        path = Path(name.replace("*", "0"))
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / "healthy.npy", path)
    assert [task.title for task in read_config("pyproject.toml")] == [
        "forecast, train", "forecast, validation", "forecast, test", "words",
    ]  # fmt: skip
