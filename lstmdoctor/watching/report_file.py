"""All findings of a run in one file: text, JSON or a page."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import IO

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Result, Run, Task
from lstmdoctor.report import load_renderer
from lstmdoctor.text import count_noun
from lstmdoctor.watching.run_options import MARK
from lstmdoctor.watching.shadowing import LIBRARIES, path_without


def write_report(path: str, collected: Sequence[tuple[str, Report]], calls: int, folder: str = "") -> None:
    """Write the reports of a run, and how many calls were looked at, by the ending of the file's name.

    Raises
    ------
    Refused
        The file is one that the program wrote, or cannot be written.
    """
    forget_shadows(folder)
    with path_without(folder):
        from lstmdoctor.files.own_reports import refuse_other_content

        text = rendered_reports(path, collected, calls)
        refuse_other_content(path)
        publish_text(path, text)


def publish_text(path: str, text: str) -> None:
    """Write a file whole or not at all; a link is followed. Raises `Refused`."""
    from lstmdoctor.files.publish import Output, publish_outputs

    def write(file: IO[bytes]) -> None:
        file.write(text.encode("utf-8"))

    publish_outputs([Output(os.path.realpath(path), write, replaces=True)], force=True)


def forget_shadows(folder: str) -> None:
    """Let go of a script's own modules that are called like what the renderers need."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if name.partition(".")[0] in LIBRARIES and folder and file.startswith(folder):
            del sys.modules[name]


def rendered_reports(path: str, collected: Sequence[tuple[str, Report]], calls: int) -> str:
    """The reports as this kind of file."""
    tasks = [(Task(report.model.path, report.data.path, check=place), report) for place, report in collected]
    seen = f"{count_noun(calls, 'call')} of Keras models looked at" if calls else "no call of a Keras model"
    run = Run(tuple(Result(task, report) for task, report in tasks), remarks=(seen,))
    if path.endswith(".json"):
        return load_renderer("json")(run)
    if path.endswith(".html"):
        return load_renderer("html")(run)
    blocks = (f"{MARK}: {place}\n\n{report}\n" for place, report in collected)
    return "\n".join([*blocks, f"{MARK}: {seen}\n"]) if collected else f"{MARK}: no findings, {seen}\n"
