"""The command line through click's runner: what it prints, where, and its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from places import SAMPLES

from lstmdoctor import __version__
from lstmdoctor.cli import main

MODEL = "model_50x100.keras"
FREE = "model_any_x100.keras"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (MODEL, FREE, "healthy.npy", "swapped_axes.npy", "list_of_200.pkl", "one_long_series.npy"):
        shutil.copy(SAMPLES / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LSTMDOCTOR_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), prog_name="lstmdoctor", input=text)


def one_sentence(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    return result.stderr


class TestDiagnose:
    def test_healthy(self, folder: Path) -> None:
        result = run("diagnose", MODEL, "healthy.npy")
        assert result.exit_code == 0
        assert result.stdout.startswith("healthy  healthy.npy (20, 50, 100) float32")
        assert result.stderr == ""

    def test_fault(self, folder: Path) -> None:
        result = run("diagnose", MODEL, "swapped_axes.npy")
        assert result.exit_code == 1
        assert "error LD207 swapped-axes" in result.stdout
        assert "    lstmdoctor fix model_50x100.keras swapped_axes.npy\n" in result.stdout

    def test_json(self, folder: Path) -> None:
        result = run("diagnose", MODEL, "swapped_axes.npy", "--output-format", "json")
        found = json.loads(result.stdout)
        assert result.exit_code == 1
        assert found["verdict"] == "treatable"
        assert [finding["code"] for finding in found["findings"]] == ["LD207"]

    @pytest.mark.parametrize("format_", ["text", "json"])
    def test_into_a_file(self, folder: Path, format_: str) -> None:
        words = ["diagnose", MODEL, "swapped_axes.npy", "--output-format", format_]
        assert run("diagnose", MODEL, "list_of_200.pkl", *words[3:], "-o", "report").exit_code == 1
        result = run(*words, "-o", "report")
        assert (result.exit_code, result.output) == (1, "")
        assert Path("report").read_text(encoding="utf-8") == run(*words).stdout
        assert sorted(os.listdir()) == sorted({*os.listdir(SAMPLES), "report"} & {*os.listdir()})

    @pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
    def test_fail_on(self, folder: Path, fail_on: str, code: int) -> None:
        assert run("diagnose", MODEL, "swapped_axes.npy", "--fail-on", fail_on).exit_code == code

    def test_fail_on_note(self, folder: Path) -> None:
        np.save("wide.npy", np.zeros((20, 50, 100)) + np.arange(100))
        assert "LD504" in run("diagnose", MODEL, "wide.npy").stdout
        assert run("diagnose", MODEL, "wide.npy", "--select", "LD504").exit_code == 0
        assert run("diagnose", MODEL, "wide.npy", "--select", "LD504", "--fail-on", "note").exit_code == 1

    @pytest.mark.parametrize(
        ("options", "left"),
        [
            (["--select", "LD207"], ["LD207"]),
            (["--select", "ld2"], ["LD207"]),
            (["--select", "LD301,LD207"], ["LD207"]),
            (["--select", "LD301", "--select", "LD2"], ["LD207"]),
            (["--select", "LD3"], []),
            (["--ignore", "LD3"], ["LD207"]),
            (["--ignore", "LD2"], []),
            (["--select", "LD2", "--ignore", "LD207"], []),
        ],
    )
    def test_filters(self, folder: Path, options: list[str], left: list[str]) -> None:
        result = run("diagnose", MODEL, "swapped_axes.npy", "--output-format", "json", *options)
        found = json.loads(result.stdout)
        assert [finding["code"] for finding in found["findings"]] == left
        assert found["summary"]["error"] == len(left)
        assert result.exit_code == (1 if left else 0)

    def test_one_array_of_a_file(self, folder: Path) -> None:
        np.savez("two.npz", good=np.ones((4, 50, 100), "float32"), bad=np.ones((4, 9, 100), "float32"))
        assert run("diagnose", MODEL, "two.npz::good").exit_code == 0
        assert run("diagnose", MODEL, "two.npz::bad").exit_code == 1
        assert run("diagnose", MODEL, "two.npz", "--map", "sequences=good").exit_code in (0, 1)

    def test_header_only(self, folder: Path) -> None:
        assert run("diagnose", MODEL, "healthy.npy", "--header-only").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["diagnose"], "missing argument 'MODEL'"),
        (["diagnose", MODEL], "missing argument 'DATA'"),
        (["diagnose", MODEL, "absent.npy"], "absent.npy: no such file"),
        (["diagnose", "absent.keras", "healthy.npy"], "absent.keras: no such file"),
        (["diagnose", "healthy.npy", "healthy.npy"], "healthy.npy: "),
        (["diagnose", MODEL, "healthy.npy", "--select", "LD999"], "'LD999' is no code"),
        (["diagnose", MODEL, "healthy.npy", "--ignore", "X"], "'X' is no code"),
        (["diagnose", MODEL, "healthy.npy", "--select", ","], "no code given"),
        (["diagnose", MODEL, "healthy.npy", "--map", "a"], "'a' is not INPUT=ARRAY"),
        (["diagnose", MODEL, "healthy.npy", "--map", "a=x", "--map", "a=y"], "input 'a' is given twice"),
        (["diagnose", MODEL, "healthy.npy", "--map", "nope=x"], "no input 'nope'"),
        (["diagnose", MODEL, "healthy.npy", "--output-format", "xml"], "'xml' is not one of"),
        (["diagnose", MODEL, "healthy.npy", "--fail-on", "all"], "'all' is not one of"),
        (["diagnose", MODEL, "healthy.npy", "--nope"], "no such option"),
        (["diagnose", MODEL, "healthy.npy", "-o", "no/report"], "the folder no does not exist"),
        (["diagnose", MODEL, "healthy.npy", "-o", "."], "is a folder"),
        (["diagnose", MODEL, "healthy.npy", "-o", "healthy.npy"], "is one of the inputs"),
        (["fix"], "no data file is given"),
        (["fix", "a", "b", "c"], "a: no such file"),
        (["fix", MODEL, "healthy.npy", "--pad", "0"], "'0' is no number of timesteps"),
        (["fix", MODEL, "healthy.npy", "--pad", "-3"], "'-3' is no number of timesteps"),
        (["fix", MODEL, "healthy.npy", "--pad", "p101"], "'p101' is no number of timesteps"),
        (["fix", MODEL, "healthy.npy", "--pad", "p0"], "'p0' is no number of timesteps"),
        (
            ["fix", MODEL, "healthy.npy", "--pad", "2147483649"],
            "2,147,483,649 is too large, 2,147,483,648 timesteps",
        ),
        (
            ["fix", MODEL, "healthy.npy", "--pad", "9" * 30],
            "is too large, 2,147,483,648 timesteps are the most",
        ),
        (["fix", MODEL, "healthy.npy", "--pad", "9" * 5000], "a number of many digits is too large"),
        (
            ["fix", MODEL, "healthy.npy", "--window", "9" * 30],
            "is too large, 2,147,483,648 timesteps are the most",
        ),
        (["fix", MODEL, "healthy.npy", "--pad", "2147483648"], "the model takes 50 timesteps"),
        (["fix", MODEL, "healthy.npy", "--stride", "0"], "0 is no number of timesteps"),
        (["fix", MODEL, "healthy.npy", "--window", "0"], "0 is no number of timesteps"),
        (["fix", MODEL, "healthy.npy", "--window", "x"], "'x' is not a valid integer"),
        (["fix", MODEL, "healthy.npy", "--pad-value", "nan"], "nan is no finite number"),
        (["fix", MODEL, "healthy.npy", "--pad-value", "a"], "'a' is not a valid float"),
        (["fix", MODEL, "healthy.npy", "--dtype", "complex64"], "'complex64' is not one of"),
        (["fix", MODEL, "healthy.npy", "--cure", "pray"], "'pray' is no edit"),
        (["fix", MODEL, "healthy.npy", "--cure", "stack+"], "'' is no edit"),
        (["fix", MODEL, "healthy.npy", "--padding", "both"], "'both' is not one of"),
        (["fix", MODEL, "swapped_axes.npy", "-o", "healthy.npy"], "exists"),
        (["inspect", "absent.npy"], "absent.npy: no such file"),
        (["inspect"], "missing argument 'FILE'"),
        (["wish"], "no such command 'wish'"),
        (["--nope"], "no such option"),
        (["--color", "pink", "rules"], "'pink' is not one of"),
        (["diagnose", MODEL, "a\x1b[31m.npy"], "a\\x1b[31m.npy: no such file"),
    ],
)
def test_refusals_are_one_sentence(folder: Path, words: list[str], said: str) -> None:
    assert said in one_sentence(run(*words))


class TestFix:
    def test_written(self, folder: Path) -> None:
        result = run("fix", MODEL, "list_of_200.pkl")
        assert result.exit_code == 0
        assert result.stdout.startswith("wrote  list_of_200.fixed.npy\n")
        assert "healthy  model_50x100.keras takes it as it is" in result.stdout
        assert np.load("list_of_200.fixed.npy").shape == (200, 50, 100)

    def test_json(self, folder: Path) -> None:
        result = run("fix", MODEL, "list_of_200.pkl", "-o", "out.npy", "--output-format", "json")
        found = json.loads(result.stdout)
        assert result.exit_code == 0
        assert found["verdict"] == "treatable"
        assert found["fix"] == {
            "status": "written",
            "output": "out.npy",
            "arrays": [
                {
                    "name": "sequences",
                    "from": [200, 50, 100],
                    "to": [200, 50, 100],
                    "dtype": "float32",
                    "reading": "stack",
                }
            ],
            "verdict": "healthy",
            "findings": [],
        }

    def test_dry_run(self, folder: Path) -> None:
        before = sorted(os.listdir())
        result = run("fix", MODEL, "list_of_200.pkl", "--dry-run")
        assert (result.exit_code, sorted(os.listdir())) == (0, before)
        assert result.stdout.startswith("would write  list_of_200.fixed.npy\n")

    def test_needs_a_choice(self, folder: Path) -> None:
        before = sorted(os.listdir())
        result = run("fix", FREE, "one_long_series.npy", "-o", "out.npy")
        assert (result.exit_code, sorted(os.listdir())) == (1, before)
        assert "one_long_series.npy --cure add-batch-axis -o out.npy\n" in result.stdout
        assert result.stdout.endswith("nothing was written\n")

    def test_the_printed_choice_works(self, folder: Path) -> None:
        line = "fix model_any_x100.keras one_long_series.npy --cure add-batch-axis -o out.npy"
        assert run(*line.split()).exit_code == 0
        assert np.load("out.npy").shape == (1, 1000, 100)

    def test_healthy(self, folder: Path) -> None:
        before = sorted(os.listdir())
        result = run("fix", MODEL, "healthy.npy")
        assert (result.exit_code, sorted(os.listdir())) == (0, before)
        assert "healthy.npy needs nothing" in result.stdout

    def test_without_a_model(self, folder: Path) -> None:
        result = run("fix", "list_of_200.pkl", "--output-format", "json")
        found = json.loads(result.stdout)
        assert result.exit_code == 0
        assert (found["model"], found["verdict"], found["fix"]["status"]) == (None, "treatable", "written")


class TestOthers:
    def test_version(self) -> None:
        assert run("--version").stdout == f"lstmdoctor {__version__}\n"

    def test_alone_it_shows_its_help(self) -> None:
        result = run()
        assert result.exit_code == 2
        assert "Commands:" in result.stdout

    @pytest.mark.parametrize("name", ["diagnose", "fix", "apply", "explain", "inspect", "rules"])
    def test_help_has_examples(self, name: str) -> None:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert f"  lstmdoctor {name}" in result.stdout.partition("Examples:")[2]
        assert max(map(len, result.stdout.splitlines())) <= 80

    def test_inspect_of_many_notes_stays_on_a_screen(self, folder: Path) -> None:
        with zipfile.ZipFile("many.npz", "w") as file:
            file.write("healthy.npy", "x.npy")
            for number in range(300):
                file.writestr(f"note{number}.txt", b"-")
        short, whole = (run("inspect", "many.npz", *more).stdout for more in ((), ("-v",)))
        assert "  and 280 more notes: add -v\n" in short
        assert (short.count("note: "), whole.count("note: ")) == (20, 300)

    def test_inspect(self, folder: Path) -> None:
        assert "takes  sequences  (any, 50, 100) float32" in run("inspect", MODEL).stdout
        found = json.loads(run("inspect", "healthy.npy", "--output-format", "json").stdout)
        assert found["data"]["arrays"][0]["shape"] == [20, 50, 100]

    def test_rules(self) -> None:
        result = run("rules")
        assert result.exit_code == 0
        assert "LD207  error    swapped-axes" in result.stdout
        rules = json.loads(run("rules", "--output-format", "json").stdout)["rules"]
        assert {"code": "LD207", "name": "swapped-axes", "severity": "error"}.items() <= next(
            rule for rule in rules if rule["code"] == "LD207"
        ).items()

    @pytest.mark.parametrize("word", ["LD101", "ld101", "list-of-sequences", " LD101\n"])
    def test_explain(self, word: str) -> None:
        result = run("explain", word)
        assert result.exit_code == 0
        assert result.stdout.startswith("LD101 list-of-sequences  error\n")
        assert "What Keras says" in result.stdout

    def test_explain_json(self) -> None:
        found = json.loads(run("explain", "-", "--output-format", "json", text="LD101\n").stdout)
        assert list(found) == [
            "schema_version", "recognised", "code", "codes", "expected", "found", "message", "help", "python",
        ]  # fmt: skip
        assert (found["recognised"], found["code"], found["python"]) == (True, "LD101", "x = np.stack(x)")

    def test_explain_what_nobody_knows(self) -> None:
        result = run("explain", "my cat")
        assert (result.exit_code, result.stderr) == (1, "")
        assert result.stdout.startswith("not recognised  this is not an error about data")
        found = json.loads(run("explain", "my cat", "--output-format", "json").stdout)
        assert (found["recognised"], found["code"], found["codes"]) == (False, None, [])

    @pytest.mark.parametrize(
        ("words", "environment", "colored"),
        [
            ([], {}, False),
            ([], {"FORCE_COLOR": "1"}, True),
            ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ([], {"FORCE_COLOR": ""}, False),
            (["--color", "always"], {"NO_COLOR": "1"}, True),
            (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ],
    )
    @pytest.mark.parametrize("front", [True, False])
    def test_color(self, words: list[str], environment: dict[str, str], colored: bool, front: bool) -> None:
        line = [*words, "rules"] if front else ["rules", *words]
        clean = {"NO_COLOR": None, "FORCE_COLOR": None}
        result = CliRunner(env={**clean, **environment}).invoke(main, line, color=True)
        assert ("\x1b[" in result.stdout) is colored


class TestCrash:
    def test_is_one_sentence(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("lstmdoctor.api.inspect", lambda path: 1 / 0)
        said = one_sentence(run("inspect", MODEL))
        assert said.startswith("error: internal error: ZeroDivisionError: division by zero; please report it")

    def test_shows_itself_on_request(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("lstmdoctor.api.inspect", lambda path: 1 / 0)
        monkeypatch.setenv("LSTMDOCTOR_DEBUG", "1")
        assert isinstance(run("inspect", MODEL).exception, ZeroDivisionError)

    def test_interruption(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(path: str) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("lstmdoctor.api.inspect", interrupt)
        assert run("inspect", MODEL).exit_code == 130
