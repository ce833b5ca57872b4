"""How the user wrote a call: the line, the file, and the expression of every argument.

Python knows since 3.11 which columns of which lines an instruction stands for, so that the one call is cut
out of the source exactly, whatever else stands on its line. Where there is no source (``python -c``, a pipe)
the parameters' own names are used.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from types import CodeType, FrameType

LONGEST_CALL = 100
"""Columns; a longer call is shown with its data and an ellipsis."""
LONGEST_EXPRESSION = 60
FILE_MARKS = ("/", "\\", "::", "\n")
"""What an expression is not to hold that is shown where else a path is."""


@dataclass(frozen=True)
class CallSite:
    """A call in the user's source.

    Parameters
    ----------
    file, line : str, int
        Where it stands; "" and 0 where that is not known.
    text : str
        The call in one line, shortened where it is long.
    expressions : mapping
        Parameter to the expression of its argument, where that is short enough to be shown.
    """

    file: str = ""
    line: int = 0
    text: str = ""
    expressions: Mapping[str, str] = field(default_factory=dict)

    def expression(self, parameter: str) -> str:
        """The expression of an argument, or the name of the parameter."""
        return self.expressions.get(parameter, parameter)

    @property
    def place(self) -> str:
        """``train.py:42``, or ``cell 3:2`` of a notebook."""
        return f"{cell_name(self.file) or PurePath(self.file).name}:{self.line}" if self.file else ""


def call_site(frame: FrameType, parameters: Sequence[str], lasti: int | None = None) -> CallSite:
    """The call that a frame is in.

    Parameters
    ----------
    frame : frame
        Of the user's function.
    parameters : sequence of str
        Names of the parameters of what is called, in order.
    lasti : int, optional
        The instruction, where the frame is that of a traceback and has moved on.
    """
    instruction = frame.f_lasti if lasti is None else lasti
    file, found = frame.f_code.co_filename, position_of(frame.f_code, instruction)
    if found is None:
        return CallSite(file, frame.f_lineno or 0)
    source = source_segment(linecache.getlines(file, frame.f_globals), *found)
    call = parsed_call(source)
    if call is None:
        return CallSite(file, found[0])
    return CallSite(file, found[0], call_text(call, source), argument_expressions(call, parameters))


def position_of(code: CodeType, instruction: int) -> tuple[int, int, int, int] | None:
    """First and last line, first and last column (in bytes) of an instruction."""
    entry = next(islice(code.co_positions(), instruction // 2, None), None)
    if entry is None or None in entry:
        return None
    line, last, column, end = entry
    return (line or 0, last or 0, column or 0, end or 0)


def source_segment(lines: Sequence[str], line: int, last: int, column: int, end: int) -> str:
    """The source between two places; "" where the file has no such lines."""
    if not 1 <= line <= last <= len(lines):
        return ""
    taken = [text.encode() for text in lines[line - 1 : last]]
    taken[-1] = taken[-1][:end]
    taken[0] = taken[0][column:]
    return b"".join(taken).decode(errors="replace")


def parsed_call(source: str) -> ast.Call | None:
    """The call, or what stands behind ``await``; None where the source is something else."""
    try:
        found = ast.parse(f"({source})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return found if isinstance(found, ast.Call) else None


def call_text(call: ast.Call, source: str) -> str:
    """The call as written where that is one short line, else with as many arguments as there is room for."""
    if "\n" not in source and len(source) <= LONGEST_CALL:
        return source
    name = ast.unparse(call.func)
    words = [ast.unparse(one) for one in call.args]
    words += [f"{one.arg}={ast.unparse(one.value)}" if one.arg else "**..." for one in call.keywords]
    for kept in range(len(words), -1, -1):
        text = f"{name}({', '.join([*words[:kept], *(['...'] if kept < len(words) else [])])})"
        if len(text) <= LONGEST_CALL:
            return text
    return f"{name[:LONGEST_CALL]}(...)"


def argument_expressions(call: ast.Call, parameters: Sequence[str]) -> dict[str, str]:
    """Parameter to expression; what comes behind a starred argument is not known."""
    found: dict[str, ast.expr] = {}
    for name, argument in zip(parameters, call.args, strict=False):
        if isinstance(argument, ast.Starred):
            break
        found[name] = argument
    found |= {one.arg: one.value for one in call.keywords if one.arg is not None}
    shown: dict[str, str] = {}
    for name, argument in found.items():
        add_expression(shown, name, argument)
    return shown


def add_expression(shown: dict[str, str], name: str, argument: ast.expr) -> None:
    """One argument, and the members of a tuple, list or dict that is written out in the call."""
    text = ast.unparse(argument)
    if len(text) <= LONGEST_EXPRESSION and not any(mark in text for mark in FILE_MARKS):
        shown[name] = text
    match argument:
        case ast.Tuple(elts=members) | ast.List(elts=members):
            for position, member in enumerate(members):
                add_expression(shown, f"{name}[{position}]", member)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    add_expression(shown, f"{name}[{key.value!r}]", value)


def cell_name(file: str) -> str:
    """``cell 3`` where IPython ran this as its third input; "" for files."""
    import sys

    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    named = getattr(getattr(shell, "compile", None), "_filename_map", {})
    number = named.get(file) if isinstance(named, dict) else None
    return f"cell {number}" if number is not None else ""
