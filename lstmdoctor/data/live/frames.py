"""DataFrame and Series of pandas and polars: a table of numbers, or a column whose cells are sequences."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lstmdoctor.data.contents.objects import from_object
from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.names_of_types import attribute_or_none, is_of_class
from lstmdoctor.data.live.unseen import UnseenSequences
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.source import Array, Sequences
from lstmdoctor.errors import Unreadable, pass_on_signal
from lstmdoctor.text import kind_text

NAMES = ("DataFrame", "Series", "Categorical", "Index")


def holds_frame(value: object) -> bool:
    """Whether this is a table or column of pandas or polars."""
    return any(is_of_class(value, package, *NAMES) for package in ("pandas", "polars"))


def frame_sequences(name: str, value: object, look: Look) -> Sequences:
    """The values as Keras takes them; a column of arrays or lists as the list of sequences that it is."""
    kinds = dtypes_of_frame(value)
    shape = attribute_or_none(value, "shape")
    if look.header_only and isinstance(shape, tuple) and all(map(is_numeric_column_dtype, kinds)):
        joined = np.result_type(*(np.dtype(kind.lower()) for kind in kinds)) if kinds else np.dtype("float64")
        return UnseenSequences(name, array_facts(shape, joined), "was not looked at")
    found = frame_array(value)
    if found.dtype.kind == "O" and found.ndim == 2 and found.shape[1] == 1:
        found = found[:, 0]
    if found.dtype.kind == "O" and found.ndim == 1:
        return from_object(name, found.tolist())
    return from_object(name, found)


def dtypes_of_frame(value: object) -> list[str]:
    """Names of the dtypes of the columns of a table, or of the one column."""
    dtypes = attribute_or_none(value, "dtypes") if type(value).__name__ == "DataFrame" else None
    if isinstance(dtypes, Iterable):
        return [str(one) for one in dtypes]
    return [str(attribute_or_none(value, "dtype"))]


def is_numeric_column_dtype(name: str) -> bool:
    """Whether this is the name of a dtype of numbers that NumPy has too."""
    try:
        return np.dtype(name.lower()).kind in "biuf"
    except TypeError:
        return False


def frame_array(value: object) -> Array:
    """The values as an array, as `numpy.asarray` gives them."""
    convert = attribute_or_none(value, "to_numpy")
    try:
        found = np.asarray(convert() if callable(convert) else value)
    except Exception as error:
        pass_on_signal(error)
        raise Unreadable(f"holds {kind_text(value)} that gives no values ({type(error).__name__})") from error
    return found
