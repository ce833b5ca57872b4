"""``--split``: one treatment, two files, cut along time before any window is, so that none lies across it.

What stands in front of the cut is for training, what stands behind it for validation; every sequence of a
table is cut by itself. A cut of windows that are made already, or of shuffled rows, shows the model parts of
what it is judged by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from lstmdoctor.core.facts import Facts, axis_histogram
from lstmdoctor.core.outcome import Decision
from lstmdoctor.core.plans import Named, Plan, Slot
from lstmdoctor.core.readings import Reading, Step
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.data.sequences.time_part import Part, TimeCut, TimePart
from lstmdoctor.edits.windows import Window
from lstmdoctor.errors import Usage
from lstmdoctor.text import count_noun
from lstmdoctor.treatment.content import sequences_of

PARTS: tuple[Part, ...] = ("train", "validation")
NO_ORDER = (
    "--split cuts a series along its time and windows out of each part: name them with --window N "
    "(samples that are whole already have no order in time that a file could tell)"
)


def plan_to_split(plans: Sequence[Plan]) -> tuple[Plan, Window]:
    """The one plan that can be cut along time, and its windows.

    Raises
    ------
    Usage
        There are several arrays, no windows, or an edit before them that moves time.
    """
    if len(plans) != 1:
        raise Usage(f"--split goes with data for one input, here are {len(plans)} arrays")
    steps = plans[0].chosen.steps if plans[0].chosen is not None else ()
    for step in steps:
        if isinstance(step.edit, Window):
            return plans[0], step.edit
        if not leaves_time(step):
            raise Usage(
                f"--split cuts the data as it stands in the file, and {step.edit.id} comes before the "
                "windows: write the data without windows first, and split what was written"
            )
    raise Usage(NO_ORDER)


def leaves_time(step: Step) -> bool:
    """Whether an edit leaves every timestep where it was; an axis behind all others is no matter."""
    traits = step.edit.traits
    if traits.resizes:
        return False
    last = step.edit.added_axis(step.before) == step.before.rank
    return traits.keeps_axes or traits.of_values or last


def source_of_part(source: Source, plan: Plan, cut: TimeCut) -> Source:
    """A source with one part of the array of a plan."""
    return replace(source, arrays=(TimePart(sequences_of(source, plan), cut),))


def labels_of_part(labels: Sequences, plan: Plan, cut: TimeCut) -> Sequences:
    """The labels of the timesteps of one part.

    Raises
    ------
    Usage
        There is no label for every timestep: a label of a whole sequence would stand in both parts.
    """
    data, own = plan.slot.facts, labels.facts
    if cut.series:
        if own.samples != data.samples:
            raise Usage(
                f"--split cuts the labels where it cuts the data: {count_noun(own.samples, 'label')} "
                f"for {count_noun(data.samples, 'timestep')}"
            )
        return TimePart(labels, cut)
    if own.samples != data.samples or own.rank < 2 or own.axes[1] != data.axes[1]:
        raise Usage(
            "--split cuts every sequence in two, and its label is one for the whole of it: training and "
            "validation would share it. Give whole sequences to each part instead"
        )
    return TimePart(labels, cut)


def plan_of_part(plan: Plan, facts: Facts, window: Window, cut: TimeCut) -> Plan:
    """The same edits on one part.

    Raises
    ------
    Usage
        The part is too short for a single window.
    """
    steps: list[Step] = []
    here = facts
    for step in plan.chosen.steps if plan.chosen is not None else ():
        steps.append(Step(step.edit, here, step.edit.facts(here)))
        here = steps[-1].after
    if not here.samples:
        longest = max(length for length, _ in lengths_of_series(facts, window))
        raise Usage(
            f"--split {float(cut.share):g} leaves no window for {cut.part}: at most {longest:,} timesteps, "
            f"and a window {'with its labels ' * bool(window.horizon)}takes {window.span:,}"
        )
    slot = Slot(Named(plan.slot.array.name, facts, place=plan.slot.array.place), None, facts)
    return replace(plan, slot=slot, chosen=Reading(tuple(steps), 0, True), readings=())


def lengths_of_series(facts: Facts, window: Window) -> tuple[tuple[int, int], ...]:
    """Timesteps of the series, with how many have as many."""
    return ((facts.samples, 1),) if window.series else axis_histogram(facts.axes[1], facts.samples)


def decision_of_part(decision: Decision, plan: Plan, window: Window, share: Fraction) -> Decision:
    """The decision with the plan of one part, and what is to be said of sequences that the cut made short."""
    short = 0
    for part in PARTS:
        cut = TimeCut(share, part, window.series)
        short += sum(
            number
            for length, number in lengths_of_series(decision.plans[0].slot.facts, window)
            if length >= window.span > cut.length(length)
        )
    remark = f"{count_noun(short, 'part')} of a sequence too short for a window behind the cut: left out"
    remarks = (*decision.data.remarks, *([remark] if short else []))
    return replace(decision, plans=(plan,), data=replace(decision.data, remarks=remarks))
