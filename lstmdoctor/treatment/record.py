"""The treatment as a file: what was done to the data, exactly enough to do it again to other data.

Tomorrow's batch must be padded as the training set was: to the same length, on the same side, with the same
value. The record holds the edits with what was decided about each, and checksums of what they were made from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256

from lstmdoctor.core.facts import Facts, Varies, fixed_axis_sizes
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.files.digest import Digest
from lstmdoctor.records import frozen_record
from lstmdoctor.text import safe_text
from lstmdoctor.treatment.progress_file import Done
from lstmdoctor.treatment.recorded_labels import RecordedLabels, labels_entry
from lstmdoctor.version import __version__

SCHEMA_VERSION = 1
LONGEST_PATH = 4096
RECORD = ".treatment.json"
SHARD_RECORD = "lstmdoctor.treatment.json"
"""The record in a folder of shards; where it stands, the folder is complete."""


@frozen_record
class SplitEntry:
    """Where data was cut along its time: `share` of every series is in the output, the rest in `path`."""

    share: float
    path: str
    made: Digest

    def content(self) -> dict[str, object]:
        """The entry of the record."""
        validation = {"path": safe_text(self.path), "sha256": self.made.result()}
        return {"share": self.share, "validation": validation}


def record_path(output: str) -> str:
    """Where the record of an output stands: ``<out>.treatment.json``."""
    return f"{output}{RECORD}"


def shard_record_json(
    plans: Sequence[Plan], model: ModelSpec | None, paths: tuple[str, str], shards: Sequence[Done]
) -> str:
    """The record of a folder of shards: that of all together, and a line for each."""
    content = record_content(plans, model, paths, (None, None))
    listed = [{**asdict(done), "source": safe_text(done.source, LONGEST_PATH)} for done in shards]
    whole = {**content, "plan": plan_checksum(plans), "shards": listed}
    return json.dumps(whole, indent=1, allow_nan=False) + "\n"


def plan_checksum(plans: Sequence[Plan]) -> str:
    """What is done to every shard, as a checksum; the number of samples is not part of it."""
    kept = ("name", "array", "member", "container", "edits", "dtype")
    entries = [{key: array_entry(plan)[key] for key in kept} for plan in plans]
    shapes = [list(map(str, plan.after.axes[1:])) for plan in plans]
    return sha256(json.dumps([entries, shapes], sort_keys=True).encode()).hexdigest()


def record_json(
    plans: Sequence[Plan],
    model: ModelSpec | None,
    paths: tuple[str, str],
    sums: tuple[str | None, str | None],
    table: TableFacts | None = None,
    split: SplitEntry | None = None,
    labels: RecordedLabels | None = None,
) -> str:
    """The record as JSON text; parameters as `record_content`."""
    content = record_content(plans, model, paths, sums, table, labels)
    if split is not None:
        content = {**content, "split": split.content()}
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def record_content(
    plans: Sequence[Plan],
    model: ModelSpec | None,
    paths: tuple[str, str],
    sums: tuple[str | None, str | None],
    table: TableFacts | None = None,
    labels: RecordedLabels | None = None,
) -> dict[str, object]:
    """The record.

    Parameters
    ----------
    paths : tuple of str
        Data and output as the user gave them.
    sums : tuple of str or None
        SHA-256 of both; None for a folder.
    table : TableFacts or None
        Where the data is a table.
    labels : RecordedLabels or None
        Where labels went along.
    """
    inputs = [] if model is None else model.inputs
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "lstmdoctor", "version": __version__},
        "model": None
        if model is None
        else {
            "path": safe_text(model.path),
            "inputs": [{"name": safe_text(i.name), "shape": i.shape, "dtype": i.dtype} for i in inputs],
        },
        "data": {"path": safe_text(paths[0]), "sha256": sums[0]},
        "output": {"path": safe_text(paths[1]), "sha256": sums[1]},
        "arrays": [array_entry(plan) for plan in plans],
        **({} if table is None else {"table": table_entry(table)}),
        **({} if labels is None else {"labels": labels_entry(labels)}),
    }


def table_entry(table: TableFacts) -> dict[str, object]:
    """What the columns of the table were taken for, and those that have a part, in the order of the table."""
    columns = table.taken_columns()
    return {
        "id": list(table.taken.id),
        "time": table.taken.time,
        "target": table.taken.target,
        "values": list(table.values),
        "columns": [{"name": one.name, "kind": one.kind, "dtype": one.dtype} for one in columns],
    }


def array_entry(plan: Plan) -> dict[str, object]:
    """One array of the record."""
    steps = plan.chosen.steps if plan.chosen is not None else ()
    return {
        "name": plan.name,
        "array": plan.slot.array.name,
        "member": plan.slot.member,
        "container": plan.slot.facts.container,
        "from": fixed_axis_sizes(plan.slot.facts),
        "lengths": length_range(plan.slot.facts),
        "edits": [{"edit": step.edit.id, **step.edit.record()} for step in steps],
        "to": fixed_axis_sizes(plan.after),
        "dtype": plan.after.dtype,
    }


def length_range(facts: Facts) -> list[int] | None:
    """Shortest and longest sequence; None where all are of one length."""
    varying = [axis for axis in facts.axes if isinstance(axis, Varies)]
    return [varying[0].low, varying[0].high] if varying else None
