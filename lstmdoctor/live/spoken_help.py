"""Advice about options of the command line, said as advice about keyword arguments."""

from __future__ import annotations

import re

from lstmdoctor.text import python_literal

NUMBER = re.compile(r"-?\d+(\.\d+)?")
OPTION = re.compile(
    r"--(label-cure|cure|padding|pad-value|pad|truncate|window|stride|remainder|fill-nan|dtype|horizon|split|id|time|"
    r"values|target)\b(?:[ =](?!names? )([\w.+-]+(?::\d+)?(?:,[\w.+-]+)*))?"
)
MAPPED = re.compile(r"--map (?:\S+=\S+)(?: --map \S+=\S+)*")
LABELS_FILE = " with --labels-output FILE"
"""Where a program gets the labels as well, and needs no file."""
LONE_X = re.compile(r"\bx\b")


def mapping_argument(found: re.Match[str]) -> str:
    """``--map a=u --map b=v`` as ``mapping={"a": "u", "b": "v"}``."""
    pairs = [word.partition("=") for word in found[0].split() if word != "--map"]
    shown = ", ".join(f"{python_literal(name)}: {python_literal(array)}" for name, _, array in pairs)
    return f"mapping={{{shown}}}"


def spoken_help(text: str, variable: str = "x") -> str:
    """A sentence about options and ``x`` as one about keyword arguments and a variable."""

    def keyword(found: re.Match[str]) -> str:
        name, value = found[1].replace("-", "_"), found[2]
        if value is None:
            return name
        return f"{name}={value if value.isupper() or NUMBER.fullmatch(value) else python_literal(value)}"

    plain = text.replace(LABELS_FILE, "")
    said = MAPPED.sub(mapping_argument, OPTION.sub(keyword, plain)).replace("--map", "mapping")
    before, mark, code = said.partition("x = ")
    return before + LONE_X.sub(lambda _: variable, mark + code) if mark else said
