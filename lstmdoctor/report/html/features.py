"""Features from their smallest to their largest value, on a scale that holds 0.001 and 1,000,000 at once."""

from __future__ import annotations

import math

from lstmdoctor.core.values import Values
from lstmdoctor.report.html.drawing import line_between, svg_drawing, svg_rectangle, text_at
from lstmdoctor.report.html.markup import folded_table, html_figure
from lstmdoctor.text import count_noun

WIDTH, LEFT, ROW = 720.0, 96.0, 15.0
SHOWN = 24
"""Rows at most in the drawing, those with the most extreme values."""
LISTED = 256
"""Rows at most in the table."""


def draw_features(values: Values | None) -> str:
    """A bar for each feature; "" where there is none to tell apart."""
    if values is None or len(values.feature_low) < 2:
        return ""
    missing = dict(values.histograms.not_finite) if values.histograms is not None else {}
    ranges = list(enumerate(zip(values.feature_low, values.feature_high, strict=True)))
    extreme = sorted(ranges, key=lambda one: (-missing.get(one[0], 0), -extent_of_range(*one[1]), one[0]))
    shown = sorted(extreme[:SHOWN])
    reach = max((extent_of_range(low, high) for _, (low, high) in ranges), default=0.0) or 1.0
    constant = sum(low == high for _, (low, high) in ranges)
    sentence = features_sentence(len(ranges), constant, len(missing), len(shown))
    rows = [feature_row(i, place, one, reach, missing) for place, (i, one) in enumerate(shown)]
    middle = scaled_place(0.0, reach)
    height = ROW * len(shown) + 30
    base = [line_between(middle, 6, middle, height - 22, "axis"), *scale_labels(reach, height)]
    drawing = svg_drawing(WIDTH, height, sentence, [*base, *rows])
    heads = ("feature", "smallest", "largest", "not finite")
    table = [(i, f"{low:g}", f"{high:g}", missing.get(i, 0)) for i, (low, high) in sorted(extreme[:LISTED])]
    return html_figure(drawing, sentence) + folded_table("Numbers of the features", heads, table)


def features_sentence(number: int, constant: int, missing: int, shown: int) -> str:
    """What the figure shows."""
    words = f"{count_noun(number, 'feature')}, each from its smallest to its largest value"
    words += f"; {constant:,} never {'changes' if constant == 1 else 'change'}" if constant else ""
    words += f"; {missing:,} with values that are not finite (✕)" if missing else ""
    return words + (f"; shown are the {shown} most extreme" if shown < number else "")


def extent_of_range(low: float, high: float) -> float:
    """The larger of the two distances from 0; 0 where there is no finite value."""
    return max((abs(end) for end in (low, high) if math.isfinite(end)), default=0.0)


def scaled_place(value: float, reach: float) -> float:
    """Where a value stands: linear below 1, logarithmic above (``asinh``)."""
    half = (WIDTH - LEFT - 20) / 2
    return LEFT + half + 10 + half * math.asinh(value) / math.asinh(reach)


def feature_row(
    feature: int, place: int, ends: tuple[float, float], reach: float, missing: dict[int, int]
) -> str:
    """The bar of one feature, its number in front."""
    low, high = ends
    y = 8 + place * ROW
    bad = missing.get(feature, 0)
    sign = "✕ " if bad else "= " if low == high else ""
    parts = [text_at(LEFT - 10, y + 9, f"{sign}{feature}", "soft", "end")]
    if math.isfinite(low) and math.isfinite(high):
        left, right = scaled_place(low, reach), scaled_place(high, reach)
        kind = "bar bad" if bad else "bar quiet" if low == high else "bar"
        title = f"feature {feature}: {low:g} to {high:g}" + (f", {bad:,} not finite" if bad else "")
        parts.append(svg_rectangle(left - 1, y, max(right - left, 2) + 1, ROW - 5, kind, title, radius=2))
    return "".join(parts)


def scale_labels(reach: float, height: float) -> list[str]:
    """The ends of the scale and its middle."""
    ends = ((-reach, "start"), (0.0, "middle"), (reach, "end"))
    return [text_at(scaled_place(value, reach), height - 6, f"{value:g}", "soft", how) for value, how in ends]
