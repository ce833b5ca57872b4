"""Lengths of ragged sequences: how many of each, and what padding to a length would cost."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.facts import Varies
from lstmdoctor.core.goal import result_dtype
from lstmdoctor.report.html.drawing import curve_through, line_between, svg_drawing, svg_rectangle, text_at
from lstmdoctor.report.html.markup import folded_table, html_figure
from lstmdoctor.report.lengths import Candidate, length_candidates
from lstmdoctor.report.ragged import facts_with_ragged_time, length_candidate_row
from lstmdoctor.text import count_noun

WIDTH, HEIGHT, LEFT, BASE, TOP = 720.0, 272.0, 44.0, 190.0, 34.0
BARS = 90
"""Bars at most; more lengths share one."""
ROWS = 4
"""Rows of names below the marks, where they stand close to each other."""
CURVE = 120
"""Points of the curve of padding."""


def draw_lengths(pair: Pair) -> str:
    """Histogram, marks of the candidates and the curve of padding; "" where lengths do not differ."""
    facts = facts_with_ragged_time(pair)
    axis = facts.axes[1] if facts is not None else None
    if facts is None or not isinstance(axis, Varies) or not axis.counts:
        return ""
    row = math.prod(size for size in facts.axes[2:] if isinstance(size, int))
    dtype = result_dtype(facts.dtypes)
    found = length_candidates(axis, row, "float32" if dtype == "object" else dtype, pair.goal.timesteps)
    reach = max(axis.high, pair.goal.timesteps or 0)
    bins = bins_of_lengths(axis.counts, reach)
    sentence = (
        f"{count_noun(facts.samples, 'sequence')} of {axis.low:,} to {axis.high:,} timesteps; "
        "the line is the share of padding that each length would cost"
    )
    drawing = svg_drawing(
        WIDTH,
        HEIGHT,
        sentence,
        [
            *bars_of_bins(bins),
            *marks_of_candidates(found, reach, pair.goal.timesteps),
            padding_curve(axis, reach),
        ],
    )
    rows = [length_candidate_row(one, facts.samples) for one in found]
    heads = ("length", "what it is", "padding", "cut", "size")
    return html_figure(drawing, sentence) + folded_table("What each length costs", heads, rows)


def bins_of_lengths(counts: Sequence[tuple[int, int]], reach: int) -> list[tuple[int, int, int]]:
    """From, to and number of each bar."""
    wide = -(-(reach + 1) // BARS)
    numbers = [0] * (reach // wide + 1)
    for size, number in counts:
        numbers[size // wide] += number
    return [(i * wide, min(i * wide + wide - 1, reach), number) for i, number in enumerate(numbers)]


def bars_of_bins(bins: list[tuple[int, int, int]]) -> list[str]:
    """One bar for each bin, on a base line with the ends of the range."""
    most = max(number for _, _, number in bins) or 1
    wide = (WIDTH - LEFT) / len(bins)
    parts = []
    for i, (low, high, number) in enumerate(bins):
        tall = (BASE - TOP) * number / most
        words = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        title = f"{words} timesteps: {count_noun(number, 'sequence')}"
        if number:
            parts.append(
                svg_rectangle(LEFT + i * wide + 0.5, BASE - tall, max(wide - 1, 0.5), tall, "bar", title)
            )
    parts.append(line_between(LEFT, BASE, WIDTH, BASE, "axis"))
    parts.append(text_at(LEFT, BASE + 18, "0", "soft"))
    parts.append(text_at(LEFT - 8, TOP + 4, f"{most:,}", "soft", "end"))
    return parts


def marks_of_candidates(found: list[Candidate], reach: int, wanted: int | None) -> list[str]:
    """A line at each candidate, its name below; a name that would touch another goes a row down."""
    parts, ends = [], [-math.inf] * ROWS
    for one in found:
        x = place_of_length(one.length, reach)
        kind = "mark wanted" if one.length == wanted else "mark"
        parts.append(line_between(x, TOP, x, BASE, kind))
        label = f"{', '.join(one.names)} {one.length:,}"
        wide = 6.6 * len(label)
        left = min(x - wide / 2, WIDTH - wide)
        row = next((i for i, end in enumerate(ends) if end < left), ROWS - 1)
        ends[row] = left + wide + 8
        parts.append(text_at(left, BASE + 18 + 18 * row, label, "soft", "start"))
    return parts


def padding_curve(axis: Varies, reach: int) -> str:
    """Share of padding at evenly spread lengths, 0 at the base and 100 % at the top."""
    samples = sum(number for _, number in axis.counts)
    points = []
    for length in sorted({1 + (reach - 1) * i // CURVE for i in range(CURVE + 1)}):
        real = sum(min(size, length) * number for size, number in axis.counts)
        share = 1 - real / (samples * length) if samples else 0.0
        points.append((place_of_length(length, reach), BASE - (BASE - TOP) * share))
    return curve_through(points)


def place_of_length(length: int, reach: int) -> float:
    """Where a length stands on the axis."""
    return LEFT + (WIDTH - LEFT) * (length + 0.5) / (reach + 1)
