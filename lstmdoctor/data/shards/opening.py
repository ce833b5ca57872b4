"""The shards of one data set as one source: headers first, all of them, several at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.sharding import Shards, Unread
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.shards.counted import ShardCount
from lstmdoctor.data.shards.engine import Engine
from lstmdoctor.data.shards.engine_work import work_through
from lstmdoctor.data.shards.engines import engine_of, pool_engine
from lstmdoctor.data.shards.joint import ShardedSequences
from lstmdoctor.data.shards.paths import shard_paths
from lstmdoctor.data.shards.shard import Shard, ShardArray, ShardPart, look_at_shard
from lstmdoctor.data.shards.table_cells import TablesOfShards
from lstmdoctor.errors import Refused
from lstmdoctor.files.patterns import joint_path
from lstmdoctor.files.places import is_place
from lstmdoctor.roles.names import natural_sort_key
from lstmdoctor.text import count_noun, safe_text

REQUESTS = 16
"""Headers that are asked for at a time: each waits some 50 ms for a server of S3."""


def open_shards(asked: Shards) -> Source:
    """All files that are asked for, as one source whose arrays go through all of them.

    Raises
    ------
    Refused
        A file cannot be read, or holds other arrays than the others do.
    """
    engine = engine_of(asked)
    paths = shard_paths(asked.words)
    look = shard_or_refusal if not asked.keep_going else read_shard_or_refusal
    found: dict[int, Shard | Refused] = {}
    count, tables = ShardCount(asked.tell, [0] * len(paths)), TablesOfShards(paths)
    for place, shard in work_through(header_engine(asked, engine), look, paths):
        found[place] = shard
        count.finish(place)
        if isinstance(shard, Shard):
            tables.charge_shard(shard)
    ordered = [found[place] for place in range(len(paths))]
    refused = [one for one in ordered if isinstance(one, Refused)]
    if refused and not asked.keep_going:
        raise refused[0]
    shards = [one for one in ordered if isinstance(one, Shard)]
    if not shards:
        raise Refused(joint_path(asked.words), f"none of its files can be read: {refused[0]}")
    unread = tuple(Unread(one.path, one.reason) for one in refused)
    return replace(joint_source(shards, asked, engine), unread=unread)


def header_engine(asked: Shards, engine: Engine) -> Engine:
    """The engine for headers: threads that wait for another place may be more than the cores."""
    waits = asked.executor == "threads" and asked.jobs is None and is_place(asked.words[0])
    return pool_engine("threads", REQUESTS) if waits and not asked.keep_going else engine


def shard_or_refusal(path: str) -> Shard | Refused:
    """The header of a file, or why it cannot be read."""
    try:
        return look_at_shard(path)
    except Refused as error:
        return refusal_alone(error)


def read_shard_or_refusal(path: str) -> Shard | Refused:
    """The header of a file, all of which was read once, or why it cannot be read."""
    try:
        shard = look_at_shard(path)
        for array in (*shard.arrays, *shard.labels):
            for _ in ShardPart(path, shard.stamp, array.name, array.facts).blocks():
                pass
        return shard
    except Refused as error:
        return refusal_alone(error)


def refusal_alone(error: Refused) -> Refused:
    """The same without where it was raised, which would keep all that was made of the file."""
    return Refused(error.path, error.reason)


def labels_of_shards(labels: Source, data: Source) -> Source:
    """Labels in several files, without the files for data that was left out; raises `Refused`."""
    arrays = [array for array in (*labels.arrays, *labels.labels) if isinstance(array, ShardedSequences)]
    owners = [array.parts for array in (*data.arrays, *data.labels) if isinstance(array, ShardedSequences)]
    if not owners:  # data in one file has its labels one behind the other
        return replace(labels, arrays=(), labels=tuple(arrays))
    gone = {one.path for one in data.unread}
    paths = sorted((*gone, *(part.path for part in owners[0])), key=natural_sort_key)
    files = len(arrays[0].parts)
    if files != len(paths):
        raise Refused(
            labels.path, f"{count_noun(files, 'file')} of labels for {count_noun(len(paths), 'file')} of data"
        )
    kept = tuple(
        replace(array, parts=tuple(p for p, path in zip(array.parts, paths, strict=True) if path not in gone))
        for array in arrays
    )
    return replace(labels, arrays=(), labels=kept)


def joint_source(shards: Sequence[Shard], asked: Shards, engine: Engine) -> Source:
    """One source of shards that hold the same arrays; raises `Refused`."""
    first = shards[0]
    for shard in shards[1:]:
        if array_names(shard) != array_names(first):
            raise Refused(
                shard.path, f"holds {names_text(shard)}, and {safe_text(first.path)} {names_text(first)}"
            )
    remarks = [f"{shard.path}: {remark}" for shard in shards for remark in shard.remarks]
    return Source(
        path=joint_path(asked.words),
        format=first.format,
        arrays=tuple(joint_array(shards, one, engine, asked) for one in first.arrays),
        labels=tuple(joint_array(shards, one, engine, asked) for one in first.labels),
        remarks=tuple(remarks),
        places={one.name: one.place for one in (*first.arrays, *first.labels)},
        words=asked.words,
    )


def joint_array(
    shards: Sequence[Shard], array: ShardArray, engine: Engine, asked: Shards
) -> ShardedSequences:
    """The array of one name of all shards."""
    parts = tuple(
        ShardPart(shard.path, shard.stamp, one.name, one.facts)
        for shard in shards
        for one in (*shard.arrays, *shard.labels)
        if one.name == array.name
    )
    return ShardedSequences(array.name, parts, engine, asked.tell)


def array_names(shard: Shard) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the data and of the labels; a file of one array without a name may have any."""
    data, labels = (tuple(sorted(one.name for one in group)) for group in (shard.arrays, shard.labels))
    return data, labels


def names_text(shard: Shard) -> str:
    """The arrays of a shard in words."""
    names = [name for group in array_names(shard) for name in group]
    return ", ".join(f"'{safe_text(name)}'" if name else "one array without a name" for name in names[:8])


def as_lone_sequences(source: Source) -> Source:
    """The source with each file of one array as one sequence."""
    arrays = tuple(
        replace(array, parts=tuple(replace(part, alone=True) for part in array.parts))
        if isinstance(array, ShardedSequences)
        else array
        for array in source.arrays
    )
    return replace(source, arrays=arrays)
