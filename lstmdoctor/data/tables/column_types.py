"""What a column of a typed table holds, and the NumPy dtype that it is read as."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lstmdoctor.data.tables.cell_kinds import Found, is_text

if TYPE_CHECKING:
    import pyarrow as pa

TYPES = 256
"""Types of columns that are known by heart: a wide table has few, and is asked for them in every block."""


@lru_cache(TYPES)
def found_type(type_: pa.DataType) -> Found:
    """What a typed column holds."""
    from pyarrow import types

    if types.is_dictionary(type_):
        return found_type(type_.value_type)
    tests: tuple[tuple[bool, Found], ...] = (
        (types.is_integer(type_), "int"),
        (types.is_floating(type_) or types.is_decimal(type_), "float"),
        (types.is_boolean(type_), "truth"),
        (types.is_timestamp(type_) and type_.tz is not None, "zoned"),
        (types.is_timestamp(type_) or types.is_date(type_), "time"),
        (is_text(type_), "text"),
        (types.is_null(type_), "empty"),
    )
    return next((found for fits, found in tests if fits), "other")


@lru_cache(TYPES)
def numpy_name(type_: pa.DataType) -> str:
    """The NumPy dtype of a typed column of numbers; "" for others, and for text."""
    from pyarrow import types

    if types.is_decimal(type_):
        return "float64"
    if types.is_integer(type_) or types.is_floating(type_):
        return str(np.dtype(type_.to_pandas_dtype()).name)
    return "" if found_type(type_) != "other" else str(type_)
