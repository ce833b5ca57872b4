"""Where the output of a treatment goes: into one file, or shard by shard into a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lstmdoctor.core.sharding import DataPath, Shards
from lstmdoctor.data.shards.paths import shard_paths
from lstmdoctor.errors import Usage
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.patterns import names_shards
from lstmdoctor.files.places import is_place, local_path
from lstmdoctor.files.targets import refuse_folder, refuse_targets
from lstmdoctor.records import frozen_record
from lstmdoctor.treatment.wanted import Wanted

ONE_FILE = (".npy", ".npz")


@frozen_record
class OutputPlace:
    """The data that is read, and where the output goes.

    Parameters
    ----------
    shards : Shards
        What was asked for.
    wanted : Wanted
    several : bool
        Whether the data stands in several files.
    folder : str or None
        Where the shards go; None for one file.
    """

    shards: Shards
    wanted: Wanted
    several: bool
    folder: str | None

    @property
    def words(self) -> tuple[str, ...]:
        """Paths and patterns of the data."""
        return self.shards.words

    def refuse_output(self, inputs: Iterable[str | None]) -> None:
        """Raise where nothing may be written, before any work begins; as `refuse_targets`."""
        if self.folder is None:
            refuse_targets(self.wanted.targets(self.wanted.output), inputs)
        else:
            refuse_folder(self.folder, inputs)


def place_of_output(data: DataPath, wanted: Wanted, joint_table: bool = False) -> OutputPlace:
    """Where the output goes: shards go into a folder, unless a file is named.

    Parameters
    ----------
    joint_table : bool
        Whether several files are tables that are read as one, which goes into one file.

    Raises
    ------
    Usage
        An option goes with one file only, or with a folder only.
    """
    shards = data if isinstance(data, Shards) else Shards((data,))
    several = shards.joint or names_shards(shards.words)
    if several and joint_table:
        named = wanted.output or joint_output(shards)
        if not named.endswith(ONE_FILE):
            raise Usage(f"{named}: several tables become one array: name a file, as in -o all.npy")
        wanted = replace(wanted, output=named)
    folder = folder_of_output(shards, wanted) if several else None
    if folder is None and wanted.resume:
        raise Usage("--resume goes with several files that are written into a folder")
    for option, value in (
        ("--labels-output", wanted.labels_output),
        ("--mask-output", wanted.mask_output),
        ("--verify", wanted.verify or None),
    ):
        if folder is not None and value is not None:
            raise Usage(f"{option} goes with one file to write, as in -o all.npy")
    if several and not joint_table and wanted.split is not None:
        raise Usage("--split goes with data in one file")
    return OutputPlace(shards, wanted, several, folder)


def joint_output(shards: Shards) -> str:
    """``patients.fixed.npy`` beside the folder that several tables stand in."""
    first = Path(first_shard(shards)).parent.resolve()
    return os.path.relpath(first.with_name(f"{first.name}.fixed.npy"))


def first_shard(shards: Shards) -> str:
    """The first file; raises `Usage` where it is in another place, where nothing is written unasked."""
    shard = local_path(split_array_path(shard_paths(shards.words)[0])[0])
    if is_place(shard):
        raise Usage(f"{shard} is in another place: name the folder to write with -o")
    return shard


def folder_of_output(shards: Shards, wanted: Wanted) -> str | None:
    """The folder for shards; ``train.fixed`` beside ``train`` unless named; None where a file is named."""
    named = wanted.output
    if named is not None:
        one_file = named.endswith(ONE_FILE) and not Path(named).is_dir()
        return None if one_file else named.rstrip("/" if is_place(named) else os.sep) or named
    first = Path(first_shard(shards)).parent.resolve()
    return os.path.relpath(first.with_name(f"{first.name}.fixed"))
