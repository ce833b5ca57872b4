"""No HDF5 file makes another file be opened: seen by strace, since no audit hook sees what C code opens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from places import ROOT

from lstmdoctor.files.hdf5_links import find_object, list_links, open_hdf5, walk_datasets

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None or not hasattr(os, "mkfifo"),
    reason="strace is not installed: without it nobody sees which files the HDF5 library opens",
)


def renamed(path: Path, old: bytes, new: bytes) -> None:
    """Write another name over that of a link; the format of these files has no checksums."""
    data = path.read_bytes()
    assert data.count(old) == 1 and len(old) == len(new)
    path.write_bytes(data.replace(old, new))


def slash_in_a_name(path: Path, canary: Path) -> None:
    """The name of a hard link leads, taken for a path, through an external link."""
    with h5py.File(path, "w", libver="earliest") as file:
        file["x"] = h5py.ExternalLink(str(canary), "/")
        file.create_dataset("xQkernel:0", data=np.zeros((1, 1), "f4"))
    renamed(path, b"xQkernel:0", b"x/kernel:0")


def one_name_twice(path: Path, canary: Path) -> None:
    """A hard link and an external link have the same name."""
    with h5py.File(path, "w", libver="earliest") as file:
        file["twice"] = h5py.ExternalLink(str(canary), "/")
        file.create_dataset("twicf", data=np.zeros((1, 1), "f4"))
    renamed(path, b"twicf", b"twice")


def through_a_dot(path: Path, canary: Path) -> None:
    with h5py.File(path, "w", libver="earliest") as file:
        file["e"] = h5py.ExternalLink(str(canary), "/")
        file.create_group("QQe")
    renamed(path, b"QQe", b"./e")


def external_link(path: Path, canary: Path) -> None:
    with h5py.File(path, "w") as file:
        file["model_weights"] = h5py.ExternalLink(str(canary), "/")
        file.create_group("g")["deeper"] = h5py.ExternalLink(str(canary), "/")


def soft_link_to_an_external_link(path: Path, canary: Path) -> None:
    with h5py.File(path, "w") as file:
        file["e"] = h5py.ExternalLink(str(canary), "/")
        file["s"] = h5py.SoftLink("/e/kernel")


def link_of_its_own_kind(path: Path, canary: Path) -> None:
    """A user-defined link: its class is one that nobody registered."""
    with h5py.File(path, "w", libver="earliest") as file:
        file["unknown"] = h5py.ExternalLink(str(canary), "/")
    data = bytearray(path.read_bytes())
    place = data.rindex(64, 0, data.index(b"unknown"))
    data[place] = 200
    path.write_bytes(data)


def external_storage(path: Path, canary: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset("kernel", shape=(4,), dtype="u1", external=[(str(canary), 0, 4)])


def virtual(path: Path, canary: Path) -> None:
    """Without a size of its own: only the other file could say its shape."""
    layout = h5py.VirtualLayout(shape=(4,), dtype="u1", maxshape=(None,))
    source = h5py.VirtualSource(str(canary), "x", shape=(4,), maxshape=(None,))
    layout[: h5py.h5s.UNLIMITED] = source[: h5py.h5s.UNLIMITED]
    with h5py.File(path, "w", libver="latest") as file:
        file.create_virtual_dataset("kernel", layout)


def unknown_filter(path: Path, canary: Path) -> None:
    """A filter that HDF5 would look for among its plugins."""
    with h5py.File(path, "w") as file:
        file.create_dataset("kernel", data=np.zeros((4, 4), "f4"), chunks=(4, 4), compression="gzip")
        file.attrs["note"] = str(canary)


MAKERS: tuple[Callable[[Path, Path], None], ...] = (
    slash_in_a_name, one_name_twice, through_a_dot, external_link, soft_link_to_an_external_link,
    link_of_its_own_kind, external_storage, virtual, unknown_filter,
)  # fmt: skip
LOOK = """
import sys
from lstmdoctor.files.hdf5_links import *
with open(sys.argv[1], "rb") as source, open_hdf5(source) as file:
    for name in ("x", "kernel:0", "x/kernel:0", "e", "./e", "s", "twice", "unknown", "kernel", "g/deeper"):
        try:
            found = find_object(file, "/" + name)
            if hasattr(found, "shape") and not why_stored_elsewhere(found):
                print(name, found.shape, found[()].sum())
        except (ValueError, KeyError, OSError) as error:
            print(name, error)
    try:
        print([path for path, _ in walk_datasets(file, 100)])
    except (ValueError, KeyError) as error:
        print([str(error)])
