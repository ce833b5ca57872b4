"""One plan for all shards, and what it means for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from lstmdoctor.core.plans import Named, Plan, Slot
from lstmdoctor.core.readings import Reading, Step
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.shards.joint import ShardedSequences
from lstmdoctor.data.shards.shard import ShardPart
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.place_writing import joined_path
from lstmdoctor.records import frozen_record
from lstmdoctor.text import safe_text

PACKED = (".gz", ".bz2", ".xz", ".lzma")


@frozen_record
class ShardWork:
    """One shard and what becomes of it; small, and can be sent to another process.

    Parameters
    ----------
    parts : tuple of ShardPart
        One for every array of the output.
    plans : tuple of Plan
    target : str
        The file or object to be written.
    replaces : bool
        Whether what is there may go.
    """

    parts: tuple[ShardPart, ...]
    plans: tuple[Plan, ...]
    target: str
    replaces: bool = False

    @property
    def path(self) -> str:
        """The shard that is read."""
        return self.parts[0].path

    @property
    def size(self) -> int:
        """Bytes of the shard that is read; 0 for a folder."""
        return self.parts[0].size

    @property
    def output(self) -> str:
        """The name of the output in its folder."""
        return PurePath(self.target).name


def shard_works(source: Source, plans: Sequence[Plan], folder: str) -> list[ShardWork]:
    """The work on every shard.

    Raises
    ------
    Refused
        The plan is made on all samples together, or does not go with a shard.
    Usage
        Two shards would become one file.
    """
    arrays = [sharded_array(source, plan) for plan in plans]
    refuse_joint_edits(source, plans)
    end = "npy" if len(plans) == 1 else "npz"
    works = []
    for parts in zip(*(array.parts for array in arrays), strict=True):
        target = joined_path(folder, f"{shard_stem(parts[0].path)}.{end}")
        own = tuple(plan_for_part(plan, part) for plan, part in zip(plans, parts, strict=True))
        works.append(ShardWork(parts, own, target))
    twice = [target for target, number in Counter(work.target for work in works).items() if number > 1]
    if twice:
        raise Usage(f"{twice[0]}: two shards have this name: write them into folders of their own")
    return works


def sharded_array(source: Source, plan: Plan) -> ShardedSequences:
    """The array of a plan."""
    array = next(array for array in source.arrays if array.name == plan.slot.array.name)
    if not isinstance(array, ShardedSequences) or plan.slot.member is not None:
        raise Refused(source.path, "is a list of inputs over several files: join them into one file first")
    return array


def refuse_joint_edits(source: Source, plans: Sequence[Plan]) -> None:
    """Raise `Refused` where an edit needs the samples of all shards at once."""
    for plan in plans:
        for step in plan.chosen.steps if plan.chosen is not None else ():
            if not step.edit.local:
                raise Refused(
                    source.path,
                    f"{step.edit.id} is made on all samples together, not shard by shard: name one file to "
                    "write, as in -o all.npy",
                )


def shard_stem(path: str) -> str:
    """``p0`` of ``rg/p0.pkl`` and of ``rg/p0.npy.gz``."""
    name = PurePath(split_array_path(path)[0]).name
    while PurePath(name).suffix in PACKED:
        name = PurePath(name).stem
    return PurePath(name).stem or name


def plan_for_part(plan: Plan, part: ShardPart) -> Plan:
    """What the plan for all makes of one shard; raises `Refused` where it does not go with it."""
    if not part.facts.samples:
        return plan_without_samples(plan, part)
    steps: list[Step] = []
    here = replace(part.facts, wrapping=plan.slot.facts.wrapping)
    for step in plan.chosen.steps if plan.chosen is not None else ():
        steps.append(Step(step.edit, here, step.edit.facts(here)))
        here = steps[-1].after
    slot = Slot(Named(plan.slot.array.name, part.facts), None, part.facts)
    made = replace(plan, slot=slot, chosen=Reading(tuple(steps), 0, True), readings=())
    if made.after.axes[1:] != plan.after.axes[1:] or made.after.samples < 0:
        shown = safe_text(str(made.after.axes[1:]), 200)
        raise Refused(part.path, f"would become samples of {shown}, not of {plan.after.axes[1:]}")
    return made


def plan_without_samples(plan: Plan, part: ShardPart) -> Plan:
    """An array without samples of the shape of all others: an empty list does not tell its features."""
    after = replace(plan.after, axes=(0, *plan.after.axes[1:]), values=None)
    return replace(
        plan, slot=Slot(Named(plan.slot.array.name, part.facts), None, after), chosen=None, readings=()
    )
