"""What a rule reads out of a text."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.records import frozen_record


@frozen_record
class Guess:
    """What one rule makes of one error.

    Parameters
    ----------
    codes : tuple of str
        Faults that fit, best first.
    message : str
        What happened, one sentence, lower case, no full stop, with no value of any tensor in it.
    expected, found : tuple of int or None, or None
        The shapes as the text prints them; None as a whole where it prints none.
    help, python : str
        The cure; where empty, that of the best code.
    question : str
        What decides between the codes, where several fit equally well.
    """

    codes: tuple[str, ...]
    message: str
    expected: Shape | None = None
    found: Shape | None = None
    help: str = ""
    python: str = ""
    question: str = ""
