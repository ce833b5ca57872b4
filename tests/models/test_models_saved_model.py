"""SavedModel folders made by hand, byte by byte, whole and damaged."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from lstmdoctor.errors import Refused
from lstmdoctor.models import looks_like_model, read_model

Dims = list[int] | None


def varint(value: int) -> bytes:
    value &= 2**64 - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(dims: Dims, dtype: int = 1) -> bytes:
    shape = (
        field(3, 1) if dims is None else b"".join(field(2, field(1, size) if size else b"") for size in dims)
    )
    return field(1, "x:0") + field(2, dtype) + field(3, shape)


def signature(name: str, inputs: dict[str, bytes], outputs: dict[str, bytes]) -> bytes:
    sides = ((1, inputs), (2, outputs))
    body = b"".join(
        field(number, field(1, key) + field(2, one)) for number, side in sides for key, one in side.items()
    )
    return field(5, field(1, name) + field(2, body))


def graph(*signed: bytes) -> bytes:
    return field(1, 1) + field(2, field(2, b"\x0a\x00" * 50) + b"".join(signed))


def folder(path: Path, data: bytes, metadata: bytes | None = None) -> Path:
    (path / "saved_model.pb").write_bytes(data)
    if metadata is not None:
        (path / "keras_metadata.pb").write_bytes(metadata)
    return path


SERVED = signature("serving_default", {"x": tensor([-1, 5, 3])}, {"out": tensor([-1, 2])})
OTHER = signature("__saved_model_init_op", {}, {"op": tensor(None)})


def test_the_serving_signature_is_read(tmp_path: Path) -> None:
    folder(tmp_path, graph(OTHER, signature("other", {"z": tensor([-1])}, {}), SERVED))
    assert looks_like_model(str(tmp_path))
    spec = read_model(str(tmp_path))
    assert [(one.name, one.shape) for one in spec.inputs] == [("x", (None, 5, 3))]
    assert [(one.name, one.shape) for one in spec.outputs] == [("out", (None, 2))]
    assert (spec.format, spec.kind, spec.class_name) == ("savedmodel", "other", "SavedModel")


def test_inputs_come_in_the_order_of_the_alphabet(tmp_path: Path) -> None:
    signed = signature("serve", {"b": tensor([-1, 5, 3]), "a": tensor([-1, 2], dtype=9)}, {})
    spec = read_model(str(folder(tmp_path, graph(signed))))
    assert [(one.name, one.dtype) for one in spec.inputs] == [("a", "int64"), ("b", "float32")]


SHAPES: dict[str, tuple[Dims, tuple[int | None, ...] | None]] = {
    "free": ([-1, -1, 3], (None, None, 3)),
    "saved batch": ([8, 5, 3], (8, 5, 3)),
    "unknown rank": (None, None),
    "zero": ([-1, 0], None),
    "less than -1": ([-1, -2], None),
    "too large": ([-1, 2**40], None),
    "too many": ([-1] * 20, None),
    "scalar": ([], None),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str, tmp_path: Path) -> None:
    dims, expected = SHAPES[name]
    spec = read_model(str(folder(tmp_path, graph(signature("serve", {"x": tensor(dims)}, {})))))
    assert spec.inputs[0].shape == expected


def test_the_config_of_tf_keras_2_says_more(tmp_path: Path) -> None:
    layer = {
        "class_name": "LSTM",
        "config": {"units": 2, "batch_input_shape": [None, 5, 3], "time_major": False},
    }
    config = {"class_name": "Sequential", "config": {"layers": [layer]}, "keras_version": "2.12.0"}
    node = field(2, 0) + field(3, "root") + field(4, "_tf_keras_sequential") + field(5, json.dumps(config))
    spec = read_model(str(folder(tmp_path, graph(SERVED), field(1, field(3, "root.x")) + field(1, node))))
    assert (spec.kind, spec.inputs[0].name, spec.inputs[0].path[0].class_name) == (
        "sequential", "lstm_input", "LSTM",
    )  # fmt: skip


def test_a_subclass_is_read_from_its_signature(tmp_path: Path) -> None:
    config = {"class_name": "Mine", "config": {}}
    metadata = field(1, field(3, "root") + field(5, json.dumps(config)))
    assert read_model(str(folder(tmp_path, graph(SERVED), metadata))).inputs[0].shape == (None, 5, 3)


GOOD = graph(SERVED)
DAMAGED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "without a signature"),
    "no signature": (graph(), "without a signature"),
    "only the init op": (graph(OTHER), "without a signature"),
    "cut short": (GOOD[:-10], "truncated protobuf"),
    "length beyond the end": (varint(2 << 3 | 2) + varint(2**40), "truncated protobuf"),
    "length of 2**63": (varint(2 << 3 | 2) + varint(2**63), "truncated protobuf"),
    "endless number": (b"\xff" * 100, "damaged protobuf"),
    "group": (b"\x13" + GOOD, "damaged protobuf"),
    "text": (b"hello there", "protobuf"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_are_refused(name: str, tmp_path: Path) -> None:
    data, reason = DAMAGED[name]
    with pytest.raises(Refused) as caught:
        read_model(str(folder(tmp_path, data)))
    assert reason in caught.value.reason and caught.value.__cause__ is None


BAD_METADATA = {
    "not protobuf": b"\xff" * 30,
    "root is not JSON": field(1, field(3, "root") + field(5, "{")),
    "root is deep": field(1, field(3, "root") + field(5, '{"a":' * 100_000)),
}


@pytest.mark.parametrize("name", BAD_METADATA)
def test_damaged_metadata_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_model(str(folder(tmp_path, GOOD, BAD_METADATA[name])))
    assert caught.value.__cause__ is None


def test_random_damage_is_refused_or_read(tmp_path: Path) -> None:
    chance = random.Random(1)
    for _ in range(2_000):
        data = bytearray(GOOD)
        data[chance.randrange(len(data))] = chance.randrange(256)
        folder(tmp_path, bytes(data))
        try:
            read_model(str(tmp_path))
        except Refused as error:
            assert error.__cause__ is None
