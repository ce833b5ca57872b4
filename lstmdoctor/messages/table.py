"""All rules, in the order they are tried: what is said in so many words first, sizes without names last."""

from __future__ import annotations

from lstmdoctor.messages import (
    batches,
    calls,
    convolution,
    counts,
    ids,
    inputs,
    labels,
    loading,
    masks,
    objects,
    products,
)
from lstmdoctor.messages.rule import Rule

FAMILIES = (labels, counts, batches, inputs, ids, masks, objects, products, loading, convolution, calls)
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
