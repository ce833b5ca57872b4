"""The cure that a note prints, run where the call stands: it cures the call, and no variable of the user is lost."""

from __future__ import annotations

import textwrap
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stand_ins import stand_in_keras

import lstmdoctor
from lstmdoctor.core.spec import InputSpec, ModelSpec, OutputSpec
from lstmdoctor.live.callers import CallSite
from lstmdoctor.live.live_report import diagnose_objects
from lstmdoctor.live.pairs import Asked
from lstmdoctor.watching.notes import cure_lines

RNG = np.random.default_rng(5)
X = RNG.random((20, 50, 8)).astype("float32")
Y = RNG.random((20, 1)).astype("float32")
BAD = X.swapaxes(1, 2)
ROWS = list(X)
CALLS: dict[str, tuple[str, str]] = {
    "an expression": ("model.fit(bad[:8], y[:8])", "x_new = bad[:8]"),
    "one sample of the data": ("model.predict(x[3])", "x_new = x[3]"),
    "a name": ("model.fit(bad, y)", "bad = np.swapaxes(bad, 1, 2)"),
    "starred": ("model.fit(*pair)", "x_new = pair[0]"),
    "keywords in a dict": ("model.fit(**named)", "named['x'] = np.swapaxes(named['x'], 1, 2)"),
    "a bound method": ("train(bad[:8], y[:8])", "x_new = bad[:8]"),
    "the model called": ("model(bad[:4])", "x_new = bad[:4]"),
    "validation data": (
        "model.fit(x, y, validation_data=(bad[:8], y[:8]))",
        "model.fit(x, y, validation_data=(x_val, y[:8]))",
    ),
    "validation data by its place": (
        "model.fit(x, y, None, (bad[:8], y[:8]))",
        "model.fit(x, y, None, (x_val, y[:8]))",
    ),
    "validation data in a variable": (
        "model.fit(x, y, validation_data=pair)",
        "model.fit(x, y, validation_data=(x_val, *pair[1:]))",
    ),
    "validation data in keywords": ("model.fit(x, y, **more)", "x_val = more['validation_data'][0]"),
    "labels of an expression in a list": ("model.fit(rows, answers[:])", "model.fit(rows, y_new)"),
    "labels in a list": ("model.fit(rows, answers)", "answers = np.asarray(answers)"),
}
UNSAID: dict[str, str] = {
    "called by map": "list(map(model.predict, [bad]))",
    "the model called by map": "list(map(model, [bad]))",
    "a partial": "part(y)",
    "a long expression": "model.fit(np.concatenate([bad[:3], bad[3:6], bad[6:9], bad[9:12], bad[12:]]), y)",
}


def names_of_program(model: Any) -> dict[str, Any]:
    """The variables of a program with data that fits, and data that does not."""
    named = {"model": model, "np": np, "x": X.copy(), "y": Y.copy(), "bad": BAD.copy(), "rows": ROWS}
    more = {"pair": (BAD, Y), "named": {"x": BAD, "y": Y}, "more": {"validation_data": (BAD, Y)}}
    return {
        **named, **more, "answers": Y[:, 0].tolist(), "train": model.fit, "part": partial(model.fit, BAD)
    }  # fmt: skip


def noted_cure(call: str, model: Any, folder: Path) -> tuple[str, dict[str, Any]]:
    """The lines of the cure in the note on a call, and the variables beside it."""
    file = folder / "train.py"
    file.write_text(call, encoding="utf-8")
    with lstmdoctor.watch():
        names = names_of_program(model)
        with pytest.raises(ValueError, match="refuses") as caught:
            exec(compile(call, str(file), "exec"), names)
    (note,) = caught.value.__notes__
    _, found, rest = note.partition("  cure:  ")
    return textwrap.dedent(" " * 9 + rest.partition("\n  more:")[0]) if found else note, names


