"""Faults of what the array holds, as far as its dtype shows: nothing, no numbers, the wrong kind of numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import LSTM, array, codes, model, of, report, sequences, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts, OddKind, OddValue
from lstmdoctor.core.spec import InputSpec

FLOATS = wants(None, 5, 3)
FREE = wants(None, None, 3)
IDS = wants(None, 5)
DOUBLE = replace(FLOATS, dtype="float64")
HALF = replace(FLOATS, dtype="float16")
WHOLE = InputSpec("x", (None, 5), dtype="int32", path=(LSTM,))
WORDS = InputSpec("x", (None, 5), dtype="str", path=(LSTM,))


def typed(*dtypes: str) -> Facts:
    """Samples for a model of floats."""
    return Facts(
        (8, 5, 3), "array" if len(dtypes) == 1 else "list", dtypes, "" if len(dtypes) == 1 else "list"
    )


def ids(dtype: str) -> Facts:
    return array(8, 5, dtype=dtype)


RECORDS = Facts((8, 5), dtypes=("record",), fields=("time", "value"))
MANY = Facts((8, 5), dtypes=("record",), fields=tuple("abcdefg"))


def odd(at: tuple[int, ...], kind: OddKind, words: str) -> Facts:
    return replace(typed("mixed"), odd=OddValue(kind, words, at))


# code, model, data, words of the message, verdict
FAULTY = (
    ("LD107", FLOATS, array(0, 5, 3), "there are no samples, the data is of shape (0, 5, 3)", "untreatable"),
    ("LD107", FLOATS, Facts((0,), "list", ("float64",), "list"), "the data is a list without members", "untreatable"),
    ("LD107", FREE, array(8, 0, 3), "axis 1 has length 0, the data is (8, 0, 3)", "untreatable"),
    ("LD107", FLOATS, array(8, 5, 0), "axis 2 has length 0", "untreatable"),
    ("LD107", FLOATS, array(0), "there are no samples", "untreatable"),
    ("LD108", FLOATS, typed("str"), "the data holds text, the model takes numbers", "untreatable"),
    ("LD108", IDS, ids("str"), "the data holds text", "untreatable"),
    ("LD108", FLOATS, typed("bytes"), "byte strings", "untreatable"),
    ("LD108", FLOATS, typed("datetime64"), "dates", "untreatable"),
    ("LD108", FLOATS, typed("timedelta64"), "time differences", "untreatable"),
    ("LD108", FLOATS, typed("void"), "raw bytes", "untreatable"),
    ("LD108", FLOATS, typed("mixed"), "Python objects of several kinds", "untreatable"),
    ("LD108", FLOATS, odd((2, 1, 0), "none", "None"), "the first is None at sample 2, timestep 1, feature 0; the model takes numbers", "untreatable"),
    ("LD108", FLOATS, odd((2,), "text", "the text 'a'"), "the first is the text 'a' at [2]", "untreatable"),
    ("LD108", FLOATS, RECORDS, "records with the fields time, value", "untreatable"),
    ("LD108", FLOATS, MANY, "records with the fields a, b, c, d, e, ...", "untreatable"),
    ("LD108", FLOATS, typed("float32", "str"), "text in some of the sequences", "untreatable"),
    ("LD108", WORDS, ids("int64"), "the data holds numbers (int64), the model takes text", "untreatable"),
    ("LD108", WORDS, ids("datetime64"), "the data holds dates, the model takes text", "untreatable"),
    ("LD109", FLOATS, typed("object"), "the numbers of the data, (8, 5, 3), are Python objects", "treatable"),
    ("LD109", IDS, ids("object"), "are Python objects (dtype object)", "treatable"),
    ("LD109", FLOATS, array(8, 3, 5, dtype="object"), "are Python objects", "treatable"),
    ("LD503", FLOATS, typed("complex64"), "the data is complex64, the model computes in float32", "untreatable"),
    ("LD503", FLOATS, typed("complex128"), "the imaginary part would be dropped", "untreatable"),
    ("LD503", FLOATS, typed(">c8"), "the data is >c8", "untreatable"),
    ("LD503", FLOATS, typed("complex64", "float32"), "the data is complex64", "untreatable"),
    ("LD503", FLOATS, array(8, 3, 5, dtype="complex64"), "complex64", "untreatable"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "spec", "facts", "words", "verdict"),
    FAULTY,
    ids=[f"{r[0]} {r[2].dtype} {r[2].axes}" for r in FAULTY],
)
def test_it_is_said(code: str, spec: InputSpec, facts: Facts, words: str, verdict: str) -> None:
    found = report(spec, facts)
    finding = of(found, code)
    assert words in finding.message
    assert finding.severity == "error"
    assert found.verdict == verdict


# model, data, wanted dtype in the help: a note, since Keras converts
CONVERTED = (
    (FLOATS, typed("float64"), "float32"),
    (FLOATS, typed("int64"), "float32"),
    (FLOATS, typed("uint64"), "float32"),
    (FLOATS, typed(">f4"), "float32"),
    (FLOATS, typed(">i2"), "float32"),
    (FLOATS, typed("float128"), "float32"),
    (DOUBLE, typed("int64"), "float64"),
    (HALF, typed("float32"), "float16"),
    (IDS, ids("float32"), "int32"),
    (IDS, ids("float64"), "int32"),
    (IDS, ids(">i4"), "int32"),
    (IDS, ids(">i8"), "int64"),
    (WHOLE, ids("float64"), "int32"),
)


@pytest.mark.parametrize(
    ("spec", "facts", "dtype"), CONVERTED, ids=[f"{r[1].dtype} for {r[2]}" for r in CONVERTED]
)
def test_a_conversion_is_a_note(spec: InputSpec, facts: Facts, dtype: str) -> None:
    found = report(spec, facts)
    assert codes(found.findings) == "(LD504)"
    assert found.verdict == "healthy"
    assert f'"{dtype}"' in of(found, "LD504").help


# What needs no word: numbers that Keras takes as they are, or widens without loss and without cost to speak of.
SILENT = (
    (FLOATS, typed("float32")),
    (FLOATS, typed("float16")),
    (FLOATS, typed("bool")),
    (FLOATS, typed("int8")),
    (FLOATS, typed("uint8")),
    (FLOATS, typed("int16")),
    (FLOATS, typed("uint16")),
    (FLOATS, typed("int32")),
    (FLOATS, typed("uint32")),
    (DOUBLE, typed("float64")),
    (DOUBLE, typed("float32")),
    (HALF, typed("float16")),
    (HALF, typed("int8")),
    (IDS, ids("int32")),
    (IDS, ids("int64")),
    (IDS, ids("uint8")),
    (IDS, ids("uint16")),
    (IDS, ids("uint64")),
    (IDS, ids("bool")),
    (WHOLE, ids("int32")),
    (WHOLE, ids("int64")),
    (FLOATS, array(1, 5, 3)),
    (FREE, array(1, 1, 3)),
    (FREE, array(8, 5, 3, dtype="int16")),
    (FREE, array(1, 5000, 3)),
    (IDS, array(1, 5, dtype="int8")),
    (IDS, array(5, 5, dtype="int16")),
    (FLOATS, array(5, 5, 3)),
    (FLOATS, array(3, 5, 3)),
    (DOUBLE, typed("float16")),
    (DOUBLE, typed("int32")),
    (DOUBLE, typed("bool")),
    (HALF, typed("bool")),
    (WHOLE, ids("int8")),
    (WHOLE, ids("bool")),
    (IDS, ids("uint32")),
    (FREE, typed("bool")),
    (FREE, array(8, 5, 3, dtype="uint16")),
    (FREE, array(8, 5, 3, dtype="int32")),
    (DOUBLE, array(8, 5, 3, dtype="uint32")),
)


@pytest.mark.parametrize(
    ("version", "found"), [("1.2.2", ""), ("2.15.0", ""), ("3.15.1", "(LD108)"), (None, "(LD108)")]
)
def test_text_is_what_a_model_of_text_takes_and_keras_3_takes_it_in_a_tensor(
    version: str | None, found: str
) -> None:
    made = replace(model(WORDS), keras_version=version)
    assert codes(report(made, ids("str")).findings) == found
    assert report(made, ids("bytes")).verdict == "healthy"


@pytest.mark.parametrize(
    ("spec", "facts"), SILENT, ids=[f"{r[1].dtype} {r[1].axes} {r[0].dtype}" for r in SILENT]
)
def test_it_is_left_unsaid(spec: InputSpec, facts: Facts) -> None:
    assert not report(spec, facts).findings


def test_the_silent_half_is_as_long() -> None:
    assert len(SILENT) >= len(FAULTY) + len(CONVERTED)


def test_two_dtypes_of_one_kind_are_one_finding() -> None:
    finding = of(report(FREE, Facts((8, 5, 3), "list", ("float32", "float64"), "list")), "LD504")
    assert finding.message == (
        "the data is float64 (beside 1 other dtype), the model computes in float32: Keras converts every batch"
    )


def test_a_faulty_shape_is_told_beside_a_dtype() -> None:
    assert codes(report(FLOATS, array(8, 3, 5, dtype="float64")).findings) == "LD207 (LD504)"
    assert codes(report(FREE, sequences(8, (1, 5), 3, dtype="float64")).findings) == "LD301 (LD504)"


def test_object_numbers_are_cast_to_what_the_model_computes_in() -> None:
    (pair,) = report(FLOATS, typed("object")).case.pairs
    assert pair.chosen is not None and pair.chosen.id == "cast"
    assert pair.chosen.result is not None and pair.chosen.result.dtypes == ("float32",)


def test_keep_leaves_floats_alone() -> None:
    (pair,) = report(FLOATS, typed("float64"), choices=Choices(dtype="keep")).case.pairs
    assert pair.chosen is not None and not pair.chosen.steps


@pytest.mark.parametrize("dtype", ["complex64", "str", "datetime64", "void", "mixed"])
def test_what_is_no_real_number_is_never_cast(dtype: str) -> None:
    (pair,) = report(FLOATS, typed(dtype)).case.pairs
    assert all(not reading.has("cast") for reading in pair.readings)
