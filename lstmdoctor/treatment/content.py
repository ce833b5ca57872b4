"""From plans to a file: what has to be done, where it goes, and the writing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.reports import Report
from lstmdoctor.data.sequences.source import Progress, Sequences, Source
from lstmdoctor.errors import Unreadable, Usage
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.places import is_place, local_path
from lstmdoctor.files.publish import Writer
from lstmdoctor.text import safe_text
from lstmdoctor.treatment.follow import timestep_mask
from lstmdoctor.treatment.stream import stream_reading
from lstmdoctor.treatment.write import is_member_name, write_npy, write_npz


def default_output(data: str, arrays: int) -> str:
    """``<stem>.fixed.npy`` beside the data, ``.npz`` for several arrays.

    Raises
    ------
    Usage
        The data is in another place, where nothing is written unasked.
    """
    file = local_path(split_array_path(data)[0])
    if is_place(file):
        raise Usage(f"{file} is in another place: name the file to write with -o")
    path = Path(file)
    if path.name in ("", ".."):
        path = path.resolve()
    return str(path.with_name(f"{path.stem}.fixed.{'npy' if arrays == 1 else 'npz'}"))


def result_content(source: Source, plans: Sequence[Plan], target: str, progress: Progress | None) -> Writer:
    """What writes the planned arrays into one file.

    Raises
    ------
    Usage
        Several arrays for a file that holds one.
    Unreadable
        The name of an array would be a place outside the archive.
    """
    if len(plans) > 1 and target.endswith(".npy"):
        raise Usage(f"{target}: {len(plans)} arrays go into an .npz file")
    outside = [plan.name for plan in plans if not is_member_name(plan.name)]
    if outside and target.endswith(".npz"):
        raise Unreadable(f"has an array '{safe_text(outside[0])}', which names no member of an .npz file")
    total, done = sum(plan.after.samples for plan in plans), 0

    def step(samples: int) -> None:
        nonlocal done
        done += samples
        if progress is not None:
            progress(done, total)

    members = [(plan.name or "x", partial(write_array, source, plan, step)) for plan in plans]
    alone = len(plans) == 1 and not target.endswith(".npz")
    return members[0][1] if alone else partial(write_npz, members=members)


def sequences_of(source: Source, plan: Plan) -> Sequences:
    """The array of the data that a plan is made for."""
    slot = plan.slot
    array = next(array for array in source.arrays if array.name == slot.array.name)
    return array if slot.member is None else array.split()[slot.member]


def mask_content(source: Source, plan: Plan, masked: float | None) -> Writer:
    """What writes the mask of real timesteps; `masked` is the value that the model masks."""
    rows = timestep_mask(sequences_of(source, plan), plan.chosen, masked)
    samples, *rest = (axis for axis in plan.after.axes if isinstance(axis, int))
    return partial(write_npy, shape=(samples, *rest[:1]), dtype="bool", blocks=rows, step=ignore_progress)


def masked_value(before: Report | None, plan: Plan) -> float | None:
    """The value that the model masks in the array of a plan; None where it masks nothing."""
    pairs = before.case.pairs if before is not None else ()
    return next((pair.goal.mask_value for pair in pairs if pair.input.name == plan.name), None)


def is_mask_idle(plan: Plan, masked: float | None) -> bool:
    """Whether a mask is True everywhere: no steps are added, and the model masks none."""
    return masked is None and (plan.chosen is None or not plan.chosen.has("pad"))


def ignore_progress(samples: int) -> None:
    """Progress of what is too small to show any."""


def write_array(source: Source, plan: Plan, step: Callable[[int], None], file: IO[bytes]) -> None:
    """One array of the output."""
    sizes = tuple(axis for axis in plan.after.axes if isinstance(axis, int))
    rows = stream_reading(sequences_of(source, plan), plan.chosen) if plan.after.samples else iter(())
    write_npy(file, sizes, plan.after.dtype, rows, step)


def as_planned(written: DataFile, plans: Sequence[Plan]) -> None:
    """Raise `Unreadable` unless the file holds the arrays that were planned."""
    for array, plan in zip(written.arrays, plans, strict=True):
        found, planned = array.facts, plan.after
        if found.axes != planned.axes or found.dtypes != planned.dtypes:
            raise Unreadable(
                f"{found.axes} of {found.dtype} was written, {planned.axes} of {planned.dtype} planned"
            )
