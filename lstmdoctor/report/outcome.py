"""What `fix` did, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstmdoctor.readings import Goal, goal_of
from lstmdoctor.report.commands import Request, edits, load, with_imports
from lstmdoctor.report.cure import choice
from lstmdoctor.report.paper import Paper, written
from lstmdoctor.report.text import one_finding, paint, verified
from lstmdoctor.report.words import array_words, done_words, file_name, side_words
from lstmdoctor.text import count, literal, safe, size
from lstmdoctor.treat.treatment import Plan, Treatment

if TYPE_CHECKING:
    from rich.console import Console


def render(treatment: Treatment, request: Request, width: int, color: bool, verbose: bool = False) -> str:
    """The outcome as text; parameters as in `lstmdoctor.report.text.render`."""
    return written(lambda console: paint_outcome(treatment, request, console, verbose), width, color)


def code(treatment: Treatment) -> str:
    """The cure as Python; several arrays go into a dictionary under their names in the model."""
    blocks, several = [], len(treatment.plans) > 1
    for plan in treatment.plans:
        lines = [load(treatment.data, plan.array, plan.member)]
        lines += edits(plan.chosen) if plan.chosen is not None else []
        blocks.append("\n".join([*lines, f"inputs[{literal(plan.name)}] = x"] if several else lines))
    return with_imports("\n\n".join(["inputs = {}", *blocks] if several else blocks)) + "\n"


def paint_outcome(treatment: Treatment, request: Request, console: Console, verbose: bool) -> None:
    """Draw what was written, or why nothing was."""
    paper = Paper(console)
    match treatment.status:
        case "written" | "would-write":
            output(treatment, request, paper)
        case "healthy":
            paper.line(("healthy", "bold green"), (f"  {file_name(treatment.data.path)} needs nothing", ""))
            paper.paragraph(2, ("nothing was written: add -o FILE for a copy", "dim"))
        case _ if treatment.verification is not None:
            verified(treatment.verification, paper)
            paper.line(("nothing was written", "bold"))
        case _ if treatment.before is not None:
            paint(treatment.before, console, verbose, request)
            paper.line(("nothing was written", "bold"))
        case _:
            alone(treatment, request, paper, verbose)


def output(treatment: Treatment, request: Request, paper: Paper) -> None:
    """The file, what each array in it is, and what is left to say about it."""
    done = treatment.status == "written"
    verb = "wrote" if done else "would write"
    paper.line((verb, "bold green"), (f"  {safe(treatment.output or '', 4096)}", "bold"))
    for path in treatment.beside:
        paper.line((f"{'and':>{len(verb)}}  ", ""), (safe(path, 4096), "dim"))
    several = len(treatment.plans) > 1
    for plan in treatment.plans:
        one_array(plan, several, treatment, request, paper)
    if treatment.labels_left:
        new = count(sum(plan.after.samples for plan in treatment.plans[:1]), "sample")
        paper.paragraph(
            2, (f"the labels do not go along: --labels-output FILE writes those of the {new}", "")
        )
    for remark in treatment.data.remarks:
        paper.paragraph(2, ("note: ", "cyan"), (safe(remark, 400), ""))
    if treatment.after is not None:
        model = file_name(treatment.after.model.path)
        paper.line(("healthy", "bold green"), (f"  {model} takes it as it is", ""))
        if treatment.after.findings:
            paper.gap()
        for finding in treatment.after.findings:
            one_finding(finding, len(treatment.after.model.inputs) > 1, paper)
    verified(treatment.verification, paper)


def one_array(plan: Plan, several: bool, treatment: Treatment, request: Request, paper: Paper) -> None:
    """From what to what, and how."""
    label = f"{safe(plan.name)}: " if several else ""
    after = plan.after
    total = after.items
    bytes_ = f", {size(total * item_size(after.dtype))}" if total is not None else ""
    if plan.chosen is None or not plan.chosen.steps:
        paper.paragraph(2, (f"{label}{array_words(after)}{bytes_}, a copy", ""))
        return
    paper.paragraph(2, (f"{label}{array_words(plan.facts)} → {array_words(after)}{bytes_}", ""))
    paper.paragraph(2, (done_words(plan.chosen), ""))
    why = side_words(plan.chosen, goal_for(plan, treatment, request), request.choices)
    if why and not request.repeats:
        paper.paragraph(2, (why, "dim"))


def goal_for(plan: Plan, treatment: Treatment, request: Request) -> Goal:
    """What the array of a plan should become."""
    pairs = treatment.before.case.pairs if treatment.before is not None else ()
    goals = [pair.goal for pair in pairs if pair.input.name == plan.name]
    return goals[0] if goals else goal_of(None, request.choices)


def item_size(dtype: str) -> int:
    """Bytes per value."""
    import numpy as np

    return np.dtype(dtype).itemsize


def alone(treatment: Treatment, request: Request, paper: Paper, verbose: bool) -> None:
    """Nothing written, and no model to report about."""
    for plan in treatment.plans:
        where = f"::{safe(plan.array)}" if plan.array else ""
        paper.line((f"{file_name(treatment.data.path)}{where}", "bold"), (f": {array_words(plan.facts)}", ""))
        if plan.chosen is None and plan.readings:
            choice(list(plan.readings), goal_of(None, request.choices), request, paper, "", verbose)
        elif plan.chosen is None:
            paper.paragraph(2, ("no edit makes one array of this", ""))
        paper.gap()
    paper.line(("nothing was written", "bold"))
