"""What a treatment says of the labels that went along with its data."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from lstmdoctor.core.labels import LABEL_CURES, LabelAt, LabelCure
from lstmdoctor.edits.entry import Entry
from lstmdoctor.files.limits import RANK
from lstmdoctor.treatment.recorded_table import names_of

AT: dict[str, LabelAt] = {"last": "last", "first": "first", "every": "every"}


@dataclass(frozen=True)
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
    made = zip(LABEL_CURES, (labels.cure.from_zero, labels.cure.one_hot), strict=True)
    sizes = {key: value for key, value in asdict(labels.cure).items() if key in ("classes", "rank")}
    named = {"names": list(labels.cure.names)} if labels.cure.names else {}
    return {"at": labels.at, "cure": [name for name, done in made if done], **sizes, **named}


def recorded_labels(entry: Entry) -> RecordedLabels:
    """The labels of a treatment file; raises `Unreadable`."""
    at = AT.get(entry.text("at", RANK))
    if at is None:
        raise entry.wrong("at", f"one of {', '.join(AT)}")
    cure = entry.value("cure")
    if not isinstance(cure, list) or cure not in ([], *([name] for name in LABEL_CURES), [*LABEL_CURES]):
        raise entry.wrong("cure", f"a list of {' and '.join(LABEL_CURES)}")
    entry.refuse_unknown({"at", "cure", *(("classes", "rank", "names") if cure else ())})
    if not cure:
        return RecordedLabels(at)
    from_zero, one_hot = (name in cure for name in LABEL_CURES)
    classes, rank = entry.integer("classes", 2), entry.integer("rank", 1, RANK)
    names = names_of(entry, "names") if "names" in entry.values else ()
    return RecordedLabels(at, LabelCure(from_zero, one_hot, classes, rank, names))
