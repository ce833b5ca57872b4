"""All rules, in the order they are tried: what is said in so many words first, sizes without names last."""

from __future__ import annotations

from lstmdoctor.messages import (
    batches,
    calls,
    convolution,
    counts,
    elementwise,
    ids,
    inputs,
    label_values,
    labels,
    loading,
    loose,
    masks,
    objects,
    products,
    ragged,
    scalers,
    theano,
    weights,
)
from lstmdoctor.messages.rule import Rule

FAMILIES = (
    weights,
    labels,
    label_values,
    counts,
    batches,
    theano,
    scalers,
    inputs,
    ids,
    masks,
    objects,
    products,
    elementwise,
    ragged,
    loading,
    convolution,
    calls,
    loose,
)
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
