"""The small table of lengths that ragged sequences could be brought to."""

from __future__ import annotations

import math

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.facts import Facts, Varies
from lstmdoctor.core.goal import result_dtype
from lstmdoctor.core.reports import Report
from lstmdoctor.report.lengths import Candidate, length_candidates
from lstmdoctor.report.paper import Paper
from lstmdoctor.text import byte_size_text, count_noun

BLOCKS = 60
"""Blocks in the line that shows the histogram; it fits 80 columns with both numbers."""
HEIGHTS = " ▁▂▃▄▅▆▇█"


def ragged_table(pair: Pair, report: Report, paper: Paper, verbose: bool) -> None:
    """Lengths and what they cost.

    Nothing for data of one length; only with `verbose` where the model fixes a length that cuts nothing.
    """
    wrong = {finding.input for finding in report.findings if finding.remedy == "reading"}
    facts = facts_with_ragged_time(pair)
    if facts is None or pair.input.name not in wrong:
        return
    axis, rest = facts.axes[1], facts.axes[2:]
    sizes = [axis for axis in rest if isinstance(axis, int)]
    if not isinstance(axis, Varies) or len(sizes) != len(rest):
        return
    dtype = result_dtype(facts.dtypes)
    found = length_candidates(
        axis, math.prod(sizes), "float32" if dtype == "object" else dtype, pair.goal.timesteps
    )
    settled = pair.goal.timesteps is not None and pair.goal.timesteps >= axis.high
    if not found or (settled and not verbose):
        return
    rows = [length_candidate_row(one, facts.samples) for one in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    paper.gap()
    paper.line(("lengths", "bold"), (f" of {count_noun(facts.samples, 'sequence')}", ""))
    if verbose:
        draw_length_blocks(axis, found, paper)
    for one, cells in zip(found, rows, strict=True):
        style = "bold" if one.length == pair.goal.timesteps else ""
        padded = zip(cells, widths, strict=True)
        paper.line(("  ", ""), *((align_cell_text(cell, width), style) for cell, width in padded))


def draw_length_blocks(axis: Varies, found: list[Candidate], paper: Paper) -> None:
    """The histogram as one line of blocks between the ends of its range, the candidates marked below."""
    reach = max(axis.high, *(one.length for one in found))
    places = min(BLOCKS, reach - axis.low + 1)
    numbers = [0] * places
    for size, number in axis.counts:
        numbers[place_of_block(size, axis.low, reach, places)] += number
    most = max(numbers)
    line = "".join(height_of_block(number / most) for number in numbers)
    marks = [" "] * places
    for one in found:
        marks[place_of_block(one.length, axis.low, reach, places)] = "^"
    low, high = f"{axis.low:,}", f"{reach:,}"
    paper.line((f"  {low} ", "dim"), (line, ""), (f" {high}", "dim"))
    paper.line((" " * (len(low) + 3), ""), ("".join(marks), "dim"))


def height_of_block(share: float) -> str:
    """A block of an eighth for the least that is there up to a whole one; a blank for nothing."""
    return HEIGHTS[math.ceil(share * (len(HEIGHTS) - 1))]


def place_of_block(size: int, low: int, reach: int, places: int) -> int:
    """Which block a length falls into."""
    return (min(max(size, low), reach) - low) * places // (reach - low + 1)


def align_cell_text(cell: str, width: int) -> str:
    """Numbers to the right, words to the left."""
    return f"{cell:>{width}}   " if cell[:1].isdigit() else f"{cell:<{width}}   "


def facts_with_ragged_time(pair: Pair) -> Facts | None:
    """The data at the point where its time axis is axis 1 and varies."""
    if pair.cause is None:
        return None
    for step in pair.cause.steps:
        if step.edit.traits.resizes and step.before.rank > 1 and 1 in step.before.ragged:
            return step.before
    return None


def length_candidate_row(one: Candidate, samples: int) -> tuple[str, ...]:
    """The cells of one candidate."""
    cut = f"cuts {one.cut:,} ({rounded_percent(one.cut / samples)})" if one.cut else "cuts none"
    return (
        f"{one.length:,}",
        ", ".join(one.names),
        f"{rounded_percent(one.padding)} padding",
        cut,
        byte_size_text(one.bytes),
    )


def rounded_percent(share: float) -> str:
    """``0 %``, ``<1 %``, ``34 %``."""
    if 0 < share < 0.01:
        return "<1 %"
    return f"{share * 100:.0f} %"
