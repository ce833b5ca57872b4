"""Data of which only shape and dtype are known: a spec, a tensor on a device, what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.sequences.source import Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import unique_record


@unique_record
class UnseenSequences:
    """One array or list by its facts.

    Parameters
    ----------
    name : str
    facts : Facts
    reason : str
        Why its values are not read.
    remark : str
        What a reader should know of that; "" where nobody asked for values.
    """

    name: str
    facts: Facts
    reason: str
    remark: str = ""

    def blocks(self) -> Iterator[Block]:
        """None: a scan finds nothing to look at."""
        return iter(())

    def whole(self) -> Block:
        raise Unreadable(self.reason)

    def split(self) -> tuple[Sequences, ...]:
        return (self,)
