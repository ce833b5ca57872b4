"""All rules, in the order they are tried: what is said in so many words first, sizes without names last."""

from __future__ import annotations

from lstmdoctor.messages.rules import (
    arguments,
    axis_sizes,
    batches,
    branches,
    building,
    calls,
    cardinality,
    convolution,
    counts,
    ctc,
    cut,
    dtypes,
    elementwise,
    empties,
    ids,
    inputs,
    label_values,
    labels,
    loading,
    loose,
    masks,
    objects,
    opaque,
    products,
    pytorch,
    ragged,
    scalers,
    tables,
    theano,
    theano_products,
    weights,
    wiring,
    worded,
)
from lstmdoctor.messages.rules.rule import Rule

FAMILIES = (
    weights,
    ctc,
    labels,
    label_values,
    cardinality,
    counts,
    batches,
    theano,
    scalers,
    inputs,
    axis_sizes,
    ids,
    masks,
    objects,
    empties,
    dtypes,
    tables,
    products,
    theano_products,
    pytorch,
    branches,
    elementwise,
    ragged,
    arguments,
    loading,
    building,
    convolution,
    worded,
    calls,
    wiring,
    loose,
)
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
OPAQUE: tuple[Rule, ...] = opaque.RULES
"""Read together with the line of code that raised."""
CUT: tuple[Rule, ...] = cut.RULES
"""Tried when no other rule knows a statement."""
