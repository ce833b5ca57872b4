"""Every snippet that is printed does what the writer does: executed and compared."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import runnable

from lstmdoctor.cli import main
from lstmdoctor.core.readings import Array

pytestmark = pytest.mark.slow

RANDOM = np.random.default_rng(2)


def floats(*shape: int) -> Array:
    return RANDOM.normal(size=shape).astype("float32")


def ragged(*lengths: int) -> list[Array]:
    return [floats(length, 3) for length in lengths]


NESTED = [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]
WITH_NAN = np.where(floats(5, 4, 3) > 1, np.float32(np.nan), floats(5, 4, 3))
SNIPPETS: dict[str, tuple[object, list[str]]] = {
    "stack": ([floats(4, 3), floats(4, 3)], []),
    "nested lists": (NESTED, []),
    "batches": ([(floats(4, 5, 3), floats(4, 1)), (floats(4, 5, 3), floats(4, 1))], ["--dtype", "float64"]),
    "records": ([{"x": floats(4, 3), "y": float(i)} for i in range(3)], []),
    "a dict of hundreds": ({f"p{i}": floats(4, 3) for i in range(300)}, []),
    "a dict of hundreds, unequal": ({f"p{i}": floats(2 + i % 3, 3) for i in range(300)}, []),
    "pad": (ragged(2, 5), []),
    "pad in front": (ragged(2, 5), ["--pad", "7", "--padding", "pre", "--pad-value", "-1.5"]),
    "pad an array": (floats(3, 4, 2), ["--pad", "6"]),
    "truncate": (ragged(2, 9), ["--pad", "6", "--truncate", "pre"]),
    "truncate an array": (floats(3, 9, 2), ["--pad", "6", "--truncate", "post"]),
    "window of a series": (floats(20, 3), ["--window", "5"]),
    "window with a stride": (floats(20, 3), ["--window", "5", "--stride", "4"]),
    "window of sequences": (floats(2, 9, 3), ["--window", "5", "--stride", "2"]),
    "window of unequal sequences": (ragged(9, 4, 7), ["--window", "5"]),
    "stack arrays of Python numbers": ([floats(4, 3).astype(object), floats(4, 3)], []),
    "stack arrays of Python integers": ([np.arange(6).reshape(2, 3).astype(object)] * 2, []),
    "pad arrays of Python numbers": ([one.astype(object) for one in ragged(2, 5)], []),
    "windows of Python numbers": (floats(20, 3).astype(object), ["--window", "5"]),
    "pad and fill Python numbers": (WITH_NAN.astype(object), ["--pad", "6", "--fill-nan", "2"]),
    "fill Python numbers and cast": (
        np.rint(WITH_NAN).astype(object),
        ["--fill-nan", "2", "--dtype", "int64"],
    ),
    "cast": (RANDOM.normal(size=(3, 4)), ["--dtype", "float32"]),
    "fill": (WITH_NAN, ["--fill-nan", "-3.5"]),
    "fill and cast": (WITH_NAN.astype("float64"), ["--fill-nan", "0", "--dtype", "float32"]),
    "big-endian": (floats(3, 4).astype(">f4"), []),
    "big-endian windows": (floats(20, 3).astype(">f4"), ["--window", "5"]),
}


def store(folder: Path, data: object) -> Path:
    if isinstance(data, np.ndarray):
        np.save(folder / "x.npy", data)
        return folder / "x.npy"
    (folder / "x.pkl").write_bytes(pickle.dumps(data))
    return folder / "x.pkl"


def command(folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    there = Path.cwd()
    os.chdir(folder)
    try:
        code = main(arguments, standalone_mode=False)
    finally:
        os.chdir(there)
    printed = capsys.readouterr().out
    assert not code, printed
    return printed


@pytest.mark.parametrize("name", SNIPPETS)
def test_the_snippet_gives_the_array_that_fix_writes(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data, options = SNIPPETS[name]
    path = store(tmp_path, data)
    code = command(tmp_path, ["fix", path.name, *options, "--python"], capsys)
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name]
    command(tmp_path, ["fix", path.name, *options, "-o", "out.npy"], capsys)
    written = np.load(tmp_path / "out.npy")
    compared = f"{code}\nnp.save('snippet.npy', x)\n"
    script = compared if "import numpy" in code else f"import numpy as np\n{compared}"
    done = subprocess.run(
        [sys.executable, "-c", runnable(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    given = np.load(tmp_path / "snippet.npy")
    assert given.dtype == written.dtype
    assert np.array_equal(given, written, equal_nan=True)


def test_an_output_that_exists_is_no_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "x.npy", floats(20, 3))
    command(tmp_path, ["fix", "x.npy", "--window", "5"], capsys)
    before = (tmp_path / "x.fixed.npy").read_bytes()
    assert "sliding_window_view" in command(tmp_path, ["fix", "x.npy", "--window", "5", "--python"], capsys)
    assert (tmp_path / "x.fixed.npy").read_bytes() == before


def test_several_arrays_become_a_dictionary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "d.npz", a=floats(2, 3), b=floats(2, 4).astype("float64"))
    code = command(tmp_path, ["fix", "d.npz", "--dtype", "float32", "--python"], capsys)
    names: dict[str, dict[str, Array]] = {}
    there = Path.cwd()
    os.chdir(tmp_path)
    try:
        exec(code, names)
    finally:
        os.chdir(there)
    assert {name: x.dtype.name for name, x in names["inputs"].items()} == {"a": "float32", "b": "float32"}


PAIRED: dict[str, tuple[Any, Callable[[Any], Array]]] = {
    "a pair": (([floats(4, 3), floats(4, 3)], np.arange(2)), lambda value: np.stack(value[0])),
    "a nested dict": (
        {"train": {"X": [floats(4, 3), floats(4, 3)]}},
        lambda value: np.stack(value["train"]["X"]),
    ),
}


@pytest.mark.parametrize("name", PAIRED)
def test_the_snippet_takes_the_data_out_of_what_it_stands_in(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    value, expect = PAIRED[name]
    store(tmp_path, value)
    names: dict[str, Array] = {}
    code = command(tmp_path, ["fix", "x.pkl", "--python"], capsys)
    exec(code.replace('open("x.pkl"', f"open({str(tmp_path / 'x.pkl')!r}"), names)
    assert np.array_equal(names["x"], expect(value))


@pytest.mark.parametrize("place", ["channels before rows", "time last", "a list"])
def test_the_snippet_puts_axes_in_order(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    film = floats(2, 4, 5, 6, 3)
    data: dict[str, object] = {
        "channels before rows": film.transpose(0, 1, 4, 2, 3),
        "time last": film.transpose(0, 2, 3, 4, 1),
        "a list": list(film.transpose(0, 4, 1, 2, 3)),
    }
    given = {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [None, 4, 5, 6, 3]}}
    lstm = {"class_name": "ConvLSTM2D", "config": {"name": "c", "filters": 2, "kernel_size": [2, 2]}}
    architecture = {"class_name": "Sequential", "config": {"name": "m", "layers": [given, lstm]}}
    (tmp_path / "m.json").write_text(json.dumps(architecture), encoding="utf-8")
    path = store(tmp_path, data[place])
    code = command(tmp_path, ["fix", "m.json", path.name, "--python"], capsys)
    command(tmp_path, ["fix", "m.json", path.name, "-o", "out.npy"], capsys)
    done = subprocess.run(
        [sys.executable, "-c", f"import numpy as np\n{runnable(code)}\nnp.save('snippet.npy', x)"],
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0
    assert np.array_equal(np.load(tmp_path / "out.npy"), film)
    assert np.array_equal(np.load(tmp_path / "snippet.npy"), film)
