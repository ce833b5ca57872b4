"""The user's call once more, with variables in the place of what was cured."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.cured_code import LabelVariable
from lstmdoctor.core.data_file import own_expression
from lstmdoctor.core.reports import Report
from lstmdoctor.live.callers import CallSite, parsed_call
from lstmdoctor.records import frozen_record

LONGEST_CHANGED = 300
"""Columns; a longer call is not written again."""


@frozen_record
class Replaced:
    """An expression of a call, the parameter that it belongs to, and the variable that comes in its place."""

    parameter: str
    expression: str
    variable: str


def replaced_data(pair: Pair, report: Report, labels: LabelVariable | None, parameter: str) -> list[Replaced]:
    """What a cure puts into variables of its own: the data, and labels that are no variable either."""
    data, found = report.data, []
    written, own = data.variable(pair.array.name, pair.member), own_expression(pair.array, pair.member)
    variable, item, _ = written.partition("[")
    changed_in_place = written in (data.path, own) or written.startswith(f"{data.path}[")
    expression = data.path if item else own or data.path
    if not changed_in_place and (expression != data.path or not data.unsaid):
        found.append(Replaced(parameter, expression, variable))
    if labels is not None and labels.first and parameter == "x" and report.labels is not None:
        found += [] if report.labels.unsaid else [Replaced("y", report.labels.path, labels.name)]
    return found


def changed_call(site: CallSite, replaced: Sequence[Replaced]) -> list[str]:
    """The user's call with variables in the place of its data; none where it is not known as a whole."""
    call = parsed_call(site.whole)
    done = [call is not None and is_replaced(call, one) for one in replaced]
    if call is None or not any(done):
        return []
    text = ast.unparse(call)
    return [text] if len(text) <= LONGEST_CHANGED else []


def is_replaced(call: ast.Call, replaced: Replaced) -> bool:
    """Put a variable into a call, by keyword or in its place; whether the expression stood there."""
    for one in call.keywords:
        if one.arg == replaced.parameter:
            made = with_variable(one.value, replaced)
            one.value = one.value if made is None else made
            return made is not None
        item = ast.Subscript(one.value, ast.Constant(replaced.parameter))
        made = with_variable(item, replaced) if one.arg is None else None
        if made is not None:
            one.value = ast.Dict([None, ast.Constant(replaced.parameter)], [one.value, made])
            return True
    for place, argument in enumerate(call.args):
        if isinstance(argument, ast.Starred) and is_first_of(argument.value, replaced):
            call.args[place : place + 1] = variable_and_rest(argument.value, replaced)
            return True
        made = with_variable(argument, replaced)
        if made is not None:
            call.args[place] = made
            return True
    return False


def with_variable(argument: ast.expr, replaced: Replaced) -> ast.expr | None:
    """The argument, or the member of it that is written out there, replaced; None where it is neither."""
    if ast.unparse(argument) == replaced.expression:
        return ast.Name(replaced.variable)
    if is_first_of(argument, replaced):
        return ast.Tuple(variable_and_rest(argument, replaced))
    members: list[ast.expr] = []
    match argument:
        case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Dict(values=members):
            pass
    for place, member in enumerate(members):
        made = with_variable(member, replaced)
        if made is not None:
            members[place] = made
            return argument
    return None


def is_first_of(whole: ast.expr, replaced: Replaced) -> bool:
    """Whether the expression is the first item of this one: ``pair[0]`` of ``pair``."""
    return f"{ast.unparse(whole)}[0]" == replaced.expression


def variable_and_rest(whole: ast.expr, replaced: Replaced) -> list[ast.expr]:
    """The variable, and what follows the first item: ``x, *pair[1:]``."""
    rest = ast.Subscript(whole, ast.Slice(ast.Constant(1)))
    return [ast.Name(replaced.variable), ast.Starred(rest)]
