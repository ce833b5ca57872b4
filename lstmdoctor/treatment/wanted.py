"""Which files are to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lstmdoctor.core.labels import LabelAt
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.files.publish import refuse_target
from lstmdoctor.treatment.record import RECORD, record_path
from lstmdoctor.treatment.recorded import read_record


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
    record : bool
        Whether to write ``<out>.treatment.json`` beside the array.
    force : bool
        Replace what is there.
    verify : bool
        Let Keras predict on a batch of the result before it appears.
    """

    output: str | None = None
    labels_output: str | None = None
    mask_output: str | None = None
    label_at: LabelAt = "last"
    record: bool = True
    force: bool = False
    verify: bool = False

    def paths(self, target: str) -> list[str]:
        """All files that would be written."""
        beside = [record_path(target)] if self.record else []
        named = [path for path in (self.labels_output, self.mask_output) if path is not None]
        return [target, *named, *beside]


def refuse_targets(paths: Sequence[str], inputs: Sequence[str], force: bool) -> None:
    """Raise where a file may not be written, or two outputs are one file.

    An old record may be replaced: without its output, which is what is guarded, it says nothing.
    """
    for position, path in enumerate(paths):
        if Path(path).absolute() in {Path(other).absolute() for other in paths[:position]}:
            raise Usage(f"{path}: two outputs are to go to this one file")
        refuse_target(path, inputs, force or is_treatment_record(path))


def is_treatment_record(path: str) -> bool:
    """Whether this is the record of a treatment, which goes with the output that it stands beside."""
    if not path.endswith(RECORD) or Path(path).is_symlink() or not Path(path).is_file():
        return False
    try:
        read_record(path)
    except Refused:
        return False
    return True
