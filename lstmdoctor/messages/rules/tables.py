"""Tables of pandas where arrays are meant: what they cannot do, and what they look up by name."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.rule import Match, fixed, rule
from lstmdoctor.text import shape_text as printed


def indices(match: Match, hints: Hints) -> Guess | None:
    """A table indexed by row numbers, which pandas looks up as column names."""
    return Guess(
        ("LD108", "LD109", "LD905"),
        "a pandas table was indexed by row numbers, which it looks up as column names",
        python="x = x.to_numpy()",
    )


def table(match: Match, hints: Hints) -> Guess | None:
    """``Must pass 2-d input. shape=(25193, 41, 1)`` (pandas)."""
    return Guess(
        ("LD108", "LD204", "LD209"),
        f"a table takes two axes and got {printed(parse(match.group(1)))}",
        python="x = x.to_numpy()",
    )


RULES = (
    rule(rf"must pass 2-d input\. ?shape={SHAPE}", table),
    fixed(
        r"'(?:dataframe|series)' object has no attribute '(?:reshape|expand_dims|flatten|ravel|unsqueeze)'",
        "LD108",
        "a table came where an array is wanted",
        "AttributeError",
        python="x = x.to_numpy()",
    ),
    fixed(
        r"'numpy\.ndarray' object has no attribute '(?:unsqueeze|columns|iloc)'",
        "LD108",
        "an array came where a table is wanted",
        "AttributeError",
    ),
    rule(r"(?:not in index|are in the \[columns\])", indices),
    rule(r"^ ?\d+$", indices, "KeyError"),
    rule(r"keyerror: ?\d+$", indices),
)
