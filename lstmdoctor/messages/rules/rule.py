"""What a rule is: a pattern and how to read what it matched."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints

Match = re.Match[str]
Reader = Callable[[Match, Hints], Guess | None]


@dataclass(frozen=True)
class Rule:
    """One kind of message.

    Parameters
    ----------
    pattern : re.Pattern
        Searched in a statement, which is one line. Every repetition in it is bounded, or over one class of
        characters, so that the search stays linear.
    read : callable
        The guess; None where the rule does not apply after all.
    kinds : tuple of str
        Classes of exception it is confined to; empty for any.
    """

    pattern: re.Pattern[str]
    read: Reader
    kinds: tuple[str, ...] = ()


def rule(pattern: str, read: Reader, *kinds: str) -> Rule:
    """A rule; upper and lower case are the same to it."""
    return Rule(re.compile(pattern, re.IGNORECASE), read, kinds)


def any_of(*patterns: str) -> str:
    """One pattern of several."""
    return "|".join(patterns)


def fixed(
    pattern: str, codes: str, message: str, *kinds: str, question: str = "", help: str = "", python: str = ""
) -> Rule:
    """A rule for a message that always means the same. `codes` is separated by blanks."""
    guess = Guess(tuple(codes.split()), message, question=question, help=help, python=python)
    return rule(pattern, lambda match, hints: guess, *kinds)
