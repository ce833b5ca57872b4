"""What people type: names for codes, typing errors, arguments the wrong way round, options without effect."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from places import SAMPLES

from lstmdoctor.cli import main

MODEL, SWAPPED, HEALTHY = (
    str(SAMPLES / name) for name in ("model_50x100.keras", "swapped_axes.npy", "healthy.npy")
)
RAGGED = str(SAMPLES / "ragged_20_to_59.pkl")


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=text)


@pytest.mark.parametrize("word", ["LD207", "ld2", "swapped-axes", "Swapped-Axes", " LD20"])
def test_names_and_codes_select_and_ignore(word: str) -> None:
    assert run("diagnose", MODEL, SWAPPED, "--ignore", word).exit_code == 0
    assert run("diagnose", MODEL, SWAPPED, "--select", word).exit_code == 1


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("swaped-axes", "did you mean swapped-axes?"),
        ("LD209x", "did you mean LD209?"),
        ("LD999", "did you mean LD"),
        ("qqqqqqq", "lstmdoctor rules lists them"),
    ],
)
def test_a_typing_error_in_a_code(word: str, advice: str) -> None:
    done = run("diagnose", MODEL, SWAPPED, "--ignore", word)
    assert done.exit_code == 2 and advice in done.stderr and word in done.stderr


@pytest.mark.parametrize("word", ["swapped-axes", "ld207"])
def test_explain_takes_names(word: str) -> None:
    done = run("explain", word)
    assert done.exit_code == 0 and done.stdout.startswith("LD207 swapped-axes")


def test_explain_of_a_typing_error() -> None:
    done = run("explain", "swaped-axes")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "error: 'swaped-axes' is no code or name of a fault; did you mean swapped-axes?\n"


def test_explain_reads_what_is_piped_in() -> None:
    text = "ValueError: expected shape=(None, 50, 100), found shape=(None, 100, 50)"
    assert (
        run("explain", text=text).stdout
        == run("explain", "-", text=text).stdout
        == run("explain", text).stdout
    )
    assert "LD207" in run("explain", text=text).stdout


@pytest.mark.parametrize(
    ("word", "meant"), [("diagnos", "diagnose"), ("fixx", "fix"), ("explian", "explain")]
)
def test_a_typing_error_in_a_command(word: str, meant: str) -> None:
    done = run(word, "x")
    assert (done.exit_code, done.stderr) == (2, f"error: no such command '{word}'; did you mean {meant}?\n")


@pytest.mark.parametrize("command", ["diagnose", "fix"])
@pytest.mark.parametrize("data", [HEALTHY, RAGGED])
def test_model_and_data_the_wrong_way_round(command: str, data: str) -> None:
    done = run(command, data, MODEL)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "MODEL comes first, then DATA" in done.stderr and done.stderr.count("\n") == 1
