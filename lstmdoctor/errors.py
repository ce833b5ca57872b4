"""The one family of errors, and what each means for the exit code.

Deep code raises `Unreadable` with the bare fact and its numbers. The function that was given the path
(`read_model`, `open_data`) turns it into `Refused`, which names the file once.
"""

from __future__ import annotations

import re

CREDENTIALS = r"(://)[^/\s]*(?=@)|(https://[^?\s]*\?).*"
"""What of a URL is never printed: user and password, and what may be a signature."""
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
