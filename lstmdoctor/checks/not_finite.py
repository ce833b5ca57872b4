"""NaN or infinity in the data

What it is
    Some values are not finite numbers: NaN, from a gap in the source or 0/0, or an infinity. Or they are
    finite in float64 and too large for the float32 that the model computes in, where they become infinite.
    Steps of nothing but the infinity that a ``Masking`` layer skips are right as they are.

Why it matters
    One NaN in a batch makes the loss NaN and with the next step of the optimizer every weight of the model.
    The training does not come back from that. An infinity becomes NaN inside the cell as a rule.

What Keras says
    Nothing: ``loss: nan``. A ``Masking(mask_value=nan)`` does not help, because NaN equals nothing, itself
    included: no step is masked and the NaN stays in the output.

Example
    A column of a CSV file with an empty cell; ``np.log(x)`` where x is 0; padding with NaN.

Cure
    Find out where they come from. Then fill them: ``x = np.nan_to_num(x, nan=0.0)``, or leave these samples
    out. ``lstmdoctor fix --fill-nan 0`` writes it. The mask value is no filling: a step is skipped only where
    all of its features have it.

Risk
    A filled value is an invented one. Filled with 0 in data that is not centred on 0, a gap becomes an
    extreme.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import padding_value_run, timed_values
from lstmdoctor.checks.shared.shards import place_in_shard, shard_words
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding, Remedy
from lstmdoctor.core.values import Position, Values
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD501",
    "not-finite",
    "error",
    meaning="there are values that are not finite",
    cure=Cure(
        "find the values that are not finite and decide what stands for them",
        "print(np.argwhere(~np.isfinite(x))[:10])",
    ),
)
ENDS = {"float16": 65520.0, "float32": 2.0**128 - 2.0**103}
"""The smallest number that is rounded to infinity."""


def find(case: Case) -> Iterator[Finding]:
    """NaN and infinities, counted, and where the first one is."""
    for pair in case.pairs:
        values = pair.facts.values
        if values is not None and has_overflow_values(pair, values):
            yield FAULT.found(
                pair.input.name,
                f"the values go from {values.low:g} to {values.high:g}: {pair.input.dtype}, which the model "
                "computes in, ends before, so that the largest become infinite",
                "scale them where the data is made, or look whether they stand for gaps",
                remedy="none",
                evidence={"low": values.low, "high": values.high, "dtype": pair.input.dtype},
            )
        if values is None or values.first_bad is None or is_masked_infinity(pair, values):
            continue
        shard, first = place_in_shard(pair.array, values.first_bad)
        where = f"{shard_words(shard)}, " if shard else ""
        yield FAULT.found(
            pair.input.name,
            f"{not_finite_amount(values)} of {values.number:,} values, the first at "
            f"{where}{bad_value_place(pair, first)}",
            not_finite_advice(pair),
            remedy=not_finite_remedy(pair),
            evidence={
                "nan": values.nan,
                "infinite": values.infinite,
                "values": values.number,
                "first": list(bad_value_index(pair, first)),
                "fill": nan_fill_value(pair),
                **({"shard": shard_words(shard)} if shard else {}),
            },
            fill=nan_fill_value(pair),
        )


def is_masked_infinity(pair: Pair, values: Values) -> bool:
    """Whether all that is not finite stands in steps of nothing but the infinity that the model skips."""
    mask = pair.input.infinite_mask
    run = padding_value_run(values, mask) if mask is not None else None
    if run is None or values.nan or not values.steps:
        return False
    length = values.steps // max(1, values.samples)
    steps = run.front_steps + run.back_steps + run.inner_steps + run.only * length
    return steps * (values.number // values.steps) == values.infinite


def has_overflow_values(pair: Pair, values: Values) -> bool:
    """Whether a finite value becomes infinite in the dtype of the model; ids never become floats."""
    end = ENDS.get(pair.input.dtype, math.inf)
    return pair.input.embedding is None and (values.low <= -end or values.high >= end)


def not_finite_amount(values: Values) -> str:
    """``3 NaN and 1 infinity``."""
    parts = [f"{values.nan:,} NaN"] if values.nan else []
    return " and ".join(
        [*parts, *([count_noun(values.infinite, "infinity", "infinities")] if values.infinite else [])]
    )


def bad_value_index(pair: Pair, position: Position) -> tuple[int, ...]:
    """The position as an index into the array: the axes after the second taken apart again."""
    sample, step, rest = position
    axes = [axis for axis in pair.facts.axes[2:] if isinstance(axis, int)]
    if pair.facts.rank < 3 or len(axes) != pair.facts.rank - 2:
        return (sample, step)[: max(1, pair.facts.rank)] if pair.facts.rank < 3 else position
    places: list[int] = []
    for size in reversed(axes):
        rest, place_ = divmod(rest, size)
        places.insert(0, place_)
    return (sample, step, *places)


def bad_value_place(pair: Pair, position: Position) -> str:
    """``sample 3, timestep 12, feature 0``; the bare index where the axes mean something else."""
    found = bad_value_index(pair, position)
    if timed_values(pair) is None or len(found) > 3:
        return f"[{', '.join(map(str, found))}]"
    words = ("sample", "timestep", "feature")
    return ", ".join(f"{word} {at}" for word, at in zip(words, found, strict=False))


def not_finite_advice(pair: Pair) -> str:
    """What fills them; not with the mask value, which would skip the step."""
    fill = nan_fill_value(pair)
    if fill is None:
        return (
            "find where they come from, then fill the NaN alone, the model masks the infinite: "
            "x = np.where(np.isnan(x), value, x)"
        )
    return f"find where they come from, then fill them: --fill-nan {fill:g}, or leave the samples out"


def nan_fill_value(pair: Pair) -> float | None:
    """0, else the middle of the data where 0 is what the model skips; None where infinity is."""
    if pair.input.infinite_mask is not None:
        return None
    if pair.input.mask_value != 0 or pair.input.embedding is not None:
        return 0.0 if pair.input.mask_value != 0 else 1.0
    values = pair.facts.values
    low, high = (values.low, values.high) if values is not None else (math.nan, math.nan)
    middle = float(f"{low / 2 + high / 2:.3g}") if math.isfinite(low) else 1.0
    return next((value for value in (middle, high) if value != 0 and math.isfinite(value)), 1.0)


def not_finite_remedy(pair: Pair) -> Remedy:
    """The option, or the reading that it has led to."""
    filled = pair.chosen is not None and pair.chosen.has("fill-nan")
    return "reading" if filled else "none" if pair.input.infinite_mask is not None else "option"
