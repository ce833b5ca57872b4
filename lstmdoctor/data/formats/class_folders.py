"""A folder of class folders: ``hello/0.npy``, ``thanks/12.npy``; the labels are the names of the folders.

One folder of frames for each sequence looks alike. What tells them apart: the folders of sequences are
counted (``clip1``, ``clip2``) and a frame is a row of values or a picture, the folders of classes have words
for names and hold whole sequences. Where each class holds folders again (``hello/0/29.npy``), these are the
sequences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lstmdoctor.core.facts import Place
from lstmdoctor.data.contents.container import Parts
from lstmdoctor.data.formats.folder_files import (
    FILES_OF,
    NATURAL,
    FolderSequences,
    ObjectFile,
    Recorded,
    list_folder,
    open_folder_file,
    open_frames,
    shape_of_sequence,
)
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.roles.names import is_label, is_numbered_series
from lstmdoctor.text import count_noun, safe_text, shape_text

LABELS = "labels"
SHOWN = 6
CHANNELS, SMALLEST_PICTURE = (1, 3, 4), 16
"""What tells a frame of a film from a sequence."""


@frozen_record
class Sample:
    """One sequence of a class, and where it stands in the folder."""

    path: str
    sequence: Recorded


def class_folder_parts(path: str, folders: Sequence[str]) -> Parts | None:
    """The sequences of all classes, and their labels; None where the folders are no classes.

    Raises
    ------
    Unreadable
        The sequences differ in more than their length.
    """
    names = sorted(one for one in folders if not one.startswith("."))
    if len(names) < 2 or (is_numbered_series(names) and not all(map(is_label, names))):
        return None
    found = {name: list(samples_of_class(path, name)) for name in names}
    classes = {name: samples for name, samples in found.items() if samples}
    if len(classes) < 2 or not are_sequences(list(classes.values())):
        return None
    samples = [sample for one in classes.values() for sample in one]
    refuse_mixed_shapes(samples)
    sizes = [len(one) for one in classes.values()]
    labels = ArraySequences(LABELS, np.repeat(np.arange(len(sizes)), sizes))
    data = FolderSequences("", [sample.sequence for sample in samples])
    places = {"": class_place(samples)}
    return Parts((data,), (labels,), (class_remark(classes),), places)


def samples_of_class(path: str, name: str) -> Iterator[Sample]:
    """The sequences of one class: its files, or its folders of frames."""
    inner = str(Path(path, name))
    files, folders, _ = list_folder(inner)
    for file in files:
        yield Sample(f"{name}/{file}", open_folder_file(inner, file, f"{name}/{file}"))
    for folder in [] if files else folders:
        if frames := open_frames(inner, folder):
            yield Sample(f"{name}/{folder}", frames)


def are_sequences(classes: Sequence[Sequence[Sample]]) -> bool:
    """Whether these are sequences, and not the frames of one sequence for each folder."""
    shapes = [{shape_of_sequence(one.sequence) for one in samples} for samples in classes]
    if any(len(one) > 1 for one in shapes):
        return True
    first = next(iter(shapes[0]))
    return len(first) > 1 and not (len(set().union(*shapes)) == 1 and is_picture(first))


def is_picture(shape: tuple[int, ...]) -> bool:
    """Whether this is the shape of a picture in grey, colour, or colour with transparency."""
    return len(shape) == 3 and shape[-1] in CHANNELS and min(shape[:2]) >= SMALLEST_PICTURE


def refuse_mixed_shapes(samples: Sequence[Sample], what: str = "class folders") -> None:
    """Raise `Unreadable` where sequences differ in more than their number of timesteps."""
    kinds = Counter(shape_of_sequence(one.sequence)[1:] for one in samples)
    ranks = {len(shape_of_sequence(one.sequence)) for one in samples}
    if len(kinds) == 1 and len(ranks) == 1:
        return
    usual = kinds.most_common(1)[0][0]
    pair = [
        next(one for one in samples if (shape_of_sequence(one.sequence)[1:] == usual) is alike)
        for alike in (True, False)
    ]
    told = " and ".join(
        f"'{safe_text(one.path)}' is {shape_text(shape_of_sequence(one.sequence))}" for one in pair
    )
    others = len(samples) - kinds[usual]
    raise Unreadable(
        f"{what} of mixed shapes: {told} ({count_noun(others, 'file')} of {len(samples):,} "
        f"{'differs' if others == 1 else 'differ'} in more than the number of timesteps)"
    )


def class_remark(classes: dict[str, list[Sample]]) -> str:
    """``labels from the names of the folders: 0 hello (12), 1 thanks (9)``."""
    shown = [f"{place} {safe_text(name)} ({len(one):,})" for place, (name, one) in enumerate(classes.items())]
    more = ", ..." if len(shown) > SHOWN else ""
    return f"labels from the names of the folders: {', '.join(shown[:SHOWN])}{more}"


def class_place(samples: Sequence[Sample]) -> Place:
    """Where the sequences stand, in Python."""
    allow = ", allow_pickle=True" if any(isinstance(one.sequence, ObjectFile) for one in samples) else ""
    files = f"sorted(d{FILES_OF}, {NATURAL})"
    if not isinstance(samples[0].sequence, tuple):
        return Place(f"[np.load(p{allow}) for d in sorted(", f'.glob("[!.]*")) for p in {files}]')
    frames = f"np.stack([np.load(p{allow}) for p in {files.replace('d.glob', 's.glob')}])"
    folders = f'sorted((s for s in d.glob("*") if any(s{FILES_OF})), {NATURAL})'
    return Place(f"[{frames} for d in sorted(", f'.glob("[!.]*")) for s in {folders}]')
