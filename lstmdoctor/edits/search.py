"""The cheapest explanations of the data: a uniform-cost search over edits.

From the facts of the data, every edit that its family proposes leads to new facts; a path that ends in what
the model takes is a reading. At most `DEPTH` edits deep the space is tiny, so it is searched whole up to
`MARGIN` above the cheapest reading.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Array, Edit, Reading, Step
from lstmdoctor.edits import cast, fill

DEPTH = 4
MARGIN = 2
"""A reading that costs at most this much more than the best one is offered beside it."""

Path = tuple[Step, ...]


def find_readings(facts: Facts, goal: Goal, choices: Choices) -> tuple[Reading, ...]:
    """All readings worth showing, cheapest first; one without steps where the data fits as it is.

    Parameters
    ----------
    facts : Facts
        The data as found.
    goal : Goal
        What the model, the labels and the options want.
    choices : Choices
        What the user asked for.
    """
    found = [finish_reading(path, facts, goal, choices) for path in search_paths(facts, goal, choices)]
    found = [reading for reading in found if chosen_by(reading, choices)]
    if not found and choices.cure and not goal.no_model:
        paths = search_paths(facts, goal, choices, exactly=False)
        found = [one for path in paths if (one := finish_reading(path, facts, goal, choices)).by_itself]
    # Labels that speak against data of just the right shape, and for no other of it, are wrong themselves.
    resized = bool(found) and any(step.edit.traits.resizes for step in found[0].steps)
    other = found and not (resized and not choices.cure)
    if not other and is_goal_path((), facts, replace(goal, labels=None), choices):
        return (finish_reading((), facts, goal, choices),)
    asked = [sum(step.edit.asked(choices) for step in reading.steps) for reading in found]
    found = [reading for reading, number in zip(found, asked, strict=True) if number == max(asked)]
    if goal.labels is not None:
        found = [reading for reading in found if path_label_count(reading.steps) == goal.labels] or found
    if found and found[0].keeps_values:
        found = [reading for reading in found if reading.keeps_values]
    return tuple(without_twins(found))


def search_paths(facts: Facts, goal: Goal, choices: Choices, *, exactly: bool = True) -> Iterator[Path]:
    """Paths from the facts to the goal in ascending order of cost, up to `MARGIN` above the first.

    Where ``--cure`` names edits they are of these and no others, unless not `exactly`: then others may stand
    among them.
    """
    serial = count()
    heap: list[tuple[int, int, Facts, Path]] = [(0, next(serial), facts, ())]
    best: int | None = None
    while heap:
        cost, _, here, path = heapq.heappop(heap)
        if best is not None and cost > best + MARGIN:
            return
        if is_goal_path(path, here, goal, choices):
            if best is None and (not choices.cure or not exactly or edit_names(path) == choices.cure):
                best = cost
            yield path
            continue
        if len(path) == DEPTH:
            continue
        for edit in proposed_edits(here, goal, choices, path, exactly):
            step = Step(edit, here, edit.facts(here))
            heapq.heappush(heap, (cost + edit.cost, next(serial), step.after, (*path, step)))


def edit_ids(path: Path) -> tuple[str, ...]:
    """Ids of the edits of a path."""
    return tuple(step.edit.id for step in path)


def edit_names(path: Path) -> tuple[str, ...]:
    """What ``--cure`` calls the edits of a path."""
    return tuple(step.edit.name for step in path)


def id_of_name(name: str) -> str:
    """The id in a word of ``--cure``: what stands before the colon."""
    return name.partition(":")[0]


def is_goal_path(path: Path, here: Facts, goal: Goal, choices: Choices) -> bool:
    """Whether a path may end here: the goal fits and every edit asked for by name was made."""
    if not goal.fits(here) or (names_shaping_edit(choices) and not has_named_edits(path, choices)):
        return False
    if choices.window is not None and wants_window(here, path, goal, choices.window):
        return False
    return agrees_with_labels(path, here, goal)


def has_named_edits(path: Path, choices: Choices) -> bool:
    """Whether the edits that ``--cure`` names were made, in their order; others may stand among them."""
    made = iter(edit_names(path))
    return all(name in made for name in choices.cure)


def names_shaping_edit(choices: Choices) -> bool:
    """Whether ``--cure`` names an edit that changes more than values."""
    if not choices.cure:
        return False
    from lstmdoctor.edits.registry import EDITS

    named = [EDITS.get(id_of_name(name)) for name in choices.cure]
    return any(edit is None or not edit.traits.of_values for edit in named)


def wants_window(here: Facts, path: Path, goal: Goal, window: int) -> bool:
    """Whether windows that were asked for are still to be cut; not for another input's length."""
    if not goal.timed or "window" in edit_ids(path):
        return False
    start = path[0].before if path else here
    whole = goal.shape is not None and start.axes[1:2] == here.axes[1:2] == (window,)
    return goal.timesteps == window and not whole


