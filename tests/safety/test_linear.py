"""Twice the input is at most twice the work: calls and bytes are counted, no clock is asked."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import saved
from work import Work, work_of

from lstmdoctor.api import diagnose
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import InputSpec
from lstmdoctor.core.tables import Table
from lstmdoctor.data import open_data
from lstmdoctor.data.formats.packed_array import PackedArray
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.data.tables.opening import open_table
from lstmdoctor.roles.pairing import pair_inputs

ONE = np.ones((2, 5), "f4")


def packed(write: Callable[..., None], *arrays: object, **named: object) -> bytes:
    file = io.BytesIO()
    write(file, *arrays, **named)
    return file.getvalue()


def objects_of(number: int) -> Array:
    array: Array = np.empty(number, object)
    array[:] = [ONE[:, : i % 3 + 1] for i in range(number)]
    return array


def named(number: int, write: Callable[..., None] = np.savez) -> bytes:
    return packed(write, **{f"patient_{i}": ONE for i in range(number)})


def rows_of(number: int, order: str = "C") -> Array:
    return np.asarray(np.ones((number, 5, 40), "f4"), order="F" if order == "F" else "C")


def pieces(number: int) -> bytes:
    content = saved(rows_of(10 * number))
    step = -(-len(content) // number)
    return b"".join(gzip.compress(content[at : at + step], 1) for at in range(0, len(content), step))


FILES: dict[str, tuple[int, Callable[[int], bytes]]] = {
    # how many, and what makes a file of so many
    "npz of named arrays": (200, named),
    "npz of named arrays, packed": (200, lambda n: named(n, np.savez_compressed)),
    "npz of numbered arrays": (200, lambda n: packed(np.savez, *[ONE] * n)),
    "npz of object arrays": (50, lambda n: packed(np.savez, **{f"o{i}": objects_of(3) for i in range(n)})),
    "npz in Fortran order": (20_000, lambda n: packed(np.savez_compressed, X=rows_of(n, "F"))),
    "npy": (20_000, lambda n: saved(rows_of(n))),
    "npy in Fortran order": (20_000, lambda n: saved(rows_of(n, "F"))),
    "npy in Fortran order, two rows": (20_000, lambda n: saved(np.asfortranarray(np.ones((2, n, 4), "f4")))),
    "npy of objects": (500, lambda n: saved(objects_of(n))),
    "npy.gz": (20_000, lambda n: gzip.compress(saved(rows_of(n)), 1)),
    "npy.bz2": (20_000, lambda n: bz2.compress(saved(rows_of(n)), 1)),
    "npy.xz": (20_000, lambda n: lzma.compress(saved(rows_of(n)), preset=0)),
    "gzip members one after the other": (50, pieces),
}


def read_all(path: Path) -> None:
    for sequences in open_data(str(path)).arrays:
        assert scan_sequences(sequences).values is not None


def reading(path: Path) -> Work:
    return work_of(lambda: read_all(path))


def require_linear(once: Work, twice: Work) -> None:
    assert twice.calls < 2.2 * once.calls + 200
    assert twice.bytes_read < 2.2 * once.bytes_read + 100_000


@pytest.mark.parametrize("name", FILES)
def test_twice_the_file_is_twice_the_work(tmp_path: Path, name: str) -> None:
    number, make = FILES[name]
    for factor in (1, 2):
        (tmp_path / f"{factor}").write_bytes(make(factor * number))
    read_all(tmp_path / "1")  # what is imported when it is first needed is no work of the file's
    require_linear(reading(tmp_path / "1"), reading(tmp_path / "2"))


@pytest.mark.parametrize("inputs", [["in0"], ["in0", "in1"], None], ids=["one", "two", "all"])
def test_twice_the_arrays_of_a_diagnosis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: list[str] | None
) -> None:
    """Looking for arrays among arrays compares them: these comparisons are counted beside the calls."""
    compared: list[int] = []

    def is_same(self: PackedArray, other: object) -> bool:
        compared[-1] += 1
        return self is other

    monkeypatch.setattr(PackedArray, "__eq__", is_same)
    done = []
    for number in (120, 120, 240):  # the first one imports
        names = [f"in{i}" for i in range(number)]
        path, model = tmp_path / f"{number}.npz", tmp_path / f"{number}.json"
        path.write_bytes(packed(np.savez, **dict.fromkeys(names, ONE)))
        model.write_text(model_of(inputs or names))
        compared.append(0)
        done.append(work_of(partial(diagnose, str(model), str(path))))
    require_linear(*done[1:])
    assert compared[2] < 2.2 * compared[1] + 200


def model_of(names: list[str]) -> str:
    """A model with an LSTM for each of these inputs, all of them outputs."""
    layers: list[dict[str, object]] = []
    for name in names:
        own = {"name": name, "batch_input_shape": [None, 2, 5], "dtype": "float32"}
        layers.append({"class_name": "InputLayer", "name": name, "config": own, "inbound_nodes": []})
        lstm = {"name": f"l_{name}", "units": 2}
        nodes = [[[name, 0, 0, {}]]]
        layers.append({"class_name": "LSTM", "name": f"l_{name}", "config": lstm, "inbound_nodes": nodes})
    ends = {
        "input_layers": [[name, 0, 0] for name in names],
        "output_layers": [[f"l_{name}", 0, 0] for name in names],
    }
    config = {"name": "m", "layers": layers, **ends}
    return json.dumps({"class_name": "Functional", "config": config, "keras_version": "2.4.0"})


def folder_of(path: Path, number: int, frames: int) -> Path:
    for i in range(number):
        inside = path / f"{i}" if frames else path
        inside.mkdir(parents=True, exist_ok=True)
        for frame in range(frames or 1):
            np.save(inside / f"{frame if frames else i}.npy", ONE)
    return path


@pytest.mark.parametrize("frames", [0, 3])
def test_twice_the_files_of_a_folder(tmp_path: Path, frames: int) -> None:
    once, twice = (folder_of(tmp_path / f"{n}", n, frames) for n in (100, 200))
    read_all(once)
    require_linear(reading(once), reading(twice))


def test_a_quadratic_reader_would_be_seen(tmp_path: Path) -> None:
    def quadratic(number: int) -> None:
        for size in range(number):
            sum(abs(i) for i in range(size))

    with pytest.raises(AssertionError):
        require_linear(work_of(lambda: quadratic(100)), work_of(lambda: quadratic(200)))
    path = tmp_path / "x.npz"
    path.write_bytes(named(20))

    def again_and_again() -> None:
        for _ in range(30):
            read_all(path)

    with pytest.raises(AssertionError):
        require_linear(reading(path), work_of(again_and_again))


def test_few_rows_in_fortran_order_are_read_in_large_pieces(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.asfortranarray(np.ones((2, 1 << 20, 4), "f4")))
    read_all(path)
    work = reading(path)
    assert work.calls < 2000
    assert work.bytes_read < 1.1 * path.stat().st_size


def inputs_of(number: int, shapes: Callable[[int], tuple[int, ...]]) -> list[InputSpec]:
    return [InputSpec(f"in{i}", (None, *shapes(i)), "float32") for i in range(number)]


def arrays_of(number: int, shapes: Callable[[int], tuple[int, ...]], name: str = "array{}") -> list[Named]:
    return [Named(name.format(i), Facts((10, *shapes(i)), dtypes=("float32",))) for i in range(number)]


PAIRS: dict[str, Callable[[int], tuple[list[InputSpec], list[Named]]]] = {
    "one shape": lambda n: (inputs_of(n, lambda i: (50, 3)), arrays_of(n, lambda i: (50, 3))),
    "half of them fit nothing": lambda n: (
        inputs_of(n, lambda i: (50 - i % 2, 3)),
        arrays_of(n, lambda i: (50, 3)),
    ),
    "a shape each": lambda n: (
        inputs_of(n, lambda i: (50, i + 1)),
        arrays_of(n, lambda i: (50, n - i)),
    ),
    "a shape each, in another order": lambda n: (
        inputs_of(n, lambda i: (50, i + 1)),
        arrays_of(n, lambda i: (50, n - i), "{}"),
    ),
    "names in a dict": lambda n: (
        inputs_of(n, lambda i: (50, 3)),
        arrays_of(n, lambda i: (50, 3), "X/in{}"),
    ),
    "many more arrays": lambda n: (
        inputs_of(n, lambda i: (50, 3)),
        arrays_of(20 * n, lambda i: (50, i), "X{}/in1"),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_twice_the_inputs_are_twice_the_work(name: str) -> None:
    def pairing(number: int) -> Work:
        inputs, arrays = PAIRS[name](number)
        return work_of(lambda: pair_inputs(inputs, arrays, {}))

    require_linear(pairing(60), pairing(120))


class CountedName(str):
    """A name that counts how often it is compared with another; a look-up in a mapping compares none."""

    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        CountedName.compared += 1
        return str.__eq__(self, other)


class ManyColumns:
    """A table of so many columns of numbers, with an id in front of them."""

    decimal, size = "", 0

    def __init__(self, number: int) -> None:
        self.names = [CountedName(name) for name in ("patient_id", *(f"c{n}" for n in range(number)))]

    def batches(
        self, wanted: Sequence[str] | None = None, types: Mapping[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        import pyarrow as pa

        column = pa.array(np.arange(40) // 8)
        chosen = None if wanted is None else set(wanted)
        yield {name: column for name in self.names if chosen is None or name in chosen}


@pytest.mark.parametrize("table", [Table(), Table(id=("patient_id",)), Table(values=("c0", "c1"))], ids=str)
def test_twice_the_columns_of_a_table(table: Table) -> None:
    """Columns are found by their names in all that is told, offered and read."""
    pytest.importorskip("pyarrow")
    compared = []
    for number in (200, 400):
        CountedName.compared = 0
        list(open_table(ManyColumns(number), table).data.blocks())
        compared.append(CountedName.compared)
    assert compared[1] < 2.2 * compared[0] + 200, compared
