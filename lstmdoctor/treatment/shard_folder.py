"""The treatment of many files: one plan, a shard whole or not at all, the record last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import Shards
from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Progress, Source
from lstmdoctor.data.shards.engines import engine_of, work_through
from lstmdoctor.diagnosis.description import describe_source
from lstmdoctor.diagnosis.output_size import planned_bytes
from lstmdoctor.diagnosis.roles_of_arrays import with_data
from lstmdoctor.errors import TOO_LARGE, Refused, Unreadable
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.publish import Output, publish_outputs
from lstmdoctor.files.targets import system_reason
from lstmdoctor.text import byte_size_text
from lstmdoctor.treatment.content import as_planned, result_content
from lstmdoctor.treatment.output_place import OutputPlace
from lstmdoctor.treatment.progress_file import PROGRESS, Done, ProgressFile, read_progress, tag_of_stamp
from lstmdoctor.treatment.record import SHARD_RECORD, plan_checksum, shard_record_json
from lstmdoctor.treatment.recorded import plan_of_record, shards_of_record
from lstmdoctor.treatment.shard_plans import ShardWork, shard_works
from lstmdoctor.treatment.wanted import Wanted
from lstmdoctor.treatment.writing import require_healthy

PART = ".part"


def write_shards(
    ready: Treatment, source: Source, place: OutputPlace, files: Wanted, progress: Progress | None
) -> Treatment:
    """Write every shard into the folder, and then the record.

    Raises
    ------
    Refused
        The folder may not be written to, a shard cannot be read, or the result would not fit.
    """
    folder, plan = ready.output or "", plan_checksum(ready.plans)
    works = shard_works(source, ready.plans, folder)
    after = None if ready.before is None else planned_report(ready)
    ours = make_folder(folder, works, files, plan)
    done = {} if not files.resume else finished_shards(folder, works, plan)
    left = [
        replace(work, replaces=Path(work.target).name in ours) for work in works if work.target not in done
    ]
    record = Path(folder, SHARD_RECORD)
    if left or not record.exists():
        journal = ProgressFile(folder, plan)
        try:
            if record.exists() or files.force:
                journal.keep(ours, done.values())
            record.unlink(missing_ok=True)
            done |= write_left(left, place.shards, journal, progress, ready)
        finally:
            journal.close()
        ordered = [done[work.target] for work in works]
        model = ready.before.model if ready.before is not None else None
        text = shard_record_json(ready.plans, model, (source.path, folder), ordered)
        publish_outputs([Output(str(record), partial(write_text, text=text), replaces=True)], True)
    Path(folder, PROGRESS).unlink(missing_ok=True)
    return replace(ready, status="written", after=after)


def write_text(file: IO[bytes], text: str) -> None:
    """A text as a file."""
    file.write(text.encode("utf-8"))


def write_left(
    left: Sequence[ShardWork],
    asked: Shards,
    journal: ProgressFile,
    progress: Progress | None,
    ready: Treatment,
) -> dict[str, Done]:
    """The shards that are not there yet."""
    total = sum(one.after.samples for one in ready.plans)
    rows = total - sum(one.after.samples for work in left for one in work.plans)
    done: dict[str, Done] = {}
    begin = [Path(work.target).name for work in left]
    engine = engine_of(asked)
    for place, found in work_through(engine, write_shard, left, lambda at: journal.begin(begin[at])):
        journal.finish(found)
        done[left[place].target] = found
        rows += found.rows * len(left[place].plans)
        if progress is not None:
            progress(rows, total)
    return done


def write_shard(work: ShardWork) -> Done:
    """Read, treat and write one shard; raises `Refused`."""
    try:
        arrays = tuple(part.opened() for part in work.parts)
        source = Source(work.path, "shard", arrays)
        with Digest() as made:
            write = result_content(source, work.plans, work.target, None)
            check = partial(check_shard, plans=work.plans, made=made)
            size = sum(planned_bytes(plan.after) for plan in work.plans)
            output = Output(
                work.target, write, check, made, work.target.endswith(".npy"), work.replaces, size
            )
            publish_outputs([output], work.replaces)
            return Done(
                output=Path(work.target).name,
                source=work.path,
                tag=tag_of_stamp(work.parts[0].stamp),
                rows=work.plans[0].after.samples,
                size=os.stat(work.target).st_size,
                sha256=made.result() or "",
            )
    except Unreadable as error:
        raise Refused(work.path, str(error)) from error
    except MemoryError as error:
        raise Refused(work.path, TOO_LARGE) from error


def check_shard(temporary: str, plans: Sequence[Plan], made: Digest) -> None:
    """Raise `Unreadable` unless the file holds what was planned for the shard."""
    made.result()  # while the file has this name
    names = [plan.name for plan in plans]
    found = describe_source(with_data(open_data(temporary), names), None, header_only=True)
    as_planned(found, plans)


def planned_report(ready: Treatment) -> Report | None:
    """What the model says to all shards together, as they will be; raises `Refused` where it is no good."""
    if ready.before is None:
        return None
    arrays = tuple(Named(plan.name, plan.after) for plan in ready.plans)
    return require_healthy(ready.before.model, DataFile(ready.output or "", "npy", arrays))


def foresee_shards(ready: Treatment, source: Source, files: Wanted) -> None:
    """Raise as `write_shards` would before its first byte; no folder is made."""
    folder = ready.output or ""
    works = shard_works(source, ready.plans, folder)
    planned_report(ready)
    replaceable_names(folder, works, files, plan_checksum(ready.plans))
    refuse_full_folder(folder, works)


def make_folder(folder: str, works: Sequence[ShardWork], files: Wanted, plan: str) -> frozenset[str]:
    """The folder, there and free for what is to be written; the names in it that may be replaced.

    Raises
    ------
    Refused
        It cannot be made, holds what is not to be replaced, or its disk is too small.
    """
    try:
        Path(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise Refused(folder, f"cannot be made: {system_reason(error)}") from error
    for name in filter(is_left_over, names_in_folder(folder)):
        Path(folder, name).unlink(missing_ok=True)
    ours = replaceable_names(folder, works, files, plan)
    refuse_full_folder(folder, works)
    return ours


def names_in_folder(folder: str) -> frozenset[str]:
    """What is in a folder; nothing where there is none."""
    return frozenset(os.listdir(folder)) if os.path.isdir(folder) else frozenset()


def replaceable_names(folder: str, works: Sequence[ShardWork], files: Wanted, plan: str) -> frozenset[str]:
    """Names of what is there and may be replaced; raises `Refused` where something else is in the way."""
    there = names_in_folder(folder)
    ours = read_progress(folder, plan).begun if files.resume else frozenset()
    if files.resume and SHARD_RECORD in there:
        ours |= {done.output for done in shards_of_record(str(Path(folder, SHARD_RECORD)))}
    names = {Path(work.target).name for work in works}
    taken = there & names - ours
    if files.force:
        return ours | taken
    if not files.resume:
        taken |= there & {PROGRESS, SHARD_RECORD}
    if taken:
        raise Refused(
            str(Path(folder, min(taken))), "exists: choose another folder, or add --resume or --force"
        )
    return ours


def refuse_full_folder(folder: str, works: Sequence[ShardWork]) -> None:
    """Raise `Refused` where the shards are larger than what is free on the disk and what they replace."""
    size = sum(planned_bytes(one.after) for work in works for one in work.plans)
    there = names_in_folder(folder) & {Path(work.target).name for work in works}
    disk = folder if os.path.isdir(folder) else str(Path(os.path.realpath(folder)).parent)
    free = shutil.disk_usage(disk).free + sum(Path(folder, name).lstat().st_size for name in there)
    if size > free:
        raise Refused(
            folder, f"takes {byte_size_text(size)}, of which the disk has {byte_size_text(free)} free"
        )


def is_left_over(name: str) -> bool:
    """Whether a file is what a process left that was killed while it wrote."""
    return name.startswith(".lstmdoctor-") and name.endswith(PART)


def finished_shards(folder: str, works: Sequence[ShardWork], plan: str) -> dict[str, Done]:
    """The shards that are there, made by this plan from the sources as they are."""
    record = Path(folder, SHARD_RECORD)
    known = dict(read_progress(folder, plan).done)
    if record.exists() and plan_of_record(str(record)) == plan:
        known |= {done.output: done for done in shards_of_record(str(record))}
    return {
        work.target: known[name]
        for work in works
        if (name := Path(work.target).name) in known and is_still_done(work, known[name])
    }


def is_still_done(work: ShardWork, done: Done) -> bool:
    """Whether the source is as it was, and the file too, as far as its size tells."""
    try:
        there = os.stat(work.target).st_size
    except OSError:
        return False
    stamp = work.parts[0].stamp
    return stamp is not None and done.tag == tag_of_stamp(stamp) and there == done.size
