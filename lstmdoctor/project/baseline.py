"""Findings that a team knows of: written once, then left out of every report until they are gone.

An entry is a code, a model, a data file and an input, with the number of findings that share them. What a
message says is left out: its numbers change with the data, the fault does not.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from posixpath import normpath
from typing import Any

from lstmdoctor.core.faults import Finding
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Refusal, Result
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.bounded_json import refuse_costly_json
from lstmdoctor.files.regular import read_small_file
from lstmdoctor.text import safe_text
from lstmdoctor.version import __version__

SCHEMA_VERSION = 1
LONGEST_PATH = 4096
LARGEST = 64 << 20
"""Bytes; two hundred thousand known findings are below this."""
MOST_ALIKE = 10**9
"""Findings that one entry can stand for."""
Key = tuple[str, str, str, str]
"""Code, model, data, input ("" for none)."""
FIELDS = ("code", "model", "data", "input")


def finding_key(result: Result, finding: Finding) -> Key:
    """What a finding is known by."""
    task = result.task
    return (
        finding.fault.code,
        baseline_path(task.model),
        baseline_path(task.data),
        safe_text(finding.input or ""),
    )


def baseline_path(path: str) -> str:
    """A path as the file has it: one form on all systems, and printable."""
    return safe_text(normpath(path.replace("\\", "/")), LONGEST_PATH)


def render(results: Sequence[Result]) -> str:
    """The findings of all results as the text of a baseline."""
    found = Counter(
        finding_key(result, finding)
        for result in results
        if isinstance(result.outcome, Report)
        for finding in result.outcome.findings
    )
    entries = [dict(zip(FIELDS, one, strict=True), count=found[one]) for one in sorted(found)]
    whole = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "lstmdoctor", "version": __version__},
        "findings": entries,
    }
    return json.dumps(whole, indent=2) + "\n"


def read_baseline(path: str) -> Counter[Key]:
    """The entries of a baseline file.

    Raises
    ------
    Refused
        It cannot be read, or is no baseline.
    """
    try:
        if not os.path.exists(path):
            raise Refused(path, "no such file: write it with --write-baseline")
        text = read_small_file(path, LARGEST)
        refuse_costly_json(text, "it")
        whole = json.loads(text)
    except Unreadable as error:
        raise Refused(path, f"is no baseline: {error}") from error
    except (ValueError, RecursionError) as error:
        raise Refused(path, "is no baseline: not JSON") from error
    return parse_baseline(path, whole)


def parse_baseline(path: str, whole: Any) -> Counter[Key]:
    """The entries of a JSON document."""
    match whole:
        case {"schema_version": 1, "findings": list(entries)}:
            known: Counter[Key] = Counter()
            for entry in entries:
                key, count = counted_key(path, entry)
                known[key] += count
            return known
        case {"schema_version": int(version), "findings": list()} if 0 <= version < MOST_ALIKE:
            raise Refused(path, f"is a baseline of version {version}, this lstmdoctor reads version 1")
        case _:
            raise Refused(path, "is no baseline")


def counted_key(path: str, entry: Any) -> tuple[Key, int]:
    """The key of an entry, and how often it counts."""
    match entry:
        case {
            "code": str(code),
            "model": str(model),
            "data": str(data),
            "input": str(name),
            "count": int(count),
        } if 0 < count <= MOST_ALIKE:
            return (code, model, data, name), count
        case _:
            raise Refused(path, f"is no baseline: an entry needs {', '.join(FIELDS)} and count")


def without_known_findings(
    results: Sequence[Result], known: Counter[Key]
) -> tuple[tuple[Result, ...], Counter[Key]]:
    """The results without known findings, and the entries that were not met."""
    left = known.copy()

    def is_new(result: Result, finding: Finding) -> bool:
        one = finding_key(result, finding)
        left[one] -= 1
        return left[one] < 0

    def trimmed(result: Result) -> Result:
        match result.outcome:
            case Refusal():
                return result
            case report:
                new = tuple(finding for finding in report.findings if is_new(result, finding))
                return replace(result, outcome=replace(report, findings=new))

    return tuple(map(trimmed, results)), +left


def stale_entry_remarks(
    results: Sequence[Result], left: Counter[Key], path: str, whole: bool
) -> tuple[str, ...]:
    """A sentence for every entry that hides nothing any more.

    Parameters
    ----------
    whole : bool
        Everything there is was looked at, so entries of other files are out of date as well.
    """
    unsure = {result_pair(result) for result in results if not is_fully_checked(result)}
    sure = {result_pair(result) for result in results} - unsure
    return tuple(
        f"{safe_text(path)}: known {code} of {data} for {model} hides nothing: write the baseline again"
        for code, model, data, _ in left
        if (model, data) in sure or (whole and (model, data) not in unsure)
    )


def result_pair(result: Result) -> tuple[str, str]:
    """Model and data as keys have them."""
    return baseline_path(result.task.model), baseline_path(result.task.data)


def is_fully_checked(result: Result) -> bool:
    """Whether everything about the pair was looked at."""
    return isinstance(result.outcome, Report) and not result.task.header_only
