"""Where reports go: several at once, the summary of a job, colour and width in a log."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from check_cases import BAD, GOOD, MODEL, configure, folder, run
from click.testing import CliRunner

from lstmdoctor.cli import main
from lstmdoctor.report import RENDERERS

__all__ = ["folder"]


class TestSeveralOutputs:
    DIAGNOSE = ("diagnose", MODEL, "swapped_axes.npy")

    @pytest.mark.parametrize(
        ("words", "files", "stdout"),
        [
            ("--output-format json", {}, "json"),
            ("-o a", {"a": "text"}, ""),
            ("-o a --output-format json", {"a": "json"}, ""),
            ("--output-format json --output a", {"a": "json"}, ""),
            ("--output-format sarif -o a --output-format github", {"a": "sarif"}, "github"),
            ("--output-format github --output-format sarif -o a", {"a": "sarif"}, "github"),
            ("--output-format sarif -o a --output-format junit -o b", {"a": "sarif", "b": "junit"}, ""),
            ("-o a --output-format junit -o b", {"a": "text", "b": "junit"}, ""),
            ("--output-format gitlab -o a -o b", {"a": "gitlab", "b": "text"}, ""),
            (
                "--output-format=text --output-format=json -oa --output-format=markdown -o b",
                {"a": "json", "b": "markdown"},
                "text",
            ),
        ],
    )
    def test_each_format_goes_to_the_file_after_it(
        self, folder: Path, words: str, files: dict[str, str], stdout: str
    ) -> None:
        def alone(format_: str) -> str:
            return run(*self.DIAGNOSE, "--output-format", format_).stdout if format_ else ""

        before = set(os.listdir())
        result = run(*self.DIAGNOSE, *words.split())
        assert (result.exit_code, result.stderr) == (1, "")
        assert result.stdout == alone(stdout)
        assert set(os.listdir()) - before == set(files)
        for name, format_ in files.items():
            assert Path(name).read_text(encoding="utf-8") == alone(format_)

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("--output-format json --output-format sarif", "two reports go to stdout"),
            (
                "--output-format json --output-format sarif -o a --output-format text",
                "two reports go to stdout",
            ),
            ("--output-format json -o a --output-format sarif -o ./a", "two reports go to one file"),
            ("-o a -o no/where", "the folder no does not exist"),
        ],
    )
    def test_what_makes_no_sense_writes_nothing(self, folder: Path, words: str, said: str) -> None:
        before = set(os.listdir())
        result = run(*self.DIAGNOSE, *words.split())
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
        assert set(os.listdir()) == before

    def test_check_writes_them_too(self, folder: Path) -> None:
        configure(good=GOOD, bad=BAD)
        words = (
            "--output-format junit -o a.xml --output-format sarif -o a.sarif --output-format gitlab -o a.json"
        )
        result = run("check", *words.split())
        assert (result.exit_code, result.output) == (1, "")
        assert len(ElementTree.parse("a.xml").getroot()) == 2
        assert len(json.loads(Path("a.sarif").read_text())["runs"][0]["results"]) == 1
        assert [item["check_name"] for item in json.loads(Path("a.json").read_text())] == ["LD207"]

    @pytest.mark.parametrize("format_", ["json", "github", "sarif", "junit", "gitlab", "markdown"])
    def test_machines_get_no_colour(self, folder: Path, format_: str) -> None:
        words = (*self.DIAGNOSE, "--output-format", format_)
        found = CliRunner(env={"FORCE_COLOR": "1"}).invoke(main, [*words, "--color", "always"], color=True)
        assert "\x1b" not in found.stdout
        assert found.stdout == run(*words).stdout


class TestWhatIsThere:
    """A report goes over a report, a baseline over a baseline; anything else that is there stays."""

    FORMATS = (*RENDERERS, "text")

    @pytest.mark.parametrize("data", ["swapped_axes.npy", "healthy.npy", "broken.npy"])
    @pytest.mark.parametrize("format_", FORMATS)
    def test_every_report_is_replaced(self, folder: Path, format_: str, data: str) -> None:
        Path("broken.npy").write_bytes(b"nonsense")
        configure(one=f'data = "{data}"')
        for words in (("diagnose", MODEL, data), ("check",), ("check", "-v")):
            for name in ("report", "report.color"):
                full = (*words, "--output-format", format_, "-o", name, "--color", "always")
                first, second = run(*full), run(*full)
                assert (second.exit_code, second.stderr) == (first.exit_code, first.stderr)
                assert "exists" not in second.stderr

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("y.npy", b"\x93NUMPY\x01\x00v\x00{}"),
            ("m.keras", b"PK\x03\x04 lstmdoctor"),
            ("d.h5", b"\x89HDF\r\n\x1a\n"),
            ("train.csv", b"a,b\n1,2\n"),
            ("train.py", b"from lstmdoctor import diagnose\n"),
            ("quotes.py", b"# says\nlooked at 50 samples, all their values\n"),
            ("README.md", b"# Ours\n\n```\nerror LD207 swapped-axes\n```\n"),
            ("n.ipynb", b'{"cells": [{"source": ["import lstmdoctor\\nerror LD207 swapped"]}]}'),
            (
                "x.treatment.json",
                b'{"schema_version": 1, "tool": {"name": "lstmdoctor", "version": "1"}, "model": {}, '
                b'"data": {"path": "x", "sha256": "0"}}',
            ),
            ("list.json", b"[1, 2]"),
            ("index.html", b"<!doctype html><p>about lstmdoctor"),
            ("notes.txt", b"healthy as ever\n"),
        ],
    )
    @pytest.mark.parametrize("option", ["-o", "--write-baseline"])
    def test_anything_else_stays(self, folder: Path, option: str, name: str, content: bytes) -> None:
        configure(good=GOOD)
        Path(name).write_bytes(content)
        kind = "report" if option == "-o" else "baseline"
        for words in (("diagnose", MODEL, "swapped_axes.npy"), ("check",)):
            result = run(*words, option, name)
            assert (result.exit_code, result.stdout) == (2, "")
            assert f"{name}: exists and is no {kind} of lstmdoctor: choose another file" in result.stderr
            assert Path(name).read_bytes() == content

    @pytest.mark.parametrize("content", ["", "\n"])
    def test_an_empty_file_is_filled(self, folder: Path, content: str) -> None:
        Path("a").write_text(content)
        Path("b").write_text(content)
        words = ("diagnose", MODEL, "swapped_axes.npy", "-o", "a", "--write-baseline", "b")
        assert run(*words).exit_code == 0
        assert Path("a").read_text() and Path("b").read_text()

    def test_a_baseline_is_replaced_by_a_baseline_alone(self, folder: Path) -> None:
        words = ("diagnose", MODEL, "swapped_axes.npy")
        for _ in range(2):
            assert run(*words, "--write-baseline", "known.json").exit_code == 0
        known = json.loads(Path("known.json").read_text())
        Path("known.json").write_text(json.dumps(known, sort_keys=True))
        assert run(*words, "--write-baseline", "known.json").exit_code == 0
        assert "exists and is no report" in run(*words, "-o", "known.json").stderr
        run(*words, "--output-format", "json", "-o", "r.json")
        assert "exists and is no baseline" in run(*words, "--write-baseline", "r.json").stderr


class TestSummary:
    DIAGNOSE = ("diagnose", MODEL, "swapped_axes.npy", "--output-format", "github")

    def test_the_whole_report_is_added(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("summary.md").write_text("before\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
        result = run(*self.DIAGNOSE)
        assert result.stdout.startswith("::error file=swapped_axes.npy,title=LD207 swapped-axes::")
        markdown = run(*self.DIAGNOSE[:3], "--output-format", "markdown").stdout
        assert Path("summary.md").read_text() == "before\n" + markdown

    def test_other_formats_leave_it_alone(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
        run(*self.DIAGNOSE[:3])
        assert not Path("summary.md").exists()

    @pytest.mark.parametrize("path", ["no/summary.md", "."])
    def test_a_summary_that_cannot_be_written_changes_nothing(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", path)
        result = run(*self.DIAGNOSE)
        assert result.exit_code == 1
        assert result.stderr.startswith("note: the summary of this step cannot be written: ")

    def test_a_full_summary_stays_as_it_is(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("summary.md").write_bytes(b"x" * ((1 << 20) - 10))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
        assert "no room left" in run(*self.DIAGNOSE).stderr
        assert Path("summary.md").stat().st_size == (1 << 20) - 10

    def test_text_in_a_log_is_no_command(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from lstmdoctor.cli.publish import without_line_commands

        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        assert without_line_commands("a::b\n  ::error::c\n##[x]") == "a::b\n  \\x3a:error::c\n#\\x3a[x]"
        monkeypatch.delenv("GITHUB_ACTIONS")
        assert without_line_commands("::error::c") == "::error::c"


class TestDiagnose:
    def test_an_unused_ignore_is_told(self, folder: Path) -> None:
        result = run("diagnose", MODEL, "swapped_axes.npy", "--ignore", "LD2,LD5")
        assert (result.exit_code, result.stderr) == (0, "note: ignored LD5 hides nothing: take it out\n")

    @pytest.mark.parametrize("command", ["diagnose", "check"])
    def test_every_option_has_an_example(self, command: str) -> None:
        text = " ".join(run(command, "--help").stdout.split())
        options = ["--output-format", "--output", "--baseline", "--write-baseline"]
        options += ["--labels", "--map", "--fail-on", "--select", "--ignore"] if command == "diagnose" else []
        for option in options:
            short = "-o" if option == "--output" else option
            assert f"{short} " in text.partition("Options:")[2]

    @pytest.mark.parametrize(("value", "colored"), [("1", True), ("0", False)])
    def test_a_log_that_shows_colours(self, folder: Path, value: str, colored: bool) -> None:
        words = ["diagnose", MODEL, "swapped_axes.npy"]
        result = CliRunner(env={"TTY_COMPATIBLE": value}).invoke(main, words, color=True)
        assert ("\x1b[" in result.stdout) is colored
        plain = CliRunner(env={"TTY_COMPATIBLE": "1", "NO_COLOR": "1"}).invoke(main, words, color=True)
        assert "\x1b" not in plain.stdout

    @pytest.mark.parametrize(("columns", "widest"), [("60", 60), ("500", 100), ("nonsense", 80), ("-3", 80)])
    def test_width(self, folder: Path, columns: str, widest: int) -> None:
        words = ["diagnose", MODEL, "list_of_200.pkl"]
        result = CliRunner(env={"COLUMNS": columns}).invoke(main, words)
        sentences = [line for line in result.stdout.splitlines() if not line.startswith("    ")]
        assert max(map(len, sentences)) <= widest
