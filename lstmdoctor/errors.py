"""The one family of errors, and what each means for the exit code.

Deep code raises `Unreadable` with the bare fact and its numbers. The function that was given the path
(`read_model`, `open_data`) turns it into `Refused`, which names the file once.
"""

from __future__ import annotations

import re
import sys
from types import FrameType

CREDENTIALS = r"(://)[^/\s]*(?=@)|(https://[^?\s]*\?).*"
"""What of a URL is never printed: user and password, and what may be a signature."""
MOST_CAUSES = 20
"""Errors behind an error that are looked at."""
TOO_LARGE = "takes more memory than there is"
"""What is said of a file for which there is no room."""


class LstmdoctorError(Exception):
    """Anything lstmdoctor refuses to do; the text is one plain sentence."""


class Unreadable(LstmdoctorError):
    """The bytes at hand cannot be read; says why, without naming the file."""


class NotData(Unreadable):
    """An object of a program is no data of any kind."""


class Refused(LstmdoctorError):
    """A file was refused; the text names the file and the reason (exit code 2)."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = re.sub(CREDENTIALS, r"\1\2***", path)
        super().__init__(f"{self.path}: {reason}")
        self.reason = reason

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:
        return Refused, (self.path, self.reason)  # as processes send it to each other


class Usage(LstmdoctorError):
    """The request makes no sense, whatever the files hold (exit code 2)."""


def pass_on_signal(error: BaseException) -> None:
    """Raise what a handler of a signal has raised: it was sent to the program, whose objects are asked.

    For every place that goes on where an object of a program fails, whatever it raises.
    """
    sent = raised_by_signal(error)
    if sent is not None:
        raise sent from None


def raised_by_signal(error: BaseException) -> BaseException | None:
    """The exception that a function that handles a signal has raised, this one or one below it.

    What the program was dealing with before it called does not count: it was caught where code still runs.
    """
    import signal

    handlers = [signal.getsignal(number) for number in signal.valid_signals()]
    codes = {code for one in handlers if (code := code_of_handler(one)) is not None}
    one: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if one is None:
            break
        trace = one.__traceback__
        if one is not error and trace is not None and is_running_frame(trace.tb_frame):
            break
        while trace is not None:
            if trace.tb_frame.f_code in codes:
                return one
            trace = trace.tb_next
        one = one.__cause__ or one.__context__
    return None


def is_running_frame(frame: FrameType) -> bool:
    """Whether this is one of the frames that led here."""
    here: FrameType | None = sys._getframe()
    while here is not None and here is not frame:
        here = here.f_back
    return here is not None


def code_of_handler(handler: object) -> object:
    """The code of a function, a method, or an object that is called; None where it has none."""
    function = getattr(handler, "__func__", handler)
    called = vars(type(handler)).get("__call__")
    return getattr(function, "__code__", None) or getattr(called, "__code__", None)
