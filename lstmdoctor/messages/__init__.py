"""What Keras and TensorFlow say: from a pasted error to the fault, the shapes and the cure.

`explain` is pure. `clean` makes statements of the text, the first rule of `table` that knows one reads it,
and `cures` completes what it found. Shapes go through the search that files go through (`fitting`).
"""

from __future__ import annotations

from lstmdoctor.messages.cures import CURES
from lstmdoctor.messages.explanation import Explanation, Guess, to_json
from lstmdoctor.messages.paste.clean import Statement, raised, readable
from lstmdoctor.messages.paste.frames import Hints, hints
from lstmdoctor.messages.rules.rule import Rule
from lstmdoctor.messages.rules.table import CUT, OPAQUE, RULES

__all__ = ["Explanation", "explain", "to_json"]

WRAPPERS = frozenset({"UnknownError", "InternalError", "SystemExit", "KeyboardInterrupt", "RuntimeError", ""})
"""Raised on top of an error that has been told before."""
VAGUE = frozenset({"LD906", "LD299"})
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
    plain = readable(text)
    guess = read(raised(plain), hints(plain))
    return UNKNOWN if guess is None else complete(guess)


def read(said: tuple[Statement, ...], hinted: Hints) -> Guess | None:
    """The guess for the error that counts; for a warning only where there is no error."""
    errors = [statement for statement in said if statement.kind and not statement.warning]
    if not errors:
        return first_of([look_up(statement, hinted) for statement in reversed(said)])
    guess: Guess | None = None
    for position, statement in enumerate(reversed(errors)):
        if position and not (statement.handled or errors[-1].kind in WRAPPERS):
            break
        again = look_up(statement, hinted)
        if again is not None and (guess is None or not VAGUE.intersection(again.codes)):
            guess = again
        if guess is not None and not VAGUE.intersection(guess.codes):
            break
    return guess


def first_of(guesses: list[Guess | None]) -> Guess | None:
    """The first that says more than that nothing is wrong; else the first at all."""
    found = [guess for guess in guesses if guess is not None]
    telling = [guess for guess in found if guess.codes[0] not in VAGUE]
    return next(iter(telling or found), None)


def look_up(statement: Statement, hinted: Hints) -> Guess | None:
    """The guess of the first rule that knows a statement, in whatever way its lines were broken."""
    plain, bare = (statement.text.translate(dict.fromkeys(map(ord, marks))) for marks in ("`", "`'\""))
    for rules, text in (
        (OPAQUE, f"{statement.text} @ {hinted.line}"),
        (RULES, statement.text),
        (RULES, statement.tight),
        (RULES, plain if plain != statement.text else ""),
        (RULES, bare if bare != plain else ""),
        (CUT, statement.text),
    ):
        guess = first_rule(rules, text, statement.kind, hinted) if text else None
        if guess is not None:
            return guess
    return None


def first_rule(rules: tuple[Rule, ...], text: str, kind: str, hinted: Hints) -> Guess | None:
    """The guess of the first of these rules that knows a line."""
    for rule in rules:
        if rule.kinds and kind not in rule.kinds:
            continue
        match = rule.pattern.search(text)
        guess = rule.read(match, hinted) if match else None
        if guess is not None:
            return guess
    return None


def complete(guess: Guess) -> Explanation:
    """The explanation, with the cure of the best code where the rule knew none."""
    cure = CURES[guess.codes[0]]
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
