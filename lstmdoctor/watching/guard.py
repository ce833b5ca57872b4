"""A failure of lstmdoctor never disturbs the program that it stands in."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from lstmdoctor.errors import LstmdoctorError

MOST_CAUSES = 20
TESTING = "LSTMDOCTOR_TESTING"
"""Set to 1, this variable lets failures of lstmdoctor itself through, for its tests."""


@contextmanager
def let_user_continue() -> Iterator[None]:
    """Swallow every failure of what is done inside, an exit from the user's own ``get_config`` among them.

    What the user sends from outside goes on: an interrupt, and what a handler of a signal raises, which may
    come while lstmdoctor looks.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        sent = raised_by_signal(error)
        if sent is not None:
            raise sent from None
        if os.environ.get(TESTING) == "1" and not isinstance(error, LstmdoctorError):
            raise


def raised_by_signal(error: BaseException) -> BaseException | None:
    """The exception that a function that handles a signal has raised, this one or one below it."""
    handlers = [signal.getsignal(number) for number in signal.valid_signals()]
    codes = {code for one in handlers if (code := code_of_handler(one)) is not None}
    one: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if one is None:
            break
        trace = one.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code in codes:
                return one
            trace = trace.tb_next
        one = one.__cause__ or one.__context__
    return None


def code_of_handler(handler: object) -> object:
    """The code of a function, a method, or an object that is called; None where it has none."""
    function = getattr(handler, "__func__", handler)
    called = vars(type(handler)).get("__call__")
    return getattr(function, "__code__", None) or getattr(called, "__code__", None)
