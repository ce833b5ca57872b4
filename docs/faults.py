"""Write docs/faults: a page for every fault, from its docstring, its cases and what Keras said.

``python docs/faults.py`` writes, ``python docs/faults.py --check`` compares. The cases stand in
tests/support/fault_cases, the messages in tests/fixtures/keras_says.jsonl and tests/messages.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pages
from fault_cases import CASES
from fault_cases.case import Scene, Silent, Speaks, play
from fault_cases.said import plain_message

from lstmdoctor.checks import CHECKS, Check
from lstmdoctor.messages import explain
from lstmdoctor.report.page import page_of
from lstmdoctor.report.words import join_with_and
from lstmdoctor.text import shape_text

FOLDER = pages.DOCS / "faults"
MESSAGES = ("tests/fixtures/keras_says.jsonl", "tests/messages/committed.jsonl", "tests/messages/texts.jsonl")
LONGEST_MESSAGE = 400
RAISED = re.compile(r"[\w.]*(Error|Exception|Warning)\b")
CURED = {
    "treatable": "by `fix`, unasked",
    "needs-choice": "by `fix`, with an option",
    "note": "nothing to do",
}
BY_HAND = "by hand"
HOW_TO = {"LD15": "tables", "LD16": "shards", "LD708": "tables", "LD903": "ci"}
"""The page that says how, by the beginning of a code."""
FAULTS = {check.FAULT.code: check.FAULT for check in CHECKS}
HEAD = """# Faults

Written by `python docs/faults.py`. `lstmdoctor explain CODE` shows the same pages; names do where codes do. "Cured" says
how the case of the page is, "silent" whether Keras 3 trains on that case without a word: the tests ask the Keras that is
installed, but for tables, several files and texts of errors, which are no call of Keras.

| code | name | severity | cured | silent in Keras 3 | since |
|---|---|---|---|---|---|
"""


def code_marks(text: str) -> str:
    """A docstring's code as Markdown has it."""
    return text.replace("``", "`")


NEW_FAULTS = re.compile(r"Faults ((?:LD\d+(?:\s\([^)]*\))?(?:,\s)?)+)")
"""Codes that are new, each perhaps with a word on it; elsewhere a code is one that was there before."""


