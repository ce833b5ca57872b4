"""Hostile pastes: the time grows with the length and not faster, whatever is repeated how often."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest
from halves import mostly_slow

from lstmdoctor.messages import explain
from lstmdoctor.messages.paste.clean import WHOLE
from lstmdoctor.messages.paste.frames import read_hints
from lstmdoctor.messages.rules.rule import Phrase, Rule, bare_text
from lstmdoctor.messages.rules.table import CUT, OPAQUE, RULES

CHAINED = "\nDuring handling of the above exception, another exception occurred:\n\n"
REPEATED = (
    "expect_", "RuntimeError: expect_", "RuntimeError: x\n", "shape size label ", "shape (3, 4) must ", "ndim=3 ",
    "of layer lstm expected ndim=3, ", "Invalid input shape for input Expected shape (3,", "A.", "ValueError", "((((",
    "expected x to have shape (3, 4) but got ", "'`\" ", "LSTM(", "inputs=Tensor(", "Arguments received by x:\n  • ",
    "1, ", "x sizes: 1,", "input_shape=((((", "input_shape=(a,", "\x1b[0;", "> ", "# ", "\n \n", "ValueError: x \n ```\n",
    "File ", '  File "x", line 3, in f\n    a\n', "Exception encountered when calling layer ", "Dimension(", "a" * 79 + "\n",
)  # fmt: skip
SECONDS = 4.0
"""Of processor time for all that is read: several times what it takes, and a fraction of what a square would."""


def spent(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


@pytest.mark.parametrize("piece", mostly_slow(REPEATED, *REPEATED[:3]), ids=lambda piece: repr(piece[:30]))
def test_the_longest_paste_is_read_in_time(piece: str) -> None:
    text = f"ValueError: {piece * (WHOLE // len(piece))}"
    assert spent(lambda: explain(text)) < SECONDS


@pytest.mark.parametrize("piece", mostly_slow(REPEATED[:12], REPEATED[0]), ids=lambda piece: repr(piece[:30]))
def test_a_chain_of_errors_is_read_in_time(piece: str) -> None:
    link = f"RuntimeError: {piece * (14_000 // len(piece))}{CHAINED}"
    assert spent(lambda: explain(link * 28)) < SECONDS


def stuttered(phrase: Phrase) -> list[str]:
    """A third, a half and all of an example, over and over, as long as a statement can be."""
    words = phrase.example.rpartition("Error: ")[2]
    return [(words[: max(4, len(words) * part // 6)] * 4000)[:14_000] for part in (2, 3, 6)]


PHRASES = [(rule, phrase) for rule in (*RULES, *OPAQUE, *CUT) for phrase in rule.phrases]


@pytest.mark.parametrize(
    ("rule", "phrase"), PHRASES, ids=[phrase.template.text[:60] for _, phrase in PHRASES]
)
def test_no_wording_stumbles_over_its_own_words(rule: Rule, phrase: Phrase) -> None:
    hints = read_hints("")
    for text in stuttered(phrase):
        whole = text + phrase.template.anchor  # so that the search is made at all
        assert spent(partial(rule.guess, whole, bare_text(whole), hints)) < 1.0
