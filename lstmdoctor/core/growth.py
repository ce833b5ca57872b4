"""An output that is far larger than its data: always said, and written only where that was asked for."""

from __future__ import annotations

from lstmdoctor.core.choices import Choices
from lstmdoctor.records import frozen_record


@frozen_record
class Growth:
    """How an output compares with the data.

    Parameters
    ----------
    written, read : int
        Bytes of the output, and of the file or folder that the data is in.
    named : bool
        Whether an option of the user named the size, or nothing but a copy is made.
    decided : Choices
        The options with those that name the size.
    """

    written: int
    read: int
    named: bool
    decided: Choices
