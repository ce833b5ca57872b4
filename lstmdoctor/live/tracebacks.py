"""The call of Keras that an exception came out of: model, verb and arguments, from its traceback.

Keras wraps its verbs in ``error_handler(*args, **kwargs)`` (keras/src/utils/traceback_utils.py, tf_keras has
the same), and that frame survives Keras's own filtering of tracebacks. Its locals are `fn`, `args` and
`kwargs`; the outermost such frame of a verb is the user's call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType, TracebackType

from lstmdoctor.live.callers import CallSite, call_site
from lstmdoctor.models.live import PACKAGES, is_live_model
from lstmdoctor.records import frozen_record

VERBS = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "__call__")
FRAMES = {"error_handler": ("fn", "args", "kwargs"), "watched_verb": ("original", "args", "kwargs")}
"""Wrappers around a verb, Keras's own and that of `watch`: where function and arguments are in them."""
CALLED = {"__call__": "inputs"}
"""Parameter that holds the data, where it is not ``x``."""
ENGINES = (*PACKAGES, "jax", "torch")
"""Keras and what it runs on."""
MOST_FRAMES = 2_000
MOST_CAUSES = 20


@frozen_record
class KerasCall:
    """A verb of a model with what it was given.

    Parameters
    ----------
    model : object
    verb : str
    arguments : mapping
        Parameter to value.
    site : CallSite
        Where the user called it.
    """

    model: object
    verb: str
    arguments: Mapping[str, object]
    site: CallSite

    @property
    def x(self) -> object:
        return self.arguments.get("x")

    @property
    def y(self) -> object:
        return self.arguments.get("y")

    @property
    def validation(self) -> object:
        return self.arguments.get("validation_data")


def keras_call_of(error: BaseException) -> KerasCall | None:
    """The call that an exception, or what it was raised from, came out of; None where there is none."""
    for one in chain_of_errors(error):
        found = next(calls_in(one.__traceback__), None)
        if found is not None:
            return found
    return None


def chain_of_errors(error: BaseException) -> Iterator[BaseException]:
    """An exception and its causes."""
    here: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if here is None:
            return
        yield here
        here = here.__cause__ or here.__context__


def calls_in(trace: TracebackType | None) -> Iterator[KerasCall]:
    """The calls of verbs in a traceback, outermost first."""
    before: TracebackType | None = None
    for _ in range(MOST_FRAMES):
        if trace is None:
            return
        found = call_in_frame(trace.tb_frame, before)
        if found is not None:
            yield found
        before = before if is_own_frame(trace.tb_frame) else trace
        trace = trace.tb_next


def is_own_frame(frame: FrameType) -> bool:
    """Whether a frame is of the wrapper that `watch` puts around a verb."""
    return str(frame.f_globals.get("__name__", "")).startswith("lstmdoctor.")


def is_keras_frame(frame: FrameType) -> bool:
    """Whether a frame is of Keras or TensorFlow."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in PACKAGES


def call_in_frame(frame: FrameType, before: TracebackType | None) -> KerasCall | None:
    """The call that a frame of Keras's wrapper, or of a verb that it does not wrap, stands for."""
    if frame.f_code.co_name in VERBS:
        return call_of_verb_frame(frame, before)
    names = FRAMES.get(frame.f_code.co_name)
    if names is None:
        return None
    function, given, named = (frame.f_locals.get(name) for name in names)
    name = getattr(function, "__name__", "")
    if name not in VERBS or not callable(function) or not isinstance(given, tuple) or not given:
        return None
    if not is_live_model(given[0]):
        return None
    arguments = bound_arguments(function, given, named if isinstance(named, dict) else {})
    if name == "__call__":
        arguments = {"x": given[1] if len(given) > 1 else arguments.get(CALLED[name])}
    parameters = parameters_of_verb(function)
    site = site_before(before, parameters, name)
    return KerasCall(given[0], name, arguments, site)


def call_of_verb_frame(frame: FrameType, before: TracebackType | None) -> KerasCall | None:
    """The call of a verb such as `train_on_batch`, whose own frame is in the traceback."""
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    model, code = frame.f_locals.get("self"), frame.f_code
    if package not in PACKAGES or not is_live_model(model):
        return None
    parameters = code.co_varnames[1 : code.co_argcount]
    arguments = {name: frame.f_locals.get(name) for name in parameters}
    arguments = {"x": arguments.get(parameters[0])} if code.co_name == "__call__" else arguments
    site = site_before(before, parameters, code.co_name)
    return KerasCall(model, code.co_name, arguments, site)


def site_before(before: TracebackType | None, parameters: Sequence[str], verb: str) -> CallSite:
    """The call in the user's source that a verb was called by."""
    return CallSite() if before is None else call_site(before.tb_frame, parameters, before.tb_lasti, verb)


def parameters_of_verb(function: Callable[..., object]) -> list[str]:
    """Names of the parameters behind self; of a call the first is the data."""
    if getattr(function, "__name__", "") == "__call__":
        return ["x"]
    try:
        return list(inspect.signature(function).parameters)[1:]
    except (TypeError, ValueError):
        return ["x", "y"]


def bound_arguments(
    function: Callable[..., object], given: tuple[object, ...], named: Mapping[str, object]
) -> dict[str, object]:
    """Parameter to value; empty where the arguments are not those of the function."""
    try:
        return dict(inspect.signature(function).bind_partial(*given, **named).arguments)
    except (TypeError, ValueError):
        return {}


def is_raised_in_package(error: BaseException, packages: Sequence[str] = PACKAGES) -> bool:
    """Whether Keras, or TensorFlow under it, raised an exception, and no code of the user that it calls."""
    home, trace = "", error.__traceback__
    while trace is not None:
        # Keras leaves its own frames out of a traceback, and not those of the wrapper around `__call__`.
        home = home if is_own_frame(trace.tb_frame) else str(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next
    return home.partition(".")[0] in packages
