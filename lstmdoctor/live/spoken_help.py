"""Advice about options of the command line, said as advice about keyword arguments."""

from __future__ import annotations

import re

from lstmdoctor.text import python_literal

NUMBER = re.compile(r"-?\d+(\.\d+)?")
OPTION = re.compile(
    r"--(cure|padding|pad-value|pad|truncate|window|stride|remainder|fill-nan|dtype|horizon|split|id|time|values|target)\b"
    r"(?:[ =](?!names? )([\w.+-]+(?:,[\w.+-]+)*))?"
)
LONE_X = re.compile(r"\bx\b")


def spoken_help(text: str, variable: str = "x") -> str:
    """A sentence about options and ``x`` as one about keyword arguments and a variable."""

    def keyword(found: re.Match[str]) -> str:
        name, value = found[1].replace("-", "_"), found[2]
        if value is None:
            return name
        return f"{name}={value if value.isupper() or NUMBER.fullmatch(value) else python_literal(value)}"

    said = OPTION.sub(keyword, text)
    before, mark, code = said.partition("x = ")
    return before + LONE_X.sub(lambda _: variable, mark + code) if mark else said
