"""What tells two batches apart without a look at a value: types, shapes, dtypes."""

from __future__ import annotations

from collections.abc import Mapping

from lstmdoctor.data.live.names_of_types import attribute_or_none
from lstmdoctor.data.live.tensors import shape_of_tensor

FIRST_ITEMS = 4
"""Items of a list that are looked at."""
SYMBOLIC = frozenset({"KerasTensor", "SymbolicTensor", "Tracer", "FakeTensor", "Placeholder"})


def signature_of(value: object, first_axis: bool = True, depth: int = 0) -> object:
    """A key of the shapes and dtypes in nested containers; on wish without the number of samples."""
    if value is None or isinstance(value, str | bytes) or depth > FIRST_ITEMS:
        return type(value).__name__
    if isinstance(value, Mapping):
        return tuple((str(key), signature_of(item, first_axis, depth + 1)) for key, item in value.items())
    if isinstance(value, tuple | list):
        inner = tuple(signature_of(item, first_axis, depth + 1) for item in value[:FIRST_ITEMS])
        many = len(value) if len(value) > FIRST_ITEMS else 0
        sizes = {samples_of(item) for item in value[:FIRST_ITEMS]}
        return (type(value).__name__, many, len(sizes), inner)
    shape = shape_of_tensor(value)
    if shape is None:
        return type(value).__name__
    return (shape if first_axis else shape[1:], str(attribute_or_none(value, "dtype")))


def samples_of(value: object) -> int | None:
    """Size of the first axis."""
    shape = shape_of_tensor(value)
    return shape[0] if shape else None


def is_symbolic(value: object) -> bool:
    """Whether a tensor stands for values that come later: a model is being built or traced, not fed."""
    if isinstance(value, Mapping):
        return any(map(is_symbolic, value.values()))
    if isinstance(value, list | tuple):
        return any(map(is_symbolic, value[:FIRST_ITEMS]))
    names = {kind.__name__ for kind in type(value).__mro__}
    if names & SYMBOLIC:
        return True
    graph = "Tensor" in names and type(value).__module__.startswith("tensorflow")
    return graph and not names & {"EagerTensor", "_EagerTensorBase"}
