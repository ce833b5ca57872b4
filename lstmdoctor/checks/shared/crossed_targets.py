"""Labels of several outputs, brought to the outputs whose shapes they have where their order is another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from lstmdoctor.checks.shared.targets import Target, cured_label_axes, label_match_kind, ordered_targets
from lstmdoctor.core.cases import Case

MOST_CROSSED = 5
"""Outputs whose labels are tried in every order: 120 of them."""


def label_targets(case: Case) -> Iterator[Target]:
    """Every output whose labels are known; with those that its shape takes, where that is another's."""
    targets = list(ordered_targets(case))
    order = label_order(case, targets)
    yield from targets if order is None else with_labels_of(case, targets, order)


def label_order(case: Case, targets: list[Target]) -> tuple[int, ...] | None:
    """Whose labels each output takes, where exactly one order fits them all and it is not the one given."""
    if not 1 < len(targets) <= MOST_CROSSED or len(targets) != len(case.model.outputs):
        return None
    if is_fitting(case, targets):
        return None
    places = permutations(range(len(targets)))
    fitting = [order for order in places if is_fitting(case, with_labels_of(case, targets, order))]
    return fitting[0] if len(fitting) == 1 else None


def is_fitting(case: Case, targets: list[Target]) -> bool:
    """Whether every output has labels of its shape."""
    return all(label_match_kind(case, target) == "same" for target in targets)


def with_labels_of(case: Case, targets: list[Target], order: tuple[int, ...]) -> list[Target]:
    """The outputs with the labels of others."""
    rows = [targets[place].facts for place in order]
    return [
        replace(target, facts=facts, axes=cured_label_axes(case, facts, target.shape))
        for target, facts in zip(targets, rows, strict=True)
    ]
