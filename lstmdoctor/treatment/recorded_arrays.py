"""The arrays of a treatment file, with the edits of each and the shape that they must lead to."""

from __future__ import annotations

from lstmdoctor.core.facts import Axis, Container, Facts, Varies
from lstmdoctor.core.readings import Edit
from lstmdoctor.edits.entry import Entry, value_text
from lstmdoctor.edits.registry import EDITS
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import RANK
from lstmdoctor.records import frozen_record
from lstmdoctor.text import shape_text
from lstmdoctor.treatment.write import is_member_name

MOST_EDITS, LONGEST_TEXT = 16, 4096
"""Far above what a search of four edits, and a path can give."""


@frozen_record
class Recorded:
    """One array of a treatment: its name before and after, and the edits with the shape they lead to.

    `rank` and `container` are those of the data it was made for; `result` leaves the samples free, `place`
    is where the array stands in the file.
    """

    name: str
    array: str
    member: int | None
    container: Container
    rank: int
    edits: tuple[Edit, ...]
    result: tuple[int | None, ...]
    dtype: str
    place: str


def recorded_array(entry: Entry) -> Recorded:
    """One array of a treatment."""
    entry.refuse_unknown({"name", "array", "member", "container", "from", "lengths", "edits", "to", "dtype"})
    name, dtype = entry.text("name", LONGEST_TEXT), entry.text("dtype", LONGEST_TEXT)
    if not is_member_name(name):
        raise entry.wrong("name", "a name for an array in a file")
    facts = recorded_facts(entry, dtype)
    edits, here = recorded_edits(entry, facts)
    result = entry.sizes("to", RANK)
    if not facts.ragged and here.samples != (result or (None,))[0]:
        raise Unreadable(f"{entry.path('to')} is {shape_text(result)}, the edits lead to {words_of(here)}")
    wanted = (None, *result[1:])
    if None in result or here.container == "list" or not is_shape_of(here.axes, wanted):
        raise Unreadable(f"{entry.path('to')} is {shape_text(result)}, the edits lead to {words_of(here)}")
    if here.dtypes != (dtype,):
        raise Unreadable(f"{entry.path('dtype')} is {value_text(dtype)}, the edits lead to {here.dtype}")
    return Recorded(
        name=name,
        array=entry.text("array", LONGEST_TEXT),
        member=None if entry.value("member") is None else entry.integer("member"),
        container=facts.container,
        rank=facts.rank,
        edits=edits,
        result=wanted,
        dtype=dtype,
        place=entry.place,
    )


def recorded_facts(entry: Entry, dtype: str) -> Facts:
    """The data that a treatment was made for, as far as the file tells; some lengths stand for all."""
    container: Container = "list" if entry.value("container") == "list" else "array"
    if entry.value("container") not in ("list", "array"):
        raise entry.wrong("container", "array or list")
    sizes, lengths = entry.sizes("from", RANK), entry.value("lengths")
    if (None in sizes) != (lengths is not None) or sizes[:1] == (None,):
        raise entry.wrong("lengths", "what goes with the shape in 'from'")
    axes: list[Axis] = [size for size in sizes if size is not None]
    if lengths is not None:
        low, high = length_limits(entry)
        varying = Varies(low, high, ((low, 1), (high, max(1, (sizes[0] or 0) - 1))))
        axes = [varying if size is None else size for size in sizes]
    return Facts(tuple(axes), container, (dtype,))


def length_limits(entry: Entry) -> tuple[int, int]:
    """Shortest and longest sequence."""
    found = entry.sizes("lengths", 2)
    match found:
        case (int() as low, int() as high) if low < high:
            return low, high
        case _:
            raise entry.wrong("lengths", "the shortest and the longest of several lengths")


def recorded_edits(entry: Entry, facts: Facts) -> tuple[tuple[Edit, ...], Facts]:
    """The edits, and what they lead to from the data that they were made for."""
    edits: list[Edit] = []
    for one in entry.children("edits", MOST_EDITS):
        name = one.value("edit")
        if not isinstance(name, str) or name not in EDITS:
            raise one.wrong("edit", f"one of {', '.join(EDITS)}")
        edit = EDITS[name].read(one, facts)
        one.refuse_unknown({"edit", *edit.record(), *edit.retired})
        for key in set(edit.retired).intersection(one.values):
            one.integer(key) if type(one.values[key]) is int else one.flag(key)
        misfit = edit.misfit(facts)
        if misfit:
            raise Unreadable(f"{one.place} does not go with {words_of(facts)}: {misfit}")
        edits.append(edit)
        facts = edit.facts(facts)
    return tuple(edits), facts


def words_of(facts: Facts) -> str:
    """``a list of (3, 2..5, 3)``."""
    article = "an array" if facts.container == "array" else "a list"
    return f"{article} of {shape_text(facts.axes)}"


def is_shape_of(axes: tuple[Axis, ...], wanted: tuple[int | None, ...]) -> bool:
    """Whether a shape is the recorded one but for its number of samples."""
    return len(axes) == len(wanted) and all(
        w is None or w == axis for w, axis in zip(wanted, axes, strict=True)
    )
