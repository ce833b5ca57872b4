"""Typed looks at JSON that nobody has checked: each function gives a plain value or None, never an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lstmdoctor.core.choices import MOST_TIMESTEPS
from lstmdoctor.core.spec import MAX_RANK, Dim, Option, Shape

Config = Mapping[str, object]
NOTHING: Config = {}

MAX_DIM = MOST_TIMESTEPS


def mapping_or_empty(value: object) -> Config:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else NOTHING


def items_or_none(value: object) -> Sequence[object] | None:
    """The items of a list, or of a tuple or TensorShape that Keras wrote as an object (``items``)."""
    if isinstance(value, dict) and value.get("class_name") in ("__tuple__", "TensorShape"):
        value = value.get("items")
    return value if isinstance(value, list) else None


def text_or_none(value: object) -> str | None:
    """The value if it is text."""
    return value if isinstance(value, str) else None


def integer_or_none(value: object) -> int | None:
    """The value if it is an integer of a size that a shape can have; True is no integer here."""
    return value if type(value) is int and abs(value) <= MAX_DIM else None


def integers_or_none(value: object) -> tuple[int, ...] | None:
    """A list of integers, or None when anything else is in it."""
    items = items_or_none(value)
    if items is None:
        return None
    found = [integer_or_none(item) for item in items]
    return tuple(item for item in found if item is not None) if None not in found else None


def shape_or_none(value: object) -> Shape | None:
    """A shape with its batch axis, or None when any axis is not a positive integer or free."""
    items = items_or_none(value)
    if items is None or not 1 <= len(items) <= MAX_RANK:
        return None
    axes: list[Dim] = []
    for item in items:
        size = integer_or_none(item)
        if item is not None and (size is None or size < 1):
            return None
        axes.append(size)
    return tuple(axes)


def free_batch(axes: Shape | None) -> Shape | None:
    """The same shape for any number of samples."""
    return None if axes is None else (None, *axes[1:])


def plain_option(value: object) -> tuple[bool, Option]:
    """Whether a setting is plain enough to keep, and what is kept of it.

    Serialized functions and objects are reduced to their name, NumPy scalars (``__numpy__``) to their value.
    """
    if isinstance(value, dict):
        return _object_option(value)
    if isinstance(value, list):
        numbers = integers_or_none(value)
        return numbers is not None, numbers
    if value is None or isinstance(value, bool | float | str):
        return True, value
    number = integer_or_none(value)
    return number is not None, number


def _object_option(value: Config) -> tuple[bool, Option]:
    kind, config = text_or_none(value.get("class_name")), value.get("config")
    if kind in ("__tuple__", "TensorShape"):
        numbers = integers_or_none(value)
        return numbers is not None, numbers
    if kind in ("__numpy__", "__tensor__"):
        inner = mapping_or_empty(config).get("value")
        return (True, inner) if isinstance(inner, bool | int | float) else (False, None)
    if kind == "function":
        kind = text_or_none(config)
    return kind is not None, kind


def dtype_policy_name(value: object) -> str | None:
    """The name in a dtype or a dtype policy, whichever way the version wrote it."""
    if isinstance(value, dict):
        value = mapping_or_empty(value.get("config")).get("name")
    return text_or_none(value)


# NumPy has no bfloat16, and Keras casts float32 to it; a mixed policy takes float32 and computes in 16 bits.
_NUMPY_NAMES = {
    "string": "str", "bfloat16": "float32", "mixed_float16": "float32", "mixed_bfloat16": "float32",
    **{name: name for name in ("bool", "float16", "float32", "float64", "complex64", "complex128", "str")},
    **{f"{sign}int{bits}": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}  # fmt: skip


def numpy_dtype(value: object) -> str:
    """A NumPy dtype name for what the file says; float32, which is Keras's default, when it says nothing."""
    return _NUMPY_NAMES.get(dtype_policy_name(value) or "", "float32")
