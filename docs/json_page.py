"""The page made from docs/schema.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli_pages import cell

SCHEMA = Path(__file__).parent / "schema.json"
HEAD = """# JSON

Written by `python docs/reference.py` from [docs/schema.json](../schema.json), which the tests hold every document
against. `schema_version` is 1, and keys do not change within a version. Numbers that JSON has no literal for are
words.
"""


def json_page() -> str:
    """The documents of ``--output-format json``, from the schema."""
    schema: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    parts = [HEAD.rstrip()]
    for name, spec in schema["$defs"].items():
        for one in spec.get("oneOf", [spec]):
            if "properties" in one:
                parts.append(f"## {name}\n\n{one['description']}\n\n{key_table(one, schema)}")
    return "\n\n".join(parts) + "\n"


def key_table(spec: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The keys of one object."""
    rows = ["| key | value | |", "|---|---|---|"]
    for key, one in spec["properties"].items():
        words = (
            one.get("description") or schema["$defs"][one["$ref"].rpartition("/")[2]]["description"]
            if "const" not in one
            else one.get("description", "")
        )
        optional = "" if key in spec["required"] else "Only where there is one. "
        rows.append(f"| `{key}` | {cell(value_words(one))} | {cell(optional + words)} |")
    return "\n".join(rows)


def value_words(spec: Mapping[str, Any]) -> str:
    """What a value is."""
    match spec:
        case {"$ref": str(name)}:
            name = name.rpartition("/")[2]
            return name if name in ("shape", "verdict", "severity") else f"[{name}](#{name})"
        case {"const": value}:
            return f"`{json.dumps(value)}`"
        case {"enum": list(values)}:
            return ", ".join(f"`{value}`" for value in values)
        case {"anyOf": list(kinds)}:
            return " or ".join(value_words(kind) for kind in kinds)
        case {"type": "array", "items": items}:
            return f"list of {value_words(items)}"
        case {"type": list(kinds)}:
            return " or ".join(kinds)
        case {"type": kind}:
            return str(kind)
    return ""
