"""Names that can be searched for: a verb with its object or a noun with its qualifier, once in the package."""

from __future__ import annotations

import ast
from collections import Counter

from package_trees import package_trees
from places import PACKAGE

INTERFACES = {"find", "render", "propose", "command", "main"}
"""What several modules offer under one name, because a table calls it by that name."""
VERBS = {"diagnose", "check", "fix", "apply", "explain", "inspect", "watch"}
"""What users call."""
DECORATORS = {"rule"}
"""Words before a function, read as ``@rule(...)``."""
HOOKS = {"pytest_configure", "load_ipython_extension", "unload_ipython_extension"}
"""Names that other programs call."""


def functions_of(tree: ast.Module) -> list[str]:
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def one_word_names(tree: ast.Module) -> list[str]:
    """Functions of a module whose names have one word, and are none that others ask for."""
    known = INTERFACES | VERBS | DECORATORS
    names = [name for name in functions_of(tree) if not name.startswith("__")]
    return [name for name in names if "_" not in name.strip("_") and name not in known]


def test_a_function_has_two_words() -> None:
    found = {path: one_word_names(tree) for path, tree in package_trees().items()}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_name_of_one_word_would_be_seen() -> None:
    source = "def read(): ...\ndef _read(): ...\ndef read_model(): ...\ndef find(): ..."
    assert one_word_names(ast.parse(source)) == ["read", "_read"]


def test_a_name_stands_once_in_the_package() -> None:
    allowed = INTERFACES | VERBS | {"__getattr__", "__dir__"} | HOOKS
    numbers = Counter(
        name.strip("_")
        for tree in package_trees().values()
        for name in functions_of(tree)
        if name not in allowed
    )
    assert {name: number for name, number in numbers.items() if number > 1} == {}


def test_no_module_is_called_like_a_verb() -> None:
    modules = {
        part for path in PACKAGE.rglob("*.py") for part in path.relative_to(PACKAGE).with_suffix("").parts
    }
    assert not modules & VERBS
