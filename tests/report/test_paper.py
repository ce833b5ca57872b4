"""Plain reports are put into lines as rich would put them, without rich."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmdoctor.report.console import console_text
from lstmdoctor.report.paper import Paper, drawn_text, is_plain_stroke

Draw = Callable[[Paper], None]

PLAIN: dict[str, Draw] = {
    "a line": lambda paper: paper.line(("data   ", "bold"), ("x.npy", "")),
    "a long line": lambda paper: paper.line(("abc " * 60, "")),
    "a line that is cut": lambda paper: paper.cut_line(("abc " * 60, "dim")),
    "a line with nothing to cut": lambda paper: paper.cut_line(("abc", "dim"), ("   " * 60, "")),
    "sentences": lambda paper: paper.paragraph(2, ("help: ", "cyan"), ("a word or two, " * 30, "")),
    "two blanks": lambda paper: paper.paragraph(0, ("note", "cyan"), ("  " + "that  is it  " * 20, "")),
    "hyphens": lambda paper: paper.paragraph(4, ("one-hot and self-made " * 12, "")),
    "nothing": lambda paper: paper.paragraph(2, ("", "")),
    "a path as long as the line": lambda paper: paper.paragraph(2, ("x" * 58 + " y", "")),
}
OTHER: dict[str, Draw] = {
    "wide letters": lambda paper: paper.paragraph(0, ("データ " * 30, "")),
    "a sign beyond ASCII": lambda paper: paper.line(("2 × 3", "")),
    "a tab": lambda paper: paper.line(("a\tb", "")),
    "a path longer than the line": lambda paper: paper.paragraph(2, ("is it ", ""), ("/a" * 70, "")),
}


@pytest.mark.parametrize("draw", PLAIN.values(), ids=PLAIN)
def test_plain_text_stands_as_rich_would_set_it(draw: Draw) -> None:
    paper = Paper()
    draw(paper)
    assert all(is_plain_stroke(stroke, 60) for stroke in paper.strokes)
    assert drawn_text(draw, 60, color=False) == console_text(paper.strokes, 60, color=False)


@pytest.mark.parametrize("draw", OTHER.values(), ids=OTHER)
def test_what_is_not_plain_is_left_to_rich(draw: Draw) -> None:
    paper = Paper()
    draw(paper)
    assert not all(is_plain_stroke(stroke, 60) for stroke in paper.strokes)
    assert drawn_text(draw, 60, color=False) == console_text(paper.strokes, 60, color=False)


@given(
    st.lists(
        st.tuples(st.text(st.characters(min_codepoint=32, max_codepoint=126)), st.just("bold")), max_size=5
    ),
    st.sampled_from(["line", "cut_line", "paragraph"]),
    st.integers(0, 12),
    st.integers(20, 100),
)
def test_any_plain_text_stands_as_rich_would_set_it(
    runs: list[tuple[str, str]], move: str, indent: int, width: int
) -> None:
    def draw(paper: Paper) -> None:
        first = (indent,) if move == "paragraph" else ()
        getattr(paper, move)(*first, *runs)

    paper = Paper()
    draw(paper)
    assert drawn_text(draw, width, color=False) == console_text(paper.strokes, width, color=False)


def test_colours_come_from_rich() -> None:
    assert "\x1b[1m" in drawn_text(PLAIN["a line"], 60, color=True)


@pytest.mark.parametrize(("text", "loaded"), [("healthy", False), ("2 × 3", True)])
def test_rich_is_loaded_where_it_has_something_to_say(text: str, loaded: bool) -> None:
    code = (
        "import sys\n"
        "from lstmdoctor.report.paper import drawn_text\n"
        f"drawn_text(lambda paper: paper.line(({text!r}, 'bold')), 60, False)\n"
        "print('rich.console' in sys.modules)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == str(loaded)
