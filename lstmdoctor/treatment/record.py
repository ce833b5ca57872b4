"""The treatment as a file: what was done to the data, exactly enough to do it again to other data.

Tomorrow's batch must be padded as the training set was: to the same length, on the same side, with the same
value. The record holds the edits with all their parameters, and checksums of what they were made from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import IO, Any

from lstmdoctor.core.facts import Axis, Facts, Varies
from lstmdoctor.core.readings import Edit, Reading, Step
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.edits import EDITS
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.regular import open_with_stamp
from lstmdoctor.text import safe_text, shape_text
from lstmdoctor.treatment.plan import Plan
from lstmdoctor.version import __version__

SCHEMA_VERSION = 1
RECORD = ".treatment.json"
LARGEST = 1 << 20
"""Bytes; a record of a few edits is far below this."""
PLAIN: dict[object, tuple[type, ...]] = {
    "int": (int,),
    "int | None": (int, type(None)),
    "float": (int, float),
    "str": (str,),
    "Side": (str,),
    "bool": (bool,),
}
"""Types of the parameters of edits, by the words they are declared with."""


@dataclass(frozen=True)
class Recorded:
    """One array of a treatment: its name before and after, and the edits with the shape they led to.

    `rank` and `container` are those of the data it was made for; `result` leaves the samples free.
    """

    name: str
    array: str
    member: int | None
    container: str
    rank: int
    edits: tuple[Edit, ...]
    result: tuple[int | None, ...]
    dtype: str


def record_path(output: str) -> str:
    """Where the record of an output stands: ``<out>.treatment.json``."""
    return f"{output}{RECORD}"


def record_json(
    plans: Sequence[Plan],
    model: ModelSpec | None,
    paths: tuple[str, str],
    sums: tuple[str | None, str | None],
) -> str:
    """The record as JSON text.

    Parameters
    ----------
    paths : tuple of str
        Data and output as the user gave them.
    sums : tuple of str or None
        SHA-256 of both; None for a folder.
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
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def array_entry(plan: Plan) -> dict[str, object]:
    """One array of the record."""
    steps = plan.chosen.steps if plan.chosen is not None else ()
    return {
        "name": plan.name,
        "array": plan.array,
        "member": plan.member,
        "container": plan.facts.container,
        "from": axis_sizes(plan.facts),
        "lengths": length_range(plan.facts),
        "edits": [
            {"edit": step.edit.id, **{f.name: getattr(step.edit, f.name) for f in fields(step.edit)}}
            for step in steps
        ],
        "to": axis_sizes(plan.after),
        "dtype": plan.after.dtype,
    }


def axis_sizes(facts: Facts) -> list[int | None]:
    """Shape; null for an axis that differs between sequences."""
    return [axis if isinstance(axis, int) else None for axis in facts.axes]


def length_range(facts: Facts) -> list[int] | None:
    """Shortest and longest sequence; None where all are of one length."""
    varying = [axis for axis in facts.axes if isinstance(axis, Varies)]
    return [varying[0].low, varying[0].high] if varying else None


def read_record(path: str) -> tuple[Recorded, ...]:
    """The arrays of a treatment file.

    Raises
    ------
    Refused
        The file is no treatment, or one of another version.
    """
    try:
        with open_with_stamp(path) as (file, _):
            return parse_record(file)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise Refused(path, "is not a treatment that lstmdoctor wrote") from error
    except Unreadable as error:
        raise Refused(path, str(error)) from error


def parse_record(file: IO[bytes]) -> tuple[Recorded, ...]:
    """A treatment from its JSON; raises what `read_record` turns into a sentence."""
    text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise Unreadable("is too large to be a treatment")
    content = json.loads(text)
    if content["schema_version"] != SCHEMA_VERSION:
        raise Unreadable(
            f"is of schema version {safe_text(str(content['schema_version']))}, not {SCHEMA_VERSION}"
        )
    return tuple(recorded_array(entry) for entry in content["arrays"])


