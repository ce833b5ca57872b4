"""Live data as printed Python names it: variables, the lines that make them, and the names in reports."""

from __future__ import annotations

import pytest

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.plans import Named

RAGGED = "[row.numpy() for row in "
CASES: dict[str, tuple[str, str, Place, str, str, list[str]]] = {
    "an array": ("bad", "", Place(), "bad", "bad", []),
    "an expression": ("bad[3]", "", Place(), "bad[3]", "x_new", ["x_new = bad[3]"]),
    "in a dict": ("d", "a", Place("", '["a"]'), 'd["a"]', 'd["a"]', []),
    "in a dict that is none of the names": (
        "make()", "a", Place("", '["a"]'), 'make()["a"]', 'x_new["a"]', ["x_new = make()"],
    ),
    "a frame": ("df", "", Place("", ".to_numpy()"), "df", "x_new", ["x_new = df.to_numpy()"]),
    "a frame in a dict": (
        "d", "a", Place("", '["a"].to_numpy()'), 'd["a"]', 'd["a"]', ['d["a"] = d["a"].to_numpy()'],
    ),
    "a ragged tensor": ("rt", "", Place(RAGGED, "]"), "rt", "x_new", [f"x_new = {RAGGED}rt]"]),
    "a ragged tensor in a dict": (
        "d", "a", Place(RAGGED, '["a"]]'), 'd["a"]', 'd["a"]', [f'd["a"] = {RAGGED}d["a"]]'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_live_data_has_a_name(name: str) -> None:
    path, own, place, label, variable, lines = CASES[name]
    data = DataFile(path, "live", (Named(own, Facts((4, 5, 3)), place=place),), free="x_new")
    assert data.label(own, None) == label
    assert data.variable(own, None) == variable
    assert data.naming_lines(own, None) == lines
