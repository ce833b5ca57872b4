"""SARIF 2.1.0 with everything that GitHub code scanning asks for.

The data has no lines, so every region is the first character; and as the upload cannot hash a line that is
not there, each result brings its own ``primaryLocationLineHash``. What cures a finding stands in the text and
in ``properties``: a SARIF fix would have to name bytes to replace.
"""

from __future__ import annotations

from urllib.parse import quote

from lstmdoctor.core.faults import Severity
from lstmdoctor.core.run import Run
from lstmdoctor.report.entries import UNREADABLE, VERIFY, Entry, entries_of_run, path_with_slashes
from lstmdoctor.report.json_report import Json, dump_json
from lstmdoctor.report.page import Page, check_named, page_of
from lstmdoctor.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
LONGEST_DESCRIPTION = 1024
REGION: dict[str, Json] = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
PROBLEM: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "recommendation"}
OWN_PAGES = {
    UNREADABLE[0]: Page(
        "A file that cannot be read",
        {
            "Why it matters": "What is in the file was not checked.",
            "Cure": "Write the file again, or name another one.",
        },
    ),
    VERIFY[0]: Page(
        "Keras refuses a batch of the data",
        {
            "Why it matters": "The model was loaded, a batch was given to it, and it answered with an error.",
            "Cure": "See what the other findings say; without one, read the answer of Keras.",
        },
    ),
}
NAMES = dict((UNREADABLE, VERIFY))


def render(run: Run) -> str:
    """One log with one run."""
    found = entries_of_run(run)[:MOST_RESULTS]
    codes = sorted({entry.code for entry in found})
    refused = any(entry.code == UNREADABLE[0] for entry in found)
    return dump_json(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": sarif_driver(codes)},
                    "automationDetails": {"id": "lstmdoctor/"},
                    "invocations": [{"executionSuccessful": not refused, "exitCode": run.exit_code}],
                    "columnKind": "unicodeCodePoints",
                    "results": [sarif_result(entry, codes.index(entry.code)) for entry in found],
                }
            ],
        }
    )


def sarif_driver(codes: list[str]) -> Json:
    """The tool, and the rules that have results."""
    return {
        "name": "lstmdoctor",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [sarif_rule(code) for code in codes],
    }


def sarif_rule(code: str) -> Json:
    """One entry of the catalogue."""
    check = check_named(code)
    page = page_of(check) if check is not None else OWN_PAGES[code]
    severity = check.FAULT.severity if check is not None else "error"
    sections = page.sections.items()
    plain = "\n\n".join(f"{heading}\n{text}" for heading, text in sections)
    marked = "\n\n".join(f"**{heading}**\n\n{text}" for heading, text in sections).replace("``", "`")
    return {
        "id": code,
        "name": check.FAULT.name if check is not None else NAMES[code],
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": sarif_description(page)},
        "help": {"text": plain, "markdown": marked},
        "defaultConfiguration": {"level": severity},
        "properties": {
            "precision": "high",
            "problem.severity": PROBLEM[severity],
            "tags": ["keras", "data"],
        },
    }


def sarif_description(page: Page) -> str:
    """What the fault is and why it matters, as long as is allowed."""
    words = " ".join(page.sections.get(name, "") for name in ("What it is", "Why it matters"))
    text = " ".join(words.replace("``", "").split()) or page.title
    return text if len(text) <= LONGEST_DESCRIPTION else text[: LONGEST_DESCRIPTION - 1] + "…"


def sarif_result(entry: Entry, index: int) -> Json:
    """One finding."""
    location: dict[str, Json] = {
        "physicalLocation": {"artifactLocation": sarif_artifact(entry.path), "region": REGION}
    }
    if entry.input:
        location["logicalLocations"] = [{"name": entry.input, "kind": "parameter"}]
    cure: dict[str, Json] = {"command": entry.cure} if entry.cure else {}
    return {
        "ruleId": entry.code,
        "ruleIndex": index,
        "level": entry.severity,
        "message": {"text": escape_sarif_text(entry.sentence)},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": f"{entry.fingerprint}:1"},
        "properties": {"help": entry.help, "evidence": dict(entry.evidence), **cure},
    }


def sarif_artifact(path: str) -> Json:
    """A path as a URI: relative to the root of the checkout, or absolute as a file URI."""
    plain = path_with_slashes(path)
    raw = plain.encode("utf-8", "surrogateescape" if escapes_bytes(plain) else "surrogatepass")
    if plain.startswith("/"):
        return {"uri": f"file://{quote(raw)}"}
    if plain[1:3] == ":/":
        return {"uri": f"file:///{plain[:2]}{quote(raw[2:])}"}
    return {"uri": quote(raw), "uriBaseId": "%SRCROOT%"}


def escapes_bytes(path: str) -> bool:
    """Whether the lone surrogates in a path, if any, stand for the bytes of a file name."""
    return all("\udc80" <= character <= "\udcff" for character in path if "\ud800" <= character <= "\udfff")


def escape_sarif_text(text: str) -> str:
    """Text in which SARIF sees neither placeholders nor links."""
    for sign in "\\[]":
        text = text.replace(sign, f"\\{sign}") if "](" in text else text
    return text.replace("{", "{{").replace("}", "}}")
