"""The catalogue for people and machines: its list, and the page of one fault."""

from __future__ import annotations

import re
from dataclasses import field

from lstmdoctor.checks import CHECKS, Check
from lstmdoctor.core.faults import Severity
from lstmdoctor.records import frozen_record
from lstmdoctor.report.json_report import Json, document_head, dump_json
from lstmdoctor.report.paper import Paper, drawn_text
from lstmdoctor.report.seen import draw_generated_part

COLORS: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
CODE = re.compile(r"``(.+?)``", re.DOTALL)


@frozen_record
class Page:
    """A docstring taken apart: its first line, and the text under each heading."""

    title: str
    sections: dict[str, str] = field(default_factory=dict)


def page_of(check: Check) -> Page:
    """The page of one check. A heading stands at the left margin, its text is indented under it."""
    first, _, rest = (check.__doc__ or "").strip().partition("\n")
    sections: dict[str, list[str]] = {}
    heading = ""
    for line in rest.splitlines():
        if line and not line[0].isspace():
            heading = line.strip()
        elif heading:
            sections.setdefault(heading, []).append(line.strip())
    return Page(first.strip(), {name: "\n".join(lines).strip() for name, lines in sections.items()})


def check_named(word: str) -> Check | None:
    """The check with this code or name, in any case; None where there is none."""
    wanted = word.strip().lower()
    return next((c for c in CHECKS if wanted in (c.FAULT.code.lower(), c.FAULT.name)), None)


def render_page(check: Check, width: int, color: bool) -> str:
    """The page of one fault as text."""

    def draw_on(paper: Paper) -> None:
        fault, page = check.FAULT, page_of(check)
        paper.line(
            (f"{fault.code} ", "bold"), (fault.name, ""), (f"  {fault.severity}", COLORS[fault.severity])
        )
        paper.paragraph(0, (page.title, ""))
        for heading, text in page.sections.items():
            paper.gap()
            paper.line((heading, "bold"))
            for block in text.split("\n\n"):
                paper.paragraph(2, (" ".join(block.replace("``", "`").split()), ""))
        draw_generated_part(fault.code, paper)

    return drawn_text(draw_on, width, color)


def render_page_json(check: Check) -> str:
    """The page of one fault in the form that explaining an error message has."""
    page = page_of(check)
    cure = page.sections.get("Cure", "")
    code = CODE.search(cure)
    return dump_json(
        {
            "schema_version": 1,
            "recognised": True,
            "code": check.FAULT.code,
            "codes": [check.FAULT.code],
            "expected": None,
            "found": None,
            "message": page.title,
            "help": " ".join(cure.replace("``", "").split()),
            "python": code.group(1) if code and "=" in code.group(1) else None,
        }
    )


def render_list(width: int, color: bool) -> str:
    """All faults, one line each."""

    def draw_on(paper: Paper) -> None:
        longest = max(len(check.FAULT.name) for check in CHECKS)
        for check in CHECKS:
            fault = check.FAULT
            paper.line(
                (f"{fault.code}  ", "bold"),
                (f"{fault.severity:<7}  ", COLORS[fault.severity]),
                (f"{fault.name:<{longest}}  ", ""),
                (page_of(check).title, "dim"),
            )

    return drawn_text(draw_on, width, color)


def render_list_json() -> str:
    """All faults for machines."""
    rules: list[Json] = [
        {
            "code": check.FAULT.code,
            "name": check.FAULT.name,
            "severity": check.FAULT.severity,
            "summary": page_of(check).title,
        }
        for check in CHECKS
    ]
    return dump_json({**document_head(), "rules": rules})
