"""Memory stays bounded, whatever the size of the file: measured in processes of their own."""

from __future__ import annotations

import json
import os
import pickle
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from places import ROOT, SAMPLES

from lstmdoctor.core.readings import Array
from lstmdoctor.treatment.stream import contiguous_rows, result_blocks

MEASURED = """
from pathlib import Path
from lstmdoctor.__main__ import main
try:
    main()
finally:
    print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
FEATURES = 8
LIMIT = 200
"""MB; what is promised is 300."""
MODEL = str(SAMPLES / "model_50x100.keras")
linux = pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")


def peak(*arguments: str) -> float:
    """Most memory, in MB, that a successful command of lstmdoctor had resident."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return int(done.stdout.split()[-1]) * 1024 / 1e6


CURES: dict[str, tuple[tuple[int, ...], list[str]]] = {
    "copied": ((375_000, 50, FEATURES), []),
    "cast": ((375_000, 50, FEATURES), ["--dtype", "float16"]),
    "cast in samples of 40 MB": ((12, 200_000, 50), ["--dtype", "float64"]),
    "windows of a series": ((3_750_000, FEATURES), ["--window", "50", "--stride", "10"]),
}


@linux
@pytest.mark.parametrize("name", CURES)
def test_fix_of_600_mb(tmp_path: Path, name: str) -> None:
    shape, options = CURES[name]
    data, out = tmp_path / "x.npy", tmp_path / "out.npy"
    np.lib.format.open_memmap(data, mode="w+", dtype="float32", shape=shape)  # zeros take no room on the disk
    assert peak("fix", str(data), *options, "-o", str(out)) < LIMIT
    assert out.stat().st_size > 250e6
    data.unlink()
    out.unlink()


