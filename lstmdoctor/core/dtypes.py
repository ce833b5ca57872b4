"""Dtypes as `Facts` write them."""

from __future__ import annotations

import numpy as np


def dtype_kind(dtype: str) -> str:
    """NumPy's letter for a dtype of `Facts`: f, i, u, b, c, ...; "" for what NumPy has no such name for."""
    try:
        return np.dtype(dtype).kind
    except TypeError:
        return ""
