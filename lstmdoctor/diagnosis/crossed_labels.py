"""Data and labels that were given in each other's place."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.checks.shared.adjusts import can_adjust_axis
from lstmdoctor.checks.shared.targets import label_match_kind, ordered_targets
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.plans import Named
from lstmdoctor.roles.samples import has_input_shape

FITTING = frozenset({"same", "ids", "one-hot"})
"""What a loss makes of labels that were meant for it."""


def without_crossed_labels(case: Case) -> Case:
    """The case; where data and labels changed places, without anything that would be made of either."""
    labels = case.labels[0] if len(case.labels) == len(case.pairs) == len(case.model.inputs) == 1 else None
    if labels is None or case.mapped or not is_crossed(case, case.pairs[0], labels):
        return case
    pair = case.pairs[0]
    nothing = replace(pair, plan=replace(pair.plan, readings=(), chosen=None), cause=None)
    return replace(case, pairs=(nothing,), labels=(), crossed=labels, growth=None)


def is_crossed(case: Case, pair: Pair, labels: Named) -> bool:
    """Whether the labels are what the input takes, by a size that it fixes, the data what the loss takes."""
    shape, axes = pair.input.shape or (), labels.facts.axes
    if (
        pair.fits
        or can_adjust_axis(case.model, pair)
        or pair.member is not None
        or not has_input_shape(pair.input, labels.facts)
    ):
        return False
    known = any(size is not None and size == own for size, own in zip(shape[1:], axes[1:], strict=True))
    if not known or axes[0] != pair.facts.samples:
        return False
    exchanged = replace(case, pairs=(), labels=(pair.array,))
    kinds = {label_match_kind(exchanged, target) for target in ordered_targets(exchanged)}
    return bool(kinds) and kinds <= FITTING
