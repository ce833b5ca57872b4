"""What else a table could be: readings in which its columns are told apart by an option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts, high_of
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Reading, Step
from lstmdoctor.core.tables import FILE_COLUMN, TableFacts, TableOffer
from lstmdoctor.edits.columns import TakeColumns
from lstmdoctor.edits.search import choose_reading, find_readings


def with_table_readings(pair: Pair, table: TableFacts, choices: Choices) -> Pair:
    """A pair with what its table could be beside, where no option says what it is.

    A window alone is an answer too, where its columns fit: the table is then one series. Of series that can
    be read in several ways the one of windows names the fault.
    """
    own = tuple(reading for reading in pair.readings if keeps_columns(reading))
    windows = next((one for one in own if one.has("window")), next(iter(own), None))
    own = with_windows(own, pair.facts, pair.goal, choices) if table.taken.id else own
    pair = replace(pair, plan=replace(pair.plan, readings=own, chosen=choose_reading(own)), cause=windows)
    named = table.taken.named and table.taken.id != (FILE_COLUMN,)
    if named or choices.table.named or (choices.window is not None and own) or choices.cure:
        return pair
    found = [reading for offer in table.offers for reading in readings_of_offer(pair, offer, choices)]
    if not found:
        return pair
    found.sort(key=lambda reading: not reading.keeps_values)
    if any(leaves_timesteps(reading) for reading in found):
        own = tuple(reading for reading in own if not takes_columns_for_time(reading))
    readings = (*own, *found)
    cause = pair.cause if own else None
    return replace(
        pair, plan=replace(pair.plan, readings=readings, chosen=choose_offered(readings)), cause=cause
    )


def with_windows(
    found: tuple[Reading, ...], facts: Facts, goal: Goal, choices: Choices
) -> tuple[Reading, ...]:
    """The readings of unequal sequences with the one that cuts windows of them, where some are too long.

    Sequences of a table are recordings that nobody has cut yet: a window is what they are for.
    """
    longer = goal.timesteps is not None and facts.ragged == (1,) and high_of(facts) > goal.timesteps
    if not longer or choices.window is not None or choices.cure or choices.truncate is not None:
        return found
    cut = find_readings(facts, goal, replace(choices, window=goal.timesteps))
    return (*found, *(replace(reading, by_itself=False) for reading in cut if reading.has("window")))


def keeps_columns(reading: Reading) -> bool:
    """Whether the last axis stays that of the columns: they have names, and nobody mistakes them for time."""
    return all(map(leaves_columns, reading.steps))


def leaves_columns(step: Step) -> bool:
    """Whether an edit keeps the axes, adds one beside them, or cuts windows of the rows."""
    traits = step.edit.traits
    adds = step.edit.added_axis(step.before) is not None and not traits.regroups
    return traits.keeps_axes or traits.of_values or traits.settles_time or adds


def leaves_timesteps(reading: Reading) -> bool:
    """Whether a table has the timesteps of the model as it would be read."""
    return not any(step.edit.traits.settles_time for step in reading.steps)


def takes_columns_for_time(reading: Reading) -> bool:
    """Whether columns are timesteps, of which some would be cut off or added: one of them may be no step."""
    first = next((step for step in reading.steps if step.edit.traits.settles_time), None)
    return first is not None and len(reading.steps[0].before.axes) < len(first.before.axes)


def choose_offered(readings: tuple[Reading, ...]) -> Reading | None:
    """The reading that needs no choice: what fits as it is."""
    fits = readings[:1] if readings and not readings[0].steps else ()
    return choose_reading(fits)


def readings_of_offer(pair: Pair, offer: TableOffer, choices: Choices) -> Iterator[Reading]:
    """What the model could take if the columns were so; only what options can ask for."""
    edit = TakeColumns(offer.table, offer.facts, offer.values, offer.order)
    first = Step(edit, pair.facts, offer.facts)
    goal = replace(pair.goal, labels=None)
    for reading in with_windows(find_readings(offer.facts, goal, choices), offer.facts, goal, choices):
        unsaid = [step.edit for step in reading.steps if not step.edit.alone(pair.goal, choices)]
        if all(one.options() for one in unsaid):
            yield Reading((first, *reading.steps), reading.cost + edit.cost, by_itself=False)
