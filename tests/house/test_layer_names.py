"""What a Keras layer or loss does is said in one table: no other list of their names stands in the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import PACKAGE

from lstmdoctor.keras_rules.layers import LAYERS
from lstmdoctor.keras_rules.losses import ALIASES, LOSSES

TABLES = {"layers.py", "picture_layers.py", "operations.py", "losses.py"}
MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not (path.parent.name == "keras_rules" and path.name in TABLES)
]
NAMES = LAYERS.keys() | LOSSES.keys() | ALIASES.keys()
FEW = 2
"""As many names may stand together where exactly these are meant."""


def long_lists(source: str) -> Iterator[set[str]]:
    """The names in every literal tuple, list, set or dict that has more than a few of them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            parts: list[ast.expr | None] = [*node.elts]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys, *node.values]
        else:
            continue
        words = {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        if len(words & NAMES) > FEW:
            yield words & NAMES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_list_of_names_stands_outside_the_tables(path: Path) -> None:
    assert list(long_lists(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        'KEEPS = {"LSTM", "GRU", "Dense"}',
        'X = ("mse", "mae", "huber")',
        '{4: "LSTM", 3: "GRU", 1: "SimpleRNN"}',
    ],
)
def test_a_list_would_be_seen(source: str) -> None:
    assert len(list(long_lists(source))) == 1


def test_the_tables_are_where_the_names_are() -> None:
    for name in ("layers.py", "losses.py"):
        assert list(long_lists((PACKAGE / "keras_rules" / name).read_text(encoding="utf-8")))