def first_release(code: str) -> str:
    """The release whose changelog lists a code after the word "Faults"; the first where none does."""
    parts = re.split(r"^## \[(.+?)\].*$", (pages.ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.M)[1:]
    releases = dict(zip(parts[::2], parts[1::2], strict=True))
    added = {name: text.partition("### Added")[2].partition("\n### ")[0] for name, text in releases.items()}
    lists = {name: " ".join(NEW_FAULTS.findall(text)) for name, text in added.items()}
    return next((name for name, text in lists.items() if code in text), [*releases][-1])


def speaking(code: str) -> Speaks:
    """The first case that speaks."""
    return next(case for case in CASES[code] if isinstance(case, Speaks))


@cache
def cured_by(code: str) -> str:
    """How the case of the page is cured: the verdict tells, where the fault is the only error."""
    found = json.loads(play(speaking(code), "--output-format", "json").stdout)
    own = [one for one in found.get("findings", ()) if one["severity"] == "error" or one["code"] == code]
    if {one["code"] for one in own} != {code}:
        return BY_HAND
    return CURED.get("note" if own[0]["severity"] == "note" else found["verdict"], BY_HAND)


def silence_of(code: str) -> str:
    """Whether Keras 3 trains on it."""
    return "yes" if speaking(code).silent else "no"


def index_page() -> str:
    """The table of all faults."""
    rows = [
        f"| [{f.code}]({f.code}.md) | {f.name} | {f.severity} | {cured_by(f.code)} | {silence_of(f.code)} "
        f"| {first_release(f.code)} |"
        for f in FAULTS.values()
    ]
    return HEAD + "\n".join(rows) + "\n"


def fault_page(check: Check) -> str:
    """The page of one fault."""
    fault, page = check.FAULT, page_of(check)
    cure = cured_by(fault.code)
    cured = cure if cure == CURED["note"] else f"cured {cure}"
    facts = f"*{fault.severity} · {cured} · since {first_release(fault.code)}*"
    parts = [f"# {fault.code} {fault.name}", facts, code_marks(page.title)]
    for heading, text in page.sections.items():
        parts += [f"## {heading}", code_marks(text)]
    for heading, kind in (("Seen on", Speaks), ("Silent on", Silent)):
        parts += [
            f"## {heading}",
            *(part for case in CASES[fault.code] if isinstance(case, kind) for part in shown(case)),
        ]
    parts += keras_says(fault.code)
    parts += ["## See also", "\n".join(f"- {line}" for line in neighbours(check))]
    return "\n\n".join(parts) + "\n"


def shown(case: Scene) -> Iterator[str]:
    """What a case is, and what the command says of it."""
    described = "; ".join(f"`{name}` {content_words(content)}" for name, content in case.files.items())
    what = case.what[0].upper() + case.what[1:]
    yield f"{what}. {described}." if described else f"{what}."
    output = play(case).output.rstrip("\n")
    yield f"```console\n$ {case.line}\n{output}\n```"


def content_words(content: object) -> str:
    """A file in a few words."""
    match content:
        case {"class_name": str(), "config": {"layers": list(layers)}}:
            return ", ".join(layer_words(one) for one in layers)
        case Mapping():
            return "holds " + ", ".join(
                f"'{name}' {shape_text(array.shape)}" for name, array in content.items()
            )
        case list() if hasattr(content[0], "shape"):
            return f"is a list of {len(content)} arrays"
        case list():
            return "is a list of lists"
        case str():
            lines = content.splitlines()
            return f"has {len(lines) - 1} rows of `{lines[0]}`" if "," in lines[0] else "names the files"
        case _:
            return f"is {shape_text(content.shape)} {content.dtype}"


SHOWN = (
    "units",
    "activation",
    "filters",
    "kernel_size",
    "input_dim",
    "mask_zero",
    "mask_value",
    "return_sequences",
    "stateful",
)


def layer_words(layer: Mapping[str, Any]) -> str:
    """``LSTM(units=8)``."""
    settings = layer["config"]
    shape = settings.get("batch_shape") or settings.get("batch_input_shape")
    if shape:
        return f"`Input({tuple(shape[1:])})`" if shape[0] is None else f"`Input(batch_shape={tuple(shape)})`"
    told = ", ".join(
        f"{key}={settings[key]!r}" for key in SHOWN if settings.get(key) not in (None, False, "linear")
    )
    return f"`{layer['class_name']}({told})`"


@cache
def messages() -> tuple[Mapping[str, Any], ...]:
    """All messages with the codes that they mean, those of the cases first."""
    rows = [
        json.loads(line) for name in MESSAGES for line in (pages.ROOT / name).read_text("utf-8").splitlines()
    ]
    return tuple({"codes": [row["code"]] if "code" in row else row["codes"], **row} for row in rows)


def keras_says(code: str) -> Iterator[str]:
    """One message for each version that said something, as it was said; equal ones together.

    Only those that `explain` knows without the frames above them, which are not shown.
    """
    found: dict[str, str] = {}
    for row in messages():
        message = last_message(row["error"])
        if row["codes"][:1] == [code] and row.get("keras") and explain(message).recognised:
            found.setdefault(written_by(row["keras"]), message)
    for row in messages():
        if not found and row["codes"][:1] == [code]:
            found["a version that nobody noted"] = last_message(row["error"])
    by_message: dict[str, list[str]] = {}
    for version in sorted(found):
        by_message.setdefault(found[version], []).append(version)
    if found:
        yield "## Keras says"
    for message, versions in by_message.items():
        yield f"From {join_with_and(versions)}:"
        yield f"```text\n{message}\n```"


def written_by(words: str) -> str:
    """``Keras 3.15 on tensorflow``."""
    name = words.replace("keras 3", "Keras 3").replace(", ", " on ")
    return re.sub(r"(\d+\.\d+)\.\d+", r"\1", name)


def last_message(text: str) -> str:
    """The message under a traceback, cut where it is long; without frames and addresses."""
    lines = plain_message(text).splitlines()
    start = max((place for place, line in enumerate(lines) if RAISED.match(line)), default=0)
    message = "\n".join(lines[start:])
    return message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE].rstrip()} ..."


def neighbours(check: Check) -> Iterator[str]:
    """Faults that the page names or that share its messages, the page that says how, the source."""
    code = check.FAULT.code
    named = re.findall(r"LD\d{3}", check.__doc__ or "")
    shared = Counter(other for row in messages() if code in row["codes"] for other in row["codes"])
    beside = speaking(code).beside.split()
    codes = dict.fromkeys((*named, *beside, *(other for other, times in shared.most_common(4) if times > 1)))
    for other in codes:
        if other != code and other in FAULTS:
            yield f"[{other}]({other}.md) {FAULTS[other].name}"
    for start, page in HOW_TO.items():
        if code.startswith(start):
            yield f"[how to: {page}](../howto/{page}.md)"
    module = str(vars(check)["__name__"]).replace(".", "/")
    yield f"[{module}.py](../../{module}.py), the source"


def main() -> None:
    """All pages."""
    made = {FOLDER / f"{check.FAULT.code}.md": fault_page(check) for check in CHECKS}
    pages.write_or_compare({FOLDER / "index.md": index_page(), **made}, "LD*.md", FOLDER)


if __name__ == "__main__":
    main()
