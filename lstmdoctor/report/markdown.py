"""Markdown for a pull request or the summary of a job: what was checked, what was found, what cures it."""

from __future__ import annotations

import re

from lstmdoctor.findings import SEVERITIES
from lstmdoctor.report.entries import LONGEST_PATH, UNREADABLE, Entry, entries
from lstmdoctor.results import Run
from lstmdoctor.text import count, safe

SPECIAL = re.compile(r"([\\`*_{}\[\]|~#$]|:(?=\S)|(?<=www)\.)")
LONGEST = 900_000
"""Bytes; a summary of more than 1 MiB is not shown at all."""
MOST_CURES = 20


def render(run: Run) -> str:
    """A heading with the numbers, a table of findings, and the commands that cure them."""
    found = entries(run)
    lines = [f"### lstmdoctor: {heading(run, found)}", ""]
    if found:
        several = any(entry.title for entry in found)
        columns = ["", *(["check"] if several else []), "file", "finding", "what", "help"]
        lines += [row(columns), row(["---"] * len(columns))]
        lines += bounded([row(cells(entry, several)) for entry in found])
        lines += cures(found)
    else:
        lines.append(f"{count(len(run.results), 'pair')} checked.")
    lines += [f"- {escaped(remark)}" for remark in run.remarks]
    return "\n".join(lines).rstrip("\n") + "\n"


def heading(run: Run, found: tuple[Entry, ...]) -> str:
    """``2 errors, 1 note``."""
    refused = sum(entry.code == UNREADABLE[0] for entry in found)
    numbers = [(sum(entry.severity == one for entry in found), one) for one in SEVERITIES]
    numbers[0] = numbers[0][0] - refused, numbers[0][1]
    words = [count(number, severity) for number, severity in numbers if number]
    words += [count(refused, "unreadable file")] if refused else []
    return ", ".join(words) or "no findings"


def row(cells: list[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"


def cells(entry: Entry, several: bool) -> list[str]:
    """The cells of one finding."""
    return [
        entry.severity,
        *([escaped(entry.title)] if several else []),
        escaped(safe(entry.path, LONGEST_PATH)),
        escaped(f"{entry.code} {entry.name}"),
        escaped(f"input '{entry.input}': {entry.message}" if entry.input else entry.message),
        escaped(entry.help),
    ]


def bounded(rows: list[str]) -> list[str]:
    """As many rows as there is room for, and the number of the others."""
    room = LONGEST
    kept: list[str] = []
    for line in rows:
        room -= len(line.encode()) + 1
        if room < 0:
            return [*kept, "", f"and {count(len(rows) - len(kept), 'more finding')}", ""]
        kept.append(line)
    return kept


def cures(found: tuple[Entry, ...]) -> list[str]:
    """The commands, each once, in a block that no name in them can end."""
    commands = list(dict.fromkeys(entry.cure for entry in found if entry.cure))[:MOST_CURES]
    if not commands:
        return []
    longest = max(map(len, re.findall("`+", "\n".join(commands))), default=0)
    fence = "`" * max(3, longest + 1)
    return ["", f"{fence}sh", *commands, fence, ""]


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no mention, no link, one line."""
    plain = safe(text, LONGEST_PATH).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return SPECIAL.sub(r"\\\1", plain).replace("@", "@<!-- -->")
