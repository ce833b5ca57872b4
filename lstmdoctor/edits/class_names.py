"""Labels that are text: the names of classes, and the places of these in their order.

The order is that of `sorted`, as `np.unique` and scikit-learn's ``LabelEncoder`` have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lstmdoctor.core.readings import Array, Block
from lstmdoctor.errors import Usage
from lstmdoctor.text import safe_text

PART = 1 << 16
"""Texts that are Python objects at a time."""
SHOWN = 3


def class_names_of(rows: Block, most: int) -> tuple[str, ...]:
    """The different texts among labels, sorted.

    Raises
    ------
    Usage
        There are no texts, or more different ones than `most`.
    """
    found: set[str] = set()
    for array in arrays_of_block(rows):
        for part in parts_of_text(array):
            found.update(part)
            if len(found) > most:
                shown = ", ".join(f"'{safe_text(name, 40)}'" for name in sorted(found)[:SHOWN])
                raise Usage(
                    f"--label-cure encode: the labels have more than {most:,} different texts ({shown}, "
                    f"...), and the output tells {most:,} classes apart"
                )
    return tuple(sorted(found))


def ids_of_names(rows: Block, names: Sequence[str]) -> Block:
    """The place of each label among the names; raises `Usage` for one that is not there."""
    places = {name: place for place, name in enumerate(names)}
    if isinstance(rows, np.ndarray):
        return ids_of_texts(rows, places, 0)
    return [ids_of_texts(row, places, sample) for sample, row in enumerate(rows)]


def ids_of_texts(texts: Array, places: dict[str, int], sample: int) -> Array:
    """The ids of one array of texts, whose first row is the label of `sample`."""
    ids: Array = np.empty(texts.size, np.int64)
    done = 0
    for part in parts_of_text(texts):
        unknown = next((at for at, name in enumerate(part) if name not in places), None)
        if unknown is not None:
            row = (done + unknown) // max(1, texts.size // max(1, len(texts)))
            known = ", ".join(safe_text(name, 40) for name in list(places)[:SHOWN])
            label, more = safe_text(part[unknown], 40), ", ..." if len(places) > SHOWN else ""
            raise Usage(
                f"--label-cure encode: label '{label}' of sample {sample + row:,} is none of the classes "
                f"{known}{more}"
            )
        ids[done : done + len(part)] = [places[name] for name in part]
        done += len(part)
    return ids.reshape(texts.shape)


def arrays_of_block(rows: Block) -> Sequence[Array]:
    """A block as arrays."""
    return [rows] if isinstance(rows, np.ndarray) else rows


def parts_of_text(texts: Array) -> Iterator[list[str]]:
    """The texts of an array, some thousand at a time; raises `Usage` where they are none."""
    if texts.dtype.kind not in tuple("USO"):
        raise Usage(
            f"--label-cure encode: the labels are {texts.dtype}, and text is wanted: numbers are ids already"
        )
    flat = texts.ravel()
    for start in range(0, flat.size, PART):
        yield [name_of_label(one) for one in flat[start : start + PART].tolist()]


def name_of_label(label: object) -> str:
    """A text as the name of a class."""
    return label.decode("utf-8", "backslashreplace") if isinstance(label, bytes) else str(label)
