"""What a pasted error means."""

from __future__ import annotations

from lstmdoctor.core.showing import view_text
from lstmdoctor.core.spec import Shape
from lstmdoctor.records import frozen_record


@frozen_record
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
    named : bool
        The fault was asked for by its code or name: it shows itself as its page.
    """

    recognised: bool
    codes: tuple[str, ...]
    expected: Shape | None
    found: Shape | None
    message: str
    help: str
    python: str
    question: str = ""
    named: bool = False

    @property
    def code(self) -> str | None:
        """The fault that fits best."""
        return self.codes[0] if self.codes else None

    def __str__(self) -> str:
        """The explanation as text, without colours; its sentence alone where a module hides what draws it."""
        try:
            return view_text("explanation", self)
        except ImportError:
            return " ".join([*self.codes[:1], self.message])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows."""
        return {"text/plain": str(self)}

    @property
    def is_open(self) -> bool:
        """Whether the text leaves the cause open: only a look at the data itself tells."""
        return bool(self.question or self.codes[1:])

    @property
    def command(self) -> str:
        """The command that confirms it on the files themselves; "" where no file can."""
        if not self.codes or self.codes[0] == "LD906":
            return ""
        labels = " --labels LABELS" if self.codes[0].startswith("LD7") else ""
        return f"lstmdoctor diagnose MODEL DATA{labels}"
