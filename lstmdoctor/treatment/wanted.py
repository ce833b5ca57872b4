"""Which files are to be written."""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from lstmdoctor.core.labels import LabelAt, LabelCure
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.files.places import is_place, local_path
from lstmdoctor.files.targets import Target
from lstmdoctor.records import frozen_record
from lstmdoctor.treatment.record import RECORD, record_path
from lstmdoctor.treatment.recorded import read_record
from lstmdoctor.treatment.recorded_labels import RecordedLabels


@frozen_record
class Wanted:
    """The files that `fix` is asked for.

    Parameters
    ----------
    output : str or None
        The array; ``<stem>.fixed.npy`` beside the data unless named (``.npz`` for several arrays).
    labels_output : str or None
        The labels of its samples.
    mask_output : str or None
        Boolean (samples, timesteps), True where a timestep is real.
    label_at : {"last", "first", "every"}
        Which timestep gives the label of a window, where every timestep has one.
    label_cure : LabelCure or None
        What becomes of the labels beside what the samples do.
    record : bool
        Whether to write ``<out>.treatment.json`` beside the array.
    force : bool
        Replace what is there.
    verify : bool
        Let Keras predict on a batch of the result before it appears.
    resume : bool
        Go on where a treatment of many files ended.
    split : float or None
        Share of the timesteps that is for training; what stands behind goes into files of its own.
    """

    output: str | None = None
    labels_output: str | None = None
    mask_output: str | None = None
    label_at: LabelAt = "last"
    label_cure: LabelCure | None = None
    record: bool = True
    force: bool = False
    verify: bool = False
    resume: bool = False
    split: float | None = None

    def share(self) -> Fraction | None:
        """`split` as the number that was written; raises `Usage` where nothing would be left of a part."""
        return None if self.split is None else share_of_split(self.split)

    def of_part(self, part: str) -> Wanted:
        """The files of one part of data that is split; the record stands beside the first."""
        return replace(
            self,
            output=None if self.output is None else path_of_part(self.output, part),
            labels_output=None if self.labels_output is None else path_of_part(self.labels_output, part),
            mask_output=None if self.mask_output is None else path_of_part(self.mask_output, part),
            record=self.record and part == "train",
            split=None,
        )

    def on_disks(self) -> Wanted:
        """The same with ``file://`` URLs as the paths that they are."""
        named = (self.output, self.labels_output, self.mask_output)
        output, labels, mask = (None if path is None else local_path(path) for path in named)
        return replace(self, output=output, labels_output=labels, mask_output=mask)

    def kept_of_labels(self) -> RecordedLabels | None:
        """What a record keeps of the labels; None where none are written."""
        return None if self.labels_output is None else RecordedLabels(self.label_at, self.label_cure)

    def targets(self, output: str | None) -> tuple[Target, ...]:
        """All files that would be written, with the array at `output`; as far as their names are known.

        An old record may be replaced: without its output, which is what is guarded, it says nothing.
        """
        if self.split is not None:
            parts = [replace(self, output=output).of_part(part) for part in ("train", "validation")]
            return tuple(target for part in parts for target in part.targets(part.output))
        named = (output, self.labels_output, self.mask_output)
        found = [Target(path, self.force) for path in named if path is not None]
        if self.record and output is not None:
            beside = record_path(output)
            found.append(Target(beside, self.force or is_treatment_record(beside)))
        return tuple(found)


def names_any_output(wanted: Wanted) -> bool:
    """Whether a file is named, which is then written of data that needs nothing too."""
    return any(path is not None for path in (wanted.output, wanted.labels_output, wanted.mask_output))


def share_of_split(split: float) -> Fraction:
    """A share as the number that was written: 0.57 of 100 are 57."""
    if not 0 < split < 1:
        raise Usage(f"--split {split:g} is no share between 0 and 1, as in --split 0.8")
    return Fraction(str(split))


def with_split(wanted: Wanted | None, split: float | None) -> Wanted | None:
    """The files that are asked for, split where a share is given."""
    return wanted if split is None else replace(wanted or Wanted(), split=split)


def path_of_part(path: str, part: str) -> str:
    """``windows.train.npy`` of ``windows.npy``."""
    whole = Path(path)
    return str(whole.with_name(f"{whole.stem}.{part}{whole.suffix}"))


def is_treatment_record(path: str) -> bool:
    """Whether this is the record of a treatment, which goes with the output that it stands beside."""
    there = is_place(path) or (os.path.isfile(path) and not os.path.islink(path))
    if not path.endswith(RECORD) or not there:
        return False
    try:
        read_record(path)
    except Refused:
        return False
    return True
