"""Workflow commands of GitHub Actions: the worst findings as annotations of their files.

A step may show ten annotations of a kind, and what comes after vanishes without a word; so ten are written
and the rest is counted. The job's summary, which has room for all of them, is the Markdown report.
"""

from __future__ import annotations

from lstmdoctor.core.faults import Severity
from lstmdoctor.core.run import Run
from lstmdoctor.report.entries import LONGEST_PATH, Entry, entries_of_run, path_with_slashes
from lstmdoctor.text import count_noun, safe_text

MOST = 10
COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
# The percent sign comes first, or it would escape the other escapes.
DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
PROPERTY = (*DATA, (":", "%3A"), (",", "%2C"))


def render(run: Run) -> str:
    """The worst ten findings as workflow commands, and a line that says how many there are."""
    found = entries_of_run(run)
    lines = [github_annotation(entry) for entry in found[:MOST]]
    left = len(found) - MOST
    if left > 0:
        lines.append(f"and {count_noun(left, 'more finding')}")
    if not found:
        lines.append(f"lstmdoctor: no findings in {count_noun(len(run.results), 'pair')}")
    return "\n".join(lines) + "\n"


def github_annotation(entry: Entry) -> str:
    """``::error file=...,title=...::message``; files of numbers have no lines."""
    file = escape_github_text(safe_text(path_with_slashes(entry.path), LONGEST_PATH), PROPERTY)
    title = escape_github_text(f"{entry.code} {entry.name}", PROPERTY)
    words = entry.sentence + (f"\ncure: {entry.cure}" if entry.cure else "")
    return f"::{COMMANDS[entry.severity]} file={file},title={title}::{escape_github_text(words, DATA)}"


def escape_github_text(text: str, table: tuple[tuple[str, str], ...]) -> str:
    """Text in which nothing ends the command or begins another."""
    for plain, code in table:
        text = text.replace(plain, code)
    return text
