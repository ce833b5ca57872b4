"""The bytes of the arrays that a treatment writes: .npy as it streams, .npz member by member."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import PureWindowsPath
from typing import IO

import numpy as np

from lstmdoctor.core.readings import Array
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.publish import Writer


def write_npy(
    file: IO[bytes], shape: tuple[int, ...], dtype: str, blocks: Iterator[Array], step: Callable[[int], None]
) -> None:
    """One array in C order, block by block: runs of samples, or of the timesteps of one sample.

    Raises
    ------
    Unreadable
        The blocks are not the array that was promised: the data changed while it was read.
    """
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    if not math.prod(shape):
        return  # samples of no features: of these a header may promise as many as it likes
    done = 0
    timesteps = shape[1] if len(shape) > 1 else 1
    for block in blocks:
        if block.dtype != dtype or not is_run_of_array(block.shape, shape):
            raise Unreadable(f"changed while it was read: a block of {block.dtype} {block.shape} came")
        file.write(block.data)
        before, done = done, done + math.prod(block.shape[:2])
        step(done // max(1, timesteps) - before // max(1, timesteps))
        del block  # room for the next one, which may be large
    if done != math.prod(shape[:2]):
        came = done // max(1, timesteps)
        raise Unreadable(f"changed while it was read: {came:,} samples came instead of {shape[0]:,}")


def is_run_of_array(run: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Whether a block holds whole samples of an array of this shape, or some timesteps of one sample."""
    alike = len(run) == len(shape) and run[2:] == shape[2:]
    return alike and (run[1:2] == shape[1:2] or (run[0] == 1 and run[1] < shape[1]))


def write_npz(file: IO[bytes], members: Iterable[tuple[str, Writer]]) -> None:
    """Arrays under names, stored without compression and without a clock, so that bytes repeat."""
    import zipfile

    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, write in members:
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            with archive.open(info, "w", force_zip64=True) as member:
                write(member)


def is_member_name(name: str) -> bool:
    """Whether a name stays inside the archive that it is a member of: no way up, no root, no drive."""
    path = PureWindowsPath(name)
    plain = all(character.isprintable() for character in name) and "\\" not in name
    return plain and not path.anchor and ".." not in path.parts
