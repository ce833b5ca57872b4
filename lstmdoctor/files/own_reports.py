"""What lstmdoctor wrote before, told by its beginning: a report goes over an older one and nothing else."""

from __future__ import annotations

import os
import re
from typing import Literal

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.opening import open_descriptor

HEAD_BYTES = 256 << 10
"""Bytes at the beginning of a report, in which it says what it is."""
SOURCES = (".py", ".ipynb", ".md", ".rst")
"""Endings of files that may quote a report for people, which has no beginning of its own."""
COLOR = re.compile(r"\x1b\[[\d;]*m")
TOOL = re.compile(r'"tool":\s*\{\s*"name":\s*"lstmdoctor",\s*"version":\s*"[^"]*"\s*\}(?:,\s*"(\w+)")?')
RECORD = '"sha256"'
"""In the record of a treatment, which tells what its files were, and in no report."""
MARKED = re.compile(
    r'<!doctype html>.*\.lstmdoctor\{|<\?xml [^>]*>\s*<testsuites name="lstmdoctor"'
    r'|\{\s*"\$schema":.*"driver":\s*\{\s*"name":\s*"lstmdoctor"'
    r'|\[\s*\]\s*\Z|\[\s*\{\s*"description":\s*"[\w-]+ [\w-]+: .*"check_name":'
    r"|### lstmdoctor: |::(?:error|warning|notice) file=[^\n]*,title=\S+ \S+::",
    re.DOTALL,
)
"""How HTML, JUnit, SARIF, GitLab, Markdown and GitHub begin."""
NOTEBOOK = re.compile(r'\{\s*"(?:cells|worksheets|metadata|nbformat)":')
"""How a notebook begins."""
SPOKEN = re.compile(
    r"^(?:lstmdoctor: \S|(?:error|warning|note) LD\d{3} [a-z]|looked at [\d,]+ samples?,\s"
    r"|(?:healthy|no findings)  \S|[\d,]+ pairs?: [\d,]+ (?:ok|failed|refused)\b)",
    re.MULTILINE,
)
"""Lines of the report for people: a finding, a clean bill, the sum of several pairs, a call of a program."""


Kind = Literal["report", "baseline", "notebook"]


def refuse_other_content(path: str, wanted: Kind = "report") -> None:
    """Raise `Refused` where a file is there that is neither empty nor what is to be written anew."""
    if not os.path.isfile(path):
        return
    try:  # without what else opens files, which brings NumPy along: a script under `run` may want to be first
        with open(open_descriptor(path), "rb") as file:
            head = file.read(HEAD_BYTES)
    except Unreadable as error:
        raise Refused(path, str(error)) from error
    except OSError as error:
        raise Refused(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    if head.strip() and own_kind(head, path) != wanted:
        whose = "" if wanted == "notebook" else " of lstmdoctor"
        raise Refused(path, f"exists and is no {wanted}{whose}: choose another file")


def own_kind(head: bytes, path: str) -> Kind | None:
    """What lstmdoctor wrote into a file; None for a record of a treatment and for what others wrote.

    A notebook that was executed looks like one that others wrote.
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if "\0" in text:
        return None
    tool = TOOL.search(text) if text.startswith("{") else None
    if tool is not None and RECORD not in text:
        return "report" if tool[1] in ("model", "checks") else "baseline"
    if MARKED.match(text):
        return "report"
    if NOTEBOOK.match(text):
        return "notebook"
    quoted = text.startswith(("{", "[", "<")) or path.lower().endswith(SOURCES)
    return "report" if not quoted and SPOKEN.search(COLOR.sub("", text)) else None
