"""Values and keys as TOML has them."""

from __future__ import annotations

import json
from collections.abc import Sequence


def files_value(splits: dict[str, list[str]]) -> str:
    """Paths as TOML: one, a list, or a table by set."""
    values = {split: path_list(paths) for split, paths in splits.items()}
    if list(values) == [""]:
        return values[""]
    return "{ " + ", ".join(f"{split} = {value}" for split, value in values.items()) + " }"


def path_list(paths: Sequence[str]) -> str:
    """One path, or a list."""
    return toml_text(paths[0]) if len(paths) == 1 else f"[{', '.join(map(toml_text, paths))}]"


def toml_text(text: str) -> str:
    """A basic string."""
    return json.dumps(text, ensure_ascii=False)


def toml_key(name: str) -> str:
    """A key, bare where it may be."""
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else toml_text(name)
