"""`tf.RaggedTensor`: sequences of different lengths in one flat tensor."""

from __future__ import annotations

import numpy as np

from lstmdoctor.core.facts import AnySize, Facts, axis_from_counts
from lstmdoctor.core.spec import Shape
from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.names_of_types import attribute_or_none, is_of_class
from lstmdoctor.data.live.tensors import dtype_of_tensor, shape_of_tensor
from lstmdoctor.data.live.unseen import UnseenSequences
from lstmdoctor.data.live.values import values_of_tensor
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.data.sequences.source import Sequences, shown_dtype_name
from lstmdoctor.errors import Unreadable


def holds_ragged(value: object) -> bool:
    """Whether this is a ragged tensor of TensorFlow, with its values."""
    return is_of_class(value, "tensorflow", "RaggedTensor")


def ragged_sequences(name: str, value: object, look: Look) -> Sequences:
    """The sequences; raises `Unreadable` where the tensor is ragged in more than its timesteps."""
    flat, dtype = attribute_or_none(value, "values"), dtype_of_tensor(value)
    ask = attribute_or_none(value, "row_lengths")
    if not callable(ask) or dtype is None or holds_ragged(flat):
        raise Unreadable("holds a RaggedTensor that is ragged in more than its timesteps")
    lengths = values_of_tensor(ask()).tolist()
    if look.header_only:
        inner: Shape = (shape_of_tensor(flat) or (None,))[1:]
        sizes, numbers = np.unique(lengths, return_counts=True)
        counts = dict(zip(sizes.tolist(), numbers.tolist(), strict=True))
        steps = axis_from_counts(counts) if counts else 0
        axes = (len(lengths), steps, *(AnySize(1) if size is None else size for size in inner))
        facts = Facts(axes, "list", (shown_dtype_name(dtype),), "list")
        return UnseenSequences(name, facts, "was not looked at")
    rows = np.split(values_of_tensor(flat), np.cumsum(lengths)[:-1])
    return ListSequences(name, rows)
