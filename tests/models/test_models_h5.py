"""HDF5 files: every way in which they keep a config, and those that are damaged or look elsewhere."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from halves import mostly_slow
from spent import spent_seconds

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.models import looks_like_model, read_model
from lstmdoctor.models.formats.h5 import ask_h5_child
from lstmdoctor.models.formats.weights import recurrent_layers_in_arrays

CONFIG = json.dumps(
    {
        "class_name": "Sequential",
        "config": {
            "name": "s",
            "layers": [{"class_name": "LSTM", "config": {"units": 4, "batch_input_shape": [None, 5, 3]}}],
        },
    }
)


def write(path: Path, value: Any = CONFIG, user_block: int = 0, **attributes: Any) -> Path:
    with h5py.File(path, "w", userblock_size=user_block) as file:
        for name, one in {"model_config": value, **attributes}.items():
            if one is not None:
                file.attrs[name] = one
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        read_model(str(path))
    assert caught.value.__cause__ is None, "an error that nobody thought of"
    return caught.value.reason


KEPT: dict[str, Any] = {
    "text": CONFIG,
    "bytes": CONFIG.encode(),
    "NumPy bytes": np.bytes_(CONFIG.encode()),
    "array of one text": np.array([CONFIG], dtype=h5py.string_dtype()),
    "array of one bytes": np.array([CONFIG.encode()]),
    "64 kB and more": CONFIG + " " * 2_000_000,
}


@pytest.mark.parametrize("name", KEPT)
def test_ways_to_keep_a_config(name: str, tmp_path: Path) -> None:
    if name == "64 kB and more":
        with h5py.File(tmp_path / "m.h5", "w", libver="latest") as file:
            file.attrs["model_config"] = KEPT[name]
    else:
        write(tmp_path / "m.h5", KEPT[name])
    spec = read_model(str(tmp_path / "m.h5"))
    assert (spec.inputs[0].shape, spec.inputs[0].name) == ((None, 5, 3), "lstm_input")


@pytest.mark.parametrize("block", [512, 1024, 4096])
def test_a_user_block_in_front(block: int, tmp_path: Path) -> None:
    path = write(tmp_path / "m.h5", user_block=block)
    with path.open("r+b") as file:
        file.write(b"notes of somebody\n" * 20)
    assert looks_like_model(str(path))
    assert read_model(str(path)).inputs[0].shape == (None, 5, 3)


def test_version_loss_and_the_name_keras(tmp_path: Path) -> None:
    compiled = json.dumps({"loss": "mse"})
    path = write(tmp_path / "m.keras", keras_version=b"2.12.0", training_config=compiled)
    spec = read_model(str(path))
    assert (spec.format, spec.keras_version, spec.outputs[0].loss) == ("hdf5", "2.12.0", "mean_squared_error")
    assert "HDF5 content under the name .keras: rename it to .h5" in spec.legacy


def test_a_damaged_training_config_is_no_reason_to_refuse(tmp_path: Path) -> None:
    assert read_model(str(write(tmp_path / "m.h5", training_config="{"))).outputs[0].loss is None


def test_an_odd_file_name(tmp_path: Path) -> None:
    path = write(tmp_path / "--help ü $x.h5")
    assert read_model(str(path)).inputs[0].shape == (None, 5, 3)


ODD: dict[str, tuple[Any, str]] = {
    "number": (5, "model_config is not text"),
    "array": (np.zeros(3), "model_config is not text"),
    "empty": (h5py.Empty("S10"), "model_config is not text"),
    "bad UTF-8": (b"\xff\xfe{", "its model_config"),
    "not JSON": ("LSTM", "its model_config is not JSON"),
    "cut short": (CONFIG[:40], "its model_config ends too early"),
    "absent": (None, "an HDF5 file without a Keras model"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_configs_are_refused(name: str, tmp_path: Path) -> None:
    value, reason = ODD[name]
    assert reason in refusal(write(tmp_path / "m.h5", value))


def test_a_reference_for_a_config(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file.attrs["model_config"] = file.create_group("g").ref
    assert "model_config is not text" in refusal(tmp_path / "m.h5")


def test_truncated(tmp_path: Path) -> None:
    path = write(tmp_path / "m.h5")
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal(path) == "a truncated HDF5 file"


@pytest.mark.slow
def test_a_file_on_which_the_library_loops(tmp_path: Path) -> None:
    path = write(tmp_path / "m.h5", "x" * 67)
    data = bytearray(path.read_bytes())
    data[data.find(b"GCOL") + 24] = 0x40
    path.write_bytes(data)
    start = spent_seconds()
    with path.open("rb") as source, pytest.raises(Unreadable, match="damaged HDF5"):
        ask_h5_child(source, seconds=2)
    assert spent_seconds() - start < 5
    assert read_model(str(write(tmp_path / "good.h5"))).inputs[0].shape == (None, 5, 3)


def external_link(file: Any, canary: Path) -> None:
    file["model_weights"] = h5py.ExternalLink(str(canary), "/")


def soft_loop(file: Any, canary: Path) -> None:
    file["a"], file["b"] = h5py.SoftLink("/b"), h5py.SoftLink("/a")


def hard_loop(file: Any, canary: Path) -> None:
    group = file.create_group("a")
    group["again"] = group


def external_data(file: Any, canary: Path) -> None:
    file.create_dataset("kernel", shape=(4,), dtype="u1", external=[(str(canary), 0, 4)])


def virtual(file: Any, canary: Path) -> None:
    layout = h5py.VirtualLayout(shape=(4,), dtype="u1")
    layout[:] = h5py.VirtualSource(str(canary), "x", shape=(4,))
    file.create_virtual_dataset("kernel", layout)


def shape_bomb(file: Any, canary: Path) -> None:
    file.create_dataset("kernel", shape=(2**31, 2**20), dtype="f4", chunks=(1, 1024))


def deep(file: Any, canary: Path) -> None:
    group = file
    for _ in range(3_000):
        group = group.create_group("g")


def wide(file: Any, canary: Path) -> None:
    for number in range(6_000):
        file.create_group(f"g{number}")


ELSEWHERE: tuple[Callable[[Any, Path], None], ...] = (
    external_link, soft_loop, hard_loop, external_data, virtual, shape_bomb, deep, wide,
)  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("make", ELSEWHERE, ids=lambda make: make.__name__)
def test_no_other_file_is_opened(make: Callable[[Any, Path], None], tmp_path: Path) -> None:
    """The canary is a pipe: whoever opens it waits for ever."""
    canary = tmp_path / "canary"
    os.mkfifo(canary)
    with h5py.File(tmp_path / "m.h5", "w") as file:
        make(file, canary)
    assert "damaged" not in refusal(tmp_path / "m.h5"), "as is said of a file that takes too long"


WEIGHTS: dict[str, tuple[dict[str, tuple[int, ...]], list[tuple[str, str, int]]]] = {
    "Keras 3": (
        {"/layers/lstm/cell/vars/0": (3, 16), "/layers/lstm/cell/vars/1": (4, 16), "/layers/lstm/cell/vars/2": (16,)},
        [("lstm", "LSTM", 3)],
    ),
    "Keras 2": (
        {"/gru_1/gru_1/gru_cell/kernel:0": (7, 12), "/gru_1/gru_1/gru_cell/recurrent_kernel:0": (4, 12)},
        [("gru_1", "GRU", 7)],
    ),
    "Keras 1": ({"/lstm_1/lstm_1_W_i:0": (3, 4), "/lstm_1/lstm_1_U_i:0": (4, 4)}, [("lstm_1", "LSTM", 3)]),
    "Dense": ({"/layers/dense/vars/0": (3, 16), "/layers/dense/vars/1": (16,)}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", WEIGHTS)
def test_what_weights_show(name: str) -> None:
    arrays, expected = WEIGHTS[name]
    assert recurrent_layers_in_arrays(arrays) == expected


def test_weights_in_a_file_and_in_a_zip(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "model.weights.h5", "w") as file:
        for name, shape in WEIGHTS["Keras 3"][0].items():
            file.create_dataset(name, shape, dtype="f4")
    shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "model.weights.h5")
    expected = "holds weights only, not the architecture (LSTM 'lstm' takes 3 features)"
    assert refusal(tmp_path / "model.weights.h5").startswith(expected)
    assert refusal(tmp_path / "packed.zip").startswith(expected)


@pytest.mark.parametrize("seed", mostly_slow(range(12), 0, 1))
def test_random_damage_is_refused_or_read(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = bytearray(write(tmp_path / "m.h5").read_bytes())
    for _ in range(4):
        data[chance.randrange(len(data))] = chance.randrange(256)
    (tmp_path / "m.h5").write_bytes(data)
    try:
        read_model(str(tmp_path / "m.h5"))
    except Refused as error:
        assert error.__cause__ is None
