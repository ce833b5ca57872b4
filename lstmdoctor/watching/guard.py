"""A failure of lstmdoctor never disturbs the program that it stands in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from lstmdoctor.errors import LstmdoctorError, pass_on_signal

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
        pass_on_signal(error)
        if os.environ.get(TESTING) == "1" and not isinstance(error, LstmdoctorError):
            raise
