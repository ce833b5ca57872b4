"""The values of a tensor of any framework as an array of NumPy."""

from __future__ import annotations

import numpy as np

from lstmdoctor.data.live.names_of_types import attribute_or_none
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.errors import Unreadable, pass_on_signal
from lstmdoctor.text import kind_text


def values_of_tensor(value: object) -> Array:
    """The values as an array; raises `Unreadable` where they cannot be had."""
    try:
        # Torch gives no array of what has a gradient or is on a GPU; TensorFlow, which has no `detach`, warns
        # of its `cpu`.
        for step in ("detach", "cpu") if attribute_or_none(value, "detach") is not None else ():
            method = attribute_or_none(value, step)
            value = method() if callable(method) else value
        if str(attribute_or_none(value, "dtype")).endswith("bfloat16") and callable(
            convert := attribute_or_none(value, "float")
        ):
            value = convert()  # torch gives NumPy no bfloat16
        found = np.asarray(value)
        return found.astype("float32") if found.dtype.name == "bfloat16" else found
    except Exception as error:
        pass_on_signal(error)
        raise Unreadable(f"holds {kind_text(value)} that gives no values ({type(error).__name__})") from error
