"""What `fix` did, for people."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.cured_code import with_imports
from lstmdoctor.core.goal import Goal, goal_of
from lstmdoctor.core.growth import Growth
from lstmdoctor.core.label_moves import moving_edits
from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.reports import Report
from lstmdoctor.report.commands import Request, command
from lstmdoctor.report.cure import draw_reading_choice
from lstmdoctor.report.loading import ArrayInCode
from lstmdoctor.report.paper import Paper, drawn_text
from lstmdoctor.report.text import draw_report, draw_verification, one_finding
from lstmdoctor.report.words import (
    array_words,
    class_order_words,
    edit_words,
    file_name,
    growth_words,
    side_words,
)
from lstmdoctor.text import byte_size_text, count_noun, python_literal, safe_text


def render(treatment: Treatment, request: Request, width: int, color: bool, verbose: bool = False) -> str:
    """The outcome as text; parameters as in `lstmdoctor.report.text.render`."""
    return drawn_text(lambda paper: draw_outcome(treatment, request, paper, verbose), width, color)


def treatment_code(treatment: Treatment) -> str:
    """The cure as Python; several arrays go into a dictionary under their names in the model.

    Labels go along with the first, where all lead them the same way.
    """
    plans, several = treatment.plans, len(treatment.plans) > 1
    alike = all(moving_edits(plan) == moving_edits(plans[0]) for plan in plans)
    labels = treatment.before.labels if treatment.before is not None and alike else None
    blocks = []
    for plan in plans:
        slot = plan.slot
        place = ArrayInCode(
            treatment.data, slot.array.name, slot.member, labels if plan is plans[0] else None
        )
        lines = [
            *place.loaded(),
            *(place.cured(plan.chosen, loading=True) if plan.chosen is not None else []),
        ]
        blocks.append("\n".join([*lines, f"inputs[{python_literal(plan.name)}] = x"] if several else lines))
    return with_imports("\n\n".join(["inputs = {}", *blocks] if several else blocks)) + "\n"


def draw_outcome(treatment: Treatment, request: Request, paper: Paper, verbose: bool) -> None:
    """What was written, or why nothing was."""
    match treatment.status:
        case "written" | "would-write":
            draw_output(treatment, request, paper)
            if treatment.validation is not None:
                paper.gap()
                draw_output(without_remarks(treatment.validation), request, paper)
        case "healthy":
            draw_state(treatment.before, f"{file_name(treatment.data.path)} needs nothing", paper)
            if treatment.before is not None and treatment.before.findings:
                paper.gap()
            paper.paragraph(2, ("nothing was written: add -o FILE for a copy", "dim"))
        case "needs-choice" if treatment.growth is not None:
            draw_growth_choice(treatment, treatment.growth, request, paper)
        case _ if treatment.verification is not None:
            draw_verification(treatment.verification, paper)
            paper.line(("nothing was written", "bold"))
        case _ if treatment.before is not None:
            draw_report(treatment.before, paper, verbose, request)
            paper.line(("nothing was written", "bold"))
        case _:
            draw_without_model(treatment, request, paper, verbose)


def draw_output(treatment: Treatment, request: Request, paper: Paper) -> None:
    """The file, what each array in it is, and what is left to say about it."""
    done = treatment.status == "written"
    verb = "wrote" if done else "would write"
    number = number_of_files(treatment)
    files = f": {count_noun(number, 'file')}" if number else ""
    paper.line((verb, "bold green"), (f"  {safe_text(treatment.output or '', 4096)}", "bold"), (files, ""))
    for path in treatment.beside:
        paper.line((f"{'and':>{len(verb)}}  ", ""), (safe_text(path, 4096), "dim"))
    several = len(treatment.plans) > 1
    for plan in treatment.plans:
        draw_plan(plan, several, treatment, request, paper, done=done)
    if treatment.classes:
        paper.paragraph(2, (class_order_words(treatment.classes), ""))
    if treatment.labels_left:
        paper.paragraph(2, (labels_left_words(treatment, number), ""))
    for remark in treatment.data.remarks:
        paper.paragraph(2, ("note: ", "cyan"), (safe_text(remark, 400), ""))
    if treatment.after is not None:
        draw_state(treatment.after, f"{file_name(treatment.after.model.path)} takes it as it is", paper)
    if treatment.growth is not None:
        paper.paragraph(2, ("note: ", "cyan"), (growth_words(treatment.growth, treatment.data), ""))
    draw_verification(treatment.verification, paper)


def labels_left_words(treatment: Treatment, files: int) -> str:
    """That the labels stay what they were, and what writes those of the result."""
    new = count_noun(sum(plan.after.samples for plan in treatment.plans[:1]), "sample")
    into = "one file to write does that, as in -o all.npy --labels-output FILE"
    how = into if files else f"--labels-output FILE writes those of the {new}"
    return f"the labels do not go along: {how}"


def draw_state(report: Report | None, words: str, paper: Paper) -> None:
    """Healthy, or that it fits with so many warnings, which follow."""
    warnings = report.number("warning") if report is not None else 0
    state = ("fits", "bold yellow") if warnings else ("healthy", "bold green")
    more = f", with {count_noun(warnings, 'warning')}" if warnings else ""
    paper.line(state, (f"  {words}{more}", ""))
    if report is not None and report.findings:
        paper.gap()
        for finding in report.findings:
            one_finding(finding, len(report.model.inputs) > 1, paper)


def without_remarks(validation: Treatment) -> Treatment:
    """The second part of data that was split: what is to be said of all of it was said of the first."""
    data = replace(validation.data, remarks=())
    return replace(validation, decision=replace(validation.decision, data=data), labels_left=False)


def number_of_files(treatment: Treatment) -> int:
    """How many shards go into a folder; 0 where all goes into one file."""
    if (treatment.output or "").endswith((".npy", ".npz")):
        return 0
    return max((len(plan.slot.array.shards) for plan in treatment.plans), default=0)


def draw_growth_choice(treatment: Treatment, growth: Growth, request: Request, paper: Paper) -> None:
    """What would be written, how large it is, and the command that has it written."""
    paper.line(("cure", "bold yellow"), (": done only if you say so", ""))
    several = len(treatment.plans) > 1
    for plan in treatment.plans:
        draw_plan(plan, several, treatment, request, paper, done=False)
    paper.paragraph(2, (growth_words(growth, treatment.data), ""))
    paper.gap()
    paper.code(4, growth_command(growth, request))
    paper.gap()
    paper.line(("nothing was written", "bold"))


def growth_command(growth: Growth, request: Request) -> str:
    """The command that names the size of the largest array."""
    goal = goal_of(None, growth.decided)
    nothing = Reading((), 0, by_itself=True)
    return command(nothing, nothing, goal, replace(request, choices=growth.decided))


def draw_plan(
    plan: Plan, several: bool, treatment: Treatment, request: Request, paper: Paper, *, done: bool
) -> None:
    """From what to what, and how."""
    label = f"{safe_text(plan.name)}: " if several else ""
    after = plan.after
    total = after.items
    bytes_ = f", {byte_size_text(total * item_size(after.dtype))}" if total is not None else ""
    if plan.chosen is None or not plan.chosen.steps:
        paper.paragraph(2, (f"{label}{array_words(after)}{bytes_}, a copy", ""))
        return
    paper.paragraph(2, (f"{label}{array_words(plan.slot.facts)} → {array_words(after)}{bytes_}", ""))
    why = (
        ""
        if request.repeats
        else side_words(plan.chosen, goal_for(plan, treatment, request), request.choices)
    )
    words = edit_words(plan.chosen, done=done)
    paper.paragraph(2, (words if done else f"would {words}", ""), (f": {why}" if why else "", "dim"))


def goal_for(plan: Plan, treatment: Treatment, request: Request) -> Goal:
    """What the array of a plan should become."""
    pairs = treatment.before.case.pairs if treatment.before is not None else ()
    goals = [pair.goal for pair in pairs if pair.input.name == plan.name]
    return goals[0] if goals else goal_of(None, request.choices)


def item_size(dtype: str) -> int:
    """Bytes per value."""
    import numpy as np

    return np.dtype(dtype).itemsize


def draw_without_model(treatment: Treatment, request: Request, paper: Paper, verbose: bool) -> None:
    """Nothing written, and no model to report about."""
    for plan in treatment.plans:
        where = f"::{safe_text(plan.slot.array.name)}" if plan.slot.array.name else ""
        words = array_words(plan.slot.facts)
        paper.line((f"{file_name(treatment.data.path)}{where}", "bold"), (f": {words}", ""))
        if plan.chosen is None and plan.readings:
            draw_reading_choice(
                list(plan.readings), goal_of(None, request.choices), request, paper, "", verbose
            )
        elif plan.chosen is None:
            paper.paragraph(2, ("no edit makes one array of this", ""))
        paper.gap()
    paper.line(("nothing was written", "bold"))
