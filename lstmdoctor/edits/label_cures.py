"""Labels written anew: classes counted from 0, one value for each class. Done only where an option says so.

Nothing is guessed and nothing invented: a label that is none of the classes ends it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from lstmdoctor.core.labels import LabelCure
from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Array, Block
from lstmdoctor.core.spec import Shape
from lstmdoctor.errors import Usage
from lstmdoctor.text import byte_size_text, shape_text

BINARY = 2
"""Classes of an output of one unit."""
LARGEST_LABEL_BYTES = 256 << 20
"""Most that the one-hot labels of a sample may take: 64 million classes, or 64,000 in 1,000 timesteps."""


def label_cure_for(wish: Sequence[str], output: Shape | None) -> LabelCure:
    """What the user asked for, made exact by the shape of the output.

    Raises
    ------
    Usage
        The model does not say how many classes there are, or has only one unit for them.
    """
    units = output[-1] if output else None
    from_zero, one_hot, encode = ("from-zero" in wish, "one-hot" in wish, "encode" in wish)
    named = f"--label-cure {wish[0]}"
    if output is None or units is None:
        raise Usage(f"{named}: the model does not say how many classes its output has")
    if encode and from_zero:
        raise Usage("--label-cure encode+from-zero: the names of classes are numbered from 0 already")
    if one_hot and units < BINARY:
        raise Usage(f"{named}: the output has one unit, and one-hot labels have a value for each class")
    return LabelCure(from_zero, one_hot, max(units, BINARY), len(output), encode)


def class_ids(rows: Block, cure: LabelCure) -> Block:
    """Labels as ids from 0, one for each label, before they follow the samples.

    Raises
    ------
    Usage
        One of them is no class.
    """
    if isinstance(rows, list):
        return [ids_of_array(np.asarray(row), cure) for row in rows]
    return ids_of_array(rows, cure)


def ids_of_array(rows: Array, cure: LabelCure) -> Array:
    """The ids of one array of labels."""
    first = 1 if cure.from_zero and not cure.names else 0
    last = cure.classes - 1 + first
    if rows.dtype.kind not in tuple("iuf"):
        raise Usage(f"--label-cure: the labels are {rows.dtype}, numbers from {first} to {last:,} are wanted")
    bad = ~((rows >= first) & (rows <= last) & (rows == np.floor(rows)))
    if bad.any():
        cure_name = "from-zero" if cure.from_zero else "one-hot"
        more = (
            "" if cure.from_zero or not (rows[bad] == cure.classes).all() else ": add --label-cure from-zero"
        )
        sample = int(np.argwhere(bad)[0][0]) if rows.ndim else 0
        raise Usage(
            f"--label-cure {cure_name}: label {rows[bad][0]:g} of sample {sample:,} is no class, the ids are "
            f"{first} to {last:,}{more}"
        )
    return rows - rows.dtype.type(first) if first else rows


def cured_label_shape(rows: Array, cure: LabelCure) -> tuple[int, ...]:
    """Shape of the labels as they are written; an axis of 1 in the place of the classes goes.

    Raises
    ------
    Usage
        There would be one axis more than the output has, or the labels of a sample would be too large.
    """
    if not cure.one_hot:
        return rows.shape
    flat = rows.shape[:-1] if rows.ndim == cure.rank and rows.shape[-1] == 1 else rows.shape
    if len(flat) >= cure.rank:
        raise Usage(
            f"--label-cure one-hot: the labels are {shape_text(rows.shape)}, and a value for each class "
            f"would be one axis more than the {cure.rank} of the output"
        )
    size = math.prod(flat[1:]) * cure.classes * np.dtype("float32").itemsize
    if size > LARGEST_LABEL_BYTES:
        most = byte_size_text(LARGEST_LABEL_BYTES)
        raise Usage(
            f"--label-cure one-hot: {cure.classes:,} classes take {byte_size_text(size)} for each sample, "
            f"more than {most}"
        )
    return (*flat, cure.classes)


def cured_label_blocks(ids: Array, cure: LabelCure) -> Iterator[Array]:
    """The labels as they are written, a bounded number of bytes at a time."""
    if not cure.one_hot:
        yield ids
        return
    shape = cured_label_shape(ids, cure)
    rows = ids.reshape(shape[:-1])
    step = output_rows(int(np.prod(shape[1:], dtype=int)) * np.dtype("float32").itemsize)
    for first in range(0, max(1, len(rows)), step):
        part = rows[first : first + step]
        made: Array = np.zeros((*part.shape, cure.classes), "float32")
        np.put_along_axis(made, part.astype(np.intp)[..., None], 1, axis=-1)
        yield made
