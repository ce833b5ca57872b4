"""Labels against the output of the model: what is said, and what is passed over in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from cases import array, codes, file, model, of, sequences, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import Dim, OutputSpec, StepsOf
from lstmdoctor.data.contents.objects import from_object
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.keras_rules.timesteps import StepChange

Array = npt.NDArray[Any]
N = 40
RNG = np.random.default_rng(3)
SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"
MSE, BINARY = "mean_squared_error", "binary_crossentropy"


def real(*shape: int) -> Array:
    return RNG.uniform(0.05, 0.95, shape)


def whole(low: int, high: int, *shape: int) -> Array:
    made = RNG.integers(low, high + 1, shape)
    made.flat[0], made.flat[-1] = low, high
    return made


def one_hot(classes: int, *shape: int) -> Array:
    return np.eye(classes)[RNG.integers(0, classes, shape)]


def nan(*shape: int) -> Array:
    made = RNG.uniform(0, 1, shape)
    made.flat[3] = np.nan
    return made


def diagnosed(
    output: OutputSpec,
    labels: Array | list[Array],
    data: Facts | None = None,
    shape: tuple[Dim, ...] = (None, 6, 3),
    choices: Choices | None = None,
) -> Report:
    made = replace(model(wants(*shape)), outputs=(output,))
    looked_at = scan_sequences(
        ListSequences("y", labels) if isinstance(labels, list) else from_object("y", labels)
    )
    beside = DataFile("y.npy", "npy", (Named("y", looked_at),))
    return diagnose_facts(made, file(x=data or array(N, 6, 3)), beside, None, choices)


KEPT = StepsOf("x")


def out(
    *shape: Dim,
    loss: str | None = MSE,
    activation: str | None = None,
    ignored: int | None = None,
    steps: StepsOf | None = KEPT,
) -> OutputSpec:
    return OutputSpec("out", (None, *shape), "float32", "Dense", activation, loss, ignored, steps=steps)


HALVED = StepsOf("x", (StepChange(per=2),))


def labels_said(report: Report) -> str:
    return codes([finding for finding in report.findings if finding.fault.code.startswith("LD7")])


ROWS: tuple[tuple[str, OutputSpec, Any, str], ...] = (
    # what, output, labels, codes (in brackets: milder than an error)
    ("one value", out(1), real(N, 1), ""),
    ("one value, labels of rank 1", out(1), real(N), ""),
    ("one value, an axis too many", out(1), real(N, 1, 1), ""),
    ("integers for quantities", out(1), whole(0, 100, N), ""),
    ("truth values", out(1, loss=BINARY), real(N) < 0.5, ""),
    ("kl of shares", out(3, loss="kl_divergence"), real(N, 3), ""),
    ("a custom loss, any shape", out(2, loss="quantile_loss"), real(N, 1), ""),
    ("a custom loss, ids", out(5, loss="focal"), whole(1, 9, N), ""),
    ("no loss, quantities", out(1, loss=None), real(N), ""),
    ("no loss, ids", out(5, loss=None, activation="softmax"), whole(0, 4, N), ""),
    ("no loss, one-hot", out(5, loss=None, activation="softmax"), one_hot(5, N), ""),
    ("an unknown output", OutputSpec("out", None, loss=MSE), real(N, 7), ""),
    ("ids, an ignored one below", out(5, loss=SPARSE, ignored=-1), whole(-1, 4, N), ""),
    ("ids, an ignored one above", out(5, loss=SPARSE, ignored=255), np.r_[whole(0, 4, N - 1), 255], ""),
    ("ids of a step, an axis behind", out(6, 5, loss=SPARSE), whole(0, 4, N, 6, 1), ""),
    ("signs for hinge", out(1, loss="hinge", activation="sigmoid"), RNG.choice([-1, 1], N), ""),
    ("a little beyond sigmoid", out(1, activation="sigmoid"), RNG.uniform(-0.2, 1.2, N), ""),
    ("too few", out(1), real(30, 1), "LD701"),
    ("one number", out(1), np.array(3.0), "LD701"),
    ("another width", out(2), real(N, 3), "LD702"),
    ("another width, no loss", out(2, loss=None), real(N, 3), "(LD702)"),
    ("unequal labels", out(1), [real(2 + i % 3) for i in range(N)], "LD702"),
    ("a list of labels", out(2), [real(2) for _ in range(N)], "LD706"),
    ("a list of labels, no loss", out(2, loss=None), [real(2) for _ in range(N)], "(LD706)"),
    ("a list of wrong labels", out(2), [real(3) for _ in range(N)], "LD702 LD706"),
    ("two columns", out(1), real(N, 2), "LD703"),
    ("two columns, no loss", out(1, loss=None), real(N, 2), "(LD703)"),
    ("two columns for binary", out(1, loss=BINARY), real(N, 2), "LD702"),
    ("rank 1 for steps", out(6, 1), real(N), "LD703"),
    ("steps for rank 1", out(1), real(N, 6), "LD703"),
    ("too few and two columns", out(1), real(30, 2), "LD701 LD703"),
    ("ids for categorical", out(5, loss=CATEGORICAL), whole(0, 4, N), "LD704"),
    ("ids in a column for categorical", out(5, loss=CATEGORICAL), whole(0, 4, N, 1), "LD704"),
    ("ids of steps for categorical", out(6, 5, loss=CATEGORICAL), whole(0, 4, N, 6), "LD704"),
    ("quantities for categorical", out(5, loss=CATEGORICAL), real(N), "LD702"),
    ("one-hot for sparse", out(5, loss=SPARSE), one_hot(5, N), "LD704"),
    ("one-hot steps for sparse", out(6, 5, loss=SPARSE), one_hot(5, N, 6), "LD704"),
    ("one-hot of another width for sparse", out(5, loss=SPARSE), one_hot(4, N), "LD704"),
    ("categorical over one unit", out(1, loss=CATEGORICAL), whole(0, 1, N), "LD704"),
    ("quantities for sparse", out(5, loss=SPARSE), real(N), "LD704"),
    ("ids from 1", out(5, loss=SPARSE), whole(1, 5, N), "LD705"),
    ("ids below 0", out(5, loss=SPARSE), whole(-1, 4, N), "LD705"),
    ("another id than the ignored one", out(5, loss=SPARSE, ignored=255), whole(-1, 4, N), "LD705"),
    ("ids beyond softmax, no loss", out(5, loss=None, activation="softmax"), whole(1, 5, N), "LD705"),
    ("ids for sparse over one unit", out(1, loss=SPARSE), whole(0, 1, N), "LD705"),
    ("signs for binary", out(1, loss=BINARY), RNG.choice([-1, 1], N), "LD705"),
    ("signs for sigmoid", out(1, activation="sigmoid"), RNG.choice([-1.0, 1.0], N), "LD705"),
    ("quantities for sigmoid", out(1, activation="sigmoid"), whole(0, 300, N), "(LD705)"),
    ("percent for categorical", out(3, loss=CATEGORICAL), 100 * one_hot(3, N), "LD705"),
    ("nan", out(1), nan(N, 1), "LD706"),
    ("nan, a custom loss", out(1, loss="masked_mse"), nan(N, 1), "(LD706)"),
    ("infinite", out(1), np.r_[real(N - 1), np.inf], "LD706"),
    ("all nan", out(5, loss=SPARSE), np.full(N, np.nan), "LD706"),
    ("text", out(5, loss=SPARSE), np.array(["a", "b"] * (N // 2)), "LD706"),
    ("text, one column for each class wanted", out(2, loss=CATEGORICAL), np.array(["a", "b"] * (N // 2)), "LD706"),
)  # fmt: skip


@pytest.mark.parametrize(("output", "labels", "found"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_what_is_said_of_labels(output: OutputSpec, labels: Any, found: str) -> None:
    assert labels_said(diagnosed(output, labels)) == found


def ragged(low: int, high: int) -> list[Array]:
    return [real(low + i % (high - low + 1), 1) for i in range(N)]


FREE = (None, None, 3)
CURED: tuple[tuple[str, Report, str], ...] = (
    ("labels of a list", diagnosed(out(1), real(N), sequences(N, 6, 3)), ""),
    ("labels of unequal sequences", diagnosed(out(1), real(N), sequences(N, (3, 6), 3)), ""),
    ("steps, padded along", diagnosed(out(6, 1), ragged(3, 6), sequences(N, (3, 6), 3)), "(LD706)"),
    ("steps, other lengths", diagnosed(out(6, 1), ragged(2, 5), sequences(N, (3, 6), 3)), "LD702"),
    ("steps, cut along", diagnosed(out(6, 1), real(N, 9, 1), array(N, 9, 3)), ""),
    ("steps, as many as the data", diagnosed(out(None, 1), real(N, 9, 1), array(N, 9, 3), FREE), ""),
    ("steps, fewer than the data", diagnosed(out(None, 1), real(N, 8, 1), array(N, 9, 3), FREE), "LD702"),
    ("one for free steps", diagnosed(out(None, 1), real(N, 1), array(N, 9, 3), FREE), "LD703"),
    ("one for one free step", diagnosed(out(None, 1), real(N, 1), array(N, 1, 3), FREE), ""),
    ("steps nobody can tell", diagnosed(out(None, 1, steps=None), real(N, 8, 1), array(N, 9, 3), FREE), ""),
    ("steps of pairs", diagnosed(out(None, 1, steps=HALVED), real(N, 4, 1), array(N, 9, 3), FREE), ""),
    ("more than pairs", diagnosed(out(None, 1, steps=HALVED), real(N, 5, 1), array(N, 9, 3), FREE), "LD702"),
    ("a label each step of one series", diagnosed(out(1), real(500), array(500, 3)), ""),
    ("a label each window", diagnosed(out(1), real(495), array(500, 3)), ""),
    ("a label each window, a step ahead", diagnosed(out(1), real(494), array(500, 3)), ""),
    ("more labels than steps", diagnosed(out(1), real(501), array(500, 3)), "LD701"),
    ("labels of the samples before windows", diagnosed(out(1), real(N), array(N, 9, 3)), ""),
    ("a label each window of sequences", diagnosed(out(1), real(4 * N), array(N, 9, 3)), ""),
    ("a label each second window of sequences", diagnosed(out(1), real(2 * N), array(N, 9, 3)), ""),
    ("a label each window, of a named stride", diagnosed(out(1), real(2 * N), array(N, 9, 3), choices=Choices(window=6, stride=3)), ""),
    ("a label each window, of another stride", diagnosed(out(1), real(4 * N), array(N, 9, 3), choices=Choices(window=6, stride=3)), "LD701"),
    ("too few of sequences too long", diagnosed(out(1), real(38), array(N, 9, 3)), "LD701"),
    ("too many of sequences too long", diagnosed(out(1), real(43), array(N, 9, 3)), "LD701"),
    ("too few of time first", diagnosed(out(1), real(38), array(6, N, 3)), "LD701"),
    ("labels of one sample", diagnosed(out(1), real(1), array(6, 3)), ""),
    ("labels of swapped axes", diagnosed(out(1), real(N), array(N, 3, 6)), ""),
    ("labels of time first", diagnosed(out(1), real(N), array(6, N, 3)), ""),
    ("labels of batches", diagnosed(out(1), real(N), array(4, 10, 6, 3)), ""),
    ("labels of other features", diagnosed(out(1), real(N), array(N, 6, 5)), ""),
    ("too few, other features", diagnosed(out(1), real(30), array(N, 6, 5)), "LD701"),
    ("too few of a list", diagnosed(out(1), real(30), sequences(N, 6, 3)), "LD701"),
)  # fmt: skip


@pytest.mark.parametrize(("report", "found"), [r[1:] for r in CURED], ids=[r[0] for r in CURED])
def test_labels_go_along_with_the_cure(report: Report, found: str) -> None:
    assert labels_said(report) == found


def test_labels_of_dropped_samples_go_along() -> None:
    made = replace(model(wants(16, 6, 3, batch=16)), outputs=(out(1),))
    for number, found in ((50, ""), (48, ""), (47, "LD701")):
        beside = file(y=array(number, 1))
        report = diagnose_facts(made, file(x=array(50, 6, 3)), beside, None, Choices(remainder="drop"))
        assert labels_said(report) == found


def test_a_model_that_takes_time_first_is_not_judged() -> None:
    spec = replace(wants(6, None, 3), time_major=True)
    made = replace(model(spec), outputs=(out(6, 1),))
    assert labels_said(diagnose_facts(made, file(x=array(6, N, 3)), file(y=array(N, 1)))) == ""


WORDS: tuple[tuple[OutputSpec, Any, str, str, str], ...] = (
    (out(1), real(30, 1), "LD701", "there are 30 labels, (30, 1), for 40 samples", "do not cut one"),
    (out(1), real(1, N), "LD701", "there is 1 label, (1, 40), for 40 samples", "np.moveaxis(y, 1, 0)"),
    (out(2), real(N, 3), "LD702", "the labels are (40, 3), the model gives (any, 2)", "3 units, or make labels of shape (40, 2)"),
    (out(2), real(N), "LD702", "the labels are (40,), the model gives (any, 2)", "1 unit, or make labels of shape (40, 2)"),
    (out(2, loss=BINARY), whole(0, 1, N), "LD702", "the labels are (40,)", "1 unit and sigmoid, or encode the labels: y = keras.utils.to_categorical(y, 2)"),
    (out(4, loss=BINARY), whole(0, 3, N, 1), "LD702", "the labels are (40, 1)", "sparse_categorical_crossentropy, or encode the labels: y = keras.utils.to_categorical(y, 4)"),
    (out(4, activation="softmax"), whole(0, 3, N), "LD702", "the labels are (40,)", "compile with sparse_categorical_crossentropy"),
    (out(4), whole(0, 3, N), "LD702", "the labels are (40,)", "1 unit, or make labels of shape (40, 4)"),
    (out(4, loss=BINARY), whole(1, 9, N), "LD702", "the labels are (40,)", "1 unit, or make labels of shape (40, 4)"),
    (out(4, loss=CATEGORICAL), one_hot(4, N, 6), "LD702", "the labels are (40, 6, 4)", "return_sequences=True"),
    (out(4, loss=SPARSE), whole(0, 3, N, 6, 1), "LD702", "the labels are (40, 6, 1)", "return_sequences=True"),
    (out(4, loss=SPARSE), whole(0, 3, N, 6), "LD702", "the labels are (40, 6)", "return_sequences=True"),
    (out(4, loss=SPARSE), whole(0, 3, N, 5), "LD702", "the labels are (40, 5)", "(40,): one id for each row of classes"),
    (out(1), real(N, 9, 1), "LD703", "the labels are (40, 9, 1)", "(40, 1), or a model that gives (any, 9, 1)"),
    (out(6, 4, loss=CATEGORICAL), one_hot(4, N), "LD702", "the labels are (40, 4)", "return_sequences=False"),
    (out(6, 4, loss=SPARSE), whole(0, 3, N), "LD702", "the labels are (40,)", "return_sequences=False"),
    (out(6, 4, loss=SPARSE), whole(0, 3, N, 5), "LD702", "the labels are (40, 5)", "(40, 6): one id for each row of classes"),
    (out(1), real(N, 2), "LD703", "mean_squared_error would stretch them", "end the model with 2 units"),
    (out(6, 1), real(N, 1), "LD703", "the labels are (40, 1), the model gives (any, 6, 1)", "return_sequences=False"),
    (out(5, loss=CATEGORICAL), whole(0, 4, N), "LD704", "class ids", "compile with sparse_categorical_crossentropy"),
    (out(5, loss=SPARSE), one_hot(5, N), "LD704", "one value for each class", "np.argmax(y, axis=-1)"),
    (out(5, loss=SPARSE), whole(1, 5, N), "LD705", "the class ids are 1 to 5, the model has 5 units", "y = y - 1"),
    (out(1, loss=BINARY), RNG.choice([-1, 1], N), "LD705", "the labels are -1 to 1, binary", "y = (y + 1) / 2"),
    (out(1), nan(N, 1), "LD706", "1 NaN among the 40 labels, the first at sample 3", "leave samples without a label"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("output", "labels", "code", "message", "help"), WORDS, ids=[f"{r[2]} {r[4]}" for r in WORDS]
)
def test_messages(output: OutputSpec, labels: Any, code: str, message: str, help: str) -> None:
    finding = of(diagnosed(output, labels), code)
    assert message in finding.message
    assert help in finding.help
    assert finding.evidence["output"] == "out"


@pytest.mark.keras
def test_every_loss_of_keras_is_known_or_left_alone() -> None:
    keras = pytest.importorskip("keras", minversion="3.0")
    for loss in ("mse", "mae", "mape", "msle", "huber", "log_cosh", "kl_divergence", "poisson", "hinge"):
        assert callable(keras.losses.get(loss))
        assert labels_said(diagnosed(out(1, loss=long_name(loss)), real(N, 2))) == "LD703"


def long_name(alias: str) -> str:
    from lstmdoctor.models.config.losses import loss_name

    return loss_name(alias) or ""


@pytest.mark.parametrize(
    ("labels", "said"),
    [(500, "y = y[60:]"), (499, "x, y = x[:-1], y[60:]"), (470, "from the same rows"), (440, None)],
)
def test_labels_of_a_series_for_windows_of_it(labels: int, said: str | None) -> None:
    found = diagnosed(out(1), real(labels), array(440, 60, 1), (None, 60, 1))
    helps = [finding.help for finding in found.findings if finding.fault.code == "LD701"]
    assert len(helps) == (said is not None)
    assert all(str(said) in one for one in helps)


@pytest.mark.parametrize(("loss", "one_hot"), [(CATEGORICAL, True), (SPARSE, False)])
def test_text_labels_become_what_the_loss_takes(loss: str, one_hot: bool) -> None:
    finding = of(diagnosed(out(3, loss=loss), np.array(["up", "down"] * (N // 2))), "LD706")
    assert ("to_categorical" in finding.help) == one_hot


TEXT_OF_NUMBERS = np.array(["10.5", "2"] * (N // 2))
WORDS_OF_TEXT: dict[str, tuple[OutputSpec, Any, bool]] = {
    "one number of regression": (out(1), TEXT_OF_NUMBERS, False),
    "counts": (out(1, loss="poisson"), TEXT_OF_NUMBERS, False),
    "numbers of three quantities": (out(3), np.tile(TEXT_OF_NUMBERS[:, None], 3), False),
    "numbers of timesteps": (out(6, 1), np.tile(TEXT_OF_NUMBERS[:, None], 6), False),
    "classes of three units": (out(3), np.array(["up", "down"] * (N // 2)), True),
    "two classes": (out(1, loss=BINARY), np.array(["up", "down"] * (N // 2)), True),
    "two classes of a margin": (out(1, loss="hinge"), np.array(["up", "down"] * (N // 2)), True),
    "no loss": (out(1, loss=None), np.array(["up", "down"] * (N // 2)), True),
}


@pytest.mark.parametrize("name", WORDS_OF_TEXT)
def test_text_under_a_loss_of_regression_is_no_names_of_classes(name: str) -> None:
    output, labels, classes = WORDS_OF_TEXT[name]
    finding = of(diagnosed(output, labels), "LD706")
    assert finding.label_cure == (("encode",) if classes else ())
    assert ("np.unique" in finding.help) == classes
    assert ('y = np.asarray(y, dtype="float32")' in finding.help) != classes


ODD: dict[str, tuple[list[object], str, str]] = {
    # the labels; where and what the first is that is no number, what to do
    "nobody labelled one": ([0, 1, None, 2] * 10, "the first is None at sample 2", "leave samples without"),
    "a name among ids": (
        [0, 1, 2, "walk"] * 10,
        "the first is the text 'walk' at sample 3",
        "all as ids, or all",
    ),
    "a number as text": ([0, "1", 2, 3] * 10, "the first is the text '1' at sample 1", "y = np.asarray(y"),
    "a set": ([{1}, 1, 2, 3] * 10, "the first is a set at sample 0", "keep the numbers alone"),
}


@pytest.mark.parametrize("name", ODD)
def test_the_first_label_that_is_no_number(name: str) -> None:
    labels, where, help = ODD[name]
    cells = np.empty(len(labels), object)
    cells[:] = labels
    finding = of(diagnosed(out(5, loss=SPARSE), cells), "LD706")
    assert where in finding.message and help in finding.help


def test_labels_of_each_timestep_that_are_no_numbers() -> None:
    cells = np.zeros((N, 6), object)
    cells[2, 4] = None
    finding = of(diagnosed(out(6, 5, loss=SPARSE), cells), "LD706")
    assert "the first is None at sample 2, timestep 4" in finding.message
    cells[2, 4] = 0
    assert labels_said(diagnosed(out(6, 5, loss=SPARSE), cells.astype(int))) == ""
