"""The readings of one array for one input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lstmdoctor.checks.shared.padding import misplaced_padding
from lstmdoctor.checks.shared.tokens import has_vectors_for_ids
from lstmdoctor.checks.too_short import fewest_path_timesteps
from lstmdoctor.core.cases import Pair
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts, high_of
from lstmdoctor.core.goal import Goal, batch_first, goal_of
from lstmdoctor.core.plans import Plan, Slot
from lstmdoctor.core.readings import Edit, Reading, Step
from lstmdoctor.core.spec import InputSpec
from lstmdoctor.edits.places import SwapInputs, UnpackDict
from lstmdoctor.edits.search import choose_reading, chosen_by, find_readings, finish_reading

TEXT = frozenset({"str", "bytes"})
MOST_INPUTS = 8
"""Inputs that a model may have which says nothing of itself, generously counted."""


def placed_pair(
    spec: InputSpec, slot: Slot, labels: int | None, choices: Choices, swapped: Mapping[str, str]
) -> Pair:
    """`read_pair`, its readings beginning with the edits that say where the data comes from."""
    places = place_edits(slot.facts, swapped.get(spec.name))
    rest = choices_without(choices, places)
    pair = read_pair(spec, slot, labels, rest)
    readings = placed_readings(pair.readings, slot.facts, places, choices)
    cause = placed_readings((pair.cause,), slot.facts, places, choices)[0] if pair.cause else None
    plan = replace(pair.plan, readings=readings, chosen=choose_reading(readings))
    return replace(pair, plan=plan, cause=cause) if places else pair


def place_edits(facts: Facts, other: str | None) -> tuple[Edit, ...]:
    """The edits in effect for an array as it was taken; `other` is the input it was exchanged with."""
    unpacked = [UnpackDict()] if facts.wrapping == "dict" else []
    return (*unpacked, *([SwapInputs(other)] if other is not None else []))


def choices_without(choices: Choices, places: tuple[Edit, ...]) -> Choices:
    """The choices for the search, which knows nothing of places."""
    done = {edit.id for edit in places}
    return replace(choices, cure=tuple(name for name in choices.cure if name not in done))


def placed_readings(
    found: tuple[Reading, ...], facts: Facts, places: tuple[Edit, ...], choices: Choices
) -> tuple[Reading, ...]:
    """Readings with these edits in front, by themselves only where ``--cure`` names them."""
    named = all(edit.id in choices.cure for edit in places)
    first = tuple(Step(edit, facts, edit.facts(facts)) for edit in places)
    cost = sum(edit.cost for edit in places)
    return tuple(Reading((*first, *one.steps), one.cost + cost, one.by_itself and named) for one in found)


def read_pair(spec: InputSpec, slot: Slot, labels: int | None, choices: Choices) -> Pair:
    """Find the readings of one array for one input.

    There are none for vectors where ids are wanted, nor for text and objects that no edit makes numbers of.
    """
    goal = goal_of(batch_first(spec), choices, labels)
    goal = replace(goal, padding=misplaced_padding(slot.facts, goal))
    search = time_major_readings if spec.time_major else find_readings
    if spec.shape is None and is_surely_a_list(slot.facts):
        goal, search = replace(goal, no_model=True), find_readings  # one array is wanted, of whatever shape
    unreadable = (spec.shape is None and not goal.no_model) or has_vectors_for_ids(spec, slot.facts)
    unreadable = unreadable or "mixed" in slot.facts.dtypes or is_unread_text(spec, slot.facts)
    found = () if unreadable else long_enough(search(slot.facts, goal, choices), spec)
    cause = found[0] if found else None
    if cause is None and not is_unread_text(spec, slot.facts):
        cause = overlooking_features(slot.facts, goal, choices)
    return Pair(spec, Plan(spec.name, slot, found, choose_reading(found)), goal, cause)


def is_unread_text(spec: InputSpec, facts: Facts) -> bool:
    """Whether an array is text for a model of numbers: what the text becomes decides on its axes."""
    return spec.dtype != "str" and bool(facts.dtypes) and TEXT.issuperset(facts.dtypes)


def is_surely_a_list(facts: Facts) -> bool:
    """Whether a list has more members than a model has inputs, so that they are sequences."""
    return facts.container == "list" and facts.samples > MOST_INPUTS and not facts.mixed_rank


def long_enough(found: tuple[Reading, ...], spec: InputSpec) -> tuple[Reading, ...]:
    """The readings without those that give fewer timesteps than convolutions need, unless all do."""
    least = fewest_path_timesteps(spec.path)
    if least is None or least < 2 or spec.time_major:
        return found
    kept = tuple(one for one in found if one.result is None or high_of(one.result) >= least)
    return kept or found


def time_major_readings(facts: Facts, goal: Goal, choices: Choices) -> tuple[Reading, ...]:
    """Readings for a model that takes (T, N, ...): those for (N, T, ...), and a swap at the end."""
    from lstmdoctor.edits.order import SwapBatchTime

    turn = SwapBatchTime(labelled=True)
    if facts.container == "array" and facts.rank == goal.rank and facts.rank >= 2:
        first, second = facts.axes[:2]
        if goal.fits(turn.facts(facts)) and not (goal.labels == first != second):
            return (finish_reading((), facts, goal, choices),)
    before = choices.cure[:-1] if choices.cure[-1:] == (turn.id,) else choices.cure
    found = (
        swap_result_axes(reading, facts, turn)
        for reading in find_readings(facts, goal, replace(choices, cure=before))
    )
    return tuple(reading for reading in found if chosen_by(reading, choices))


def swap_result_axes(reading: Reading, facts: Facts, turn: Edit) -> Reading:
    """A reading with the first two axes of its result swapped."""
    result = reading.result or facts
    step = Step(turn, result, turn.facts(result))
    return replace(reading, steps=(*reading.steps, step), cost=reading.cost + turn.cost)


def overlooking_features(facts: Facts, goal: Goal, choices: Choices) -> Reading | None:
    """What else is wrong with data whose last axis does not agree; None where that explains nothing."""
    if goal.shape is None or goal.features is None or choices.cure:
        return None
    relaxed = replace(goal, shape=(*goal.shape[:-1], None), labels=None, batch=None)
    for reading in find_readings(facts, relaxed, choices):
        if all(map(spares_features, reading.steps)):
            return reading
    return None


def spares_features(step: Step) -> bool:
    """Whether a step may stand beside a wrong number of features: the last axis stays what it is."""
    traits = step.edit.traits
    return traits.keeps_axes or (step.edit.dropped_axis() is not None and not traits.regroups)
