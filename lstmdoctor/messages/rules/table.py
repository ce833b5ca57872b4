"""All rules, in the order they are tried: what is said in so many words first, sizes without names last."""

from __future__ import annotations

from lstmdoctor.messages.paste import arguments, cut
from lstmdoctor.messages.rules import (
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
    opaque,
    products,
    ragged,
    scalers,
    tables,
    theano,
    weights,
    worded,
)
from lstmdoctor.messages.rules.rule import Rule

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
    tables,
    products,
    elementwise,
    ragged,
    arguments,
    loading,
    convolution,
    worded,
    calls,
    loose,
)
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
OPAQUE: tuple[Rule, ...] = opaque.RULES
"""Read together with the line of code that raised."""
CUT: tuple[Rule, ...] = cut.RULES
"""Tried when no other rule knows a statement, however its lines were broken."""
