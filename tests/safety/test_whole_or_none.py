"""Several files appear together or not at all, whatever fails and whenever it fails."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

from lstmdoctor.errors import Refused, Usage
from lstmdoctor.files.identities import file_identity
from lstmdoctor.files.publish import Output, publish_outputs


def write(content: bytes, file: IO[bytes]) -> None:
    file.write(content)


def outputs(*names: str) -> list[Output]:
    return [Output(name, partial(write, f"new {name}".encode())) for name in names]


def contents() -> dict[str, str]:
    return {path.name: path.read_text() for path in Path().iterdir()}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def no_links(*args: object, **more: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@contextmanager
def failing(name: str, at: int, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the call of this number of a function of `os` fail; all later ones work."""
    real: Callable[..., Any] = getattr(os, name)
    calls = 0

    def instead(*args: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls == at:
            raise error
        return real(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, name, instead)
        yield


OLD = {
    "none is there": {},
    "both are there": {"a": "old a", "b": "old b"},
    "the first is there": {"a": "old a"},
    "the second is there": {"b": "old b"},
}
ERRORS = {"an error": OSError(errno.EIO, "Input/output error"), "an interruption": KeyboardInterrupt()}
STEPS = [(name, at) for name in ("link", "rename", "replace", "fsync") for at in (1, 2, 3)]


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
@pytest.mark.parametrize("force", [True, False], ids=["force", "no force"])
@pytest.mark.parametrize("old", OLD)
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(("step", "at"), STEPS)
def test_a_step_that_fails(
    monkeypatch: pytest.MonkeyPatch, step: str, at: int, error: str, old: str, force: bool, links: bool
) -> None:
    for name, text in OLD[old].items():
        Path(name).write_text(text)
    before = contents()
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    new = {"a": "new a", "b": "new b"}
    with failing(step, at, ERRORS[error], monkeypatch):
        try:
            publish_outputs(outputs("a", "b"), force)
        except Refused:
            assert contents() == before
        except KeyboardInterrupt:
            assert contents() in (before, new)
        else:
            assert contents() == new and (force or not before)


@pytest.mark.parametrize(("step", "at", "force"), [("replace", 2, True), ("rename", 2, False)])
def test_what_the_table_breaks_is_used(
    monkeypatch: pytest.MonkeyPatch, step: str, at: int, force: bool
) -> None:
    """Without hard links the second file gets its name by the call that the table above breaks."""
    monkeypatch.setattr(os, "link", no_links)
    with (
        failing(step, at, ERRORS["an error"], monkeypatch),
        pytest.raises(Refused, match="b: cannot be written: input/output error"),
    ):
        publish_outputs(outputs("a", "b"), force)
    assert contents() == {}


def test_without_hard_links_nobody_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)

    def write_late(file: IO[bytes]) -> None:
        file.write(b"new")
        Path("a").write_text("somebody else's")

    with pytest.raises(Refused, match="exists"):
        publish_outputs([Output("a", write_late)], force=False)
    assert contents() == {"a": "somebody else's"}


def test_two_names_of_one_file_on_a_disk_that_ignores_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "lstmdoctor.files.publish.file_identity", lambda path: file_identity(str(path).replace("OUT", "out"))
    )
    with pytest.raises(Usage, match="this one file"):
        publish_outputs(outputs("out", "OUT"), force=True)
    assert contents() == {}


def test_the_rights_of_what_is_replaced_stay() -> None:
    Path("a").write_text("old")
    Path("a").chmod(0o600)
    publish_outputs(outputs("a"), force=True)
    assert (Path("a").stat().st_mode & 0o777, contents()) == (0o600, {"a": "new a"})


def test_a_name_as_long_as_the_disk_takes() -> None:
    publish_outputs(outputs("ä" * 127), force=False)
    assert list(contents()) == ["ä" * 127]


def test_a_full_disk_is_seen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    large = [Output("a", lambda file: written.append(1), size=6 << 60), Output("b", print, size=6 << 60)]
    with pytest.raises(Refused, match=r"^a: takes .* TB, of which the disk has .* free"):
        publish_outputs(large, force=False)
    assert (written, contents()) == ([], {})
