"""Whole text reports against golden files.

To rewrite the files after a wanted change: ``LSTMDOCTOR_GOLDEN=write python -m pytest tests/report/test_report_text.py``.
"""

from __future__ import annotations

import io
import os
import unicodedata
from dataclasses import replace

import pytest
from places import GOLDEN
from report_cases import CASES, HOSTILE, hostile, report, two_inputs

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, axis_from_counts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.report import inspection, text
from lstmdoctor.report.align import columns_of_pair
from lstmdoctor.report.console import print_strokes
from lstmdoctor.report.paper import Paper, ascii_only

SCREEN = 23
"""Lines of a terminal of 24, without the one on which the command was typed."""
LONGER = {"too_long": 33}
"""Two faults, candidate lengths and a choice."""


def same_as_golden(name: str, found: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("LSTMDOCTOR_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_report(case: str) -> None:
    same_as_golden(case, text.render(report(case), 80, color=False))


def test_report_of_two_inputs_shows_the_one_that_does_not_fit() -> None:
    found = text.render(two_inputs(), 80, color=False)
    same_as_golden("two_inputs", found)
    assert "input 'right'" in found
    assert "::a" not in found


def test_verbose_report_shows_both_inputs() -> None:
    assert "pair.npz::a" in text.render(two_inputs(), 80, color=False, verbose=True)


def test_labels_and_outputs_are_named_where_there_are_several() -> None:
    spec = replace(
        two_inputs().model,
        outputs=tuple(OutputSpec(name, (None, 1), loss="mean_squared_error") for name in ("days", "risk")),
    )
    labels = DataFile("y.npz", "npz", (Named("risk", Facts((8,))), Named("days", Facts((8, 3)))))
    data = DataFile("x.npz", "npz", tuple(Named(one.name, Facts((8, 5, 3))) for one in spec.inputs))
    shown = text.render(diagnose_facts(spec, data, labels), 80, color=False)
    assert "y.npz::risk" in shown and "y.npz::days" in shown
    assert "'days', mean_squared_error" in shown and "end output 'days' with 3 units" in shown


def test_lengths_as_a_line_of_blocks_only_when_asked() -> None:
    shown = text.render(report("too_long"), 80, color=False, verbose=True)
    [blocks] = [line for line in shown.splitlines() if "█" in line]
    assert blocks.split()[0] == "20" and blocks.split()[-1] == "59" and len(blocks) <= 80
    marks = shown.splitlines()[shown.splitlines().index(blocks) + 1]
    assert set(marks.strip()) == {"^", " "} and len(marks) <= len(blocks)
    # The histogram goes up and down by 7: every seventh block is the highest.
    assert [i for i, sign in enumerate(blocks.split()[1]) if sign == "█"] == [0, 7, 14, 21, 28, 35]
    assert "8" in ascii_only(blocks) and ascii_only(blocks).isascii()
    assert "█" not in text.render(report("too_long"), 80, color=False)


@pytest.mark.parametrize("case", CASES)
def test_report_fits_one_screen(case: str) -> None:
    assert text.render(report(case), 80, color=False).count("\n") <= LONGER.get(case, SCREEN)


def test_a_healthy_report_says_what_it_stands_on() -> None:
    shown = text.render(report("healthy"), 80, color=False).splitlines()
    assert len(shown) == 2 and shown[0].startswith("healthy")
    assert shown[1] == "looked at 200 samples, not at their values; no labels were given"


@pytest.mark.parametrize("case", CASES)
def test_colour_changes_nothing_but_colour(case: str) -> None:
    import re

    colored = text.render(report(case), 80, color=True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    # A style may run over the spaces at the end of a row.
    assert [line.rstrip() for line in plain.split("\n")] == text.render(report(case), 80, color=False).split(
        "\n"
    )


@pytest.mark.parametrize("width", [20, 40, 200])
def test_commands_are_never_broken(width: int) -> None:
    found = text.render(report("which_axis"), width, color=False)
    assert "    lstmdoctor fix model.keras data.npy --cure add-batch-axis\n" in found


@pytest.mark.parametrize("case", CASES)
def test_ascii_fallback(case: str) -> None:
    ascii_only(text.render(report(case), 80, color=False)).encode("ascii")


@pytest.mark.parametrize("verbose", [False, True])
def test_names_cannot_leave_their_place(verbose: bool) -> None:
    found = text.render(hostile(), 80, color=False, verbose=verbose)
    bad = {c for c in found if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}
    assert not bad
    assert "z" * 301 not in found


def test_names_in_an_inspection_cannot_either() -> None:
    for found in (hostile().data, hostile().model):
        shown = inspection.render(found, 80, color=False, verbose=True)
        assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}
        assert HOSTILE not in shown


def test_inspection_of_ragged_data() -> None:
    facts = Facts((4, axis_from_counts({3: 2, 5: 2}), 2), "list", ("float32",), "list")
    found = inspection.render(DataFile("d.pkl", "pickle", (Named("", facts),)), 80, color=False)
    assert "(4, 3 to 5, 2) float32   list" in found
    assert "lengths: 3 to 5, half of them up to 3, 95 % up to 5" in found


def test_a_recording_console_gives_a_picture() -> None:
    from rich.console import Console

    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    paper = Paper()
    text.draw_report(report("ragged"), paper)
    print_strokes(paper.strokes, console)
    assert console.export_svg(title="lstmdoctor").startswith("<svg")


def differing(case: str) -> list[str]:
    return [column.name for column in columns_of_pair(report(case).case.pairs[0]) if column.differs]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("healthy", []),
        ("list", ["samples"]),
        ("swapped", ["timesteps", "features"]),
        ("ragged", ["samples", "timesteps"]),
        ("too_long", ["samples", "timesteps"]),
        ("which_axis", ["timesteps"]),
        ("two_faults", ["samples", "timesteps", "features"]),
        ("keras_adds_it", ["features"]),
        ("extra_axis", [""]),
        ("video", ["samples"]),
        ("features", ["features"]),
        ("short", ["timesteps"]),
    ],
)
def test_marked_axes(case: str, expected: list[str]) -> None:
    assert differing(case) == expected
