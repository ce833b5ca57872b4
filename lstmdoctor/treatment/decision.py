"""From facts and choices to what is to be done. Pure: no file is opened, none is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.goal import goal_of
from lstmdoctor.core.outcome import Decision, Step
from lstmdoctor.core.plans import Named, Plan, Slot
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.diagnosis.pair_readings import choices_without, place_edits, placed_readings
from lstmdoctor.edits.registry import EDIT_IDS, EDITS
from lstmdoctor.edits.search import choose_reading, find_readings, id_of_name
from lstmdoctor.errors import Usage
from lstmdoctor.text import unknown_word_text


def decide_for_model(
    spec: ModelSpec,
    data: DataFile,
    labels: DataFile | None,
    mapping: Mapping[str, str] | None,
    choices: Choices,
    copy: bool,
) -> Decision:
    """What is to be done with data for a model.

    Parameters
    ----------
    copy : bool
        Whether an output is wanted of data that needs nothing.

    Raises
    ------
    Usage
        An option contradicts the model or the data, or ``--cure`` names what leads nowhere.
    """
    before = diagnose_facts(spec, data, labels, mapping, choices)
    plans = tuple(pair.plan for pair in before.case.pairs)
    refuse_empty_cure(plans, choices, alone=False)
    return Decision(next_step(before, plans, copy, choices), data, plans, before)


def decide_alone(data: DataFile, choices: Choices, copy: bool) -> Decision:
    """What is to be done with data when there is no model; parameters as `decide_for_model`."""
    plans = tuple(plan_alone(array, choices) for array in data.arrays)
    refuse_empty_cure(plans, choices, alone=True)
    return Decision(next_step(None, plans, copy, choices), data, plans)


def plan_alone(array: Named, choices: Choices) -> Plan:
    """The plan for an array when there is no model."""
    places = place_edits(array.facts, None)
    bare = find_readings(array.facts, goal_of(None, choices), choices_without(choices, places))
    found = placed_readings(bare, array.facts, places, choices)
    return Plan(array.name, Slot(array, None, array.facts), found, choose_reading(found))


def next_step(before: Report | None, plans: Sequence[Plan], copy: bool, choices: Choices) -> Step:
    """Write, choose, give up, or nothing."""
    if before is not None and before.verdict in ("needs-choice", "untreatable"):
        return "needs-choice" if before.verdict == "needs-choice" else "untreatable"
    if before is None and any(plan.chosen is None for plan in plans):
        return "needs-choice" if all(plan.readings for plan in plans) else "untreatable"
    steps = [step for plan in plans if plan.chosen is not None for step in plan.chosen.steps]
    asked = any(
        step.edit.asked(choices)
        or step.edit.name in choices.cure
        or choices.dtype == step.edit.args().get("dtype", "")
        for step in steps
    )
    asked = asked or bool(choices.label_cure)
    needed = bool(steps) if before is None else before.verdict == "treatable"
    return "write" if needed or asked or copy else "healthy"


def refuse_unknown_edit(choices: Choices) -> None:
    """Raise `Usage` where ``--cure`` names what is no edit."""
    unknown = [name for name in choices.cure if id_of_name(name) not in EDIT_IDS]
    if unknown:
        raise Usage(f"--cure: {unknown_word_text(unknown[0], 'no edit', EDIT_IDS)}")


def refuse_empty_cure(plans: Sequence[Plan], choices: Choices, alone: bool) -> None:
    """Raise `Usage` where ``--cure`` names what leads nowhere."""
    if not choices.cure:
        return
    if any(plan.readings for plan in plans):
        return
    named = f"--cure {'+'.join(choices.cure)}"
    edits = [EDITS[id_of_name(name)] for name in choices.cure]
    wants = next((edit.wants for edit in edits if edit.wants), "")
    if alone and any(edit.traits.needs_model for edit in edits):
        raise Usage(f"{named} needs a model, which says how large the axes are to become")
    if wants:
        raise Usage(f"{named} wants {wants}, and there is nothing of the kind")
    if alone:
        raise Usage(
            f"{named} does not lead from this data to one array: name every edit on the way, "
            "as in stack+swap-batch-time for a list"
        )
    raise Usage(
        f"{named} does not lead to what the model takes: see the readings that lstmdoctor diagnose offers"
    )
