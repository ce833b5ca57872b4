"""The nouns: what a rule reads out of a text, and the explanation that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from lstmdoctor.core.spec import Shape

SCHEMA_VERSION = 1
Json = dict[str, bool | int | str | list[str] | list[int | None] | None]


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Explanation:
    """What a pasted error means.

    Parameters
    ----------
    recognised : bool
        False where the text is not about data, shapes, masks, labels or loading.
    codes : tuple of str
        All faults that fit, best first; empty where nothing was recognised.
    expected, found : tuple of int or None, or None
        The shapes as the text prints them; None inside for a free axis.
    message : str
        What happened, one sentence, lower case, no full stop.
    help : str
        What to do, as an imperative.
    python : str
        Lines to paste; "" where no line can cure it.
    question : str
        Where several causes fit, the one thing to find out; else "".
    """

    recognised: bool
    codes: tuple[str, ...]
    expected: Shape | None
    found: Shape | None
    message: str
    help: str
    python: str
    question: str = ""

    @property
    def code(self) -> str | None:
        """The fault that fits best."""
        return self.codes[0] if self.codes else None

    @property
    def command(self) -> str:
        """The command that confirms it on the files themselves; "" where no file can."""
        if not self.codes or self.codes[0] == "LD906":
            return ""
        labels = " --labels LABELS" if self.codes[0].startswith("LD7") else ""
        return f"lstmdoctor diagnose MODEL DATA{labels}"


def explanation_json(explanation: Explanation) -> Json:
    """The explanation as a JSON object, version `SCHEMA_VERSION`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "recognised": explanation.recognised,
        "code": explanation.code,
        "codes": list(explanation.codes),
        "expected": None if explanation.expected is None else list(explanation.expected),
        "found": None if explanation.found is None else list(explanation.found),
        "message": explanation.message,
        "help": explanation.help,
        "python": explanation.python,
    }
