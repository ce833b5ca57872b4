"""What is true of an edit stands on the edit: no list of edits elsewhere, and what the traits say is so."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np
import pytest
from package_trees import package_trees

from lstmdoctor.checks import CHECKS
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.readings import Block
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.axes import AddBatchAxis, AddFeatureAxis, AddTimeAxis, DropAxis
from lstmdoctor.edits.batch import DropRemainder, PadBatch
from lstmdoctor.edits.cast import Cast
from lstmdoctor.edits.collect import Stack
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.fill import FillNan
from lstmdoctor.edits.length import Pad
from lstmdoctor.edits.moved_padding import MovePadding
from lstmdoctor.edits.one_hot import OneHot
from lstmdoctor.edits.order import SwapBatchTime, SwapTimeFeatures
from lstmdoctor.edits.permute import PermuteAxes
from lstmdoctor.edits.places import SwapInputs, UnpackDict
from lstmdoctor.edits.registry import EDITS
from lstmdoctor.edits.regroup import MergeBatches, SplitFlat
from lstmdoctor.edits.truncation import Truncate
from lstmdoctor.edits.windows import Window


def literals(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """The texts of every collection, call and match that a module writes down, each with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Set(elts=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Call(args=parts):
                found: list[ast.expr | None] = list(parts)
            case ast.Dict(keys=keys):
                found = list(keys)
            case ast.Match(cases=cases):
                found = [one.value for case in cases for one in ast.walk(case.pattern)
                         if isinstance(one, ast.MatchValue)]  # fmt: skip
            case _:
                continue
        texts = {one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        yield getattr(node, "lineno", 0), texts


def listed_edits(tree: ast.Module) -> list[tuple[int, set[str]]]:
    """Where two or more edits are named together."""
    found = [(line, texts.intersection(EDITS)) for line, texts in literals(tree)]
    return [(line, names) for line, names in found if len(names) > 1]


def test_no_list_of_edits_stands_outside_their_room() -> None:
    outside = {path: tree for path, tree in package_trees().items() if not path.startswith("edits/")}
    found = {path: listed_edits(tree) for path, tree in outside.items()}
    assert {path: lists for path, lists in found.items() if lists} == {}


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ('SETTLES = frozenset({"pad", "truncate", "window"})', 1),
        ('CODES = {"stack": "LD101", "pad": "LD302"}', 1),
        ('pairs_with_step(case, "drop-remainder", "pad-batch")', 1),
        ('edit in ("pad", "truncate")', 1),
        ('match edit:\n    case "pad" | "truncate":\n        pass', 1),
        ('match edit:\n    case "pad":\n        pass\n    case "window":\n        pass', 1),
        ('edit == "pad"', 0),
        ('Choice(["drop", "pad"])', 0),
        ('edit in ("pad", "padding")', 0),
    ],
)
def test_a_list_of_edits_would_be_seen(source: str, number: int) -> None:
    assert len(listed_edits(ast.parse(source))) == number


def test_every_fault_of_an_edit_has_a_check() -> None:
    codes = {check.FAULT.code for check in CHECKS}
    assert {edit.fault for edit in EDITS.values()} - {""} <= codes


SIX = np.arange(6 * 4 * 3, dtype="float32").reshape(6, 4, 3)
ROWS = SIX.reshape(6, 12)
LIST = list(SIX)
MADE = (
    (Stack("float32"), LIST),
    (Pad(5, "post", 0.0, "float32"), SIX),
    (Truncate(2, "pre"), SIX),
    (AddFeatureAxis(), ROWS),
    (AddTimeAxis(), ROWS),
    (AddBatchAxis(), ROWS),
    (DropAxis(1), SIX[:, :1]),
    (SplitFlat(4, 3), ROWS),
    (MergeBatches("float32"), SIX),
    (Window(2, 1, False, "float32"), SIX),
    (Window(2, 1, True, "float32"), ROWS),
    (SwapTimeFeatures(), SIX),
    (SwapBatchTime(), SIX),
    (PermuteAxes((0, 1, 3, 2)), SIX[:, None]),
    (PermuteAxes((3, 1, 0, 2)), SIX[:, None]),
    (OneHot(72, "float32"), ROWS),
    (MovePadding(0.0, -1.0, "pre", "float32"), SIX),
    (SwapInputs("other"), SIX),
    (UnpackDict(), LIST),
    (DropRemainder(4), SIX),
    (PadBatch(4), SIX),
    (FillNan(0.0), SIX),
    (Cast("float64"), SIX),
)
"""Every edit with data that it can be made of."""


def facts_of(data: Block) -> Facts:
    """Facts of an array, or of a list of equal ones."""
    shape = np.shape(data)
    return Facts(shape, "list" if isinstance(data, list) else "array")


@pytest.mark.parametrize(("edit", "data"), MADE, ids=lambda one: getattr(one, "id", ""))
def test_traits_are_what_the_edit_does(edit: Always, data: Block) -> None:
    before = np.asarray(data)
    after, facts = np.asarray(edit.apply(data)), facts_of(data)
    traits = edit.traits
    assert after.shape == edit.facts(facts).axes
    added, dropped = edit.added_axis(facts), edit.dropped_axis()
    if not traits.regroups:
        assert after.ndim - before.ndim == (added is not None) - (dropped is not None)
    if added is not None and not traits.regroups:
        assert (after.shape[added] == 1) is not traits.encodes
    if traits.keeps_axes:
        assert after.ndim == before.ndim
        assert after.shape[2:] == before.shape[2:]
    if traits.keeps_samples:
        assert np.array_equal(after[:, : before.shape[1]], before)
    if traits.resizes:
        assert after.shape[1] != before.shape[1]
    if traits.of_values:
        assert after.shape == before.shape
    if traits.of_places:
        assert edit.apply(data) is data
        assert edit.facts(facts) == facts
    if traits.carries_labels:
        assert len(after) != len(before)
    if traits.undoes_itself:
        assert np.array_equal(edit.apply(after), before)


def test_every_edit_is_made() -> None:
    assert {edit.id for edit, _ in MADE} == set(EDITS)


@pytest.mark.parametrize(("edit", "data"), MADE, ids=lambda one: getattr(one, "id", ""))
def test_what_is_recorded_is_read_again(edit: Always, data: Block) -> None:
    before = facts_of(data)
    assert not edit.misfit(before)
    again = type(edit).read(Entry(dict(edit.record())), before)
    assert again.record() == edit.record()
    assert np.array_equal(again.apply(data), edit.apply(data))
    assert not set(edit.record()).intersection(edit.retired)


@pytest.mark.parametrize(("number", "timesteps"), [(3000, 2000), (3, 5), (0, 7), (2, 2_000_000)])
def test_padding_makes_pieces_of_its_result(number: int, timesteps: int) -> None:
    """A block of many short sequences is padded a few megabytes at a time, or by one sequence."""
    pad, block = Pad(timesteps, "post", 0.0, "float32"), [np.ones((2, 3), "float32")] * number
    pieces = [np.asarray(piece) for piece in pad.flow(iter([block]))]
    assert sum(map(len, pieces)) == number
    assert all(piece.nbytes <= 4 << 20 or len(piece) == 1 for piece in pieces)
    assert all(np.array_equal(piece[:, :2], np.ones((len(piece), 2, 3))) for piece in pieces if len(piece))
