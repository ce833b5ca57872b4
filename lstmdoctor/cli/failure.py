"""Every failure in one plain sentence on stderr, each with its exit code."""

from __future__ import annotations

import os
import sys
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import click

from lstmdoctor.errors import TOO_LARGE, LstmdoctorError, Refused
from lstmdoctor.text import safe_text

REFUSED = 2
INTERRUPTED = 130
BROKEN_PIPE = 141
"""128 + SIGPIPE, as the shell has it for ``cat`` and ``head``."""
LONGEST = 2000
DEBUG = "LSTMDOCTOR_DEBUG"
"""Set this variable to see the traceback of an internal error."""


@contextmanager
def report_failures() -> Iterator[None]:
    """Turn whatever is raised inside into a sentence and an exit code."""
    try:
        yield
    except (click.exceptions.Exit, SystemExit):
        raise
    except (KeyboardInterrupt, click.Abort):
        exit_interrupted()
    except Exception as error:
        exit_with_failure(error)


def exit_with_failure(error: Exception) -> NoReturn:
    """Say what an error means, and leave."""
    if is_interrupt(error):
        exit_interrupted()
    match error:
        case click.ClickException():
            exit_with_error(usage_words(error))
        case Refused():
            exit_with_error(f"{safe_text(error.path, LONGEST // 2)}: {error.reason}")
        case LstmdoctorError():
            exit_with_error(str(error))
        case BrokenPipeError():
            silence_stdout()
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        case MemoryError():
            exit_with_error(f"this {TOO_LARGE}")
        case _:
            if os.environ.get(DEBUG):
                raise error
            exit_with_error(system_words(error) if isinstance(error, OSError) else crash_words(error))


def is_interrupt(error: BaseException) -> bool:
    """Whether an interrupt lies at its bottom.

    CPython 3.11 makes a ``RuntimeError`` of whatever ends ``__set_name__`` while a class is made
    (``type_new_set_names`` in Objects/typeobject.c), and a reader may say of that what it says of any error.
    """
    below: BaseException | None = error
    seen: list[BaseException] = []  # an error may be its own cause
    while below is not None and below not in seen:
        seen.append(below)
        below = below.__cause__
    return any(isinstance(one, KeyboardInterrupt) for one in seen)


def exit_interrupted() -> NoReturn:
    """Leave as a shell expects it after Ctrl-C."""
    forget_interrupt()
    raise click.exceptions.Exit(INTERRUPTED) from None


def forget_interrupt() -> None:
    """Let the exit code be ours, wherever the interrupt came.

    An interrupt while the standard library runs a text of its own, as `dataclass` does for its functions,
    leaves CPython a mark of an unhandled one (``run_eval_code_obj`` in Python/pythonrun.c): under ``-m`` it
    then dies of the signal at its end, whatever the exit code. The next such text, one of `namedtuple`,
    wipes the mark.
    """
    namedtuple("Forgotten", ())


def exit_with_error(sentence: str) -> NoReturn:
    """Say it and leave."""
    with suppress(OSError):
        click.echo(f"error: {safe_text(' '.join(sentence.split()), LONGEST)}", file=sys.stderr)
    raise click.exceptions.Exit(REFUSED)


def usage_words(error: click.ClickException) -> str:
    """What click found wrong, in one sentence with a way on."""
    message = error.format_message()
    if isinstance(error, click.BadParameter) and error.param is not None and error.message:
        message = f"{error.param.get_error_hint(error.ctx)}: {error.message}".replace("'", "", 2)
    message = message[:1].lower() + message[1:].rstrip(".")
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
    return f"{message}; see {command} --help" if command else message


def system_words(error: OSError) -> str:
    """What the system says about a file."""
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename}: {reason}" if error.filename is not None else reason


def crash_words(error: Exception) -> str:
    """A fault of lstmdoctor itself."""
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"internal error: {detail}; please report it, with the traceback that {DEBUG}=1 shows"


def silence_stdout() -> None:
    """Send the rest of the output nowhere, so that the interpreter does not complain on its way out."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
