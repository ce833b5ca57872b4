"""Data and labels in each other's place, and pairs of which one could think so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import array, codes, model, sequences, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import Dim, OutputSpec, StepsOf
from lstmdoctor.diagnosis.diagnosing import diagnose_facts

Shape = tuple[Dim, ...]
MSE, SPARSE = "mean_squared_error", "sparse_categorical_crossentropy"
VALUE, CLASSES, STEPS = (None, 1), (None, 4), (None, 20, 1)
N = 100

CROSSED: dict[str, tuple[Shape, Shape, str | None, Facts, Facts]] = {
    # input, output, loss, what was given as data, what was given as labels
    "one value": ((None, 20, 3), VALUE, MSE, array(N, 1), array(N, 20, 3)),
    "one value, without an axis for it": ((None, 20, 3), VALUE, MSE, array(N), array(N, 20, 3)),
    "a series of one feature: no windows are cut of labels": (
        (None, 20, 1),
        VALUE,
        MSE,
        array(N),
        array(N, 20, 1),
    ),
    "timesteps of any number": ((None, None, 3), VALUE, MSE, array(N, 1), array(N, 20, 3)),
    "class ids": ((None, 20, 3), CLASSES, SPARSE, array(N, dtype="int64"), array(N, 20, 3)),
    "a model without a loss": ((None, 20, 3), CLASSES, None, array(N, 4), array(N, 20, 3)),
    "a label for each timestep": ((None, 20, 3), STEPS, MSE, array(N, 20, 1), array(N, 20, 3)),
}
NOT_CROSSED: dict[str, tuple[Shape, Shape, str | None, Facts, Facts]] = {
    "ids with an axis that Keras drops": (
        (None, 20),
        (None, 20, 3),
        SPARSE,
        array(N, 20, 1, dtype="int64"),
        array(N, 20, dtype="int64"),
    ),
    "one feature, whose axis Keras adds": ((None, 20, 1), (None, 20), MSE, array(N, 20), array(N, 20, 1)),
    "the right way round": ((None, 20, 3), VALUE, MSE, array(N, 20, 3), array(N, 1)),
    "an autoencoder": ((None, 20, 3), (None, 20, 3), MSE, array(N, 20, 3), array(N, 20, 3)),
    "a model of which no size is known": ((None, None, None), VALUE, MSE, array(N, 1), array(N, 20, 3)),
    "data that the model does not give": ((None, 20, 3), VALUE, MSE, array(N, 2), array(N, 20, 3)),
    "labels that the model does not take": ((None, 20, 3), VALUE, MSE, array(N, 1), array(N, 20, 4)),
    "labels of other samples": ((None, 20, 3), VALUE, MSE, array(N, 1), array(N + 1, 20, 3)),
    "sequences of many lengths": ((None, 20, 3), VALUE, MSE, sequences(N, (1, 9), 3), array(N, 1)),
}


def crossing_said(
    row: tuple[Shape, Shape, str | None, Facts, Facts], choices: Choices | None = None, **mapping: str
) -> tuple[str, bool]:
    """The codes, and whether one of the findings speaks of a change of places."""
    taken, given, loss, data, labels = row
    output = OutputSpec("out", given, "float32", "Dense", None, loss, steps=StepsOf("x"))
    spec = replace(model(wants(*taken)), outputs=(output,))
    files = [
        DataFile(f"{name}.npy", "npy", (Named(name, one),)) for name, one in (("x", data), ("y", labels))
    ]
    report = diagnose_facts(spec, files[0], files[1], mapping, choices)
    assert all(pair.chosen is None for pair in report.case.pairs) or report.case.crossed is None
    said = any("changed places" in finding.message for finding in report.findings)
    return codes(report.findings), said


@pytest.mark.parametrize("name", CROSSED)
def test_crossed(name: str) -> None:
    assert crossing_said(CROSSED[name]) == ("LD105", True)


@pytest.mark.parametrize("name", NOT_CROSSED)
def test_not_crossed(name: str) -> None:
    assert not crossing_said(NOT_CROSSED[name])[1]


def test_no_choice_makes_data_of_labels() -> None:
    row = CROSSED["a series of one feature: no windows are cut of labels"]
    assert crossing_said(row, Choices(window=20)) == ("LD105", True)


def test_the_user_has_the_last_word() -> None:
    assert not crossing_said(CROSSED["one value"], x="x")[1]
