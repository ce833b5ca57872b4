"""The cure of live data in the words of the program that holds it: a call of `fix`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lstmdoctor.core.tables import Table
from lstmdoctor.text import python_literal

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def fix_call(model: str, data: str, labels: str | None, options: Mapping[str, str], table: Table) -> str:
    """``lstmdoctor.fix(model, sequences, pad=60)``."""
    words = [model, data, *([labels] if labels is not None else [])]
    words += [f"{name}={column_literal(value)}" for name, value in vars(table).items() if value]
    words += [f"{option_keyword(option)}={keyword_value(value)}" for option, value in options.items()]
    return f"lstmdoctor.fix({', '.join(words)})"


def column_literal(value: str | tuple[str, ...]) -> str:
    """One column, or several in a list."""
    if isinstance(value, str):
        return python_literal(value)
    names = ", ".join(map(python_literal, value))
    return names if len(value) == 1 else f"[{names}]"


def option_keyword(option: str) -> str:
    """``--pad-value`` as the API has it."""
    return option.removeprefix("--").replace("-", "_")


def keyword_value(value: str) -> str:
    """The value of an option in Python."""
    return value if NUMBER.fullmatch(value) else python_literal(value)
