"""Values by power of two, the map of those not finite, ids against the vocabulary, labels by class."""

from __future__ import annotations

import math

from lstmdoctor.core.histograms import MAP_SIDE, Counts, Histograms
from lstmdoctor.core.values import Values
from lstmdoctor.report.html.drawing import line_between, svg_drawing, svg_rectangle, text_at
from lstmdoctor.report.html.markup import folded_table, html_figure
from lstmdoctor.report.spread import spread_sentence
from lstmdoctor.text import count_noun

WIDTH, LEFT, BASE, TOP = 720.0, 44.0, 170.0, 14.0
HEIGHT = 206.0
BARS = 120
WIDEST = 56.0
"""A bar is no wider than this, however few there are."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
CLASSES = 40
"""Classes that get a bar of their own; more are drawn by rank."""


def draw_values(values: Values | None) -> str:
    """Numbers of values by sign and power of two."""
    spread = values.histograms if values is not None else None
    if values is None or spread is None or not (spread.positive or spread.negative):
        return ""
    bars = [(f"−{power_text(e)}", number) for e, number in reversed(spread.negative)]
    bars += [("0", spread.zero)] if spread.zero else []
    bars += [(power_text(e), number) for e, number in spread.positive]
    if len(bars) > BARS:
        return ""
    sentence = spread_sentence(values, spread)
    drawing = draw_bars([number for _, number in bars], [name for name, _ in bars], sentence)
    return html_figure(drawing, sentence) + folded_table("Numbers by power of two", ("from", "values"), bars)


def power_text(exponent: int) -> str:
    """``2⁻³``."""
    return "2" + str(exponent).translate(RAISED)


def draw_bars(
    numbers: list[int], names: list[str], sentence: str, wrong: frozenset[int] = frozenset()
) -> str:
    """Bars side by side, the square root of the number high, so that rare ones are seen."""
    most = max(numbers, default=0) or 1
    wide = min((WIDTH - LEFT) / max(len(numbers), 1), WIDEST)
    every = max(1, -(-len(names) * 46 // int(WIDTH - LEFT)))
    parts = [
        text_at(LEFT - 8, TOP + 4, f"{most:,}", "soft", "end"),
        line_between(LEFT, BASE, WIDTH, BASE, "axis"),
    ]
    for i, (number, name) in enumerate(zip(numbers, names, strict=True)):
        tall = (BASE - TOP) * math.sqrt(number / most)
        x, kind = LEFT + i * wide, "bar bad" if i in wrong else "bar"
        parts.append(
            svg_rectangle(x + 0.5, BASE - tall, max(wide - 1, 0.5), tall, kind, f"{name}: {number:,}")
        )
        if i % every == 0:
            parts.append(text_at(x + wide / 2, BASE + 18, name, "soft"))
    return svg_drawing(WIDTH, HEIGHT, sentence, parts)


def draw_not_finite(values: Values | None) -> str:
    """Timesteps against features, a cell for each place with values that are not finite."""
    spread = values.histograms if values is not None else None
    if values is None or spread is None or not spread.cells:
        return ""
    steps = max(step for step, _, _ in spread.cells) + 1
    features = max(feature for _, feature, _ in spread.cells) + 1
    most = max(number for _, _, number in spread.cells)
    side = min(18.0, (WIDTH - LEFT) / max(steps, MAP_SIDE // 2))
    parts = [
        text_at(LEFT - 8, TOP + side, "feature", "soft", "end"),
        text_at(LEFT, TOP + side * features + 22, "timestep →", "soft", "start"),
    ]
    for step, feature, number in spread.cells:
        kind = "bar bad" if number * 4 > most else "bar other"
        title = f"cell {step}, {feature}: {count_noun(number, 'value')}"
        parts.append(svg_rectangle(LEFT + step * side, TOP + feature * side, side - 1, side - 1, kind, title))
    infinities = count_noun(values.infinite, "infinity", "infinities")
    sentence = f"{values.nan:,} NaN and {infinities}, by timestep (to the right) and feature (down)"
    return html_figure(svg_drawing(WIDTH, TOP + side * features + 34, sentence, parts), sentence)


def draw_ids(spread: Histograms, vocabulary: int) -> str:
    """Ids from the most to the least frequent on two logarithmic axes, and what the vocabulary lacks."""
    numbers = sorted((number for _, number in spread.whole), reverse=True)
    total = sum(numbers) + spread.whole_beyond
    if not total:
        return ""
    beyond = sum(n for one, n in spread.whole if one >= vocabulary) + spread.whole_beyond
    padding = dict(spread.whole).get(0, 0)
    sentence = (
        f"{count_noun(len(numbers), 'different id')} of a vocabulary of {vocabulary:,}, by how often they "
        f"occur; {padding / total:.1%} are id 0, {beyond:,} are outside 0 to {vocabulary - 1:,}"
    )
    reach, most = math.log(max(len(numbers), 2)), math.log(numbers[0] + 1) if numbers else 1.0
    parts = [
        line_between(LEFT, BASE, WIDTH, BASE, "axis"),
        text_at(LEFT, BASE + 18, "rank 1", "soft", "start"),
    ]
    parts.append(text_at(WIDTH, BASE + 18, f"rank {len(numbers):,}", "soft", "end"))
    ranks = sorted({round(math.exp(reach * i / 80)) for i in range(81)} & set(range(1, len(numbers) + 1)))
    for rank in ranks:
        x = LEFT + (WIDTH - LEFT - 6) * math.log(rank) / reach
        tall = (BASE - TOP) * math.log(numbers[rank - 1] + 1) / most
        title = f"rank {rank:,}: {numbers[rank - 1]:,} times"
        parts.append(svg_rectangle(x, BASE - tall, 5, tall, "bar", title, radius=1))
    return html_figure(svg_drawing(WIDTH, HEIGHT, sentence, parts), sentence)


def draw_label_counts(values: Values | None, units: int | None) -> str:
    """Labels by class where they are few whole numbers, else by power of two."""
    spread = values.histograms if values is not None else None
    if spread is None or not spread.only_whole or not spread.whole or spread.whole_beyond:
        return draw_values(values)
    classes: Counts = spread.whole
    wrong = frozenset(
        i for i, (one, _) in enumerate(classes) if units is not None and units > 1 and one >= units
    )
    total = sum(number for _, number in classes)
    sentence = f"{count_noun(total, 'label value')} of {count_noun(len(classes), 'class', 'classes')}"
    sentence += f", {len(wrong):,} of them beyond the {units:,} units of the output" if wrong else ""
    if len(classes) <= CLASSES:
        names = [f"✕ {one}" if i in wrong else str(one) for i, (one, _) in enumerate(classes)]
    else:
        classes = tuple(sorted(classes, key=lambda one: -one[1]))[:BARS]
        names, wrong = [str(one) for one, _ in classes], frozenset()
    drawing = draw_bars([number for _, number in classes], names, sentence, wrong)
    return html_figure(drawing, sentence) + folded_table("Numbers by class", ("class", "labels"), classes)
