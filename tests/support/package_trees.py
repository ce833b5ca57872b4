"""The syntax trees of the package, each parsed once in a process, by their paths below `lstmdoctor/`."""

from __future__ import annotations

import ast
from functools import cache

from places import PACKAGE


@cache
def package_trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