@pytest.mark.parametrize("name", CALLS)
def test_the_cure_runs_beside_the_call(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    call, line = CALLS[name]
    with stand_in_keras() as kind:
        model: Any = kind(50, 8, refuses=True)
        cure, names = noted_cure(call, model, tmp_path)
        assert line in cure.splitlines()
        model.refuses = False
        model.given.clear()
        with lstmdoctor.watch(fail_on="error"):
            exec(cure, names)
            if not model.given:
                exec(call, names)
    np.testing.assert_array_equal(names["x"], X)
    assert model.given


@pytest.mark.parametrize("name", UNSAID)
def test_what_the_call_does_not_write_is_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    with stand_in_keras() as kind:
        cure, _ = noted_cure(UNSAID[name], kind(50, 8, refuses=True), tmp_path)
    assert cure == "# x_new stands for the data of the call\nx_new = np.swapaxes(x_new, 1, 2)"


TWO = ModelSpec(
    *("<model>", "live", "3.15.1", "Functional", "functional"),
    (InputSpec("sensor", (None, 50, 8)), InputSpec("static", (None, 3))),
    (OutputSpec("price", (None, 1), loss="mean_squared_error"),),
)
WRITTEN: dict[str, tuple[str, dict[str, str], Any, list[str]]] = {
    "a list of two names": (
        "model.fit([bad, static], y)",
        {"x": "[bad, static]", "x[0]": "bad", "x[1]": "static", "y": "y"},
        [BAD, Y.repeat(3, 1)],
        ["  cure:  bad = np.swapaxes(bad, 1, 2)"],
    ),
    "items of a dict in a list": (
        "model.fit([d['a'], d['b']], y)",
        {"x": "[d['a'], d['b']]", "x[0]": "d['a']", "x[1]": "d['b']", "y": "y"},
        [BAD, Y.repeat(3, 1)],
        ["  cure:  d['a'] = np.swapaxes(d['a'], 1, 2)"],
    ),
    "an item that is a dict": (
        "model.fit(d['x'], y)",
        {"x": "d['x']", "y": "y"},
        {"sensor": BAD, "static": Y.repeat(3, 1)},
        ["  cure:  d['x'][\"sensor\"] = np.swapaxes(d['x'][\"sensor\"], 1, 2)"],
    ),
    "an expression in a list": (
        "model.fit([bad[:], static], y)",
        {"x": "[bad[:], static]", "x[0]": "bad[:]", "x[1]": "static", "y": "y"},
        [BAD, Y.repeat(3, 1)],
        [
            "  cure:  x = [bad[:], static]",
            "         x[0] = np.swapaxes(x[0], 1, 2)",
            "         model.fit(x, y)",
        ],
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_call_that_still_stands_is_not_written_again(name: str) -> None:
    call, expressions, x, lines = WRITTEN[name]
    site = CallSite("train.py", 1, call, expressions, call)
    report = diagnose_objects(TWO, x, Y, None, Asked(site))
    assert cure_lines(report, report.findings, site) == lines


LONG = np.concatenate([X, X[:, :10]], axis=1)
CHOICES: dict[str, tuple[str, dict[str, str], Any, str]] = {
    "data and labels": (
        "model.fit(long, y)",
        {"x": "long", "y": "y"},
        Y,
        "  then:    model.fit(fixed.x, fixed.y)",
    ),
    "data alone": ("model.predict(long)", {"x": "long"}, None, "  then:    model.predict(fixed.x)"),
    "a call that is not known": (
        "",
        {"x": "long", "y": "y"},
        Y,
        "  then:    # fixed.x is the data, fixed.y its labels",
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_says_what_takes_its_result(name: str) -> None:
    call, expressions, y, last = CHOICES[name]
    site = CallSite("train.py", 1, call, expressions, call)
    whole = ModelSpec(*("<model>", "live", "3.15.1", "Functional", "functional"), TWO.inputs[:1], TWO.outputs)
    report = diagnose_objects(whole, LONG, y, None, Asked(site))
    first, *_, end = cure_lines(report, report.findings, site)
    beside = ", y" if y is not None else ""
    assert first == f'  choose:  fixed = lstmdoctor.fix(model, long{beside}, truncate="pre")' and end == last
