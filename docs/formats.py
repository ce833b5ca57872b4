"""Write docs/formats.md: what is read from every fixture model, beside what its Keras said of it.

``python docs/formats.py``, with ``--check`` compared; the models and their oracle stand in tests/fixtures/models, with the scripts that
wrote them.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pages

from lstmdoctor.models import read_model
from lstmdoctor.text import shape_text

MODELS = pages.ROOT / "tests" / "fixtures" / "models"

HEAD = """# Model files that are read

Written by `python docs/formats.py`. Every file was written by the Keras that is named, small and untrained,
by the scripts in `tests/fixtures/models`. "Keras said" is what the live model answered just before it was
saved; "lstmdoctor reads" is what the file alone tells. The last column says whether Keras {version} loads the
file with `safe_mode=True`.

{total} files, {equal} of {known} input specifications equal; Keras {version} loads {loads} of the files.
{unsaid}
| written by | files | formats | loaded by Keras {version} |
|---|---|---|---|
{summary}

| file | Keras said | lstmdoctor reads | loads |
|---|---|---|---|
{rows}
"""


def said(record: dict[str, Any]) -> str:
    """Shapes of the inputs as the live model had them, the batch axis left free."""
    if record["inputs"] is None:
        return "nothing: it has no defined input"
    return ", ".join(shape_text([None, *one["shape"][1:]]) for one in record["inputs"])


def read(record: dict[str, Any]) -> str:
    """Shapes of the inputs as the file has them."""
    inputs = read_model(str(MODELS / record["file"])).inputs
    if all(one.shape is None for one in inputs):
        return "no shape in the file"
    return ", ".join("?" if one.shape is None else shape_text([None, *one.shape[1:]]) for one in inputs)


def loads(record: dict[str, Any]) -> str:
    """Whether today's Keras loads the file."""
    return "yes" if record["loads_in_keras3"] else "no"


def summed(writer: str, files: list[dict[str, Any]]) -> str:
    """One row of the summary."""
    formats = ", ".join(f"{number} {name}" for name, number in Counter(r["format"] for r in files).items())
    return f"| {writer} | {len(files)} | {formats} | {sum(bool(r['loads_in_keras3']) for r in files)} |"


def main() -> None:
    """Write the page."""
    records = json.loads((MODELS / "oracle.json").read_text(encoding="utf-8"))
    models = [record for record in records if record["format"] != "weights"]
    rows = [(record, said(record), read(record)) for record in models]
    known = [(record, a, b) for record, a, b in rows if record["inputs"] is not None]
    different = [record["file"] for record, a, b in known if a != b]
    by_writer: dict[str, list[dict[str, Any]]] = {}
    for record in models:
        by_writer.setdefault(record["file"].split("/")[0], []).append(record)
    summary = [summed(writer, files) for writer, files in by_writer.items()]
    named = ", ".join(f"`{name}`" for name in different)
    page = HEAD.format(
        version=max(record["keras"] for record in models if record["keras"].startswith("3.1")),
        total=len(models),
        equal=len(known) - len(different),
        known=len(known),
        loads=sum(bool(record["loads_in_keras3"]) for record in models),
        unsaid=f"\nNot equal, because the file does not say it: {named}.\n" if different else "",
        summary="\n".join(summary),
        rows="\n".join(f"| {record['file']} | {a} | {b} | {loads(record)} |" for record, a, b in rows),
    )
    pages.write_or_compare({pages.DOCS / "formats.md": page})


if __name__ == "__main__":
    main()
