"""What a Keras layer or loss does is said in one table: no other list of their names stands in the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from package_trees import package_trees

from lstmdoctor.keras_rules.layers import LAYERS
from lstmdoctor.keras_rules.losses import ALIASES, LOSSES

TABLES = {f"keras_rules/{name}.py" for name in ("layers", "picture_layers", "operations", "losses")}
NAMES = LAYERS.keys() | LOSSES.keys() | ALIASES.keys()
FEW = 2
"""As many names may stand together where exactly these are meant."""


def long_lists(tree: ast.Module) -> Iterator[set[str]]:
    """The names in every literal tuple, list, set or dict that has more than a few of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            parts: list[ast.expr | None] = [*node.elts]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys, *node.values]
        else:
            continue
        words = {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        if len(words & NAMES) > FEW:
            yield words & NAMES


def test_no_list_of_names_stands_outside_the_tables() -> None:
    found = {path: [*long_lists(tree)] for path, tree in package_trees().items() if path not in TABLES}
    assert {path: lists for path, lists in found.items() if lists} == {}


@pytest.mark.parametrize(
    "source",
    [
        'KEEPS = {"LSTM", "GRU", "Dense"}',
        'X = ("mse", "mae", "huber")',
        '{4: "LSTM", 3: "GRU", 1: "SimpleRNN"}',
    ],
)
def test_a_list_would_be_seen(source: str) -> None:
    assert len(list(long_lists(ast.parse(source)))) == 1


@pytest.mark.parametrize("name", ["layers", "losses"])
def test_the_tables_are_where_the_names_are(name: str) -> None:
    assert list(long_lists(package_trees()[f"keras_rules/{name}.py"]))
