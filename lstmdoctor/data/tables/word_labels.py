"""Labels that are words: the names of classes, and which of them every row or sequence bears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.sequences.in_memory import ArraySequences, ListSequences
from lstmdoctor.data.sequences.source import Block, Sequences
from lstmdoctor.data.tables.step_counts import Places
from lstmdoctor.errors import Unreadable, Usage
from lstmdoctor.text import safe_text

SHOWN = 8
REFUSAL = "holds text, not numbers"


@dataclass(frozen=True, eq=False)
class WordLabels:
    """Names of classes.

    Parameters
    ----------
    name : str
        Of the column.
    classes : sequence of str
        Those that occur, sorted; "" for rows without one.
    places : ndarray of int, or list of these
        Places of the labels among the classes: one for each sequence or row, or an array for each sequence.
    """

    name: str
    classes: Sequence[str]
    places: Places | list[Places]

    @cached_property
    def facts(self) -> Facts:
        return replace(self.numbered(self.classes).facts, dtypes=("str",))

    def blocks(self) -> Iterator[Block]:
        raise Unreadable(REFUSAL)

    def whole(self) -> Block:
        raise Unreadable(REFUSAL)

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    def numbered(self, classes: Sequence[str]) -> Sequences:
        """The labels as places among these classes.

        Raises
        ------
        Usage
            A label is none of them, or a row has none.
        """
        known = {name: place for place, name in enumerate(classes)}
        if "" in self.classes and classes is not self.classes:
            raise Usage(f"--label-cure: rows without a label in the column '{safe_text(self.name)}'")
        other = next((name for name in self.classes if name not in known), None)
        if other is not None:
            shown = ", ".join(map(safe_text, classes[:SHOWN]))
            raise Usage(f"--label-cure: the label '{safe_text(other)}' is none of those known: {shown}")
        table = np.asarray([known[name] for name in self.classes], np.int64)
        if isinstance(self.places, list):
            return ListSequences(self.name, [table[one] for one in self.places])
        return ArraySequences(self.name, table[self.places])


def class_remark(labels: WordLabels) -> str:
    """``classes of 'activity': 0 run, 1 sit, 2 walk``."""
    named = [name for name in labels.classes if name]
    shown = [f"{place} {safe_text(name)}" for place, name in enumerate(named[:SHOWN])]
    more = ", ..." if len(named) > SHOWN else ""
    return f"classes of '{safe_text(labels.name)}': {', '.join(shown)}{more}"
