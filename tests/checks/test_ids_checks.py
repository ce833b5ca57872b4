"""Token ids: what is said of data that feeds an Embedding, or that should."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from cases import LSTM, codes, model, of

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import goal_of
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import InputSpec, Layer, Shape
from lstmdoctor.data.contents.objects import from_object
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.in_memory import ArraySequences, ListSequences
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.edits.search import find_readings

Array = npt.NDArray[Any]
EMBEDDING = Layer("Embedding", "words", {"input_dim": 100, "mask_zero": False})
RNG = np.random.default_rng(5)


def ids(low: int, high: int, *shape: int, dtype: str = "int64") -> Array:
    made = RNG.integers(low, high + 1, shape)
    made.flat[0], made.flat[-1] = low, high
    return made.astype(dtype)


def one_hot(classes: int, *shape: int) -> Array:
    return np.eye(classes, dtype="float32")[RNG.integers(0, classes, shape)]


def looked_at(data: Array | list[Array]) -> Facts:
    return scan_sequences(ListSequences("x", data) if isinstance(data, list) else ArraySequences("x", data))


def diagnosed(shape: Shape, data: Array | list[Array], *front: Layer, header_only: bool = False) -> Report:
    spec = InputSpec("x", shape, path=(*front, LSTM))
    facts = looked_at(data)
    seen = Facts(facts.axes, facts.container, facts.dtypes, facts.wrapping) if header_only else facts
    return diagnose_facts(model(spec), DataFile("x", "npy", (Named("x", seen),)))


def errors(report: Report) -> str:
    return codes([finding for finding in report.findings if finding.severity == "error"])


FED: tuple[tuple[str, Shape, Any, str], ...] = (
    # what, shape of the input, data, codes of the errors
    ("all ids", (None, 8), ids(0, 99, 40, 8), ""),
    ("ids of int32", (None, 8), ids(0, 99, 40, 8, dtype="int32"), ""),
    ("ids of uint8", (None, 8), ids(0, 99, 40, 8, dtype="uint8"), ""),
    ("ids as floats", (None, 8), ids(0, 99, 40, 8, dtype="float32"), ""),
    ("ids with a last axis of 1", (None, 8), ids(0, 99, 40, 8, 1), ""),
    ("ids of unequal lengths", (None, None), [ids(0, 99, 3 + i % 5) for i in range(40)], "LD301"),
    ("only zeros and ones", (None, 8), ids(0, 1, 40, 8), ""),
    ("the size of the vocabulary", (None, 8), ids(1, 100, 40, 8), "LD601"),
    ("far beyond", (None, 8), ids(0, 5000, 40, 8), "LD601"),
    ("beyond, unequal lengths", (None, None), [ids(0, 100, 3 + i % 5) for i in range(40)], "LD301 LD601"),
    ("beyond, a last axis of 1", (None, 8), ids(0, 100, 40, 8, 1), "LD601"),
    ("padding of -1", (None, 8), ids(-1, 99, 40, 8), "LD602"),
    ("both", (None, 8), ids(-1, 100, 40, 8), "LD601 LD602"),
    ("scaled", (None, 8), RNG.random((40, 8)), "LD603"),
    ("standardized", (None, 8), RNG.normal(size=(40, 8)), "LD602 LD603"),
    ("one-hot", (None, 8), one_hot(27, 40, 8), "LD604"),
    ("one-hot, free timesteps", (None, None), one_hot(27, 40, 8), "LD604"),
    ("one-hot, as many as timesteps", (None, 27), one_hot(27, 40, 27), "LD604"),
    ("one-hot of int64", (None, 8), one_hot(27, 40, 8).astype("int64"), "LD604"),
    ("vectors", (None, 8), RNG.normal(size=(40, 8, 300)), "LD604"),
    ("vectors, free timesteps", (None, None), RNG.normal(size=(40, 8, 300)), "LD604"),
    ("vectors of whole numbers", (None, 8), ids(0, 3, 40, 8, 5), "LD604"),
)


@pytest.mark.parametrize(("shape", "data", "found"), [row[1:] for row in FED], ids=[row[0] for row in FED])
def test_what_feeds_an_embedding(shape: Shape, data: Any, found: str) -> None:
    assert errors(diagnosed(shape, data, EMBEDDING)) == found


VECTORS: tuple[tuple[str, Shape, Any, str], ...] = (
    ("ids", (None, 8, 27), ids(0, 26, 40, 8), "LD605"),
    ("ids as floats", (None, 8, 27), ids(0, 26, 40, 8, dtype="float32"), "LD605"),
    ("ids, free timesteps", (None, None, 27), ids(0, 26, 40, 8), "LD605"),
    ("ids of unequal lengths", (None, None, 27), [ids(0, 26, 3 + i % 5) for i in range(40)], "LD301 LD605"),
    ("one-hot", (None, 8, 27), one_hot(27, 40, 8), ""),
    ("ids of another vocabulary", (None, 8, 27), ids(0, 27, 40, 8), "LD299"),
    ("ids from 1", (None, 8, 27), ids(1, 27, 40, 8), "LD299"),
    ("ids, other timesteps", (None, 8, 27), ids(0, 26, 40, 9), "LD299"),
    ("fractions", (None, 8, 27), RNG.random((40, 8)), "LD299"),
    ("steps of one feature", (None, 8, 1), ids(0, 26, 40, 8), ""),
    ("rows of features", (None, 1, 27), ids(0, 26, 40, 27), "LD202"),
)


@pytest.mark.parametrize(
    ("shape", "data", "found"), [row[1:] for row in VECTORS], ids=[row[0] for row in VECTORS]
)
def test_what_feeds_a_model_of_vectors(shape: Shape, data: Any, found: str) -> None:
    assert errors(diagnosed(shape, data)) == found


def test_messages_have_the_numbers() -> None:
    beyond = of(diagnosed((None, 8), ids(1, 100, 40, 8), EMBEDDING), "LD601")
    assert beyond.message == "the largest id is 100, layer 'words' has 100 rows for the ids 0 to 99"
    assert "input_dim=101" in beyond.help
    assert beyond.evidence == {"largest": 100, "vocabulary": 100}
    below = of(diagnosed((None, 8), ids(-1, 99, 40, 8), EMBEDDING), "LD602")
    assert below.message == "the smallest id is -1, layer 'words' takes ids from 0 to 99"


@pytest.mark.parametrize(
    ("mask_zero", "spoiled", "cure", "remedy"),
    [
        (True, False, (), "option"),
        (True, False, ("move-padding",), "reading"),
        (True, True, ("move-padding",), "none"),  # an id of -1 among the words
        (False, False, (), "none"),  # nothing is masked
    ],
)
@pytest.mark.parametrize("padding", [-1, -100])
def test_ids_below_zero_that_are_padding(
    mask_zero: bool, spoiled: bool, cure: tuple[str, ...], remedy: str, padding: int
) -> None:
    data = ids(1, 99, 40, 8)
    for row in range(40):
        data[row, 3 + row % 5 :] = padding
    data[3, 1] = padding if spoiled else 5
    layer = Layer("Embedding", "words", {"input_dim": 100, "mask_zero": mask_zero})
    spec = InputSpec("x", (None, 8), path=(layer, LSTM))
    file = DataFile("x", "npy", (Named("x", looked_at(data)),))
    found = diagnose_facts(model(spec), file, None, None, Choices(cure=cure))
    below = of(found, "LD602")
    assert below.remedy == remedy
    assert ("--cure move-padding" in below.help) is (remedy != "none")


def test_only_one_hot_vectors_become_ids() -> None:
    hot = of(diagnosed((None, 8), one_hot(27, 40, 8), EMBEDDING), "LD604")
    dense = of(diagnosed((None, 8), RNG.normal(size=(40, 8, 300)), EMBEDDING), "LD604")
    assert "np.argmax(x, axis=-1)" in hot.help
    assert "argmax" not in dense.help
    assert (hot.evidence["one_hot"], dense.evidence["one_hot"]) == (True, False)


def test_the_cure_of_ids_is_one_hot() -> None:
    found = of(diagnosed((None, 8, 27), ids(0, 26, 40, 8)), "LD605")
    assert 'np.eye(27, dtype="float32")[x]' in found.help


def test_headers_alone_say_nothing_of_ids() -> None:
    assert errors(diagnosed((None, 8), ids(-1, 500, 40, 8), EMBEDDING, header_only=True)) == ""
    assert errors(diagnosed((None, 8), one_hot(27, 40, 8), EMBEDDING, header_only=True)) == "LD604"


@pytest.mark.parametrize("kind", ["IntegerLookup", "Hashing", "TextVectorization", "Lambda", "Rescaling"])
def test_a_layer_that_makes_ids_first(kind: str) -> None:
    assert errors(diagnosed((None, 8), ids(-5, 5000, 40, 8), Layer(kind, "first"), EMBEDDING)) == ""


def test_a_vocabulary_that_the_file_does_not_give() -> None:
    assert errors(diagnosed((None, 8), ids(0, 5000, 40, 8), Layer("Embedding", "words"))) == ""


IDS_CAST: dict[str, tuple[Array, Choices, str]] = {
    "whole float64": (np.array([[1.0, 5.0, 99.0]]), Choices(), "int32"),
    "whole float32": (np.array([[1.0, 5.0, 99.0]], "float32"), Choices(), "int32"),
    "big-endian": (np.array([[1.0, 5.0, 99.0]], ">f8"), Choices(), "int32"),
    "objects": (np.array([[1, 5, 99]], object), Choices(), "int32"),
    "objects of whole floats": (np.array([[1.0, 5.0, 99.0]], object), Choices(), "int32"),
    "filled with a whole number": (np.array([[1.0, np.nan, 99.0]]), Choices(fill_nan=0.0), "int32"),
    "kept": (np.array([[1.0, 5.0, 99.0]]), Choices(dtype="keep"), "float64"),
    "asked for": (np.array([[1.0, 5.0, 99.0]]), Choices(dtype="float32"), "float32"),
    "int64": (np.array([[1, 5, 99]]), Choices(), "int64"),
    "fractions": (np.array([[1.0, 5.5, 99.0]]), Choices(), "float64"),
    "objects with fractions": (np.array([[1.0, 5.5, 99.0]], object), Choices(), "float32"),
    "beyond 32 bits": (np.array([[1.0, 2.0**31, 99.0]]), Choices(), "float64"),
    "NaN": (np.array([[1.0, np.nan, 99.0]]), Choices(), "float64"),
    "filled with a fraction": (np.array([[1.0, np.nan, 99.0]]), Choices(fill_nan=0.5), "float64"),
}


@pytest.mark.parametrize("name", IDS_CAST)
def test_ids_become_integers_where_that_keeps_them(name: str) -> None:
    data, choices, expected = IDS_CAST[name]
    spec = InputSpec("x", (None, 3), path=(EMBEDDING, LSTM))
    facts = scan_sequences(from_object("x", data))
    [reading, *_] = find_readings(facts, goal_of(spec, choices), choices)
    after = reading.result or facts
    assert after.dtypes == (expected,)
    notes = list(diagnose_facts(model(spec), DataFile("x", "npy", (Named("x", facts),))).findings)
    told = [one.help for one in notes if one.fault.code in ("LD504", "LD109")]
    if choices == Choices() and reading.steps:
        assert [f'"{expected}"' in one for one in told] == [True]


@pytest.mark.parametrize(
    ("words", "signs", "code", "remedy"),
    [
        ((0, 29), (0, 499), "LD601", "option"),  # each has what the other takes
        ((0, 499), (0, 29), "", ""),
        ((0, 499), (0, 499), "LD601", "none"),  # the words would not fit elsewhere
        ((0, 29), (0, 9999), "LD601", "none"),
    ],
)
def test_ids_of_two_inputs_that_are_crossed(
    words: tuple[int, int], signs: tuple[int, int], code: str, remedy: str
) -> None:
    specs = [
        InputSpec(name, (None, 8), path=(Layer("Embedding", f"e_{name}", {"input_dim": rows}), LSTM))
        for name, rows in (("words", 500), ("signs", 30))
    ]
    arrays = {"words": ids(*words, 40, 8), "signs": ids(*signs, 40, 8)}
    file = DataFile("x", "npz", tuple(Named(name, looked_at(array)) for name, array in arrays.items()))
    found = diagnose_facts(model(*specs), file)
    assert [(one.fault.code, one.remedy) for one in found.findings if one.severity == "error"] == (
        [(code, remedy)] if code else []
    )
    if remedy == "option":
        swapped = diagnose_facts(model(*specs), file, None, None, Choices(cure=("swap-inputs",)))
        assert swapped.ok
