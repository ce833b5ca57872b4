"""What a pasted error means, for people and for machines."""

from __future__ import annotations

from lstmdoctor.checks import CHECKS
from lstmdoctor.core.explanation import Explanation
from lstmdoctor.report.json_report import SCHEMA_VERSION, Json, dump_json
from lstmdoctor.report.paper import Paper, drawn_text
from lstmdoctor.text import shape_text

NAMES = {check.FAULT.code: check.FAULT.name for check in CHECKS}


def render_json(explanation: Explanation) -> str:
    """The explanation as one JSON document."""
    return dump_json(explanation_json(explanation))


def render(explanation: Explanation, width: int, color: bool) -> str:
    """The explanation as text: what happened, expected over found, the cure, the way to make sure."""
    return drawn_text(lambda paper: draw_explanation(explanation, paper), width, color)


def draw_explanation(explanation: Explanation, paper: Paper) -> None:
    """Draw it on a page."""
    if explanation.code is None:
        paper.paragraph(0, ("not recognised", "bold"), (f"  {explanation.message}", ""))
        paper.paragraph(2, ("help: ", "cyan"), (explanation.help, ""))
        return
    paper.line((explanation.code, "bold red"), (f"  {NAMES[explanation.code]}", "bold"))
    paper.paragraph(2, (explanation.message, ""))
    for word, sizes in (("expected", explanation.expected), ("found", explanation.found)):
        if sizes is not None:
            paper.line((f"    {word:<8}  ", "bold"), (shape_text(sizes), ""))
    paper.paragraph(2, ("help: ", "cyan"), (explanation.help, ""))
    if explanation.python:
        paper.gap()
        for line in explanation.python.splitlines():
            paper.line((f"    {line}", "bold"))
    others = [f"{code} {NAMES[code]}" for code in explanation.codes[1:]]
    if others or explanation.question:
        paper.gap()
    if others:
        paper.paragraph(2, (f"it could also be {', '.join(others)}", ""))
    if explanation.question:
        paper.paragraph(2, ("what decides: ", "cyan"), (explanation.question, ""))
    if explanation.is_open:
        paper.line(("  who knows:    ", "dim"), ("lstmdoctor run SCRIPT looks at the data itself", ""))
    paper.gap()
    if explanation.command:
        paper.line(("  to make sure: ", "dim"), (explanation.command, ""))
    paper.line(("  in full:      ", "dim"), (f"lstmdoctor explain {explanation.code}", ""))


def explanation_json(explanation: Explanation) -> dict[str, Json]:
    """The explanation as a JSON object, version `SCHEMA_VERSION`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "recognised": explanation.recognised,
        "code": explanation.code,
        "codes": list(explanation.codes),
        "expected": None if explanation.expected is None else list(explanation.expected),
        "found": None if explanation.found is None else list(explanation.found),
        "message": explanation.message,
        "help": explanation.help,
        "python": explanation.python,
    }