@linux
def test_padding_moved_in_400_mb(tmp_path: Path) -> None:
    data, out = tmp_path / "x.npy", tmp_path / "out.npy"
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 50, FEATURES], "name": "x"}}
    layers = [first, {"class_name": "Masking", "config": {"mask_value": -1.0, "name": "m"}}]
    layers.append({"class_name": "LSTM", "config": {"units": 2, "name": "l"}})
    (tmp_path / "m.json").write_text(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
    array = np.lib.format.open_memmap(data, mode="w+", dtype="float32", shape=(250_000, 50, FEATURES))
    array[:, :30] = np.random.default_rng(1).normal(size=(30, FEATURES)).astype("float32")
    assert peak("fix", str(tmp_path / "m.json"), str(data), "--cure", "move-padding", "-o", str(out)) < LIMIT
    made = np.load(out, mmap_mode="r")
    assert np.array_equal(made[::9999, :30], array[::9999, :30]) and (made[::9999, 30:] == -1).all()
    data.unlink()
    out.unlink()


NUMBERS: dict[str, tuple[bytes, str]] = {
    "integers": (b"K\x01", "int64"),
    "floats": (b"G?\xf8\0\0\0\0\0\0", "float64"),
    "truth values": (b"\x88", "bool"),
}


@linux
@pytest.mark.parametrize("name", NUMBERS)
def test_a_list_of_numbers_is_one_array(tmp_path: Path, name: str) -> None:
    """Two million numbers: an array for each of them takes 600 MB."""
    code, dtype = NUMBERS[name]
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, None, 1], "name": "x"}}
    layers = [first, {"class_name": "LSTM", "config": {"units": 2, "name": "l"}}]
    (tmp_path / "m.json").write_text(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
    (tmp_path / "x.pkl").write_bytes(b"\x80\x04](" + code * 2_000_000 + b"e.")
    files, out = [str(tmp_path / "m.json"), str(tmp_path / "x.pkl")], tmp_path / "out.npy"
    cure = "add-batch-axis+add-feature-axis"
    assert peak("fix", *files, "--cure", cure, "--dtype", "keep", "-o", str(out)) < 1.5 * LIMIT
    made = np.load(out)
    assert made.shape == (1, 2_000_000, 1) and made.dtype == dtype and len(np.unique(made)) == 1


@linux
def test_fix_of_a_pickled_list_of_256_mb(tmp_path: Path) -> None:
    data, out = tmp_path / "x.pkl", tmp_path / "out.npy"
    lengths = [4000, 3000] * 1142
    with data.open("wb") as file:
        pickle.dump([np.full((length, FEATURES), length, "float32") for length in lengths], file)
    assert data.stat().st_size > 255e6
    assert peak("fix", str(data), "-o", str(out)) < LIMIT / 2
    assert np.array_equal(np.load(out, mmap_mode="r")[1000:1002, -1, 0], [4000, 0])
    data.unlink()
    out.unlink()


SCARCE: dict[str, list[str]] = {
    "a sample of 6 GB": ["diagnose", "m.json", "one.npy"],
    "a sample of 6 GB, to be written": ["fix", "one.npy", "-o", "out.npy"],
    "labels of 6 GB": ["diagnose", "m.json", "y.npy", "--labels", "one.npy"],
    "rows of 6 GB in Fortran order": ["diagnose", "m.json", "fortran.npy"],
}


@linux
@pytest.mark.parametrize("name", SCARCE)
def test_more_than_there_is_memory_for_is_one_sentence(tmp_path: Path, name: str) -> None:
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 3], "name": "x"}}
    layers = [first, {"class_name": "LSTM", "config": {"units": 2}}]
    (tmp_path / "m.json").write_text(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
    np.save(tmp_path / "y.npy", np.zeros((4, 5, 3), "f4"))
    for path, fortran in (("one.npy", False), ("fortran.npy", True)):
        np.lib.format.open_memmap(
            tmp_path / path, mode="w+", dtype="float32", shape=(1, 1 << 29, 3), fortran_order=fortran
        )
    files = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "lstmdoctor", *SCARCE[name]],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    )
    path = next(word for word in SCARCE[name][::-1] if word in ("one.npy", "fortran.npy"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {path}: takes more memory than there is\n"
    assert sorted(tmp_path.iterdir()) == files


@linux
def test_batch_and_time_of_600_mb_swapped_through_a_map(tmp_path: Path) -> None:
    data, out = tmp_path / "x.npy", tmp_path / "out.npy"
    array = np.lib.format.open_memmap(data, mode="w+", dtype="float32", shape=(50, 30_000, 100))
    array[:] = np.random.default_rng(1).normal(size=(1, 300, 100)).astype("float32").repeat(100, axis=1)
    assert peak("fix", MODEL, str(data), "--cure", "swap-batch-time", "-o", str(out)) < LIMIT
    assert np.array_equal(np.load(out, mmap_mode="r")[12_345], array[:, 12_345])
    data.unlink()
    out.unlink()


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("places", [1, 2, 5, 1000])
def test_what_is_gathered_in_parts_is_the_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, order: str, places: int
) -> None:
    monkeypatch.setattr("lstmdoctor.treatment.stream.PLACES", places)
    array: Array = np.asarray(
        np.random.default_rng(1).normal(size=(5, 7, 3)), order="F" if order == "F" else "C"
    )
    np.save(tmp_path / "x.npy", array)
    found = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert np.array_equal(contiguous_rows(np.swapaxes(found, 0, 1)), np.swapaxes(array, 0, 1))
    assert np.array_equal(np.concatenate(list(result_blocks(found, []))), array)


@linux
@pytest.mark.parametrize("fill", [0, 1.5])
def test_a_long_sample_takes_little_more_than_itself(tmp_path: Path, fill: float) -> None:
    """Zeros are asked about most: each of them could be padding, and could be a whole number."""
    data = tmp_path / "x.npy"
    array = np.lib.format.open_memmap(data, mode="w+", dtype="float32", shape=(1, 40_000_000, 1))
    array[:, -1_000_000:] = fill
    sample = array.nbytes / 1e6
    del array
    assert peak("fix", str(data), "-o", str(tmp_path / "out.npy")) < 3 * sample + 100
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "diagnose", MODEL, str(data)], capture_output=True, text=True
    )
    assert int(done.stdout.split()[-1]) * 1024 / 1e6 < 3 * sample + 100
    data.unlink()
    (tmp_path / "out.npy").unlink()
