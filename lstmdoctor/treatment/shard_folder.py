"""The treatment of many files: one plan, a shard whole or not at all, the record last."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import IO

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import Shards
from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Progress, Source
from lstmdoctor.data.shards.counted import ShardCount
from lstmdoctor.data.shards.engine_work import work_through
from lstmdoctor.data.shards.engines import engine_of
from lstmdoctor.diagnosis.description import describe_source
from lstmdoctor.diagnosis.output_size import planned_bytes
from lstmdoctor.diagnosis.roles_of_arrays import with_data
from lstmdoctor.errors import TOO_LARGE, Refused, Unreadable
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.output_folder import OutputFolder, folder_of_outputs
from lstmdoctor.files.place_writing import joined_path
from lstmdoctor.files.publish import Output, publish_outputs
from lstmdoctor.text import byte_size_text, safe_text
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
    folder, plan = folder_of_outputs(ready.output or ""), plan_checksum(ready.plans)
    works = shard_works(source, ready.plans, folder.path)
    after = None if ready.before is None else planned_report(ready)
    there = prepared_folder(folder)
    ours = replaceable_outputs(folder, works, files, plan, there)
    done = {} if not files.resume else finished_shards(folder, works, plan, there)
    left = [replace(work, replaces=work.output in ours) for work in works if work.output not in done]
    if left or SHARD_RECORD not in there:
        journal = ProgressFile(folder, plan)
        try:
            if SHARD_RECORD in there or files.force:
                journal.keep(ours, done.values())
            folder.remove([SHARD_RECORD] if SHARD_RECORD in there else [])
            done |= write_left(left, place.shards, journal, progress, ready)
        finally:
            journal.write()
        refuse_missing_outputs(folder, done)
        ordered = [done[work.output] for work in works]
        model = ready.before.model if ready.before is not None else None
        text = shard_record_json(ready.plans, model, (source.path, folder.path), ordered)
        record = joined_path(folder.path, SHARD_RECORD)
        publish_outputs([Output(record, partial(write_text, text=text), replaces=True)], True)
    folder.remove_log(PROGRESS)
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
    """The shards that are not there yet, by the names of their outputs."""
    total = sum(one.after.samples for one in ready.plans)
    rows = total - sum(one.after.samples for work in left for one in work.plans)
    count = ShardCount(asked.tell, [work.size for work in left])
    done: dict[str, Done] = {}

    def begin(places: Sequence[int]) -> None:
        journal.begin(left[place].output for place in places)

    for place, found in work_through(engine_of(asked), write_shard, left, begin):
        journal.finish(found)
        done[found.output] = found
        rows += found.rows * len(left[place].plans)
        count.finish(place)
        if progress is not None:
            progress(rows, total)
    return done


def write_shard(work: ShardWork) -> Done:
    """Read, treat and write one shard; raises `Refused`."""
    sizes: list[int] = []
    try:
        arrays = tuple(part.opened() for part in work.parts)
        source = Source(work.path, "shard", arrays)
        with Digest() as made:
            write = result_content(source, work.plans, work.target, None)
            check = partial(check_shard, plans=work.plans, made=made, sizes=sizes)
            size = sum(planned_bytes(plan.after) for plan in work.plans)
            output = Output(
                work.target, write, check, made, work.target.endswith(".npy"), work.replaces, size
            )
            publish_outputs([output], work.replaces)
            return Done(
                output=work.output,
                source=work.path,
                tag=tag_of_stamp(work.parts[0].stamp),
                rows=work.plans[0].after.samples,
                size=sizes[-1],
                sha256=made.result() or "",
            )
    except Unreadable as error:
        raise Refused(work.path, str(error)) from error
    except MemoryError as error:
        raise Refused(work.path, TOO_LARGE) from error


def check_shard(temporary: str, plans: Sequence[Plan], made: Digest, sizes: list[int]) -> None:
    """Note the size of a file; raise `Unreadable` unless it holds what was planned for the shard."""
    made.result()  # while the file has this name
    sizes.append(os.stat(temporary).st_size)
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
    folder, plan = folder_of_outputs(ready.output or ""), plan_checksum(ready.plans)
    works = shard_works(source, ready.plans, folder.path)
    planned_report(ready)
    replaceable_outputs(folder, works, files, plan, folder.sizes())


def prepared_folder(folder: OutputFolder) -> Mapping[str, int]:
    """Names and sizes of what is in the folder, without what a killed process left of a half shard."""
    folder.prepare()
    there = folder.sizes()
    folder.remove(filter(is_left_over, there))
    return {name: size for name, size in there.items() if not is_left_over(name)}


def is_left_over(name: str) -> bool:
    """Whether a file is what a process left that was killed while it wrote."""
    return name.startswith(".lstmdoctor-") and name.endswith(PART)


def replaceable_outputs(
    folder: OutputFolder, works: Sequence[ShardWork], files: Wanted, plan: str, there: Mapping[str, int]
) -> frozenset[str]:
    """Names of what is in the folder and may be replaced.

    Raises
    ------
    Refused
        It holds what is not to be replaced, or its disk is too small.
    """
    ours = read_progress(folder, plan).begun if files.resume else frozenset()
    if files.resume and SHARD_RECORD in there:
        record = joined_path(folder.path, SHARD_RECORD)
        if plan_of_record(record) != plan and not files.force:
            other = (
                "is of a finished treatment that does something else: choose another folder, or add --force"
            )
            raise Refused(record, other)
        ours |= {done.output for done in shards_of_record(record)}
    names = {work.output for work in works}
    taken = there.keys() & names - ours
    if files.force:
        ours |= taken
        taken = set()
    elif not files.resume:
        taken |= {name for name in there if name == SHARD_RECORD or name.startswith(PROGRESS)}
    if taken:
        found = joined_path(folder.path, min(taken))
        if files.resume:
            raise Refused(
                found, "exists, and no record says how it was made: choose another folder, or add --force"
            )
        raise Refused(found, "exists: choose another folder, or add --resume or --force")
    refuse_full_folder(folder, works, sum(there[name] for name in there.keys() & names))
    return ours


def refuse_full_folder(folder: OutputFolder, works: Sequence[ShardWork], replaced: int) -> None:
    """Raise `Refused` where the shards take more than is free, and than is replaced."""
    size = sum(planned_bytes(one.after) for work in works for one in work.plans)
    free = folder.free_bytes()
    if free is not None and size > free + replaced:
        takes, left = byte_size_text(size), byte_size_text(free + replaced)
        raise Refused(folder.path, f"takes {takes}, of which the disk has {left} free")


def finished_shards(
    folder: OutputFolder, works: Sequence[ShardWork], plan: str, there: Mapping[str, int]
) -> dict[str, Done]:
    """The shards that are there, made by this plan from the sources as they are; by name."""
    record = joined_path(folder.path, SHARD_RECORD)
    known = dict(read_progress(folder, plan).done)
    if SHARD_RECORD in there and plan_of_record(record) == plan:
        known |= {done.output: done for done in shards_of_record(record)}
    return {
        work.output: known[work.output]
        for work in works
        if work.output in known and is_still_done(work, known[work.output], there)
    }


def is_still_done(work: ShardWork, done: Done, there: Mapping[str, int]) -> bool:
    """Whether the source is as it was, and the file too, as far as its size tells."""
    stamp = work.parts[0].stamp
    return stamp is not None and done.tag == tag_of_stamp(stamp) and there.get(work.output) == done.size


def refuse_missing_outputs(folder: OutputFolder, done: Mapping[str, Done]) -> None:
    """Raise `Refused` where a worker wrote a shard and this machine does not see it."""
    there = folder.sizes()
    missing = [name for name in done if name not in there]
    if missing:
        raise Refused(
            folder.path,
            f"{safe_text(missing[0], 400)} was written by a worker and is not here: the workers need the "
            "same folder as this machine",
        )
