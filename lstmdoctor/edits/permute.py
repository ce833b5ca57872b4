"""Axes in an order that the sizes tell: channels first, time last, and any other from rank 4 on.

Exchanges of two axes that have a name of their own stand in `lstmdoctor.edits.order`. Here an order is a
transpose that brings every size to where the model wants it. Axes of one size behind time, such as height and
width, keep their order: nothing but a size that fits nowhere else turns them round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Axis, Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.spec import Shape
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.labels import common_shape
from lstmdoctor.records import frozen_record

Order = tuple[int, ...]
"""For each axis of the result, the axis of the data that it was."""
LOW, HIGH = 4, 6
"""Ranks whose orders are tried: from pictures or rows in time up to volumes in time, at most 720 orders."""
MOST_ORDERS = 4
"""Orders that are offered where the sizes leave several."""
TIME_MAJOR = (1, 0)
"""How an order begins that takes the samples and the timesteps for one another."""


@frozen_record
class PermuteAxes(Always):
    """(N, T, C, H, W) to (N, T, H, W, C), and every other order."""

    id: ClassVar[str] = "permute-axes"
    cost: ClassVar[int] = 3
    fault: ClassVar[str] = "LD211"
    traits: ClassVar[Traits] = Traits(of_axes=True, moves_time=True, once=True, needs_model=True)
    quality: ClassVar[str] = " with the axes in another order"
    retired: ClassVar[tuple[str, ...]] = ("sure",)
    order: Order
    sure: bool = True
    ragged: bool = False
    rival: bool = False

    @property
    def name(self) -> str:
        return f"{self.id}:{self.args()['order']}" if self.rival else self.id

    @property
    def local(self) -> bool:
        return self.order[0] == 0

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=tuple(before.axes[axis] for axis in self.order))

    def apply(self, block: Block) -> Block:
        if isinstance(block, list):
            return [np.transpose(sequence, self.inner) for sequence in block]
        return np.transpose(block, self.order)

    @property
    def inner(self) -> Order:
        """The order of the axes of one sample."""
        return tuple(axis - 1 for axis in self.order[1:])

    def python(self, name: str) -> str:
        if self.ragged:
            return f"{name} = [{transpose_call('sequence', self.inner)} for sequence in {name}]"
        return f"{name} = {transpose_call(name, self.order)}"

    def sentence(self, *, done: bool) -> str:
        return f"put the axes into the order {', '.join(map(str, self.order))}"

    def args(self) -> dict[str, Argument]:
        return {"order": ",".join(map(str, self.order))}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return self.sure

    def misfit(self, before: Facts) -> str:
        if before.rank != len(self.order):
            return f"has not the {len(self.order)} axes that the treatment puts into another order"
        whole = before.container == "array" or self.local
        return "" if whole else "is a list, and the treatment moves its first axis"

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        text = entry.text("order", 2 * HIGH)
        order = tuple(int(one) for one in text.split(",") if one.isdecimal() and len(one) == 1)
        if not LOW <= len(order) <= HIGH or ",".join(map(str, order)) != text:
            raise entry.wrong("order", "the numbers of axes")
        if sorted(order) != list(range(len(order))):
            raise entry.wrong("order", "every axis once")
        return cls(order, ragged=before.container == "list")

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        moved = self.order[:2] == TIME_MAJOR
        per_step = moved and common_shape(labels.rows)[:2] == before.axes[:2]
        return np.swapaxes(np.asarray(labels.rows), 0, 1) if per_step else labels.rows

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        moved = self.order[:2] == TIME_MAJOR and rows.axes[:2] == before.axes[:2]
        return f"{labels} = np.swapaxes({labels}, 0, 1)" if moved else ""


def transpose_call(name: str, order: Order) -> str:
    """The shortest call that does it: a ``moveaxis`` where one axis moves."""
    for start in order:
        rest = [axis for axis in range(len(order)) if axis != start]
        end = order.index(start)
        if [*rest[:end], start, *rest[end:]] == list(order):
            return f"np.moveaxis({name}, {start}, {-1 if end == len(order) - 1 else end})"
    return f"np.transpose({name}, {order})"


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[PermuteAxes]:
    """The orders that bring every size to its place; the one that moves least has the id for its name.

    Rows and columns that change places may as well be images of another size, which a transpose would turn
    on their side: that is done only if asked for.
    """
    shape = goal.shape
    if shape is None or not goal.timed or facts.mixed_rank or not LOW <= facts.rank <= HIGH:
        return
    if facts.rank != len(shape) or (facts.container == "list" and len(facts.ragged) != 1):
        return
    orders = sorted(sensible_orders(facts, goal, shape), key=moved_count)
    for place, order in enumerate(orders[:MOST_ORDERS]):
        sure = len(orders) == 1 and knows_samples(order, facts, goal) and not turns_picture(order)
        yield PermuteAxes(order, sure, bool(facts.ragged), rival=place > 0)


def sensible_orders(facts: Facts, goal: Goal, shape: Shape) -> list[Order]:
    """Orders that fit; those that move the samples only where no other does, or where the labels say so."""
    fitting = [
        order
        for order in permutations(range(facts.rank))
        if order_fits(order, facts, goal, shape) and not has_own_name(order)
    ]
    counted = [order for order in fitting if goal.labels == facts.axes[order[0]]]
    fitting = counted or fitting
    staying = [order for order in fitting if order[0] == 0]
    if facts.axes[0] == 1:  # a batch of one, or an axis that is to be dropped: no samples stand elsewhere
        fitting = staying
    return keeping_neighbours(staying or fitting)


def order_fits(order: Order, facts: Facts, goal: Goal, shape: Shape) -> bool:
    """Whether every fixed size is where the model wants it; time that differs between sequences is padded."""
    axes = [facts.axes[axis] for axis in order]
    if facts.container == "list":
        return order[0] == 0 and (order[1],) == facts.ragged and axes_agree(shape[2:], axes[2:])
    timesteps = goal.timesteps if goal.timesteps is not None else shape[1]
    return axes_agree((timesteps, *shape[2:]), axes[1:])


def axes_agree(wanted: Shape, axes: Sequence[Axis]) -> bool:
    """Whether every fixed size is that of the axis."""
    return all(size is None or size == axis for size, axis in zip(wanted, axes, strict=True))


def has_own_name(order: Order) -> bool:
    """Whether nothing moves, or samples and timesteps alone: LD208."""
    rest = tuple(range(2, len(order)))
    return order in ((0, 1, *rest), (*TIME_MAJOR, *rest))


def keeping_neighbours(orders: list[Order]) -> list[Order]:
    """Without the orders that turn round two axes between time and the last, where another does not."""
    groups: dict[tuple[int, int, int], Order] = {}
    for order in sorted(orders, key=turned_pairs):
        groups.setdefault((order[0], order[1], order[-1]), order)
    return list(groups.values())


def turned_pairs(order: Order) -> int:
    """Pairs of axes between time and the last that are turned round, as rows and columns are."""
    return moved_count(order[2:-1])


def turns_picture(order: Order) -> bool:
    """Whether rows and columns change places, whichever axis that moves holds the channels."""
    inner, last = order[2:], len(order) - 1
    channels = {inner[-1]} if inner[-1] == last else {inner[-1], last}
    rest = [tuple(axis for axis in inner if axis != one) for one in channels if one in inner]
    return all(moved_count(axes) > 0 for axes in rest)


def moved_count(order: Order) -> int:
    """How many axes are in another place than before, counted as exchanges of neighbours."""
    return sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])


def knows_samples(order: Order, facts: Facts, goal: Goal) -> bool:
    """Whether it is clear which axis holds the samples: where time came first, only labels can tell."""
    return order[0] == 0 or goal.labels == facts.axes[order[0]] or order[1] != 0
