"""What Keras and TensorFlow say: from a pasted error to the fault, the shapes and the cure.

`explain` is pure. `paste.clean` makes statements of the text, the first rule of `rules.table` that knows one
reads it, and the fault completes what it found. Shapes go through the search that files go through
(`rules.fitting`).
"""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.explanation import Explanation
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.messages.paste.clean import Statement, raised_statements, readable_text
from lstmdoctor.messages.paste.frames import Hints, read_hints
from lstmdoctor.messages.rules.batches import STATE
from lstmdoctor.messages.rules.rule import Rule, bare_text
from lstmdoctor.messages.rules.table import CUT, OPAQUE, RULES

__all__ = ["explain"]

WRAPPERS = frozenset({"UnknownError", "InternalError", "SystemExit", "KeyboardInterrupt", "RuntimeError", ""})
"""Raised on top of an error that has been told before."""
VAGUE = frozenset({"LD906", "LD299"})
MOST = 40
"""Statements that are looked at, the last ones: a chain of errors is far shorter, a log is not read whole."""
UNKNOWN = Explanation(
    recognised=False,
    codes=(),
    expected=None,
    found=None,
    message="this is not an error about data, shapes, masks, labels or loading that is known here",
    help="paste the whole traceback, its last lines included",
    python="",
)


def explain(text: str) -> Explanation:
    """What an error message or a whole traceback means.

    Parameters
    ----------
    text : str
        As pasted: with colours, frames, wrapped lines, several errors. The last error raised counts.
    """
    plain = readable_text(text)
    guess = guess_of_statements(raised_statements(plain), read_hints(plain))
    return UNKNOWN if guess is None else complete_guess(guess)


def guess_of_statements(said: tuple[Statement, ...], hints: Hints) -> Guess | None:
    """The guess for the error that counts; for a warning only where there is no error."""
    errors = [statement for statement in said if statement.kind and not statement.warning]
    if not errors:
        return first_telling([guess_of_statement(statement, hints) for statement in said[: -MOST - 1 : -1]])
    guess: Guess | None = None
    for position, statement in enumerate(errors[: -MOST - 1 : -1]):
        if position and not (statement.handled or errors[-1].kind in WRAPPERS):
            break
        again = guess_of_statement(statement, hints)
        if again is not None and (guess is None or not VAGUE.intersection(again.codes)):
            guess = again
        if guess is not None and not VAGUE.intersection(guess.codes):
            break
    return guess


def first_telling(guesses: list[Guess | None]) -> Guess | None:
    """The first that says more than that nothing is wrong; else the first at all."""
    found = [guess for guess in guesses if guess is not None]
    telling = [guess for guess in found if guess.codes[0] not in VAGUE]
    return next(iter(telling or found), None)


def guess_of_statement(statement: Statement, hints: Hints) -> Guess | None:
    """The guess of the first rule that knows a statement."""
    known = rule_and_guess(statement, hints)
    return guess_about_state(known[1], hints) if known else None


def guess_about_state(guess: Guess, hints: Hints) -> Guess:
    """The guess, but for a batch or a width of a state that was handed over: no data is at fault."""
    if not hints.state:
        return guess
    width = (guess.found or (None,))[-1]
    of_state = guess.codes[0] == "LD210" and width == hints.state[-1] and width not in hints.called[-1:]
    if not (of_state or guess.codes[0] == "LD401"):
        return guess
    return replace(
        guess,
        codes=("LD906", *guess.codes),
        message="a state that was handed over, or made by a cell, has another shape than its batch and layer",
        help="give states of (batch, units): the batch of the data, the units of the layer",
        python="",
        question=STATE,
    )


def rule_and_guess(statement: Statement, hints: Hints) -> tuple[Rule, Guess] | None:
    """The first rule that knows a statement, with the line that raised it first, and cut off last."""
    raising = f"{statement.text} @ {hints.line}"
    for rules, text in ((OPAQUE, raising), (RULES, statement.text), (CUT, statement.text)):
        known = first_rule(rules, text, statement.kind, hints)
        if known is not None:
            return known
    return None


def first_rule(rules: tuple[Rule, ...], text: str, kind: str, hints: Hints) -> tuple[Rule, Guess] | None:
    """The first of these rules that knows a line, and its guess."""
    bare = bare_text(text)
    for rule in rules:
        if rule.kinds and kind not in rule.kinds:
            continue
        guess = rule.guess(text, bare, hints)
        if guess is not None:
            return rule, guess
    return None


def complete_guess(guess: Guess) -> Explanation:
    """The explanation, with the cure of the fault where the rule knew none."""
    cure = FAULTS[guess.codes[0]].cure
    python = guess.python or ("" if guess.help else cure.python)
    return Explanation(
        recognised=True,
        codes=guess.codes,
        expected=guess.expected,
        found=guess.found,
        message=guess.message,
        help=guess.help or cure.help,
        python=python,
        question=guess.question,
    )
