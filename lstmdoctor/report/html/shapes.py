"""The first picture: the axes of the data above the axes of the model, joined as the reading joins them."""

from __future__ import annotations

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.facts import Axis, Varies
from lstmdoctor.records import frozen_record
from lstmdoctor.report.align import axis_names, axis_text, size_text
from lstmdoctor.report.html.drawing import line_between, svg_drawing, svg_rectangle, text_at
from lstmdoctor.report.html.joins import Origins, origins_in_pair
from lstmdoctor.report.html.markup import html_figure

HEIGHT = 232.0
LEFT, BOX, GAP = 92.0, 124.0, 26.0
TOP, BOTTOM, TALL = 26.0, 150.0, 50.0


@frozen_record
class AxisBox:
    """One axis: where its box stands, what is written in it, whether it is not as wanted."""

    x: float
    size: str
    name: str
    wrong: bool


def draw_shapes(pair: Pair) -> str:
    """The figure of one input; a sentence where one side has no axes."""
    if pair.input.shape is None or pair.facts.mixed_rank or not pair.facts.axes:
        return ""
    origins = origins_in_pair(pair)
    above, below = data_boxes(pair, origins), model_boxes(pair, origins)
    sentence = shapes_sentence(above, below)
    parts = [row_of_boxes(above, TOP, "data", -8), row_of_boxes(below, BOTTOM, "model", TALL + 18)]
    joins = [
        join_of_boxes(above[i], below[j], crosses=is_crossing(origins, i, j))
        for j, one in enumerate(origins)
        for i in sorted(one)
        if i < len(above) and j < len(below)
    ]
    width = LEFT + max(len(above), len(below)) * (BOX + GAP)
    return html_figure(svg_drawing(width, HEIGHT, sentence, [*joins, *parts]), sentence)


def data_boxes(pair: Pair, origins: Origins) -> list[AxisBox]:
    """The axes as they were found."""
    used = frozenset().union(*origins) if origins else frozenset()
    names = {i: name for name, one in zip(model_axis_names(pair), origins, strict=True) for i in one}
    listed = pair.facts.container == "list"
    return [
        AxisBox(
            LEFT + i * (BOX + GAP),
            f"list of {axis_text(axis)}" if listed and i == 0 else axis_text(axis),
            names.get(i, ""),
            (listed and i == 0) or i not in used or is_misplaced(pair, origins, i, axis),
        )
        for i, axis in enumerate(pair.facts.axes)
    ]


def model_boxes(pair: Pair, origins: Origins) -> list[AxisBox]:
    """The axes as the model takes them."""
    shape, names = pair.input.shape or (), model_axis_names(pair)
    return [
        AxisBox(LEFT + j * (BOX + GAP), size_text(size), names[j], not origins[j])
        for j, size in enumerate(shape)
    ]


def model_axis_names(pair: Pair) -> list[str]:
    """Names of the axes that the input takes."""
    return axis_names(pair.input, len(pair.input.shape or ()))


def is_misplaced(pair: Pair, origins: Origins, i: int, axis: Axis) -> bool:
    """Whether an axis of the data does not stand where the model has it, or not in the size that it wants."""
    shape = pair.input.shape or ()
    homes = [j for j, one in enumerate(origins) if i in one]
    if len(homes) != 1 or any(is_crossing(origins, i, j) for j in homes) or len(origins[homes[0]]) > 1:
        return True
    wanted = shape[homes[0]]
    return isinstance(axis, Varies) or (homes[0] > 0 and wanted not in (None, axis))


def is_crossing(origins: Origins, i: int, j: int) -> bool:
    """Whether the line from axis i to axis j crosses that of another pair."""
    return any(
        (i < other and j > k) or (i > other and j < k) for k, one in enumerate(origins) for other in one
    )


def row_of_boxes(boxes: list[AxisBox], y: float, side: str, label: float) -> str:
    """One row: its name in front, a size in each box, the name of the axis outside."""
    parts = [text_at(LEFT - 18, y + TALL / 2 + 5, side, "strong", "end")]
    for box in boxes:
        middle = box.x + BOX / 2
        absent = side == "model" and box.wrong
        kind = "box absent" if absent else "box wrong" if box.wrong else "box"
        size = f"✕ {box.size}" if box.wrong and not absent else box.size
        parts.append(svg_rectangle(box.x, y, BOX, TALL, kind, radius=7))
        parts.append(text_at(middle, y + TALL / 2 + 5, size, "strong error" if box.wrong else "strong"))
        parts.append(text_at(middle, y + label, box.name, "soft"))
    return "".join(parts)


def join_of_boxes(above: AxisBox, below: AxisBox, crosses: bool) -> str:
    """The line from an axis of the data to one of the model."""
    kind = "join wrong" if crosses or above.wrong else "join"
    return line_between(above.x + BOX / 2, TOP + TALL, below.x + BOX / 2, BOTTOM, kind)


def shapes_sentence(above: list[AxisBox], below: list[AxisBox]) -> str:
    """What the figure shows, for those who do not see it."""
    have = ", ".join(box.size for box in above)
    want = ", ".join(f"{box.size} {box.name}".strip() for box in below)
    wrong = [box for box in (*above, *below) if box.wrong]
    told = "every axis stands where the model has it" if not wrong else "✕ marks what differs"
    return f"the data is ({have}), the model takes ({want}): {told}"
