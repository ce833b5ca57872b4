"""What a pasted error means."""

from __future__ import annotations

from dataclasses import dataclass

from lstmdoctor.core.spec import Shape


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
