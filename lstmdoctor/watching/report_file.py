"""All findings of a run in one file: text, JSON or a page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Result, Run, Task
from lstmdoctor.report import load_renderer
from lstmdoctor.watching.later import path_without
from lstmdoctor.watching.script import LIBRARIES


def write_report(path: str, collected: Sequence[tuple[str, Report]], folder: str = "") -> None:
    """Write the reports of a run, by the ending of the file's name."""
    forget_shadows(folder)
    with path_without(folder):
        text = rendered_reports(path, collected)
    target = Path(path)
    temporary = target.with_name(f".{target.name}.lstmdoctor")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(target)


def forget_shadows(folder: str) -> None:
    """Let go of a script's own modules that are called like what the renderers need."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if name.partition(".")[0] in LIBRARIES and folder and file.startswith(folder):
            del sys.modules[name]


def rendered_reports(path: str, collected: Sequence[tuple[str, Report]]) -> str:
    """The reports as this kind of file."""
    tasks = [(Task(report.model.path, report.data.path, check=place), report) for place, report in collected]
    run = Run(tuple(Result(task, report) for task, report in tasks))
    if path.endswith(".json"):
        return load_renderer("json")(run)
    if path.endswith(".html"):
        return load_renderer("html")(run)
    return "\n".join(f"{place}\n\n{report}\n" for place, report in collected) or "no findings\n"
