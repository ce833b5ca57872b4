"""Peak memory and CPU time of arrays, zips, packed files and folders, each in a process of its own.

No file may take more than a gigabyte and 30 s unless its honest content does: what is hostile is refused or
read within that, and what is honest and large is read.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import header, npy
from packed_files import Maker, bytes_of_zeros, member_of_zeros, npy_header, sparse_npy, zip_of
from places import ROOT
from test_zip_directory import quoted_headers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc"),
]
MOST_MEGABYTES, MOST_SECONDS = 1000.0, 30.0
MEASURED = """
import sys, time
from pathlib import Path
from typing import Any
from lstmdoctor.__main__ import main
try:
    main()
finally:
    print("COST", Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0], time.process_time())
"""


@dataclass(frozen=True)
class Row:
    """One file.

    Parameters
    ----------
    make : callable
        Writes it to the path that it is given.
    said : str
        What has to be in the output of `diagnose`.
    megabytes, seconds : float
        Most that any command may take.
    code : int
        Exit code of `diagnose`; with 2, that of all commands.
    fixed : bool
        Whether `fix` is tried too: it writes as much as it reads.
    """

    make: Maker
    said: str = ""
    megabytes: float = MOST_MEGABYTES
    seconds: float = MOST_SECONDS
    code: int = 1
    fixed: bool = True


def content(data: bytes) -> Maker:
    return lambda path: path.write_bytes(data)


def members_of_zeros(number: int, *shape: int, name: str = "X{}.npy") -> Maker:
    def make(path: Path) -> None:
        _, packed, checksum, size = member_of_zeros("", *shape)
        path.write_bytes(zip_of([(name.format(i), packed, checksum, size) for i in range(number)]))

    return make


def one_member(*shape: int, fortran: bool = False) -> Maker:
    return lambda path: path.write_bytes(zip_of([member_of_zeros("X.npy", *shape, fortran=fortran)]))


def packed(shape: tuple[int, ...], packing: str) -> Maker:
    return lambda path: path.write_bytes(bytes_of_zeros(shape, packing))


def sparse(*shape: int, fortran: bool = False) -> Maker:
    return lambda path: sparse_npy(path, *shape, fortran=fortran)


def saved_npz(number: int, name: str) -> Maker:
    arrays: dict[str, Any] = {name.format(i): np.full((2, 4), i, "f4") for i in range(number)}
    return lambda path: np.savez(path.open("wb"), **arrays)


def folder(number: int) -> Maker:
    def make(path: Path) -> None:
        path.mkdir()
        data = npy_header((3, 4)) + bytes(48)
        for i in range(number):
            (path / f"{i}.npy").write_bytes(data)

    return make


QUARTER = 1_250_000
"""Samples of (50, 4) floats in a gigabyte."""
HOSTILE: dict[str, Row] = {
    "1 GB of zeros in 1 MB": Row(one_member(QUARTER, 50, 4), megabytes=100, fixed=False),
    # 23 s of CPU on an idle machine, 35 s on one whose two cores do three things at a time.
    "4 GB of zeros in Fortran order": Row(
        one_member(4 * QUARTER, 50, 4, fortran=True), "unpack to 20.0 GB", code=2, seconds=5
    ),
    "one sample of 1 GB in 1 MB": Row(
        one_member(1, 50 * QUARTER, 4), "unpacks to 1.0 GB", code=2, megabytes=100
    ),
    "40 members of 1 GB": Row(
        members_of_zeros(40, QUARTER, 50, 4), "unpack to 40.0 GB", code=2, megabytes=200, seconds=5
    ),
    "members that overlap": Row(content(quoted_headers(600)), "overlap", code=2, megabytes=100, seconds=5),
    "a million members": Row(members_of_zeros(1_000_000, 0, name="{}.npy"), "a zip with", code=2, seconds=10),
    "1 GB of zeros in gzip": Row(packed((QUARTER, 50, 4), "gzip"), megabytes=300, fixed=False),
    "1 GB of zeros in bzip2": Row(
        packed((QUARTER, 50, 4), "bzip2"), "unpack to 1.0 GB", code=2, megabytes=100
    ),
    "no row of 10^30": Row(
        content(npy(header(shape=f"({10**30}, 0)"), b"")), "larger than those of any array", code=2
    ),
    "nothing times 10^18": Row(
        content(npy(header(shape=f"(5, 0, {10**18})"), b"")), "larger than those of any array", code=2
    ),
    "nothing times 10^17": Row(content(npy(header(shape=f"(5, 0, {10**17})"), b"")), fixed=False),
    "a product of 1,200 digits": Row(
        content(npy(header(shape="(" + ", ".join(["9" * 40] * 30) + ")"), b"")), "promises more", code=2
    ),
}
HONEST: dict[str, Row] = {
    "10,000 named arrays": Row(saved_npz(10_000, "patient_{}"), seconds=15, megabytes=150),
    "10,000 numbered arrays": Row(saved_npz(10_000, "arr_{}"), seconds=15, megabytes=150),
    "Fortran order, two rows of 200 MB": Row(
        sparse(2, 12_500_000, 4, fortran=True), megabytes=1500, seconds=15, fixed=False
    ),
    "Fortran order, rows of 400 kB": Row(sparse(1500, 25_000, 4, fortran=True), megabytes=300, seconds=15),
    "Fortran order, many rows": Row(sparse(750_000, 50, 4, fortran=True), megabytes=300, seconds=15),
    "Fortran order in an npz": Row(
        one_member(750_000, 50, 4, fortran=True), megabytes=300, seconds=20, fixed=False
    ),
    "100 MB in gzip": Row(packed((125_000, 50, 4), "gzip"), megabytes=300, seconds=15),
    "a folder of 20,000 files": Row(folder(20_000), seconds=20, megabytes=200),
}


def cost_of(folder: Path, *arguments: str) -> tuple[int, str, float, float]:
    """Exit code, output, peak memory in MB and CPU seconds of one command."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30)),
    )
    said, _, cost = done.stdout.rpartition("COST")
    kilobytes, seconds = cost.split()
    return done.returncode, said + done.stderr, int(kilobytes) * 1024 / 1e6, float(seconds)


@pytest.mark.parametrize("name", [*HOSTILE, *HONEST])
def test_cost(tmp_path: Path, name: str) -> None:
    row = {**HOSTILE, **HONEST}[name]
    layers = [{"class_name": "InputLayer", "config": {"batch_shape": [None, 2, 4], "name": "x"}}]
    layers.append({"class_name": "LSTM", "config": {"units": 2}})
    model = {"class_name": "Sequential", "config": {"layers": layers}}
    (tmp_path / "m.json").write_text(json.dumps(model))
    row.make(tmp_path / "data")
    ways = [["diagnose", "m.json", "data"], ["inspect", "data"]]
    ways += [["fix", "data", "-o", "out.npz"]] if row.fixed else []
    for way in ways:
        code, said, megabytes, seconds = cost_of(tmp_path, *way)
        assert "internal error" not in said
        assert "Traceback" not in said
        if way[0] == "diagnose":
            assert code == row.code, said
        if way[0] == "diagnose" or code == 2:
            assert row.said in said
        assert megabytes < row.megabytes, way
        assert seconds < row.seconds, way
        (tmp_path / "out.npz").unlink(missing_ok=True)
        (tmp_path / "out.npz.treatment.json").unlink(missing_ok=True)
