"""The treatment as a file: what was done to the data, exactly enough to do it again to other data.

Tomorrow's batch must be padded as the training set was: to the same length, on the same side, with the same
value. The record holds the edits with what was decided about each, and checksums of what they were made from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from lstmdoctor.core.facts import Facts, Varies, fixed_axis_sizes
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.text import safe_text
from lstmdoctor.version import __version__

SCHEMA_VERSION = 1
RECORD = ".treatment.json"


def record_path(output: str) -> str:
    """Where the record of an output stands: ``<out>.treatment.json``."""
    return f"{output}{RECORD}"


def record_json(
    plans: Sequence[Plan],
    model: ModelSpec | None,
    paths: tuple[str, str],
    sums: tuple[str | None, str | None],
    table: TableFacts | None = None,
) -> str:
    """The record as JSON text.

    Parameters
    ----------
    paths : tuple of str
        Data and output as the user gave them.
    sums : tuple of str or None
        SHA-256 of both; None for a folder.
    table : TableFacts or None
        Where the data is a table.
    """
    inputs = [] if model is None else model.inputs
    content = {
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
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


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
