"""How the user wrote a call: the line, the file, and the expression of every argument.

Python knows since 3.11 which columns of which lines an instruction stands for, so that the one call is cut
out of the source exactly, whatever else stands on its line. Where there is no source (``python -c``, a pipe)
the parameters' own names are used.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import islice
from pathlib import PurePath
from types import CodeType, FrameType

from lstmdoctor.live.frame_values import is_call_of, names_of_frame, value_in_frame
from lstmdoctor.records import frozen_record

LONGEST_CALL = 100
"""Columns; a longer call is shown with its data and an ellipsis."""
LONGEST_EXPRESSION = 60
FILE_MARKS = ("/", "\\", "::", "\n")
"""What an expression is not to hold that is shown where else a path is."""


@frozen_record
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
    whole : str
        The call with all its arguments; "" where another function than the one that was called makes it.
    names : frozenset of str
        What the program calls something already.
    """

    file: str = ""
    line: int = 0
    text: str = ""
    expressions: Mapping[str, str] = field(default_factory=dict)
    whole: str = ""
    names: frozenset[str] = frozenset()

    def expression(self, parameter: str) -> str:
        """The expression of an argument, or the name of the parameter."""
        return self.expressions.get(parameter, parameter)

    def free_name(self, name: str) -> str:
        """The name, or one like it, that the program does not use."""
        like = (name, f"{name}_new", *(f"{name}_{number}" for number in range(2, 2 + len(self.names))))
        return next(one for one in like if one not in self.names)

    @property
    def place(self) -> str:
        """``train.py:42``, or ``cell 3:2`` of a notebook."""
        return f"{cell_name(self.file) or PurePath(self.file).name}:{self.line}" if self.file else ""


def call_site(
    frame: FrameType, parameters: Sequence[str], lasti: int | None = None, verb: str = ""
) -> CallSite:
    """The call that a frame is in.

    Parameters
    ----------
    frame : frame
        Of the user's function.
    parameters : sequence of str
        Names of the parameters of what is called, in order.
    lasti : int, optional
        The instruction, where the frame is that of a traceback and has moved on.
    verb : str, optional
        The method that was called. Where the source calls something else, which calls it in turn, as
        ``map`` and `functools.partial` do, the arguments are not those of the method.
    """
    instruction = frame.f_lasti if lasti is None else lasti
    file, found = frame.f_code.co_filename, position_of(frame.f_code, instruction)
    names = names_of_frame(frame)
    if found is None:
        return CallSite(file, frame.f_lineno or 0, names=names)
    source = source_segment(linecache.getlines(file, frame.f_globals), *found)
    call = parsed_call(source)
    if call is None:
        return CallSite(file, found[0], names=names)
    text = call_text(call, source)
    if not is_call_of(call, frame, verb):
        return CallSite(file, found[0], text, names=names)
    names |= {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
    expressions = argument_expressions(call, parameters, frame)
    return CallSite(file, found[0], text, expressions, ast.unparse(call), names)


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


def argument_expressions(call: ast.Call, parameters: Sequence[str], frame: FrameType) -> dict[str, str]:
    """Parameter to expression; what comes behind a starred argument of unknown length is not known."""
    given: list[ast.expr] = []
    for argument in call.args:
        if not isinstance(argument, ast.Starred):
            given.append(argument)
            continue
        several = value_in_frame(frame, argument.value) if isinstance(argument.value, ast.Name) else None
        if not isinstance(several, tuple | list):
            break
        given += [item_of_expression(argument.value, place) for place in range(len(several))]
    found = dict(zip(parameters, given, strict=False))
    for one in call.keywords:
        if one.arg is not None:
            found[one.arg] = one.value
        elif isinstance(one.value, ast.Name) and isinstance(
            several := value_in_frame(frame, one.value), dict
        ):
            found |= {key: item_of_expression(one.value, key) for key in several}
    shown: dict[str, str] = {}
    for name, argument in found.items():
        add_expression(shown, name, argument)
    return shown


def item_of_expression(whole: ast.expr, key: int | str) -> ast.expr:
    """``args[0]`` of ``args``, ``options['x']`` of ``options``."""
    return ast.Subscript(whole, ast.Constant(key))


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
