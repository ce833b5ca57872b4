"""Values of very different or very large scale

What it is
    Values beyond 1,000, or features whose ranges differ by more than a factor of 1,000, and no layer of the
    model scales them.

Why it matters
    The gates of an LSTM are saturated by inputs beyond a few units: they stand at 0 or 1 and hardly learn. A
    feature a thousand times wider than another drowns it.

What Keras says
    Nothing. The loss falls slowly or not at all.

Example
    A pressure in pascal (100,000) beside a relative humidity (0..1).

Cure
    Standardise with the mean and the standard deviation of the training data, or put
    ``keras.layers.Normalization()`` in front of the model.

Risk
    Scale before padding, or the padding is scaled too. Use the numbers of the training data for all sets.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import padding_of
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding
from lstmdoctor.core.values import Values
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD506",
    "unscaled",
    "note",
    meaning="values or ranges are large, or far apart",
    cure=Cure("standardise with mean and deviation of the training data, or add a Normalization layer"),
)
LARGE = 1000.0


def find(case: Case) -> Iterator[Finding]:
    """Large values, or ranges far apart, where nothing scales them, so far as the layers are known."""
    for pair in case.pairs:
        values = pair.facts.values
        if values is None or not case.model.layers or not can_judge_scale(pair, values):
            continue
        what = large_values_message(values) or far_apart(values)
        if what is not None:
            message, evidence = what
            yield FAULT.found(
                pair.input.name,
                f"{message}, and no layer of the model scales them",
                evidence=evidence,
            )


def can_judge_scale(pair: Pair, values: Values) -> bool:
    """Whether values enter the model as they are, and no extreme is a mark for padding."""
    if not pair.fits or pair.input.embedding is not None:
        return False
    if any(layer.rule.values == "scaled" for layer in pair.input.path):
        return False
    padding = padding_of(pair)
    marks = {pair.input.mask_value, padding.value if padding is not None else None} - {0.0, None}
    return not marks & {values.low, values.high}


def large_values_message(values: Values) -> tuple[str, dict[str, Evidence]] | None:
    """Values beyond 1,000."""
    if not max(-values.low, values.high) > LARGE:
        return None
    evidence: dict[str, Evidence] = {"low": values.low, "high": values.high}
    return f"the values go from {values.low:,.6g} to {values.high:,.6g}", evidence


def far_apart(values: Values) -> tuple[str, dict[str, Evidence]] | None:
    """Features of which one has a range a thousand times that of another."""
    pairs = zip(values.feature_low, values.feature_high, strict=True)
    ranges = {position: high - low for position, (low, high) in enumerate(pairs) if high > low}
    if not ranges:
        return None
    widest, narrowest = max(ranges, key=ranges.__getitem__), min(ranges, key=ranges.__getitem__)
    if ranges[widest] <= LARGE * ranges[narrowest]:
        return None
    evidence: dict[str, Evidence] = {"widest": widest, "narrowest": narrowest}
    return (
        f"the range of feature {widest} is {ranges[widest]:.3g}, that of feature {narrowest} "
        f"{ranges[narrowest]:.3g}, among {count_noun(len(values.feature_low), 'feature')}",
        evidence,
    )
