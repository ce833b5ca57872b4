"""A treatment file, read as what it is: input from nobody knows whom.

What `lstmdoctor.treatment.record` writes is all that is read, key by key. Beside the words of each value
stands the sense of all together: the edits must lead from the shape that the file names to the one it names.
Nothing here looks at the data that the treatment is to be repeated on.
"""

from __future__ import annotations

import re
from dataclasses import field

from lstmdoctor.edits.entry import Entry, value_text
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.limits import RANK
from lstmdoctor.files.regular import regular_file
from lstmdoctor.records import frozen_record
from lstmdoctor.text import byte_size_text
from lstmdoctor.treatment.plain_json import NO_TREATMENT, parse_json_document
from lstmdoctor.treatment.progress_file import Done, done_of_entry
from lstmdoctor.treatment.record import SCHEMA_VERSION
from lstmdoctor.treatment.recorded_arrays import LONGEST_TEXT, Recorded, recorded_array
from lstmdoctor.treatment.recorded_labels import RecordedLabels, recorded_labels
from lstmdoctor.treatment.recorded_table import RecordedTable, recorded_table

LARGEST_FILE = 32 << 20
"""Bytes; a record of a few edits is far below this, one of a hundred thousand shards just below."""
MOST_ARRAYS = 1000
"""Far above what a model takes."""
SUM = re.compile("[0-9a-f]{64}")


@frozen_record
class Record:
    """A treatment file: its arrays, the columns of the table behind them, and what became of labels."""

    arrays: tuple[Recorded, ...]
    table: RecordedTable | None = None
    labels: RecordedLabels = field(default_factory=RecordedLabels)


def read_record(path: str) -> Record:
    """A treatment file.

    Raises
    ------
    Refused
        The file is no treatment, one of another version, or says what cannot be.
    """
    try:
        return parse_record(regular_file(path).head(LARGEST_FILE + 1))
    except Unreadable as error:
        raise Refused(path, str(error)) from error


def shards_of_record(path: str) -> list[Done]:
    """What the record of a folder says of its shards; nothing where it is another file."""
    match record_document(path):
        case {"shards": list(entries)}:
            found = [done_of_entry(entry) for entry in entries if isinstance(entry, dict)]
            return [done for done in found if done is not None]
        case _:
            return []


def plan_of_record(path: str) -> str:
    """The checksum of the plan that a folder was made by."""
    match record_document(path):
        case {"plan": str(plan)}:
            return plan
        case _:
            return ""


def record_document(path: str) -> object:
    """A record as JSON; None where it is none."""
    try:
        return parse_json_document(regular_file(path).head(LARGEST_FILE + 1))
    except Unreadable:
        return None


def parse_record(text: bytes) -> Record:
    """A treatment from its JSON; raises `Unreadable`."""
    if len(text) > LARGEST_FILE:
        raise Unreadable(f"is too large to be a treatment, more than {byte_size_text(LARGEST_FILE)}")
    content = parse_json_document(text)
    if not isinstance(content, dict):
        raise Unreadable(NO_TREATMENT)
    version = content.get("schema_version")
    if version is not None and (type(version) is not int or version != SCHEMA_VERSION):
        raise Unreadable(f"is of schema version {value_text(version)}, not {SCHEMA_VERSION}")
    try:
        entry = Entry(content)
        table = recorded_table(entry.child("table")) if "table" in entry.values else None
        labels = recorded_labels(entry.child("labels")) if "labels" in entry.values else RecordedLabels()
        return Record(recorded_arrays(entry), table, labels)
    except Unreadable as error:
        raise Unreadable(f"{NO_TREATMENT}: {error}") from error


def recorded_arrays(entry: Entry) -> tuple[Recorded, ...]:
    """All of the file; what is only there for people is looked at, and left."""
    entry.integer("schema_version")
    entry.refuse_unknown(
        {"schema_version", "tool", "model", "data", "output", "arrays", "table", "labels", "plan", "shards"}
        | {"split"}
    )
    if "split" in entry.values:
        read_split_entry(entry.child("split"))
    read_texts(entry.child("tool"), ("name", "version"))
    read_file_entry(entry.child("data"))
    read_file_entry(entry.child("output"))
    if entry.value("model") is not None:
        read_model_entry(entry.child("model"))
    found = tuple(recorded_array(one) for one in entry.children("arrays", MOST_ARRAYS))
    if not found:
        raise Unreadable("arrays is empty")
    if len({one.name for one in found}) < len(found):
        raise Unreadable("arrays has two of one name")
    return found


def read_texts(entry: Entry, keys: tuple[str, ...], others: tuple[str, ...] = ()) -> None:
    """Look at an object that holds texts, and perhaps others."""
    for key in keys:
        entry.text(key, LONGEST_TEXT)
    entry.refuse_unknown((*keys, *others))


def read_file_entry(entry: Entry) -> None:
    """Look at the path and the checksum of a file; a folder has none."""
    read_texts(entry, ("path",), ("sha256",))
    if entry.value("sha256") is not None and not SUM.fullmatch(entry.text("sha256", LONGEST_TEXT)):
        raise entry.wrong("sha256", "a SHA-256 in hexadecimal")


def read_split_entry(entry: Entry) -> None:
    """Look at where the data was cut along its time; other data is not cut again."""
    entry.refuse_unknown(("share", "validation"))
    if not 0 < entry.number("share") < 1:
        raise entry.wrong("share", "a number between 0 and 1")
    read_file_entry(entry.child("validation"))


def read_model_entry(entry: Entry) -> None:
    """Look at the model that a treatment was made for."""
    read_texts(entry, ("path",), ("inputs",))
    for one in entry.children("inputs", MOST_ARRAYS):
        read_texts(one, ("name", "dtype"), ("shape",))
        if one.value("shape") is not None:
            one.sizes("shape", RANK)
