"""Training, validation and test data against each other: what must be said, and what must not."""

from __future__ import annotations

import math

import pytest
from report_cases import model

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, axis_from_counts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import InputSpec, Shape
from lstmdoctor.core.values import Values
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.project.splits import compare_splits

FREE: Shape = (None, None, 8)
FIXED: Shape = (None, 50, 8)
RAGGED = axis_from_counts({20: 3, 59: 2})
LABELS = Facts((30, 1))


def known(low: float, high: float, integral: bool = True, one_hot: bool = False, nonzero: int = 30) -> Values:
    return Values(30, 30, 30, low=low, high=high, integral=integral, one_hot=one_hot, nonzero=nonzero)


def report(shape: Shape | None, facts: Facts, labels: Facts | None = LABELS) -> Report:
    beside = DataFile("y.npy", "npy", (Named("", labels),)) if labels is not None else None
    return diagnose_facts(model(InputSpec("x", shape)), DataFile("x.npy", "npy", (Named("", facts),)), beside)


def told(shape: Shape | None, a: Facts, b: Facts) -> list[tuple[str, str]]:
    found = compare_splits(report(shape, a), report(shape, b), "validation", "train")
    assert {finding.fault.code for finding in found} <= {"LD903"}
    return [(finding.severity, finding.message) for finding in found]


def of_labels(a: Facts | None, b: Facts | None) -> list[tuple[str, str]]:
    data = Facts((30, 50, 8))
    found = compare_splits(report(FIXED, data, a), report(FIXED, data, b), "test", "train")
    return [(finding.severity, finding.message) for finding in found]


ARRAY = Facts((30, 50, 8))


@pytest.mark.parametrize(
    ("shape", "a", "b", "severity", "said"),
    [
        (FREE, ARRAY, Facts((9, 60, 8)), "warning", "the validation data has 60 timesteps, the training data 50"),
        (None, ARRAY, Facts((9, 50, 7)), "error", "has 7 features, the training data 8"),
        (None, ARRAY, Facts((9, 50)), "error", "samples of shape (50,), the training data samples of shape (50, 8)"),
        (FIXED, ARRAY, Facts((9, 50, 8), dtypes=("uint8",)), "warning", "has dtype uint8, the training data float32"),
        (FIXED, ARRAY, Facts((9, 50, 8), dtypes=("float64",)), "note", "has dtype float64"),
    ],
)  # fmt: skip
def test_differences(shape: Shape | None, a: Facts, b: Facts, severity: str, said: str) -> None:
    ((how, what),) = told(shape, a, b)
    assert how == severity
    assert said in what


@pytest.mark.parametrize(
    ("shape", "a", "b"),
    [
        (FREE, ARRAY, ARRAY),
        (FREE, ARRAY, Facts((900, 50, 8))),
        (FREE, Facts((5, RAGGED, 8), "list"), Facts((5, axis_from_counts({3: 1, 4: 4}), 8), "list")),
        (FREE, ARRAY, Facts((5, RAGGED, 8), "list")),
        # What the model fixes is compared with the model.
        (FIXED, ARRAY, Facts((9, 60, 8))),
        (FIXED, ARRAY, Facts((9, 50, 7))),
        (FIXED, ARRAY, Facts((9, 8, 50))),
        (FREE, ARRAY, Facts((9, 8, 50))),
        (FREE, ARRAY, Facts((50, 8), "array")),
    ],
)
def test_silence(shape: Shape | None, a: Facts, b: Facts) -> None:
    assert told(shape, a, b) == []


def test_time_major_batches_may_differ() -> None:
    spec = model(InputSpec("x", (None, None, 8), time_major=True))
    reports = [
        diagnose_facts(spec, DataFile("x.npy", "npy", (Named("", Facts((50, n, 8))),))) for n in (30, 20)
    ]
    assert compare_splits(reports[0], reports[1], "test", "train") == ()


@pytest.mark.parametrize(
    ("a", "b", "severity", "said"),
    [
        (Facts((30, 5)), Facts((9,), dtypes=("int64",)), "error", "the test labels have samples of shape"),
        (Facts((30, 5)), Facts((9, 4)), "error", "(4,), the training labels samples of shape (5,)"),
        (
            Facts((30,), dtypes=("int64",), values=known(0, 4)),
            Facts((9,), values=known(0.1, 0.9, integral=False)),
            "warning",
            "the test labels have fractions, the training labels whole numbers",
        ),
        (
            Facts((30, 1), values=known(0, 1)),
            Facts((9, 1), values=known(-1, 1)),
            "warning",
            "the values -1 and 1, the training labels the values 0 and 1",
        ),
        (
            Facts((30, 5), values=known(0, 1, one_hot=True)),
            Facts((9, 5), values=known(0.1, 0.6, integral=False)),
            "warning",
            "fractions",
        ),
    ],
)
def test_labels(a: Facts, b: Facts, severity: str, said: str) -> None:
    ((how, what),) = of_labels(a, b)
    assert how == severity
    assert said in what


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (LABELS, LABELS),
        (LABELS, None),
        (None, LABELS),
        # Quantities that happen to be whole in a small split.
        (Facts((30, 1), values=known(-3.5, 9.25, integral=False)), Facts((2, 1), values=known(1, 4))),
        (Facts((30,), dtypes=("int64",), values=known(-3, 5)), Facts((2,), dtypes=("int64",), values=known(0, 4))),
        (Facts((30, 1), values=known(0, 1)), Facts((2, 1), values=known(1, 1))),
        (Facts((30, 1), values=known(-1, 1, nonzero=20)), Facts((2, 1), values=known(0, 1))),
        (Facts((30,), dtypes=("int64",), values=known(0, 4)), Facts((2,), dtypes=("int32",), values=known(0, 2))),
        (Facts((30, 5), values=known(0, 1, one_hot=True)), Facts((2, 5), values=known(0, 1, one_hot=False))),
        (Facts((3, 5), values=known(math.nan, math.nan)), Facts((2, 5), values=known(0, 1))),
    ],
)  # fmt: skip
def test_labels_that_agree(a: Facts | None, b: Facts | None) -> None:
    assert of_labels(a, b) == []
