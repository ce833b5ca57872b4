"""Files that are damaged, hostile or something else: one plain sentence each, soon, and nothing is run or opened."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spent import spent_seconds

from lstmdoctor.errors import Refused
from lstmdoctor.models import looks_like_model, read_model

SEQUENTIAL: dict[str, Any] = {
    "class_name": "Sequential",
    "config": {
        "name": "s",
        "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 3], "dtype": "float32", "name": "x"}},
            {"class_name": "LSTM", "config": {"name": "l", "units": 4}},
        ],
    },
}  # fmt: skip
GOOD = json.dumps(SEQUENTIAL)


def functional(**changes: Any) -> bytes:
    config = {
        "layers": [
            {
                "class_name": "InputLayer",
                "name": "x",
                "config": {"batch_shape": [None, 5, 3]},
                "inbound_nodes": [],
            },
            {
                "class_name": "LSTM",
                "name": "l",
                "config": {"units": 4},
                "inbound_nodes": [[["x", 0, 0, {}]]],
            },
        ],
        "input_layers": [["x", 0, 0]],
        "output_layers": [["l", 0, 0]],
    } | changes
    return json.dumps({"class_name": "Functional", "config": config}).encode()


def packed(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    data = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(data, "w", method) as archive:
            for name, content in members:
                archive.writestr(name, content)
    return data.getvalue()


MODEL = packed(("metadata.json", '{"keras_version": "3.15.1"}'), ("config.json", GOOD))


def patched(local: int, central: int, value: bytes) -> bytes:
    """The good zip with the same field changed in every header."""
    data = bytearray(MODEL)
    for signature, offset in ((b"PK\3\4", local), (b"PK\1\2", central)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset : place + offset + len(value)] = value
            place = data.find(signature, place + 4)
    return bytes(data)


def lying(size: int) -> bytes:
    data = bytearray(MODEL)
    place = data.rfind(b"PK\1\2")
    data[place + 20 : place + 28] = struct.pack("<II", size, size)
    return bytes(data)


def loop() -> list[Any]:
    ring = [("a", "b"), ("b", "a")]
    return [
        {"class_name": "InputLayer", "name": "x", "config": {"batch_shape": [None, 5, 3]}, "inbound_nodes": []},
        *(
            {
                "class_name": "Dense",
                "name": name,
                "config": {"units": 3},
                "inbound_nodes": [[[before, 0, 0, {}]]],
            }
            for name, before in ring
        ),
        {
            "class_name": "LSTM",
            "name": "l",
            "config": {"units": 4},
            "inbound_nodes": [[["b", 0, 0, {}]]],
        },
    ]  # fmt: skip


NESTED = '{"class_name":"Sequential","config":{"layers":['
# name: (content, part of the reason)
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "one byte": (b"P", "truncated"),
    "magic of a zip": (b"PK\3\4", "damaged or truncated zip"),
    "zip cut short": (MODEL[:-30], "damaged or truncated zip"),
    "zip cut in the middle": (MODEL[:60], "damaged or truncated zip"),
    "empty zip": (packed(), "an empty zip"),
    "junk before a zip": (b"x" * 100 + MODEL, "not a Keras model"),
    "zip without a config": (packed(("a.txt", "x")), "without config.json"),
    "a zipped folder": (packed(("model/config.json", GOOD)), "model/config.json but no config.json at its top"),
    "two configs": (packed(("config.json", GOOD), ("config.json", GOOD)), "ambiguous"),
    "bomb": (packed(("config.json", b" " * ((1 << 26) + 1)), method=zipfile.ZIP_DEFLATED), "larger than 67.1 MB"),
    "bzip2 bomb": (packed(("config.json", b" " * ((1 << 26) + 1)), method=zipfile.ZIP_BZIP2), "packed in a way that Keras does not write"),
    "bad checksum": (MODEL.replace(b"Sequential", b"Sequentiax"), "fails its checksum"),
    "encrypted": (patched(6, 8, b"\x01\x00"), "is encrypted"),
    "unknown method": (patched(8, 10, b"\x63\x00"), "packed in a way that Keras does not write"),
    "NUL in a name": (MODEL.replace(b"config.json", b"conf\0g.json"), "without config.json"),
    "size too small": (lying(5), "checksum"),
    "size too large": (lying(500_000), "more than the file can hold"),
    "npz": (packed(("a.npy", "x")), "is it the DATA argument?"),
    "npy": (b"\x93NUMPY\x01\x00", "is it the DATA argument?"),
    "torch": (packed(("archive/data.pkl", "x"), ("archive/version", "3")), "PyTorch"),
    "pickle": (b"\x80\x04\x95\x00\x00", "a pickle: a pickled model cannot be read safely"),
    "pickle of protocol 0": (b"(lp0\n.", "a pickle"),
    "Git LFS": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
        "a Git LFS pointer, not the model: run git lfs pull",
    ),
    "web page": (b"\n<!DOCTYPE html><html><head>", "a web page"),
    "csv": (b"a,b,c\n1,2,3\n", "a CSV or text table"),
    "text": (b"hello there\n", "a text file"),
    "binary": (bytes(range(128, 256)), "not a Keras model"),
    "gzip": (b"\x1f\x8b\x08\x00", "gzip"),
    "JSON list": (b"[1, 2]", "a JSON list"),
    "a Graph of Keras 1": (b'{"class_name": "Graph", "config": {"node_config": []}}', "a Graph model of Keras 0 or 1"),
    "a Graph of Keras 0": (b'{"name": "Graph", "node_config": []}', "a Graph model of Keras 0 or 1"),
    "another JSON": (b'{"a": 1}', "not a Keras model"),
    "JSON cut short": (GOOD.encode()[:50], "ends too early"),
    "JSON and more": (GOOD.encode() + b" more", "is not JSON"),
    "bad UTF-8": (b'{"a": "\xff\xfe\x80"}', "not text in UTF-8"),
    "deep objects": (b'{"a":' * 100_000, "nested too deeply"),
    "deep in a zip": (packed(("config.json", b'{"a":' * 100_000)), "nested too deeply"),
    "long number": (b'{"class_name": "Sequential", "config": {"a": ' + b"9" * 5_000 + b"}}", "thousands of digits"),
    "millions of objects": (b'{"class_name": "Sequential", "config": [' + b'{"a":0},' * 3_000_000, "takes more than 600.0 MB of memory as JSON"),
    "nested models": ((NESTED * 100 + GOOD + "]}}" * 100).encode(), "nested more than 64 deep"),
    "ten thousand nested models": ((NESTED * 10_000 + GOOD + "]}}" * 10_000).encode(), "nested too deeply"),
    "no such input": (functional(input_layers=[["z\x1bz", 0, 0]]), "input layer 'z\\x1bz' that is not among"),
    "no such output": (functional(output_layers=[["z", 0, 0]]), "output layer 'z' that is not among"),
    "a circle": (functional(layers=loop()), "wait for each other in a circle"),
    "HDF5 magic alone": (b"\x89HDF\r\n\x1a\n", "damaged HDF5"),
    "HDF5 and noise": (b"\x89HDF\r\n\x1a\n" + os.urandom(3000), "HDF5"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_reason(name: str, tmp_path: Path) -> None:
    content, reason = REFUSED[name]
    path = tmp_path / "model.keras"
    path.write_bytes(content)
    start = spent_seconds()
    with pytest.raises(Refused) as caught:
        read_model(str(path))
    assert reason in caught.value.reason
    assert caught.value.__cause__ is None, "an error that nobody thought of"
    assert caught.value.reason.isprintable()
    assert spent_seconds() - start < 8
    assert looks_like_model(str(path)) in (True, False)


READ: dict[str, bytes] = {
    "zip": MODEL,
    "JSON": GOOD.encode(),
    "UTF-8 with mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-16 without mark": GOOD.encode("utf-16-le"),
    "UTF-32": GOOD.encode("utf-32"),
    "blanks before": b"\n\t  " + GOOD.encode(),
    "many members": packed(("config.json", GOOD), *((f"m{i}", "") for i in range(5_000))),
    "Functional": functional(),
    "a call of a layer that is not there": functional(
        layers=[
            {"class_name": "InputLayer", "name": "x", "config": {"batch_shape": [None, 5, 3]}, "inbound_nodes": []},
            {
                "class_name": "LSTM",
                "name": "l",
                "config": {"units": 4},
                "inbound_nodes": [[["gone", 0, 0, {}]]],
            },
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_unusual_but_readable(name: str, tmp_path: Path) -> None:
    path = tmp_path / "model.h5"
    path.write_bytes(READ[name])
    assert looks_like_model(str(path))
    spec = read_model(str(path))
    assert [one.shape for one in spec.inputs] == [(None, 5, 3)]
    assert [one.shape for one in spec.outputs] == [(None, 4)]


def test_models_that_call_models_twice_end_soon(tmp_path: Path) -> None:
    inner: Any = json.loads(functional())
    for number in range(40):
        name = f"m{number}"
        twice = {**inner, "name": name, "inbound_nodes": [[["x", 0, 0, {}]], [[name, 0, 0, {}]]]}
        start = json.loads(functional())["config"]["layers"][0]
        config = {"layers": [start, twice], "input_layers": [["x", 0, 0]], "output_layers": [[name, 1, 0]]}
        inner = {"class_name": "Functional", "config": config}
    path = tmp_path / "m.json"
    path.write_text(json.dumps(inner))
    assert read_model(str(path)).inputs[0].shape == (None, 5, 3)


NAMES = {"escape": "a\x1b[31m", "line": "a\n::error::b", "surrogate": "a\ud800", "long": "a" * 1_000_000}


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_kept_as_they_are(name: str, tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(json.dumps(SEQUENTIAL).replace('"l"', json.dumps(NAMES[name])).encode())
    assert read_model(str(path)).layers[0].name == NAMES[name]


# `load_model` of Keras 3 looks at the name first (keras/src/saving/saving_api.py).
MISNAMED = {"m.keras": False, "m.h5": True, "m": True, "m.KERAS": True}


@pytest.mark.parametrize("name", MISNAMED)
def test_a_zip_under_another_name_is_read_and_noted(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(packed(("config.json", GOOD)))
    assert bool(read_model(str(tmp_path / name)).legacy) == MISNAMED[name]


def special(make: Callable[[Path], None]) -> Callable[[Path], str]:
    def path(folder: Path) -> str:
        make(folder / "m.keras")
        return str(folder / "m.keras")

    return path


PLACES: dict[str, tuple[Callable[[Path], str], str]] = {
    "missing": (lambda folder: str(folder / "gone.keras"), "no such file"),
    "under a file": (lambda folder: str(Path(__file__) / "m.keras"), "no such file"),
    "NUL": (lambda folder: "a\0b", "not a file name"),
    "pipe": (special(getattr(os, "mkfifo", Path.mkdir)), "a named pipe, not a file"),
    "device": (lambda folder: "/dev/zero", "a device, not a file"),
    "empty folder": (str, "an empty folder"),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices")
@pytest.mark.parametrize("name", PLACES)
def test_places_without_a_model(name: str, tmp_path: Path) -> None:
    place, reason = PLACES[name]
    path = place(tmp_path)
    with pytest.raises(Refused) as caught:
        read_model(path)
    assert reason in caught.value.reason and caught.value.path == path
    assert not looks_like_model(path)


def test_a_folder_names_the_model_in_it(tmp_path: Path) -> None:
    (tmp_path / "best.keras").write_bytes(MODEL)
    with pytest.raises(Refused, match=r"name the file in it: best\.keras"):
        read_model(str(tmp_path))


def test_reading_opens_nothing_else_and_runs_nothing(tmp_path: Path) -> None:
    """In a process of its own, as an audit hook cannot be taken back."""
    trap = {
        "class_name": "Lambda",
        "config": {"name": "t", "function": {"class_name": "__lambda__", "config": {}}},
    }
    words = {"class_name": "StringLookup", "config": {"name": "w", "vocabulary": str(tmp_path / "canary")}}
    shell = {
        "module": "os",
        "class_name": "system",
        "config": {"command": "touch x"},
        "registered_name": None,
    }
    config = json.loads(GOOD)
    config["config"]["layers"] += [trap, words, shell]
    (tmp_path / "m.keras").write_bytes(packed(("config.json", json.dumps(config)), ("../evil", "x")))
    code = (
        "import sys, zipfile, json, zlib\n"
        "from lstmdoctor.models import read_model\n"
        "read_model(sys.argv[1])\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append((event, str(args[:1]))))\n"
        "spec = read_model(sys.argv[1])\n"
        "events = {e for e, _ in seen}\n"
        "opened = [a for e, a in seen if e == 'open']\n"
        "bad = {e for e in events if e.startswith(('os.', 'subprocess', 'exec', 'socket', 'ctypes', 'pickle'))}\n"
        "heavy = {'h5py', 'numpy', 'tensorflow', 'keras'} & set(sys.modules)\n"
        "print(json.dumps([sorted(bad), opened, sorted(heavy), len(spec.code)]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "m.keras")], capture_output=True, text=True, check=True
    )
    bad, opened, heavy, found = json.loads(run.stdout)
    assert (bad, heavy, found) == ([], [], 3)
    # The file is opened by its name once; "(3,)" is Python wrapping that handle.
    assert [place.endswith("m.keras',)") for place in opened if not place[1].isdigit()] == [True]