def proposed_edits(
    here: Facts, goal: Goal, choices: Choices, path: Path, exactly: bool = True
) -> Iterator[Edit]:
    """The edits to try from here, without those that the path has ruled out."""
    from lstmdoctor.edits.registry import FAMILIES

    made = edit_ids(path)
    settled = any(step.edit.traits.settles_time for step in path)
    for family in FAMILIES:
        for edit in family(here, goal, choices):
            if exactly and choices.cure and choices.cure[len(path) : len(path) + 1] != (edit.name,):
                continue
            if goal.no_model and edit.traits.of_axes and not choices.cure:
                continue
            if settled and (edit.traits.moves_time or edit.traits.encodes):
                continue
            if edit.id in (made if edit.traits.once else made[-1:] if edit.traits.undoes_itself else ()):
                continue
            yield edit


def finish_reading(path: Path, facts: Facts, goal: Goal, choices: Choices) -> Reading:
    """A path followed by the edits of its values, as a reading."""
    steps = path
    for needed in (cast.out_of_objects, fill.needed_fill, cast.needed_cast):
        here = steps[-1].after if steps else facts
        edit = needed(here, goal, choices)
        if edit is not None:
            steps = (*steps, Step(edit, here, edit.facts(here)))
    alone = all(
        step.edit.alone(goal, choices) or (step.edit.name in choices.cure and step.edit.knows_how(choices))
        for step in steps
    )
    return Reading(steps, sum(step.edit.cost for step in path), alone)


def chosen_by(reading: Reading, choices: Choices) -> bool:
    """Whether the reading is the one that ``--cure`` names (any, when it names none)."""
    return not choices.cure or reading.id == "+".join(choices.cure)


def agrees_with_labels(path: Path, here: Facts, goal: Goal) -> bool:
    """Whether the number of samples is the number of labels, where labels say anything.

    Labels that match no axis of the data are wrong themselves (LD701) and are no evidence.
    """
    start = path[0].before if path else here
    if goal.labels is None or goal.labels not in start.axes:
        return True
    return (path_label_count(path) if path else here.samples) == goal.labels


def path_label_count(path: Path) -> int | None:
    """How many labels the data wants if this path explains it; None for a path without steps."""
    if not path:
        return None
    return next((step.before for step in path if step.edit.traits.carries_labels), path[-1].after).samples


def without_twins(found: list[Reading]) -> Iterator[Reading]:
    """Leave out a reading that gives the very array of a cheaper one."""
    kept: list[Reading] = []
    for reading in found:
        if not any(same_array(reading, other) for other in kept):
            kept.append(reading)
            yield reading


def same_array(a: Reading, b: Reading) -> bool:
    """Whether two readings turn the same data into the same array.

    Both are applied to a probe with a distinct small size on every axis longer than 1. Edits that depend on
    real sizes must agree to the letter.
    """
    if not a.steps or not b.steps:
        return not a.steps and not b.steps
    if has_sized_edit(a) or has_sized_edit(b):
        return [step.edit for step in a.steps] == [step.edit for step in b.steps]
    return np.array_equal(result_on_probe(a), result_on_probe(b))


def has_sized_edit(reading: Reading) -> bool:
    """Whether an edit depends on the sizes of axes."""
    return any(step.edit.traits.sized for step in reading.steps)


def result_on_probe(reading: Reading) -> Array:
    """The result of a reading on the probe."""
    primes = iter((2, 3, 5, 7, 11, 13, 17))
    axes = [1 if axis == 1 else next(primes) for axis in reading.steps[0].before.axes]
    probe: Array = np.arange(np.prod(axes, dtype=int), dtype="float32").reshape(axes)
    for step in reading.steps:
        probe = np.asarray(step.edit.apply(probe)).real.astype("float32")
    return probe


def choose_reading(found: tuple[Reading, ...]) -> Reading | None:
    """The reading to apply without being asked, or None where a choice is the user's.

    It must be made of edits that may be made alone, keep every value (unless an option asked for the loss),
    and have no rival that keeps every value, gives another array, and costs nearly as much.
    """
    if not found or not found[0].by_itself:
        return None
    rivals = [other for other in found[1:] if other.keeps_values or other.by_itself]
    return None if rivals else found[0]
