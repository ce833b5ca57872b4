"""The axes of the data over the axes of the model, one under the other.

Where the ranks differ, the reading of the data says which axis is missing or too many; without a reading the
axes are laid side by side from the left.
"""

from __future__ import annotations

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.facts import Axis, Facts, Varies
from lstmdoctor.core.readings import Step
from lstmdoctor.core.spec import InputSpec, Shape
from lstmdoctor.records import frozen_record, mutable_record

NOTHING = "–"
"""Stands where one side has no such axis."""


@frozen_record
class Column:
    """One axis: its name, its size on both sides, and whether these disagree."""

    name: str
    data: str
    model: str
    differs: bool


@mutable_record
class AxisPlace:
    """An axis on its way to a column: its position in the data, if any, and whether the model has it too."""

    axis: int | None
    extra: bool = False


def columns_of_pair(pair: Pair) -> list[Column]:
    """The columns of one input and its array; none where the file does not say the input's shape."""
    shape = pair.input.shape
    if shape is None:
        return []
    places = arrange_axes(pair.facts, pair.cause.steps if pair.cause is not None else (), len(shape))
    wanted = iter(named_axes(pair.input, shape))
    found = []
    for position, place in enumerate(places):
        name, size = ("", None) if place.extra else next(wanted)
        found.append(column_of_axis(pair, place, name, size, position))
    return found


def column_of_axis(pair: Pair, place: AxisPlace, name: str, size: int | None, position: int) -> Column:
    """One column."""
    axis = None if place.axis is None else pair.facts.axes[place.axis]
    listed = place.axis == 0 and pair.facts.container == "list"
    data = NOTHING if axis is None else axis_text(axis)
    data = f"list of {data}" if listed else data
    if place.extra:
        return Column(name, data, NOTHING, True)
    if position == 0 and pair.goal.batch:
        unfilled = isinstance(axis, int) and axis % pair.goal.batch != 0
        return Column(name, data, f"n × {pair.goal.batch:,}", unfilled or listed)
    fits = axis is not None and not isinstance(axis, Varies) and size in (None, axis)
    return Column(name, data, size_text(size), listed or not (fits or (position == 0 and axis is not None)))


def arrange_axes(facts: Facts, steps: tuple[Step, ...], rank: int) -> list[AxisPlace]:
    """The axes of the data in their order, with a place for every axis of the model."""
    shown = [AxisPlace(position) for position in range(facts.rank)]
    for step in steps:
        live = [place for place in shown if not place.extra]
        dropped, added = step.edit.dropped_axis(), step.edit.added_axis(step.before)
        if dropped is not None and dropped < len(live):
            live[dropped].extra = True
        if added is not None:
            following = live[added] if added < len(live) else None
            shown.insert(shown.index(following) if following else len(shown), AxisPlace(None))
        if step.edit.traits.regroups:  # the axes of the data are no longer those of the model
            break
    return fill_axis_places(shown, rank)


def fill_axis_places(shown: list[AxisPlace], rank: int) -> list[AxisPlace]:
    """Empty places at the end for axes that the data lacks; what is too many has no counterpart."""
    live = [place for place in shown if not place.extra]
    for place in live[rank:]:
        place.extra = True
    return [*shown, *(AxisPlace(None) for _ in range(rank - len(live)))]


def named_axes(spec: InputSpec, shape: Shape) -> list[tuple[str, int | None]]:
    """Names and sizes of the axes that an input takes."""
    names = axis_names(spec, len(shape))
    return list(zip(names, shape, strict=True))


def axis_names(spec: InputSpec, rank: int) -> list[str]:
    """What Keras calls the axes of an input of this rank."""
    first = ["timesteps", "samples"] if spec.time_major else ["samples", "timesteps"]
    if rank <= 2:
        timed = spec.embedding is not None
        return (first if timed else ["samples", "features"])[:rank]
    if rank == 3:
        return [*first, "features"]
    if any("Conv" in layer.class_name for layer in spec.path) and rank <= 6:
        return [*first, *("rows", "columns", "depth")[: rank - 3], "channels"]
    return [*first, *(f"axis {number}" for number in range(2, rank - 1)), "features"]


def axis_text(axis: Axis) -> str:
    """``10,000``, ``20 to 59``."""
    return f"{axis.low:,} to {axis.high:,}" if isinstance(axis, Varies) else f"{axis:,}"


def size_text(size: int | None) -> str:
    """``50``, ``any``."""
    return "any" if size is None else f"{size:,}"
