"""Options for several files: refused where they mean nothing; the bar counts shards and bytes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from remote_cases import MODEL_BYTES

from lstmdoctor.cli import main
from lstmdoctor.cli import meter as meters
from lstmdoctor.cli.meter import Meter
from lstmdoctor.core.sharding import ShardsDone


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("m.json").write_bytes(MODEL_BYTES)
    for number in range(3):
        np.save(f"p{number}.npy", np.ones((4, 5, 3), "f4"))
    main_record = CliRunner().invoke(main, ["fix", "p0.npy", "-o", "one.npy"])
    assert main_record.exit_code == 0
    return tmp_path


IDLE = [["--jobs", "2"], ["--executor", "processes"], ["--executor", "threads"], ["--shards", "rows"]]
VERBS = {
    "diagnose": ["diagnose", "m.json"],
    "fix": ["fix", "m.json"],
    "fix without a model": ["fix"],
    "fix --like": ["fix", "--like", "one.npy.treatment.json"],
    "apply": ["apply", "one.npy.treatment.json"],
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("words", IDLE)
def test_on_one_file_they_have_no_effect(verb: str, words: list[str]) -> None:
    result = CliRunner().invoke(main, [*VERBS[verb], "p1.npy", *words])
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{words[0]} has no effect on one file" in result.stderr and result.stderr.count("\n") == 1
    assert not Path("p1.fixed.npy").exists()


def test_keep_going_has_no_effect_on_one_file() -> None:
    result = CliRunner().invoke(main, ["diagnose", "m.json", "p1.npy", "--keep-going"])
    assert result.exit_code == 2 and "--keep-going has no effect on one file" in result.stderr


WRONG = {
    "no engine": ["--executor", "fast"],
    "no number": ["--executor", "threads:0"],
    "no address": ["--executor", "dask:"],
    "no word": ["--shards", "both"],
    "no jobs": ["--jobs", "0"],
    "two numbers": ["--jobs", "2", "--executor", "threads:4"],
}


@pytest.mark.parametrize("data", [["p*.npy"], ["p0.npy", "p1.npy"], ["p1.npy"]])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_word_is_refused_always(name: str, data: list[str]) -> None:
    for verb in (["diagnose", "m.json"], ["fix", "m.json"]):
        result = CliRunner().invoke(main, [*verb, *data, *WRONG[name]])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [[], *IDLE, ["--executor", "threads:2"], ["--keep-going"]])
def test_on_several_they_are_taken(words: list[str]) -> None:
    result = CliRunner().invoke(main, ["diagnose", "m.json", "p*.npy", *words])
    assert result.exit_code == 0, result.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("watched", [True, False])
def test_the_bar_counts_shards_and_bytes(watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal() if watched else io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(meters, "PATIENCE", -1.0)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm")
    with Meter("reading p*.npy") as meter:
        meter(5, 64_000)
        meter.tell_shards(ShardsDone(31, 64, 1_200_000_000, 2_400_000_000))
        meter(5_000, 64_000)
        meter.tell_shards(ShardsDone(32, 64, 1_300_000_000, 2_400_000_000))
    shown = screen.getvalue()
    assert ("shards 32/64, 1.3 GB of 2.4 GB" in shown) is watched
    assert watched or shown == ""
