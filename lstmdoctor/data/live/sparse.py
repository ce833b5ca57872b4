"""Sparse matrices of SciPy: shape and dtype, and the values that are stored."""

from __future__ import annotations

import math

from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.names_of_types import attribute_or_none
from lstmdoctor.data.live.tensors import dtype_of_tensor, shape_of_tensor
from lstmdoctor.data.live.unseen import UnseenSequences
from lstmdoctor.data.live.values import values_of_tensor
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.text import kind_text

DENSE_BYTES = 64 << 20
"""A matrix up to this size is spread out for its values to be seen; beyond it only the header is."""


def holds_sparse(value: object) -> bool:
    """Whether this is a matrix or array of ``scipy.sparse``."""
    return any(kind.__module__.startswith("scipy.sparse") for kind in type(value).__mro__)


def sparse_sequences(name: str, value: object, look: Look) -> Sequences:
    """The matrix; dense where that is small, since zeros are values too."""
    shape, dtype, spread = (
        shape_of_tensor(value),
        dtype_of_tensor(value),
        attribute_or_none(value, "toarray"),
    )
    if shape is None or dtype is None or not callable(spread):
        raise Unreadable(f"holds {kind_text(value)} without a shape")
    sizes = tuple(size for size in shape if size is not None)
    large = math.prod(sizes) * dtype.itemsize > DENSE_BYTES
    if look.header_only or large:
        remark = "no value was looked at: the matrix is too large to be spread out" if large else ""
        return UnseenSequences(name, array_facts(sizes, dtype), "is too large to be spread out", remark)
    return ArraySequences(name, values_of_tensor(spread()))