def recorded_array(entry: Mapping[str, Any]) -> Recorded:
    """One array of a treatment."""
    result = tuple(require_size(size) for size in entry["to"])
    return Recorded(
        name=require_type(entry["name"], str),
        array=require_type(entry["array"], str),
        member=None if entry["member"] is None else require_type(entry["member"], int),
        container=require_type(entry["container"], str),
        rank=len(entry["from"]),
        edits=tuple(edit_of(edit) for edit in entry["edits"]),
        result=(None, *result[1:]),
        dtype=require_type(entry["dtype"], str),
    )


def edit_of(entry: Mapping[str, Any]) -> Edit:
    """An edit from its id and parameters, every one of the type that the edit declares."""
    made = EDITS[entry["edit"]]
    declared = {field.name: PLAIN[field.type] for field in fields(made)}
    given = {name: require_type(value, declared[name]) for name, value in entry.items() if name != "edit"}
    return made(**given)


def require_type(value: Any, kind: type | tuple[type, ...]) -> Any:
    """The value, if it is of this type; a truth value is no number."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind not in (bool, (bool,))):
        raise TypeError(f"{value!r} is not {kind}")
    return value


def require_size(value: Any) -> int:
    """A size that is a number of at least 0."""
    size: int = require_type(value, int)
    if size < 0:
        raise ValueError(size)
    return size


def plan_from_record(recorded: Recorded, facts: Facts) -> Plan:
    """The plan that repeats a treatment on data with these facts.

    Raises
    ------
    Unreadable
        The treatment does not lead to what it was made for.
    """
    if facts.rank != recorded.rank or facts.container != recorded.container:
        raise Unreadable(
            f"the treatment was made for {container_with_article(recorded.container)} of rank "
            f"{recorded.rank}, "
            f"this is {container_with_article(facts.container)} of {shape_text(facts.axes)}"
        )
    if any(dtype.startswith("complex") for dtype in facts.dtypes) and not recorded.dtype.startswith(
        "complex"
    ):
        raise Unreadable(
            f"holds {safe_text(facts.dtype)}, of which {recorded.dtype} would drop the imaginary part"
        )
    steps: list[Step] = []
    here = facts
    for edit in recorded.edits:
        refuse_longer(edit, here)
        steps.append(Step(edit, here, edit.facts(here)))
        here = steps[-1].after
    if not is_recorded_shape(here.axes, recorded.result) or here.dtypes != (recorded.dtype,):
        raise Unreadable(
            f"the treatment leads to {shape_text(recorded.result)} {recorded.dtype}, "
            f"with this data to {shape_text(here.axes)} {here.dtype}"
        )
    if not here.samples:
        raise Unreadable(
            f"the treatment leaves no sample of this data, {container_with_article(facts.container)} of "
            f"{shape_text(facts.axes)}"
        )
    reading = Reading(tuple(steps), 0, True)
    return Plan(recorded.name, recorded.array, recorded.member, facts, (reading,), reading)


def container_with_article(container: str) -> str:
    """``an array``, ``a list``."""
    return f"an {container}" if container == "array" else f"a {container}"


def refuse_longer(edit: Edit, before: Facts) -> None:
    """Raise where padding would have to cut."""
    timesteps = edit.args().get("timesteps")
    axis = before.axes[1] if edit.id == "pad" and before.rank > 1 else 0
    longest = axis.high if isinstance(axis, Varies) else axis
    if edit.id == "pad" and isinstance(timesteps, int) and longest > timesteps:
        raise Unreadable(f"sequences of up to {longest} timesteps, the treatment pads to {timesteps}")


def is_recorded_shape(axes: tuple[Axis, ...], wanted: tuple[int | None, ...]) -> bool:
    """Whether a shape is the recorded one but for its number of samples."""
    return len(axes) == len(wanted) and all(
        w is None or w == axis for w, axis in zip(wanted, axes, strict=True)
    )
