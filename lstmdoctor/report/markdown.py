"""Markdown for a pull request or the summary of a job: what was checked, what was found, what cures it."""

from __future__ import annotations

import re

from lstmdoctor.core.faults import SEVERITIES
from lstmdoctor.core.run import Run
from lstmdoctor.report.entries import LONGEST_PATH, UNREADABLE, Entry, entries_of_run
from lstmdoctor.text import count_noun, safe_text

SPECIAL = re.compile(r"([\\`*_{}\[\]|~#$]|:(?=\S)|(?<=www)\.)")
LONGEST = 900_000
"""Bytes; a summary of more than 1 MiB is not shown at all."""
MOST_CURES = 20


def render(run: Run) -> str:
    """A heading with the numbers, a table of findings, and the commands that cure them."""
    found = entries_of_run(run)
    lines = [f"### lstmdoctor: {markdown_heading(found)}", ""]
    if found:
        several = any(entry.title for entry in found)
        columns = ["", *(["check"] if several else []), "file", "finding", "what", "help"]
        lines += [markdown_row(columns), markdown_row(["---"] * len(columns))]
        lines += limit_markdown_rows([markdown_row(markdown_cells(entry, several)) for entry in found])
        lines += markdown_cures(found)
    else:
        lines.append(f"{count_noun(len(run.results), 'pair')} checked.")
    lines += [f"- {escape_markdown(remark)}" for remark in run.remarks]
    return "\n".join(lines).rstrip("\n") + "\n"


def markdown_heading(found: tuple[Entry, ...]) -> str:
    """``2 errors, 1 note``."""
    refused = sum(entry.code == UNREADABLE[0] for entry in found)
    numbers = [(sum(entry.severity == one for entry in found), one) for one in SEVERITIES]
    numbers[0] = numbers[0][0] - refused, numbers[0][1]
    words = [count_noun(number, severity) for number, severity in numbers if number]
    words += [count_noun(refused, "unreadable file")] if refused else []
    return ", ".join(words) or "no findings"


def markdown_row(cells: list[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"


def markdown_cells(entry: Entry, several: bool) -> list[str]:
    """The cells of one finding."""
    return [
        entry.severity,
        *([escape_markdown(entry.title)] if several else []),
        escape_markdown(safe_text(entry.path, LONGEST_PATH)),
        escape_markdown(f"{entry.code} {entry.name}"),
        escape_markdown(f"input '{entry.input}': {entry.message}" if entry.input else entry.message),
        escape_markdown(entry.help),
    ]


def limit_markdown_rows(rows: list[str]) -> list[str]:
    """As many rows as there is room for, and the number of the others."""
    room = LONGEST
    kept: list[str] = []
    for line in rows:
        room -= len(line.encode()) + 1
        if room < 0:
            return [*kept, "", f"and {count_noun(len(rows) - len(kept), 'more finding')}", ""]
        kept.append(line)
    return kept


def markdown_cures(found: tuple[Entry, ...]) -> list[str]:
    """The commands, each once, in a block that no name in them can end."""
    commands = list(dict.fromkeys(entry.cure for entry in found if entry.cure))[:MOST_CURES]
    if not commands:
        return []
    longest = max(map(len, re.findall("`+", "\n".join(commands))), default=0)
    fence = "`" * max(3, longest + 1)
    language = "python" if commands[0].startswith("lstmdoctor.") else "sh"
    return ["", f"{fence}{language}", *commands, fence, ""]


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no mention, no link, one line."""
    plain = safe_text(text, LONGEST_PATH).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return SPECIAL.sub(r"\\\1", plain).replace("@", "@<!-- -->")