"""


def opened(command: list[str], folder: Path) -> tuple[list[str], str]:
    """The names of all files that a command and its children open (or ask a program for), and what it printed."""
    trace = folder / "trace"
    strace = ["strace", "-f", "-qq", "-e", "trace=open,openat,openat2,creat,execve,connect", "-o", str(trace)]
    done = subprocess.run(
        [*strace, *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return re.findall(r'"([^"]*)"', trace.read_text(errors="replace")), done.stdout + done.stderr


@needs_strace
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_the_command_opens_the_model_and_nothing_that_it_names(
    make: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    canary = tmp_path / "canary.h5"
    os.mkfifo(canary)  # whoever opens it waits for ever
    make(tmp_path / "m.h5", canary)
    np.save(tmp_path / "x.npy", np.zeros((2, 5, 3), "f4"))
    command = [
        sys.executable,
        "-m",
        "lstmdoctor",
        "diagnose",
        str(tmp_path / "m.h5"),
        str(tmp_path / "x.npy"),
    ]
    names, said = opened(command, tmp_path)
    assert any(name.endswith("m.h5") for name in names) and any(
        name.endswith("h5_child.py") for name in names
    )
    assert [name for name in names if "canary" in name or "/hdf5/lib/plugin" in name] == []
    assert said.startswith("error: ") and said.count("\n") == 1


@needs_strace
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_no_name_leads_out_of_the_file(make: Callable[[Path, Path], None], tmp_path: Path) -> None:
    canary = tmp_path / "canary.h5"
    os.mkfifo(canary)
    make(tmp_path / "m.h5", canary)
    names, said = opened([sys.executable, "-c", LOOK, str(tmp_path / "m.h5")], tmp_path)
    assert "Traceback" not in said and said.count("[") >= 1
    assert [name for name in names if "canary" in name] == []


READ = """
import sys
from lstmdoctor.data import open_data
from lstmdoctor.errors import LstmdoctorError
for name in ("", "::kernel", "::twice", "::e/kernel"):
    try:
        for array in open_data(sys.argv[1] + name).arrays:
            print(name, array.facts.axes, list(array.blocks()))
    except LstmdoctorError as error:
        print(error)
"""


@needs_strace
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_data_is_read_from_the_file_alone(make: Callable[[Path, Path], None], tmp_path: Path) -> None:
    canary = tmp_path / "canary.h5"
    os.mkfifo(canary)
    make(tmp_path / "m.h5", canary)
    names, said = opened([sys.executable, "-c", READ, str(tmp_path / "m.h5")], tmp_path)
    assert "Traceback" not in said and any(name.endswith("hdf5_data_child.py") for name in names)
    assert [name for name in names if "canary" in name or "/hdf5/lib/plugin" in name] == []


@needs_strace
@pytest.mark.parametrize("words", [["diagnose", "m.json", "x.h5"], ["inspect", "x.h5"]], ids=" ".join)
def test_commands_open_the_data_and_nothing_that_it_names(words: list[str], tmp_path: Path) -> None:
    """All traps in one file, beside a data set that is read to its end."""
    canary = tmp_path / "canary.h5"
    os.mkfifo(canary)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["X"] = np.random.default_rng(0).normal(size=(4, 5, 3))
        file["elsewhere"] = h5py.ExternalLink(str(canary), "/")
        file["soft"] = h5py.SoftLink("/elsewhere/x")
        file.create_dataset("outside", shape=(4,), dtype="u1", external=[(str(canary), 0, 4)])
        layout = h5py.VirtualLayout(shape=(4,), dtype="u1")
        layout[:] = h5py.VirtualSource(str(canary), "x", shape=(4,))
        file.create_virtual_dataset("virtual", layout)
    layers = [{"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 3], "name": "x"}}]
    layers.append({"class_name": "LSTM", "config": {"units": 2}})
    model = {"class_name": "Sequential", "config": {"layers": layers}}
    (tmp_path / "m.json").write_text(json.dumps(model))
    names, said = opened([sys.executable, "-m", "lstmdoctor", *words], tmp_path)
    assert "internal error" not in said and "Traceback" not in said
    assert any(name.endswith("hdf5_data_child.py") for name in names) and "float64" in said
    assert [name for name in names if "canary" in name or "/hdf5/lib/plugin" in name] == []


@needs_strace
def test_strace_would_see_another_file(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "canary.h5", "w") as file:
        file["kernel"] = 1
    external_link(tmp_path / "m.h5", tmp_path / "canary.h5")
    code = "import h5py; h5py.File('m.h5')['model_weights/kernel'][()]"
    names, _ = opened([sys.executable, "-c", code], tmp_path)
    assert any("canary" in name for name in names)


def test_hard_links_are_followed_by_name_and_path(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file["group/x"], file["group/again"], file["é"] = np.ones((2, 3)), 1, 5
        file["group/other"] = file["group/x"]
        file["soft"] = h5py.SoftLink("/group")
        file["type"] = np.dtype("f4")
    with (tmp_path / "m.h5").open("rb") as source, open_hdf5(source) as file:
        assert find_object(file, "/group/x").shape == (2, 3)
        assert find_object(file, "group//x").shape == (2, 3)
        assert find_object(file, "/é").shape == () and find_object(file, "/").name == "/"
        assert [find_object(file, path) for path in ("soft", "soft/x", "gone", "type", "é/x", ".")] == [
            None
        ] * 6
        links = list_links(file, 100)
        assert [link.text for link in links.hard] == ["group", "type", "é"]
        assert links.refused == (("soft", "a soft link"),)
        # `other` is `x` once more: each object once
        assert [path for path, _ in walk_datasets(file, 100)] == ["/é", "/group/again", "/group/other"]


def looked_at(path: Path, most: int) -> int:
    with path.open("rb") as source, open_hdf5(source) as file:
        links: Any = list_links(file, most)
        return len(links.hard)


def test_no_more_links_are_listed_than_asked_for(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        for number in range(300):
            file.create_group(f"g{number:03}")
    assert [looked_at(tmp_path / "m.h5", most) for most in (0, 1, 100, 1000)] == [0, 1, 100, 300]


def test_the_child_starts_no_program(tmp_path: Path) -> None:
    """h5py has the processor asked for when it is imported, by a program of the system."""
    code = (
        "import sys\n"
        "started = []\n"
        "sys.addaudithook(lambda event, args: started.append(args[1]) if event == 'subprocess.Popen' else None)\n"
        "from lstmdoctor.files.child_answer import limit_resources\n"
        "limit_resources()\n"
        "import h5py\n"
        "print(started)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
