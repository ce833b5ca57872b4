"""``[tool.lstmdoctor.checks]``: what it may say, and the sentence for everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from lstmdoctor.core.run import Task
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.files.folder_walk import Looks
from lstmdoctor.project.config import read_config

FILES = ("m.keras", "a.npy", "b.npy", "c.npz", "y.npy", "deep/a.npy", "deep/er/b.npy", "odd[1].npy")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tasks(text: str, *names: str, path: str = "pyproject.toml") -> tuple[Task, ...]:
    Path(path).write_text(text, encoding="utf-8")
    return read_config(path, names)


def table(body: str, name: str = "one") -> str:
    return f'[tool.lstmdoctor.checks.{name}]\nmodel = "m.keras"\n{body}\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('data = "a.npy"', [("", "a.npy", None)]),
        ('data = "c.npz::X"\nlabels = "c.npz::y"', [("", "c.npz::X", "c.npz::y")]),
        ('data = ["b.npy", "a.npy"]', [("", "b.npy", None), ("", "a.npy", None)]),
        ('data = "?.npy"', [("", "a.npy", None), ("", "b.npy", None), ("", "y.npy", None)]),
        ('data = "deep/**/*.npy"', [("", "deep/a.npy", None), ("", "deep/er/b.npy", None)]),
        ('data = "*.npz::X"', [("", "c.npz::X", None)]),
        ('data = "odd[1].npy"', [("", "odd[1].npy", None)]),
        ('data = "deep"', [("", "deep", None)]),
        ('data = ["b.npy", "?.npy"]', [("", "b.npy", None), ("", "a.npy", None), ("", "y.npy", None)]),
        ('data = ["a.npy", "a.npy"]\nlabels = ["y.npy", "y.npy"]', [("", "a.npy", "y.npy")]),
        (
            'data = ["a.npy", "a.npy"]\nlabels = ["y.npy", "b.npy"]',
            [("", "a.npy", "y.npy"), ("", "a.npy", "b.npy")],
        ),
        ('data = "[ab].npy"\nlabels = ["y.npy", "b.npy"]', [("", "a.npy", "y.npy"), ("", "b.npy", "b.npy")]),
        (
            'data = {test = "b.npy", train = "a.npy"}\nlabels = {train = "y.npy"}',
            [("train", "a.npy", "y.npy"), ("test", "b.npy", None)],
        ),
        (
            'data = {train = ["a.npy", "b.npy"], validation = "c.npz"}',
            [("train", "a.npy", None), ("train", "b.npy", None), ("validation", "c.npz", None)],
        ),
    ],
)
def test_files(folder: Path, body: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = tasks(table(body))
    assert [(task.split, task.data, task.labels) for task in found] == expected
    assert {(task.check, task.model) for task in found} == {("one", "m.keras")}


def test_options(folder: Path) -> None:
    (task,) = tasks(
        table(
            'data = "a.npy"\nselect = ["LD2", "ld301"]\nignore = {ld504 = "wanted"}\nfail-on = "note"\n'
            'map = {enc = "a"}\nheader-only = true'
        )
    )
    assert (task.select, task.ignore, task.fail_on) == (("LD2", "LD301"), ("LD504",), "note")
    assert (task.mapping, task.header_only) == ({"enc": "a"}, True)


def test_paths_are_relative_to_the_file(folder: Path) -> None:
    text = '[tool.lstmdoctor.checks.x]\nmodel = "../m.keras"\ndata = "er/*.npy"\n'
    (task,) = tasks(text, path="deep/checks.toml")
    assert (task.model, task.data) == ("deep/../m.keras", "deep/er/b.npy")


def test_an_absolute_configuration_gives_paths_from_the_current_folder(folder: Path) -> None:
    text = '[tool.lstmdoctor.checks.x]\nmodel = "a.npy"\ndata = "er/*.npy"\n'
    (task,) = tasks(text, path=str(Path.cwd() / "deep" / "checks.toml"))
    assert (task.model, task.data) == ("deep/a.npy", "deep/er/b.npy")


def test_some_of_the_checks_in_the_order_of_the_file(folder: Path) -> None:
    text = "".join(table('data = "a.npy"', name) for name in ("c", "a", "b"))
    assert [task.check for task in tasks(text)] == ["c", "a", "b"]
    assert [task.check for task in tasks(text, "b", "c")] == ["c", "b"]


def test_a_check_that_is_not_asked_for_may_be_wrong(folder: Path) -> None:
    text = table('data = "a.npy"', "good") + table('data = "absent.npy"', "bad")
    assert len(tasks(text, "good")) == 1


def test_unknown_name(folder: Path) -> None:
    with pytest.raises(Usage, match=r"no check 'x' in pyproject.toml; there is one"):
        tasks(table('data = "a.npy"'), "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no table [tool.lstmdoctor.checks.NAME]"),
        ("tool = 3", "holds no table"),
        ("[tool.lstmdoctor]", "holds no table"),
        ("[tool.lstmdoctor.checks]", "holds no table"),
        ("[tool.lstmdoctor]\nchekcs = 1", "holds no table"),
        ("[tool.lstmdoctor]\nextra = 1\n" + table('data = "a.npy"'), "unknown key 'extra', it takes checks"),
        ("[tool.lstmdoctor.checks]\none = 1", "check 'one': is not a table"),
        ("a = [", "is not TOML: "),
        ('a = "\\ud800"', "is not TOML: "),
        ("a = " + "[" * 5000, "is not TOML: "),
        ("a" + ".a" * 40_000 + " = 1", "a key of more than 32 parts"),
        ("[" + "a . " * 40_000 + "a]", "a key of more than 32 parts"),
        ("a" + r'."\""' * 40_000 + " = 1", "a key of more than 32 parts"),
        ("a" + r'.a."\u0041\\"' * 20_000 + " = 1", "a key of more than 32 parts"),
        ("""x = {"a"."b".c""" + ".'d'" * 30 + " = 1}", "a key of more than 32 parts"),
        ("#" * 2_000_000, "cannot be read: is larger than 1.0 MB"),
        ('[tool.lstmdoctor.checks.one]\ndata = "a.npy"', "check 'one': the key 'model' is missing"),
        (table(""), "check 'one': the key 'data' is missing"),
        (table('data = "a.npy"\nlabel = "y.npy"'), "unknown key 'label', did you mean 'labels'"),
        (table('data = "a.npy"\nzzz = 1'), "unknown key 'zzz', it takes model, data, labels"),
        (table('data = "absent.npy"'), "check 'one': absent.npy: no such file"),
        (table('data = "c.npz::X"\nlabels = "no.npz::y"'), "no.npz: no such file"),
        (table('data = "*.h5"'), "no file matches *.h5"),
        (table("data = 3"), "'data' is no path"),
        (table('data = "a.npy"\nhorizon = 0x' + "F" * 8000), "'horizon' is no number of steps (1 to 2,147,"),
        (table('data = "a.npy"\nfail-on = 0x' + "F" * 8000), "'fail-on' is not one of"),
        (table('data = "a.npy"\nheader-only = 0x' + "F" * 8000), "'header-only' is neither true nor false"),
        (table("data = []"), "'data' is no path"),
        (table('data = ["a.npy", 3]'), "'data' is no path"),
        (table('data = ""'), "'data' is no path"),
        (table("data = {}"), "'data' is no path"),
        (table('data = "a\\u0000b"'), "no such file"),
        (table('data = {trian = "a.npy"}'), "unknown split of 'data' 'trian', did you mean 'train'"),
        (table('data = "a.npy"\nlabels = {train = "y.npy"}'), "unknown split of the labels 'train'"),
        (table('data = {train = "a.npy"}\nlabels = {test = "y.npy"}'), "unknown split of the labels 'test'"),
        (table('data = ["a.npy", "b.npy"]\nlabels = "y.npy"'), "1 file of labels for 2 of data"),
        (table('data = "a.npy"\nfail-on = "all"'), "'fail-on' is not one of error, warning, note, never"),
        (table('data = "a.npy"\nfail-on = 1'), "'fail-on' is not one of"),
        (table('data = "a.npy"\nselect = "LD2"'), "'select' is not a list of codes"),
        (table('data = "a.npy"\nselect = ["E501"]'), "'E501' in 'select' is no code"),
        (table('data = "a.npy"\nignore = ["LD504"]'), "'ignore' is not a table of words"),
        (table('data = "a.npy"\nignore = {LD504 = " "}'), "'ignore' is not a table of words"),
        (table('data = "a.npy"\nignore = {X = "why"}'), "'X' in 'ignore' is no code"),
        (table('data = "a.npy"\nmap = "a=b"'), "'map' is not a table of words"),
        (table('data = "a.npy"\nheader-only = "yes"'), "'header-only' is neither true nor false"),
    ],
)
def test_everything_else_is_one_sentence(folder: Path, text: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        tasks(text)
    assert said in str(caught.value)
    assert str(caught.value).startswith("pyproject.toml: ")
    assert "\n" not in str(caught.value)


def test_patterns_that_lead_too_far(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.project.config.Looks", lambda: Looks(1_000))
    assert len(tasks(table('data = "deep/**/*.npy"'))) == 2
    with pytest.raises(Refused, match="the patterns lead through more than 2,000,000 files"):
        tasks(
            table('data = ["deep/**/*.npy", "*"]')
            + "".join(table(f'data = "**/[a-z{i}]*"', str(i)) for i in range(20))
        )


def test_pairs_without_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.project.config.MOST_PAIRS", 8)
    two = [table('data = "deep/**/*.npy"', f"c{i}") for i in range(5)]
    assert len(tasks("".join(two[:4]))) == 8
    assert len(tasks(table('data = ["deep/**/*.npy", "deep/*.npy", "deep/a.npy"]'))) == 2
    joined = table('data = ["' + '", "'.join(["a.npy"] * 20) + '"]\nshards = "rows"', "joined")
    assert len(tasks("".join(two[:3]) + joined)) == 7
    with pytest.raises(Refused, match="the checks name more than 8 pairs of files: files that are one data"):
        tasks("".join(two))
    assert len(tasks("".join(two), "c0", "c4")) == 4


def test_honest_keys_and_texts_are_long(folder: Path) -> None:
    more = (
        '[tool.a.b.c."d.e"]\nx.y = 1.5\ntext = "' + "a.b " * 200 + '"\nnumbers = [' + "1.5, " * 1000 + "]\n"
    )
    more += f"word = '{'w' * 200_000}'\n" + '"' + "k" * 100_000 + '" = 1\n'
    assert len(tasks(table('data = "a.npy"') + more)) == 1


def test_no_file(folder: Path) -> None:
    with pytest.raises(Refused, match=r"none.toml: no such file: name the configuration with --config"):
        read_config("none.toml")


def test_bytes_that_are_no_text(folder: Path) -> None:
    Path("pyproject.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="is not TOML"):
        read_config("pyproject.toml")
