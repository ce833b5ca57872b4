"""Faults as people type them: codes, beginnings of codes, names, and the nearest one to a typing error."""

from __future__ import annotations

import re
from difflib import get_close_matches

from lstmdoctor.checks import CHECKS

CODE = re.compile(r"LD[0-9]{0,3}", re.IGNORECASE)
NAME = re.compile(r"[a-z]+(?:-[a-z]+)+|complex|unscaled", re.IGNORECASE)
NEAR = 0.6
"""How alike two words are that may be meant for each other; the default of `difflib.get_close_matches`."""


def code_of_word(word: str) -> str | None:
    """The code, or beginning of codes, that a word stands for; None where it stands for none."""
    typed = word.strip()
    for check in CHECKS:
        if typed.lower() == check.FAULT.name:
            return check.FAULT.code
    begins = any(check.FAULT.code.startswith(typed.upper()) for check in CHECKS)
    return typed.upper() if CODE.fullmatch(typed) and begins else None


def looks_like_fault(text: str) -> bool:
    """Whether a text is one word in the form of a code or of a name, and no message."""
    return bool(CODE.fullmatch(text.strip()) or NAME.fullmatch(text.strip()))


def nearest_fault(word: str) -> str:
    """``; did you mean swapped-axes?``, or nothing."""
    known = [name for check in CHECKS for name in (check.FAULT.code, check.FAULT.name)]
    typed = word.strip()
    near = get_close_matches(typed.upper() if CODE.match(typed) else typed.lower(), known, 1, NEAR)
    return f"; did you mean {near[0]}?" if near else ""
