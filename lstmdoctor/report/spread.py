"""How the values of an array are spread, as one line of blocks by sign and power of two."""

from __future__ import annotations

import math

from lstmdoctor.core.histograms import Counts, Histograms
from lstmdoctor.core.reports import Report
from lstmdoctor.core.values import Values
from lstmdoctor.report.paper import Paper
from lstmdoctor.report.ragged import BLOCKS, height_of_block
from lstmdoctor.text import count_noun, safe_text


def draw_value_lines(report: Report, paper: Paper) -> None:
    """A line for every array and all labels of which the spread was asked for."""
    inputs = len(report.case.pairs) > 1
    named = [
        (f"input '{pair.input.name}'" if inputs else "the data", pair.facts.values)
        for pair in report.case.pairs
    ]
    named += [("the labels", array.facts.values) for array in report.case.labels]
    several = len(named) > 1
    for name, values in named:
        spread = values.histograms if values is not None else None
        if values is None or spread is None or not (spread.positive or spread.negative):
            continue
        paper.gap()
        words = f" of {safe_text(name)}" if several else ""
        paper.paragraph(0, ("spread", "bold"), (f"{words}: {spread_sentence(values, spread)}", ""))
        paper.line((f"  {values.low:g} ", "dim"), (spread_blocks(spread), ""), (f" {values.high:g}", "dim"))


def spread_sentence(values: Values, spread: Histograms) -> str:
    """Number, range and share of zeros."""
    share = spread.zero / values.number
    return (
        f"{count_noun(values.number, 'value')} from {values.low:g} to {values.high:g} by power of two, "
        f"{share:.1%} of them 0"
    )


def spread_blocks(spread: Histograms) -> str:
    """Negative values, a 0 in their middle, positive values; the square root of the number high."""
    negative, positive = block_counts(spread.negative), block_counts(spread.positive)
    most = math.sqrt(max(*negative, *positive, 1))
    heights = [height_of_block(math.sqrt(number) / most) for number in (*reversed(negative), *positive)]
    return f"{''.join(heights[: len(negative)])}0{''.join(heights[len(negative) :])}"


def block_counts(counts: Counts) -> list[int]:
    """Numbers of neighbouring powers, so many together that they fit half a line."""
    if not counts:
        return []
    low, high = counts[0][0], counts[-1][0]
    together = -(-(high - low + 1) // (BLOCKS // 2))
    numbers = [0] * ((high - low) // together + 1)
    for exponent, number in counts:
        numbers[(exponent - low) // together] += number
    return numbers
