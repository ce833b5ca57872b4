"""What a frame knows by name: the names in use, and the values behind those that stand in a call."""

from __future__ import annotations

import ast
import inspect
from functools import partial
from types import BuiltinFunctionType, FrameType

from lstmdoctor.models.live import is_live_model


def names_of_frame(frame: FrameType) -> frozenset[str]:
    """Names of variables in the code of a frame, set or not yet, and in its module."""
    code = frame.f_code
    own = (*code.co_varnames, *code.co_cellvars, *code.co_freevars)
    return frozenset((*own, *frame.f_locals, *frame.f_globals))


def value_in_frame(frame: FrameType, expression: ast.expr) -> object:
    """The value of a name or attribute, without running code of the program; None where it is not known."""
    match expression:
        case ast.Name(id=name):
            scopes = (frame.f_locals, frame.f_globals, frame.f_builtins)
            return next((scope[name] for scope in scopes if name in scope), None)
        case ast.Attribute(value=owner, attr=name):
            found = value_in_frame(frame, owner)
            return None if found is None else inspect.getattr_static(found, name, None)
    return None


def is_call_of(call: ast.Call, frame: FrameType, verb: str) -> bool:
    """Whether a call in the source is one of this method itself; "" stands for any function of Python."""
    called = value_in_frame(frame, call.func)
    if not verb:
        return not isinstance(called, type | BuiltinFunctionType | partial)
    if verb == "__call__":
        return not callable(called) or is_live_model(called)
    if isinstance(call.func, ast.Name):
        return getattr(called, "__name__", "") == verb
    return isinstance(call.func, ast.Attribute) and call.func.attr == verb
