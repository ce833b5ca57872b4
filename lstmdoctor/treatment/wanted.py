"""Which files are to be written."""

from __future__ import annotations

import os
from dataclasses import dataclass

from lstmdoctor.core.labels import LabelAt, LabelCure
from lstmdoctor.errors import Refused
from lstmdoctor.files.targets import Target
from lstmdoctor.treatment.record import RECORD, record_path
from lstmdoctor.treatment.recorded import read_record
from lstmdoctor.treatment.recorded_labels import RecordedLabels


@dataclass(frozen=True)
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

    def kept_of_labels(self) -> RecordedLabels | None:
        """What a record keeps of the labels; None where none are written."""
        return None if self.labels_output is None else RecordedLabels(self.label_at, self.label_cure)

    def targets(self, output: str | None) -> tuple[Target, ...]:
        """All files that would be written, with the array at `output`; as far as their names are known.

        An old record may be replaced: without its output, which is what is guarded, it says nothing.
        """
        named = (output, self.labels_output, self.mask_output)
        found = [Target(path, self.force) for path in named if path is not None]
        if self.record and output is not None:
            beside = record_path(output)
            found.append(Target(beside, self.force or is_treatment_record(beside)))
        return tuple(found)


def is_treatment_record(path: str) -> bool:
    """Whether this is the record of a treatment, which goes with the output that it stands beside."""
    if not path.endswith(RECORD) or os.path.islink(path) or not os.path.isfile(path):
        return False
    try:
        read_record(path)
    except Refused:
        return False
    return True
