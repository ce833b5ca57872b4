"""The size of what is to be written, and whether an option of the user named it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.growth import Growth
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Step

MOST_TIMES = 100
"""A limit set by the design. More is rarely meant: one sequence is far longer than all others, a model has a
length that nobody wanted, or a file was made for it."""


def growth_of(plans: Sequence[Plan], read: int, choices: Choices) -> Growth | None:
    """How much larger the output is than the files of `read` bytes; None below the limit, and without files.

    References that unfold, and files that unpack, count by what is written.
    """
    written = sum(planned_bytes(plan.after) for plan in plans)
    if not read or written <= MOST_TIMES * read:
        return None
    largest = max(plans, key=lambda plan: planned_bytes(plan.after))
    alone = len(plans) == 1
    named = is_size_named(largest, choices, alone)
    return Growth(written, read, named, naming_choices(largest, choices, alone))


def planned_bytes(facts: Facts) -> int:
    """Bytes of the values of an array; 0 where they are not known."""
    try:
        return (facts.items or 0) * np.dtype(facts.dtype).itemsize
    except TypeError:
        return 0


def is_size_named(plan: Plan, choices: Choices, alone: bool) -> bool:
    """Whether an option names the size of an array; a copy has the size of what is copied.

    A length that several inputs share cannot be named for one of them: there the reading is named instead.
    """
    steps = plan.chosen.steps if plan.chosen is not None else ()
    padded = any(map(is_padding, steps))
    cured = bool(choices.cure) and not (alone and padded)
    padding_named = padded and isinstance(choices.pad, int)
    asked = any(step.edit.asked(choices) for step in steps if not step.edit.traits.resizes)
    return not steps or cured or padding_named or asked


def is_padding(step: Step) -> bool:
    """Whether an edit adds timesteps to samples and takes none away."""
    return step.edit.traits.resizes and step.edit.keeps_values(step.before)


def naming_choices(plan: Plan, choices: Choices, alone: bool) -> Choices:
    """The choices with the option that names the size of an array."""
    if plan.chosen is None or not plan.chosen.steps:
        return choices
    lengths = [step.edit.args().get("timesteps") for step in plan.chosen.steps if is_padding(step)]
    if alone and lengths and isinstance(lengths[-1], int):
        return replace(choices, pad=lengths[-1])
    return replace(choices, cure=tuple(plan.chosen.id.split("+")))
