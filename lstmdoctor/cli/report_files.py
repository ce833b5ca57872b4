"""Reports that go into files: all of them whole or none, and into pipes and devices that somebody reads."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from functools import partial
from typing import IO

from lstmdoctor.errors import Refused
from lstmdoctor.records import frozen_record


@frozen_record
class ReportFile:
    """A report that is ready and the file it goes to."""

    path: str
    text: str

    @property
    def is_stream(self) -> bool:
        """Whether the file is a terminal, a pipe, ``/dev/null``: nothing that could be replaced."""
        return os.path.exists(self.path) and not os.path.isfile(self.path)


def write_report_files(reports: Sequence[ReportFile]) -> None:
    """Write all reports; where one of the files cannot be written, none is.

    Raises
    ------
    Refused
        A file cannot be written.
    """
    if not reports:
        return
    from lstmdoctor.files.publish import Output, publish_outputs

    outputs = []
    for report in reports:
        if not report.is_stream:
            content = report.text.encode("utf-8")
            path = os.path.realpath(report.path) if os.path.islink(report.path) else report.path
            outputs.append(Output(path, partial(write_bytes, content), replaces=True, size=len(content)))
    publish_outputs(outputs, force=False)
    for report in reports:
        if report.is_stream:
            write_stream(report)


def write_bytes(content: bytes, file: IO[bytes]) -> None:
    """Write what is ready."""
    file.write(content)


def write_stream(report: ReportFile) -> None:
    """Write to a pipe or a device; never waits for a reader that is not there."""
    from lstmdoctor.files.targets import system_reason

    flags = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    try:
        number = os.open(report.path, flags)
        os.set_blocking(number, True)
        with open(number, "wb") as file:
            file.write(report.text.encode("utf-8"))
    except BrokenPipeError:
        raise
    except OSError as error:
        unread = error.errno == errno.ENXIO and stat.S_ISFIFO(os.stat(report.path).st_mode)
        reason = "a pipe that nobody reads" if unread else f"cannot be written: {system_reason(error)}"
        raise Refused(report.path, reason) from error
