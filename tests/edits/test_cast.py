"""Conversions that were asked for: to the value, or refused with the reason."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.readings import Array
from lstmdoctor.errors import Refused
from lstmdoctor.treatment.fixing import fix
from lstmdoctor.treatment.wanted import Wanted

TOP = 2.0**31
FITS: dict[str, tuple[Array, str]] = {
    "whole floats to integers": (np.array([0.0, -3.0, 2147483520.0], "float32"), "int32"),
    "the limits of int32": (np.array([-TOP, TOP - 1]), "int32"),
    "half floats to 64 bits": (np.array([-65504, 65504], "float16"), "int64"),
    "wide integers that are small": (np.array([-128, 127]), "int8"),
    "integers to floats": (np.array([2**60]), "float32"),
    "ones and zeros": (np.array([0.0, 1.0, 1.0]), "bool"),
    "complex numbers that are real": (np.array([1 + 0j, -2 + 0j]), "float32"),
    "NaN stays one": (np.array([np.nan, np.inf]), "float32"),
}
DOES_NOT_FIT: dict[str, tuple[Array, str, int]] = {
    "fractions": (np.array([0.5, -2.7, 1e9]), "int32", 2),
    "fractions of 16 bits": (np.array([0.5, 2.0], "float16"), "uint8", 1),
    "NaN": (np.array([np.nan, 1.0]), "int32", 1),
    "infinities of 16 bits": (np.array([np.inf, -np.inf], "float16"), "int64", 2),
    "just beyond int32": (np.array([TOP, -TOP - 1, 5]), "int32", 2),
    "just beyond int64": (np.array([2.0**63, -(2.0**63)]), "int64", 1),
    "negative": (np.array([-1, 3]), "uint8", 1),
    "beyond 8 bits": (np.array([300.0, 255.0]), "uint8", 1),
    "unsigned beyond signed": (np.array([2**63], "uint64"), "int64", 1),
    "two is no truth value": (np.array([0, 2]), "bool", 1),
    "imaginary": (np.array([1 + 1j, 2]), "float32", 1),
    "imaginary and too large": (np.array([1j, 300, 3]), "uint8", 2),
    "beyond float16": (np.array([1e5, 1.0]), "float16", 1),
    "integers beyond float16": (np.array([10**6, 1]), "float16", 1),
}


@pytest.mark.parametrize("name", FITS)
def test_values_that_fit(tmp_path: Path, name: str) -> None:
    array, dtype = FITS[name]
    np.save(tmp_path / "x.npy", array)
    fix(None, str(tmp_path / "x.npy"), choices=Choices(dtype=dtype), wanted=Wanted(str(tmp_path / "y.npy")))
    made = np.load(tmp_path / "y.npy")
    wanted = (array.real if array.dtype.kind == "c" else array).astype(dtype)
    assert made.dtype == dtype and np.array_equal(made, wanted, equal_nan=dtype == "float32")


@pytest.mark.parametrize("name", DOES_NOT_FIT)
@pytest.mark.parametrize("listed", [False, True])
def test_values_that_do_not_fit_are_counted_and_nothing_is_written(
    tmp_path: Path, name: str, listed: bool
) -> None:
    array, dtype, lost = DOES_NOT_FIT[name]
    choices = Choices(dtype=dtype, pad=4 if listed else None)
    if listed:
        (tmp_path / "x").write_bytes(pickle.dumps([array[:, None], np.ones((1, 1), array.dtype)]))
    else:
        with (tmp_path / "x").open("wb") as file:
            np.save(file, array)
    words = f"{lost} values? would change as {dtype}"
    with warnings.catch_warnings(), pytest.raises(Refused, match=words):
        warnings.simplefilter("error")
        fix(None, str(tmp_path / "x"), choices=choices, wanted=Wanted(str(tmp_path / "y.npy")))
    assert not (tmp_path / "y.npy").exists()


@pytest.mark.parametrize("dtype", ["int32", "float32", "keep", None])
def test_what_is_not_finite_is_filled_before_it_is_converted(tmp_path: Path, dtype: str | None) -> None:
    data = [np.array([[1.0, np.nan]]), np.array([[1.0, 2.0], [np.inf, 4.0]])]
    (tmp_path / "x.pkl").write_bytes(pickle.dumps(data))
    choices = Choices(pad=3, dtype=dtype, fill_nan=7.0)
    fix(None, str(tmp_path / "x.pkl"), choices=choices, wanted=Wanted(str(tmp_path / "y.npy")))
    assert np.load(tmp_path / "y.npy").tolist() == [[[1, 7], [0, 0], [0, 0]], [[1, 2], [7, 4], [0, 0]]]


def test_padding_in_a_dtype_that_holds_the_padding_value(tmp_path: Path) -> None:
    (tmp_path / "x.pkl").write_bytes(pickle.dumps([np.array([[1], [2]], "uint8"), np.array([[3]], "uint8")]))
    choices = Choices(pad_value=-1.0, dtype="int16")
    fix(None, str(tmp_path / "x.pkl"), choices=choices, wanted=Wanted(str(tmp_path / "y.npy")))
    assert np.load(tmp_path / "y.npy").tolist() == [[[1], [2]], [[3], [-1]]]


def test_a_value_for_nan_that_the_dtype_does_not_have(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([np.nan, 1], "float16"))
    with pytest.raises(Refused, match="no float16 is 1e\\+10"):
        fix(None, str(tmp_path / "x.npy"), choices=Choices(fill_nan=1e10))
