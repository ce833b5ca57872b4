"""The bytes of the arrays that a treatment writes: .npy as it streams, .npz member by member."""

from __future__ import annotations

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
    """One array in C order, block by block.

    Raises
    ------
    Unreadable
        The blocks are not the array that was promised: the data changed while it was read.
    """
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    rows = 0
    for block in blocks:
        if block.dtype != dtype or block.shape[1:] != shape[1:]:
            raise Unreadable(f"changed while it was read: a block of {block.dtype} {block.shape} came")
        file.write(block.data)
        rows += len(block)
        step(len(block))
        del block  # room for the next one, which may be large
    if rows != shape[0]:
        raise Unreadable(f"changed while it was read: {rows:,} samples came instead of {shape[0]:,}")


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
