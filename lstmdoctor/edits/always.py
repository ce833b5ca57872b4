"""What most edits have in common: nothing is lost, nothing to be told, no permission needed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import ClassVar, Self

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.entry import Entry
from lstmdoctor.records import frozen_record


@frozen_record
class Always(ABC):
    """An edit that loses nothing and may be made by itself, unless its class says otherwise.

    `wants` says what has to be in the data for it, where ``--cure`` asks for it in vain. `retired` names what
    earlier versions wrote into a record beside what was decided: it is read and left.
    """

    id: ClassVar[str]
    traits: ClassVar[Traits] = Traits()
    fault: ClassVar[str] = ""
    quality: ClassVar[str] = ""
    wants: ClassVar[str] = ""
    retired: ClassVar[tuple[str, ...]] = ()

    @property
    @abstractmethod
    def cost(self) -> int:
        """See `Edit`, as for all of these."""

    @property
    def name(self) -> str:
        return self.id

    @property
    def local(self) -> bool:
        return True

    @property
    def whole(self) -> bool:
        return not self.local

    @abstractmethod
    def facts(self, before: Facts) -> Facts: ...

    @abstractmethod
    def apply(self, block: Block) -> Block: ...

    @abstractmethod
    def python(self, name: str) -> str: ...

    @abstractmethod
    def sentence(self, *, done: bool) -> str: ...

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        return map(self.apply, blocks)

    def args(self) -> Mapping[str, Argument]:
        return {}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return True

    def asked(self, choices: Choices) -> bool:
        return False

    def keeps_values(self, before: Facts) -> bool:
        return True

    def knows_how(self, choices: Choices) -> bool:
        return None not in self.args().values()

    def options(self) -> tuple[str, ...]:
        return ()

    def added_axis(self, before: Facts) -> int | None:
        return None

    def dropped_axis(self) -> int | None:
        return None

    def misfit(self, before: Facts) -> str:
        return "" if before.container == "array" and before.rank else "holds no array to do that to"

    def record(self) -> Mapping[str, Argument]:
        return self.args()

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        """The edit that a record tells of.

        Parameters
        ----------
        entry : Entry
            What `record` gave, or what a record of an earlier version holds, or anything at all.
        before : Facts
            Of the data that it was made for, where it stands.

        Raises
        ------
        Unreadable
            Naming the key that holds what it cannot.
        """
        return cls()

    def on_presence(self) -> Always:
        names = {field.name for field in fields(self)}
        return replace(self, **({"dtype": "bool"} if "dtype" in names else {}))

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        return labels.rows

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        return ""
