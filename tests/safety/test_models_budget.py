"""Model files made to cost: at most 1 GB and 30 s of CPU each, measured in a process of its own."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from places import ROOT
from test_models_saved_model import field
from test_models_work import (
    Config,
    calls_of_one_model,
    chain,
    functional,
    inputs_merged_before_a_chain,
    layer,
    layers_of_somebody,
    many,
    refs,
    sequential,
    start,
    wrappers_in_wrappers,
)

MEASURED = """
import resource, sys
from pathlib import Path
from lstmdoctor.__main__ import main
try:
    main()
finally:
    # The peak of this program alone: its own ru_maxrss would carry over that of the process that started it.
    own = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print("\\n", max(own, used[1].ru_maxrss), sum(u.ru_utime + u.ru_stime for u in used), file=sys.stderr)
"""
MOST_MEMORY, MOST_SECONDS = 1_000_000, 30
"""kB and seconds, as they are promised."""
linux = pytest.mark.skipif(sys.platform != "linux", reason="peak memory is counted in kB on Linux")
EMPTY = b'{"class_name":"Sequential","config":{"layers":[]},"x":'


def as_json(config: Config) -> bytes:
    return json.dumps(config, separators=(",", ":")).encode()


def zipped(content: bytes, others: int = 0) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", content)
        for number in range(others):
            archive.writestr(str(number), "")
    return data.getvalue()


def many_outputs_called_often() -> bytes:
    inner = functional([start("x"), *chain(20_000, "x")], refs("x"), refs("d19999") * 1_000)
    calls = [[["i", 0, 0, {}]], *([["n", k, 0, {}]] for k in range(20_000))]
    return as_json(
        functional([start("i"), {**inner, "name": "n", "inbound_nodes": calls}], refs("i"), refs("n"))
    )


def one_layer_called_on_half_a_million() -> bytes:
    return as_json(functional([start("i"), layer("Add", "a", refs("i") * 490_000)], refs("i"), refs("a")))


def h5_config(value: object) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with h5py.File(path, "w", libver="latest") as file:
            file.attrs["model_config"] = value

    return write


def wide_h5(path: Path) -> None:
    with h5py.File(path, "w", libver="latest") as file:
        for number in range(30_000):
            file.create_group(str(number))


def deep_h5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        group = file
        for _ in range(3_000):
            group = group.create_group("g")
            group["back"] = file["/"]


HOSTILE_H5: dict[str, Callable[[Path], None]] = {
    "a long config": h5_config("\u1234" * (20 << 20)),
    "bytes of a control character": h5_config(b"\x01" * (60 << 20)),
    "numbers for a config": h5_config(np.zeros(8_000)),
    "30,000 groups": wide_h5,
    "deep groups that lead back": deep_h5,
}
HOSTILE: dict[str, Callable[[], bytes]] = {
    "50,000 layers": lambda: as_json(sequential(49_000)),
    "50,000 layers in a zip": lambda: zipped(as_json(sequential(49_000))),
    "1,000 inputs before a chain": lambda: as_json(inputs_merged_before_a_chain(1_000)),
    "a chain and a thousand outputs": lambda: as_json(
        functional([start("i"), *chain(49_000, "i")], refs("i"), refs(*many(49_000, "d")[::49]))
    ),
    "a model called 20,000 times": lambda: as_json(calls_of_one_model(20_000)),
    "a model of many outputs called 20,000 times": many_outputs_called_often,
    "a layer of half a million arguments": one_layer_called_on_half_a_million,
    "classes of somebody": lambda: as_json(layers_of_somebody(40_000)),
    "wrappers in wrappers": lambda: as_json(wrappers_in_wrappers(150)),
    "objects in JSON": lambda: EMPTY + b"[" + b'{"a":0},' * 7_000_000 + b"0]}",
    "lists in JSON": lambda: EMPTY + b"[" + b"[]," * 4_000_000 + b"0]}",
    "keys in JSON": lambda: EMPTY + b"{" + b",".join(b'"%x":0' % k for k in range(3_000_000)) + b"}}",
    "nested objects in JSON": lambda: (
        EMPTY + b"[" + (b'{"a":' * 400 + b"0" + b"}" * 400 + b",") * 20_000 + b"0]}"
    ),
    "texts in JSON": lambda: EMPTY + b"[" + b'"a",' * 4_000_000 + b"0]}",
    "a wide character in JSON": lambda: EMPTY + b'"' + b"a" * (63 << 20) + "\U0001f600".encode() + b'"}',
    "a long name": lambda: as_json(sequential(1)).replace(b'"d0"', b'"' + b"n" * (30 << 20) + b'"'),
    "a bomb in a zip": lambda: zipped(b" " * (400 << 20)),
    "300,000 members": lambda: zipped(EMPTY + b"0}", 300_000),
}
HOSTILE_GRAPHS: dict[str, Callable[[], bytes]] = {
    "values beside a key": lambda: field(2, field(5, field(2, b"\x0a\x00") * 2_000_000)),
    "a million small fields": lambda: field(2, b"\x08\x01" * 5_000_000),
    "a million tensors": lambda: field(
        2, field(5, field(2, field(1, field(1, "x") + field(2, b"")) * 1_000_000))
    ),
    "a long name": lambda: field(
        2, field(5, field(1, b"n" * (100 << 20)) + field(2, field(1, field(2, b""))))
    ),
}


def cost(folder: Path, model: str) -> tuple[int, float, str]:
    """Most memory in kB, CPU seconds, and what was said."""
    np.save(folder / "x.npy", np.zeros((4, 5, 3), "f4"))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "diagnose", model, "x.npy"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
    )
    said, _, numbers = done.stderr.rstrip().rpartition("\n")
    memory, seconds = numbers.split()
    assert done.returncode in (0, 1, 2), done.stderr
    return int(memory), float(seconds), said


@linux
@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_cost_costs_little(name: str, tmp_path: Path) -> None:
    (tmp_path / "m.keras").write_bytes(HOSTILE[name]())
    memory, seconds, said = cost(tmp_path, "m.keras")
    (tmp_path / "m.keras").unlink()
    assert memory < MOST_MEMORY and seconds < MOST_SECONDS
    assert "internal error" not in said and "Traceback" not in said


@linux
@pytest.mark.parametrize("name", HOSTILE_H5)
def test_an_hdf5_file_made_to_cost_costs_little(name: str, tmp_path: Path) -> None:
    HOSTILE_H5[name](tmp_path / "m.h5")
    memory, seconds, said = cost(tmp_path, "m.h5")
    assert memory < MOST_MEMORY and seconds < MOST_SECONDS
    assert said.startswith("error: m.h5: ") and "internal error" not in said


@linux
@pytest.mark.parametrize("name", HOSTILE_GRAPHS)
def test_a_saved_model_made_to_cost_costs_little(name: str, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "saved_model.pb").write_bytes(HOSTILE_GRAPHS[name]())
    memory, seconds, said = cost(tmp_path, "m")
    assert memory < MOST_MEMORY and seconds < MOST_SECONDS
    assert said.startswith("error: m: ") and "internal error" not in said
