"""What a treatment says of the labels that went along with its data."""

from __future__ import annotations

from lstmdoctor.core.labels import LABEL_CURES, LabelAt, LabelCure
from lstmdoctor.edits.entry import Entry
from lstmdoctor.files.limits import RANK
from lstmdoctor.records import frozen_record

POSSIBLE: tuple[list[str], ...] = (
    *([], ["encode"], ["from-zero"], ["one-hot"]),
    *(["encode", "one-hot"], ["from-zero", "one-hot"]),
)
"""Cures that can be made together."""
AT: dict[str, LabelAt] = {"last": "last", "first": "first", "every": "every"}


@frozen_record
class RecordedLabels:
    """The labels of a treatment.

    Parameters
    ----------
    at : {"last", "first", "every"}
        Which timestep gives the label of a window.
    cure : LabelCure or None
        How they were written anew.
    """

    at: LabelAt = "last"
    cure: LabelCure | None = None


def labels_entry(labels: RecordedLabels) -> dict[str, object]:
    """The entry of a record."""
    if labels.cure is None:
        return {"at": labels.at, "cure": []}
    cure = labels.cure
    made = zip(LABEL_CURES, (cure.encode, cure.from_zero, cure.one_hot), strict=True)
    names = {"names": list(cure.names)} if cure.encode else {}
    sizes = {"classes": cure.classes, "rank": cure.rank}
    return {"at": labels.at, "cure": [name for name, done in made if done], **sizes, **names}


def recorded_labels(entry: Entry) -> RecordedLabels:
    """The labels of a treatment file; raises `Unreadable`."""
    at = AT.get(entry.text("at", RANK))
    if at is None:
        raise entry.wrong("at", f"one of {', '.join(AT)}")
    cure = entry.value("cure")
    if not isinstance(cure, list) or cure not in POSSIBLE:
        raise entry.wrong("cure", f"a list of {' and '.join(LABEL_CURES)}")
    encode, from_zero, one_hot = (name in cure for name in LABEL_CURES)
    entry.refuse_unknown(
        {"at", "cure", *(("classes", "rank") if cure else ()), *(["names"] if encode else [])}
    )
    if not cure:
        return RecordedLabels(at)
    classes, rank = entry.integer("classes", 2), entry.integer("rank", 1, RANK)
    names = recorded_class_names(entry, classes) if encode else ()
    return RecordedLabels(at, LabelCure(from_zero, one_hot, classes, rank, encode, names))


def recorded_class_names(entry: Entry, classes: int) -> tuple[str, ...]:
    """The names of classes in the order of their ids; raises `Unreadable`."""
    names = entry.value("names")
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise entry.wrong("names", "a list of texts")
    if not 0 < len(names) == len(set(names)) <= classes:
        raise entry.wrong("names", f"a list of 1 to {classes:,} different texts")
    return tuple(names)
