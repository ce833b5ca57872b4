"""Names that can be searched for: a verb with its object or a noun with its qualifier, once in the package."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from places import PACKAGE

INTERFACES = {"find", "render", "propose", "command", "main"}
"""What several modules offer under one name, because a table calls it by that name."""
VERBS = {"diagnose", "check", "fix", "apply", "explain", "inspect", "watch"}
"""What users call."""
DECORATORS = {"rule"}
"""Words before a function, read as ``@rule(...)``."""
HOOKS = {"pytest_configure", "load_ipython_extension", "unload_ipython_extension"}
"""Names that other programs call."""


def functions_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def all_functions() -> dict[str, list[str]]:
    return {str(path.relative_to(PACKAGE)): functions_of(path) for path in sorted(PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("path", all_functions())
def test_a_function_has_two_words(path: str) -> None:
    known = INTERFACES | VERBS | DECORATORS
    names = [name for name in all_functions()[path] if not name.startswith("__")]
    assert [name for name in names if "_" not in name.strip("_") and name not in known] == []


def test_a_name_stands_once_in_the_package() -> None:
    allowed = INTERFACES | VERBS | {"__getattr__", "__dir__"} | HOOKS
    numbers = Counter(
        name.strip("_") for names in all_functions().values() for name in names if name not in allowed
    )
    assert {name: number for name, number in numbers.items() if number > 1} == {}


def test_no_module_is_called_like_a_verb() -> None:
    modules = {
        part for path in PACKAGE.rglob("*.py") for part in path.relative_to(PACKAGE).with_suffix("").parts
    }
    assert not modules & (VERBS | {"run"})
