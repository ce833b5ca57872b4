"""The verbs of Keras's `Model`, wrapped while somebody watches and put back afterwards.

A Keras callback cannot do this: callbacks get no x and y, and come after the first checks have failed. The
wrapper stands on the class, so that the `fit` of a subclass that calls ``super().fit`` comes here too.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import wraps
from types import FrameType, ModuleType
from typing import Any

from lstmdoctor.live.outcome import DataShapeError
from lstmdoctor.live.tracebacks import VERBS, is_keras_frame
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.hook import HOMES
from lstmdoctor.watching.signatures import is_symbolic
from lstmdoctor.watching.visit import Visit, begun_visit, is_failing_report
from lstmdoctor.watching.watcher import Watcher

MARK = "__lstmdoctor_original__"


class Depth(threading.local):
    """How many verbs are running in this thread: `fit` calls `evaluate`, and a model the models within it."""

    value = 0


DEPTH = Depth()
WATCHERS: list[Watcher] = []
"""Those that are on; the last one looks."""
WRAPPED: list[tuple[type, str, bool]] = []
"""Class, verb, and whether the class had it of its own."""


def wrap_loaded_classes() -> None:
    """Wrap the verbs of every Keras that is there already."""
    for name in HOMES:
        module = sys.modules.get(name)
        if module is not None:
            wrap_class_of(module)


def wrap_class_of(module: ModuleType) -> None:
    """Wrap the verbs of the `Model` of one module."""
    model = getattr(module, "Model", None)
    if not isinstance(model, type) or any(kind is model for kind, _, _ in WRAPPED):
        return
    for verb in VERBS:
        original = getattr(model, verb, None)
        if callable(original):
            WRAPPED.append((model, verb, verb in vars(model)))
            watched = wrapped_verb(original, verb)
            watched.__module__, watched.__qualname__ = model.__module__, f"{model.__qualname__}.{verb}"
            setattr(model, verb, watched)  # under its own name: it is pickled as that name, without us


def unwrap_all_classes() -> None:
    """Put every verb back as it was."""
    while WRAPPED:
        model, verb, own = WRAPPED.pop()
        here = vars(model).get(verb)
        original = getattr(here, MARK, None)
        if (
            original is None
        ):  # somebody else has wrapped it since, and keeps ours within: it lets everything pass
            continue
        if own:
            setattr(model, verb, original)
        else:
            delattr(model, verb)


def wrapped_verb(original: Callable[..., Any], verb: str) -> Callable[..., Any]:
    """A verb that is looked at before it runs, and again where it fails."""

    @wraps(original)
    def watched_verb(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        visit = visit_of(original, verb, args, kwargs)
        if visit is None:
            return original(*args, **kwargs)
        try:
            DEPTH.value += 1
            result = original(*visit.given, **visit.named)
        except Exception as error:
            with let_user_continue():
                visit.failed(error)
            stop = stopping_error(visit)
            if stop is not None:
                raise stop from error
            raise
        finally:
            DEPTH.value -= 1
        with let_user_continue():
            visit.passed()
        return result

    setattr(watched_verb, MARK, original)
    return watched_verb


def visit_of(
    original: Callable[..., Any], verb: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Visit | None:
    """The look at a call; None where nobody watches, within a call that makes it, and while a model is built.

    Raises
    ------
    DataShapeError
        Where the watch is to stop the call.
    """
    if not WATCHERS or not args or (DEPTH.value and not is_own_call(verb, args[0], sys._getframe(2))):
        return None
    stop: DataShapeError | None = None
    with let_user_continue():
        if verb == "__call__" and is_symbolic((args[1:2], kwargs)):
            return None
        DEPTH.value += 1  # what is looked at may call models itself: the items of a PyDataset
        try:
            return begun_visit(WATCHERS[-1], verb, original, args, kwargs, sys._getframe(2))
        except DataShapeError as error:
            stop = error
        finally:
            DEPTH.value -= 1
    if stop is not None:
        raise stop.with_traceback(None)
    return None


def is_own_call(verb: str, model: object, frame: FrameType) -> bool:
    """Whether a callback of the user's, and neither Keras nor the model itself, calls a verb within another.

    The call of a model is part of too many steps to be told apart.
    """
    return verb != "__call__" and not is_keras_frame(frame) and frame.f_locals.get("self") is not model


def stopping_error(visit: Visit) -> DataShapeError | None:
    """What a batch of a generator was to raise, where the error came back as another."""
    report = visit.report
    return (
        DataShapeError(report)
        if visit.remembers and is_failing_report(visit.watcher, report) and report
        else None
    )
