"""What a report can be written as. Every renderer is a pure function from a run to text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstmdoctor.core.run import Run

RENDERERS: dict[str, str] = {
    "json": "lstmdoctor.report.run_json",
    "github": "lstmdoctor.report.github",
    "sarif": "lstmdoctor.report.sarif",
    "junit": "lstmdoctor.report.junit",
    "gitlab": "lstmdoctor.report.gitlab",
    "markdown": "lstmdoctor.report.markdown",
    "html": "lstmdoctor.report.html.document",
}
"""Name of a format and the module whose ``render`` writes it; imported when it is asked for."""


def load_renderer(name: str) -> Callable[[Run], str]:
    """The function that writes a run in this format."""
    function: Callable[[Run], str] = import_module(RENDERERS[name]).render
    return function
