"""The schema of what is written with ``--output-format json``."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator
from places import ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "schema.json").read_text("utf-8"))
Draft202012Validator.check_schema(SCHEMA)


def require_schema(text: str, kind: str) -> None:
    """Raise where a document is not of this kind: a name under ``$defs``."""
    Draft202012Validator({**SCHEMA["$defs"][kind], "$defs": SCHEMA["$defs"]}).validate(json.loads(text))
