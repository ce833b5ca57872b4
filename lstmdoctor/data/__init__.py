"""Reading data files: which reader, which array inside the file, and one sentence when it cannot be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstmdoctor.core.sharding import DataPath, Shards
from lstmdoctor.core.tables import Table
from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.array_paths import SEPARATOR, split_array_path
from lstmdoctor.files.patterns import joint_path, names_shards
from lstmdoctor.text import count_noun, safe_text

if TYPE_CHECKING:
    from lstmdoctor.data.sequences.source import Sequences, Source

SHOWN_NAMES = 8


def open_data(path: DataPath, table: Table | None = None) -> Source:
    """Open a data file, or one array in it, or several files as one.

    Parameters
    ----------
    path : str or Shards
        A file, a folder of .npy files, or either with the name of one array: ``train.npz::X``; a pattern for
        several of these.
    table : Table, optional
        What the columns are for, where it is a table.

    Returns
    -------
    Source
        Arrays and labels, described from headers; no value has been read, except of pickles and packed files.

    Raises
    ------
    Refused
        When it is missing, not data, damaged, or would need code from the file to be run.
    Usage
        A column is named that is not there, or the file is no table.
    """
    asked = path if isinstance(path, Shards) else Shards((path,))
    if asked.joint or names_shards(asked.words):
        if table is not None and table.named:
            return open_joint_table(asked, table)
        from lstmdoctor.data.shards.opening import open_shards  # each shard is opened by this very function

        return open_shards(asked)
    for option in asked.asked:
        raise Usage(f"{option} has no effect on one file: name several, or a pattern for them")
    from lstmdoctor.data.formats.readers import read_source

    path = asked.words[0]
    file, name = split_array_path(path)
    try:
        taken = table or Table()
        source = read_source(file, path, taken)
        if taken.named and source.table is None:
            raise Usage(f"{taken.options()[0]} names a column, and {path} is no table")
        return source if name is None else _select_array(source, name)
    except Usage:
        raise
    except Unreadable as error:
        raise Refused(path, str(error)) from error
    except MemoryError as error:
        raise Refused(path, "takes more memory than there is") from error
    except Exception as error:
        # Expected of no file (the tests damage thousands); one that finds a way here still gets a sentence.
        raise Refused(path, f"damaged ({type(error).__name__})") from error


def open_joint_table(asked: Shards, table: Table) -> Source:
    """Several tables as one; raises as `open_data`."""
    from lstmdoctor.data.shards.paths import shard_paths
    from lstmdoctor.data.tables.sources import read_tables

    for option in asked.asked:
        named = f"--{option.replace('_', '-')}"
        raise Usage(f"{named} has no effect beside {table.options()[0]}: the tables are read as one")
    path = joint_path(asked.words)
    try:
        return replace(read_tables(shard_paths(asked.words), path, table), words=asked.words)
    except Unreadable as error:
        raise Refused(path, str(error)) from error


def only_array(source: Source, path: DataPath) -> Sequences:
    """The one array of a file (such as labels), or of several, that a path was opened as.

    Raises
    ------
    Refused
        There are several arrays, and none is named.
    """
    for candidates in (source.arrays + source.labels, source.labels):
        if len(candidates) == 1:
            return candidates[0]
    named = path if isinstance(path, str) else joint_path(path.words)
    raise Refused(named, f"holds {_array_names_text(source)}: name one as FILE{SEPARATOR}NAME")


def _select_array(source: Source, name: str) -> Source:
    if source.table is not None:
        from lstmdoctor.data.tables.opening import open_column

        return open_column(source, name)
    own = name.lstrip("/") if source.format == "hdf5" else name
    for array in source.arrays + source.labels:
        if array.name == own:
            return replace(source, arrays=(array,), labels=())
    if own in source.left:
        raise Unreadable(f"'{safe_text(name)}' is {source.left[own]}")
    raise Unreadable(f"no array '{safe_text(name)}'; it holds {_array_names_text(source)}")


def _array_names_text(source: Source) -> str:
    arrays = source.arrays + source.labels
    shown = ", ".join(
        f"'{safe_text(array.name)}'" if array.name else "one without a name" for array in arrays[:SHOWN_NAMES]
    )
    more = ", ..." if len(arrays) > SHOWN_NAMES else ""
    return f"{count_noun(len(arrays), 'array')} ({shown}{more})"
