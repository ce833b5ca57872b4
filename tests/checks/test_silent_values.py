"""Checks of the values themselves: not finite, turned to zero, constant, out of scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from test_padding_zoo import (
    HEALTHY,
    LSTM,
    PADDED,
    Random,
    as_sequences,
    case_with,
    layer,
    normal,
    one_hot,
    padded,
    roll,
    scaled,
    spells,
    walk,
)

from lstmdoctor.checks import CHECKS
from lstmdoctor.core.cases import Case
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import InputSpec, Layer, ModelSpec, Shape
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.diagnosis.diagnosing import diagnose_facts

Maker = Callable[[Random], Array]
EMBED = layer("Embedding", input_dim=1000)
NORMALIZE = layer("Normalization")


def rng() -> Random:
    return np.random.default_rng(1)


def found(case: Case, *codes: str) -> list[Finding]:
    return [finding for check in CHECKS if check.FAULT.code in codes for finding in check.find(case)]


def codes_of(case: Case, *codes: str) -> list[tuple[str, str]]:
    return [(finding.fault.code, finding.severity) for finding in found(case, *codes)]


def with_bad(x: Array, *places: tuple[tuple[int | slice, ...], float]) -> Array:
    out = x.copy()
    for place, value in places:
        out[place] = value
    return out


NAN, INF = float("nan"), float("inf")
BAD: dict[str, tuple[Array, str, list[int]]] = {
    "one NaN": (with_bad(normal(rng()), ((7, 3, 2), NAN)), "1 NaN of 40,000 values, the first at sample 7, timestep 3, feature 2", [7, 3, 2]),
    "the first value": (with_bad(normal(rng()), ((0, 0, 0), INF)), "1 infinity of", [0, 0, 0]),
    "both": (with_bad(normal(rng()), ((9, 1, 1), -INF), ((8, 39, 4), NAN)), "1 NaN and 1 infinity of", [8, 39, 4]),
    "a whole feature": (with_bad(normal(rng()), ((slice(None), slice(None), 1), NAN)), "8,000 NaN of", [0, 0, 1]),
    "everything": (np.full((4, 5, 2), NAN), "40 NaN of 40 values", [0, 0, 0]),
    "frames": (with_bad(rng().random((5, 4, 3, 3, 1)), ((1, 2, 0, 2, 0), NAN)), "the first at [1, 2, 0, 2, 0]", [1, 2, 0, 2, 0]),
    "float16": (np.array([[[6e4], [INF]]], "float16"), "1 infinity", [0, 1, 0]),
    "no time": (with_bad(rng().random((20, 4)), ((3, 2), NAN)), "the first at [3, 2]", [3, 2]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_values_that_are_not_finite(name: str) -> None:
    data, words, first = BAD[name]
    path = (LSTM,) if data.ndim > 2 else (layer("Dense"),)
    (finding,) = found(case_with({"x": data}, path), "LD501")
    assert words in finding.message
    assert (finding.severity, finding.evidence["first"]) == ("error", first)


@pytest.mark.parametrize("sign", [1, -1])
def test_values_that_float32_takes_for_infinite(sign: int) -> None:
    first = 2.0**128 - 2.0**103
    for value, infinite in ((first, True), (np.nextafter(first, 0), False)):
        with np.errstate(over="ignore"):
            assert np.isinf(np.float32(sign * value)) == infinite
        case = case_with({"x": with_bad(normal(rng()), ((7, 3, 2), sign * value))}, (LSTM,))
        assert codes_of(case, "LD501") == [("LD501", "error")] * infinite


@pytest.mark.parametrize("kind", [*HEALTHY, *PADDED])
def test_finite_values(kind: str) -> None:
    data = HEALTHY[kind](rng()) if kind in HEALTHY else PADDED[kind][2](rng())
    path = (EMBED, LSTM) if data.ndim == 2 else (LSTM,)
    allowed = [("LD502", "error")] if kind == "all zero" else []
    assert codes_of(case_with({"x": data}, path), "LD501", "LD502") == allowed


def inf_padded(sign: float = 1.0, *places: tuple[tuple[int | slice, ...], float]) -> Array:
    data = normal(rng(), 20, 10, 3)
    for i, row in enumerate(data):
        row[4 + i % 6 :] = sign * INF
    return with_bad(data, *places)


@pytest.mark.parametrize(
    ("data", "mask", "wanted"),
    [
        (inf_padded(), INF, []),
        (inf_padded(-1), -INF, []),
        (inf_padded(-1), INF, ["LD501"]),
        (inf_padded(1, ((0, 0, 1), INF)), INF, ["LD501"]),
        (inf_padded(1, ((0, 0, 1), NAN)), INF, ["LD501"]),
        (inf_padded(), 0.0, ["LD501"]),
        (inf_padded(NAN), NAN, ["LD501"]),
    ],
    ids=["inf", "-inf", "the other sign", "one value of a step", "NaN besides", "no such mask", "NaN masks nothing"],
)  # fmt: skip
def test_an_infinity_that_the_model_skips(data: Array, mask: float, wanted: list[str]) -> None:
    path = (layer("Masking", mask_value=mask), LSTM)
    assert [code for code, _ in codes_of(case_with({"x": data}, path), "LD501")] == wanted


@pytest.mark.parametrize("mask", [0.0, -1.0, 3.0])
def test_the_mask_value_is_never_proposed_for_gaps(mask: float) -> None:
    data = with_bad(normal(rng(), 20, 10, 3), ((0, 0, 1), NAN))
    (finding,) = found(case_with({"x": data}, (layer("Masking", mask_value=mask), LSTM)), "LD501")
    assert finding.fill is not None and finding.fill != mask


def cut(x: Array) -> Array:
    """What ``pad_sequences`` makes of floats unless it is told not to."""
    return x.astype("int32")


ZEROED: dict[str, Maker] = {
    "standardised": lambda r: cut(normal(r)),
    "standardised, one feature": lambda r: cut(normal(r, f=1)),
    "standardised, padded": lambda r: cut(padded(r, normal(r))),
    "standardised, few": lambda r: cut(normal(r, 20, 30, 2)),
    "scaled to 0..1": lambda r: cut(scaled(walk(r, f=3))),
    "scaled to 0..1, padded": lambda r: cut(padded(r, scaled(walk(r, f=3)), rows=0.3)),
    "scaled to -1..1": lambda r: cut(2 * scaled(walk(r, f=3)) - 1),
    "scaled, one feature": lambda r: cut(scaled(walk(r))),
    "scaled, then made floats": lambda r: cut(scaled(walk(r, f=3))).astype("float32"),
    "scaled, then made int64": lambda r: cut(scaled(walk(r, f=3))).astype("int64"),
    "scaled to -1..1, then made floats": lambda r: cut(2 * scaled(walk(r, f=3)) - 1).astype("float32"),
}
NOT_ZEROED: dict[str, Maker] = {
    "two levels": lambda r: 5 * np.repeat(spells(r, 200, 40, 20, 20)[..., None], 4, 2).astype("f4"),
    "a step up": lambda r: (
        np.repeat(np.arange(40) >= r.integers(2, 38, (200, 1)), 4, 1).reshape(200, 40, 4).astype("f4")
    ),
    "one-hot of int32": lambda r: one_hot(r).astype("int32"),
    "one-hot of int32, padded": lambda r: padded(r, one_hot(r).astype("int32")),
    "piano roll of int32": lambda r: roll(r).astype("int32"),
    "sparse piano roll of int32": lambda r: roll(r, on=3, off=20).astype("int32"),
    "counts of int32": lambda r: r.poisson(0.2, (200, 40, 1)).astype("int32"),
    "binary states of int32": lambda r: spells(r, 200, 40, 2, 20)[..., None].astype("int32"),
    "steps up and down": lambda r: r.integers(-1, 2, (200, 40, 1)).astype("int32"),
    "spikes": lambda r: (r.random((200, 40, 8)) < 0.02).astype("int32"),
    "price changes": lambda r: np.round(r.laplace(0, 0.6, (200, 40, 1))).astype("int64"),
    "rounded by its writer": lambda r: np.rint(normal(r)).astype("int8"),
    "sound": lambda r: r.normal(0, 3000, (20, 400, 1)).astype("int32"),
    "rare events as floats": lambda r: (r.random((200, 40, 3)) < 0.003).astype("float32"),
    "one event of each kind": lambda r: np.eye(3, dtype="float32")[None],
    "one event in a short series": lambda r: np.eye(400, 1, dtype="float32")[None],
    "one-hot of many words": lambda r: np.eye(900, dtype="float32")[r.permutation(900)].reshape(30, 30, 900),
    "standardised, then made floats": lambda r: cut(normal(r)).astype("float32"),
    "standardised, then made int64": lambda r: cut(normal(r)).astype("int64"),
    "floats with zeros": lambda r: np.trunc(normal(r)),
}


@pytest.mark.parametrize("name", ZEROED)
def test_floats_cut_to_int32(name: str) -> None:
    assert codes_of(case_with({"x": ZEROED[name](rng())}), "LD502") == [("LD502", "warning")]


def masked(value: float) -> tuple[Layer, ...]:
    return (layer("Masking", mask_value=value), LSTM)


def filled(x: Array, value: float) -> Array:
    """Sequences of 5 to all steps, the rest one value."""
    made = x.copy()
    for i, row in enumerate(made):
        row[5 + i % (x.shape[1] - 5) :] = value
    return made


OUTSIDE: dict[str, tuple[Array, tuple[Layer, ...], str]] = {
    "scaled, padded with -1": (cut(filled(rng().uniform(-0.9, 0.9, (60, 30, 3)), -1)), masked(-1), "error"),
    "scaled, padded with -999": (cut(filled(rng().uniform(0, 0.9, (60, 30, 3)), -999)), masked(-999), "error"),
    "the same, then made floats": (cut(filled(rng().uniform(0, 0.9, (60, 30, 3)), -1)) * 1.0, masked(-1), "error"),
    "scaled, its maxima left": (cut(filled(scaled(walk(rng(), 60, 30, 3)), -1)), masked(-1), "warning"),
    "standardised, padded with -1": (cut(filled(normal(rng(), 60, 30, 3), -1)), masked(-1), "warning"),
    "standardised evenly, little": (cut(filled(rng().uniform(-1.73, 1.73, (60, 30, 3)), -1)), masked(-1), "warning"),
    "standardised, padded with -999": (cut(filled(normal(rng(), 60, 30, 3), -999)), masked(-999), "warning"),
    "floats padded with -1": (filled(normal(rng(), 60, 30, 3), -1), masked(-1), ""),
    "ids from 0 padded with -1": (cut(filled(rng().integers(0, 9, (60, 30, 3)), -1)), masked(-1), ""),
    "counts padded with -1": (cut(filled(rng().poisson(0.8, (60, 30, 3)), -1)), masked(-1), ""),
    "one-hot padded with -1": (cut(filled(one_hot(rng())[:60], -1)), masked(-1), ""),
    "one-hot padded with 0": (cut(filled(one_hot(rng())[:60], 0)), masked(0), ""),
    "signs, no padding": (rng().integers(-1, 2, (60, 30, 3)).astype("int32"), masked(0), ""),
    "signs padded with 0, in int8": (filled(rng().integers(-1, 2, (60, 30, 3)), 0).astype("int8"), masked(0), ""),
    "a state of 0 that ends as -1": (cut(filled(np.zeros((60, 30, 1)), -1)), (LSTM,), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_stands_outside_the_padding_counts(name: str) -> None:
    data, path, severity = OUTSIDE[name]
    case = case_with({"x": data}, path)
    assert codes_of(case, "LD502") == ([("LD502", severity)] if severity else [])
    assert codes_of(case, "LD303", "LD305", *(["LD306"] if severity else [])) == []


@pytest.mark.parametrize("name", NOT_ZEROED)
def test_whole_numbers_that_were_never_floats(name: str) -> None:
    assert codes_of(case_with({"x": NOT_ZEROED[name](rng())}), "LD502") == []


def test_only_zeros() -> None:
    zeros, data = np.zeros((20, 10, 3), "float32"), normal(rng(), 20, 10, 3)
    (finding,) = found(case_with({"x": zeros}), "LD502")
    assert (finding.severity, finding.remedy) == ("error", "none")
    assert finding.message == "all 600 values are 0"
    assert codes_of(case_with({"x": cut(zeros)}), "LD502") == [("LD502", "error")]
    assert codes_of(case_with({"x": np.zeros((20, 9), "int64")}, (EMBED, LSTM)), "LD502") == [
        ("LD502", "error")
    ]
    assert codes_of(case_with({"x": data, "y": zeros}), "LD502") == [("LD502", "warning")]
    assert codes_of(case_with({"x": zeros, "y": zeros}), "LD502") == [("LD502", "error")] * 2
    assert codes_of(case_with({"x": np.zeros((20, 3))}, (layer("Dense"),)), "LD502") == []


def columns(*still: int, n: int = 50, f: int = 4, value: float = 2.0) -> Array:
    x = normal(rng(), n, 20, f)
    x[..., list(still)] = value
    return x


CONSTANT: dict[str, tuple[Array, str]] = {
    "one": (columns(2), "1 of 4 features never changes: number 2"),
    "three": (columns(0, 1, 3), "3 of 4 features never change: numbers 0, 1, 3"),
    "of zeros": (columns(1, value=0), "1 of 4 features never changes: number 1"),
    "many": (columns(*range(7), f=9), "7 of 9 features never change: numbers 0, 1, 2, 3, 4, …"),
    "all": (columns(0, 1, 2, 3), "4 of 4 features never change: numbers 0, 1, 2, 3"),
}
CHANGING: dict[str, tuple[Array, tuple[Layer, ...], Shape | None]] = {
    "normal": (normal(rng()), (LSTM,), None),
    "one-hot with classes that do not occur": (one_hot(rng(), v=20)[..., :5], (LSTM,), None),
    "piano roll": (roll(rng()), (LSTM,), None),
    "all zero": (np.zeros((20, 10, 3)), (LSTM,), None),
    "one sample of one step": (normal(rng(), 1, 1), (LSTM,), None),
    "ids": (np.full((20, 30), 7), (EMBED, LSTM), None),
    "frames with a border": (np.pad(rng().random((20, 5, 4, 4)), ((0, 0), (0, 0), (1, 1), (1, 1)))[..., None], (LSTM,), None),
    "features elsewhere": (columns(1).swapaxes(1, 2).copy(), (LSTM,), (None, 20, 4)),
    "padded": (padded(rng(), columns(1)), (LSTM,), None),
}  # fmt: skip


@pytest.mark.parametrize("name", CONSTANT)
def test_constant_features(name: str) -> None:
    data, message = CONSTANT[name]
    (finding,) = found(case_with({"x": data}), "LD505")
    assert (finding.severity, finding.message) == ("note", message)


@pytest.mark.parametrize("name", CHANGING)
def test_features_that_change(name: str) -> None:
    data, path, shape = CHANGING[name]
    assert found(case_with({"x": data}, path, shape), "LD505") == []


def times(*factors: float) -> Array:
    x: Array = normal(rng(), f=len(factors)) * np.array(factors)
    return x


UNSCALED: dict[str, tuple[Array, str]] = {
    "large": (times(1, 5e4), "the values go from -"),
    "small beside unit": (times(1, 1, 1e-5), "the range of feature "),
    "whole numbers": (rng().integers(0, 65536, (50, 20, 3)), "and no layer of the model scales them"),
    "large and padded": (padded(rng(), times(5000, 5000)), "the values go from -"),
}
SCALED: dict[str, tuple[Array, tuple[Layer, ...]]] = {
    "normal": (normal(rng()), (LSTM,)),
    "within three digits": (times(1, 100), (LSTM,)),
    "0 to 255": (rng().integers(0, 256, (50, 20, 3)), (LSTM,)),
    "a constant beside": (columns(1, value=900), (LSTM,)),
    "normalised in the model": (times(1, 5e4), (NORMALIZE, LSTM)),
    "batch normalisation": (times(1, 5e4), (layer("Dense"), layer("BatchNormalization"), LSTM)),
    "ids": (rng().integers(0, 30000, (50, 20)), (EMBED, LSTM)),
    "padded with -9999": (padded(rng(), normal(rng()), value=-9999), (LSTM,)),
    "gaps of -9999, masked": (with_bad(normal(rng()), ((3, 4), -9999), ((5, 7), -9999)), (layer("Masking", mask_value=-9999.0), LSTM)),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSCALED)
def test_scales_far_apart(name: str) -> None:
    data, words = UNSCALED[name]
    (finding,) = found(case_with({"x": data}), "LD506")
    assert finding.severity == "note"
    assert words in finding.message


@pytest.mark.parametrize("name", SCALED)
def test_scales_alike(name: str) -> None:
    data, path = SCALED[name]
    assert found(case_with({"x": data}, path), "LD506") == []


def report_of(arrays: Mapping[str, Array], path: tuple[Layer, ...]) -> list[tuple[str, str]]:
    named = tuple(Named(name, as_sequences(name, array).facts) for name, array in arrays.items())
    inputs = tuple(InputSpec(name, (None, *array.shape[1:]), path=path) for name, array in arrays.items())
    model = ModelSpec("m.keras", "keras", None, "Functional", "functional", inputs, layers=path)
    found = diagnose_facts(model, DataFile("x.npy", "npy", named)).findings
    return [(finding.fault.code, finding.severity) for finding in found]


def test_headers_alone_say_nothing_about_values() -> None:
    assert report_of({"x": np.zeros((20, 10, 3), "float32")}, (LSTM,)) == []
    assert report_of({"x": with_bad(normal(rng()), ((1, 1, 1), NAN))}, (LSTM,)) == []
