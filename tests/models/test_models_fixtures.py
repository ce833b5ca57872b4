"""Every model in tests/fixtures/models is read as the Keras that wrote it described it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from halves import mostly_slow
from places import MODELS

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Refused
from lstmdoctor.models import looks_like_model, read_model

HERE = MODELS
ORACLE = HERE / "oracle.json"
RECORDS: list[dict[str, Any]] = json.loads(ORACLE.read_text(encoding="utf-8")) if ORACLE.exists() else []
RECORDED_MODELS = [one for one in RECORDS if one["format"] != "weights"]
FIRSTS = [
    *{(one["file"].partition("-")[0], one["format"]): one for one in reversed(RECORDED_MODELS)}.values()
]
"""The first file of each format that a library wrote."""
QUICK = [one for one in RECORDED_MODELS if one["format"] != "hdf5" or one in FIRSTS]
"""HDF5 is read by a process of its own."""
WEIGHTS = [one for one in RECORDS if one["format"] == "weights"]

# What the live model knew and the file does not say.
UNSAID = {
    # Keras 2 dropped the InputLayer of a Sequential on saving, and no layer kept its shape.
    "seq_input_layer.json": "keras-2",
    # The dtype of the tensor was float16, the InputLayer in the file says float32.
    "mixed_float16.json": "keras-3.3.3",
}


def unsaid(record: dict[str, Any]) -> bool:
    folder, _, name = record["file"].partition("/")
    return name in UNSAID and folder.startswith(UNSAID[name])


def free(shape: list[int | None] | None) -> tuple[int | None, ...] | None:
    return None if shape is None else (None, *shape[1:])


def time_major(spec: ModelSpec) -> bool:
    return any(one.time_major for one in spec.inputs)


@pytest.mark.parametrize("record", mostly_slow(RECORDED_MODELS, *QUICK), ids=lambda one: one["file"])
def test_a_file_says_what_the_live_model_said(record: dict[str, Any]) -> None:
    spec = read_model(str(HERE / record["file"]))
    assert spec.format == record["format"]
    check_legacy(spec, record)
    if record["inputs"] and not unsaid(record):
        check_inputs(spec, record)
    if record["outputs"]:
        check_outputs(spec, record)
    if record["format"] != "savedmodel":
        assert spec.stateful == record["stateful"]
        assert spec.kind == record["kind"]


def check_inputs(spec: ModelSpec, record: dict[str, Any]) -> None:
    said = record["inputs"]
    names = record.get("keys") or [one["name"] for one in said]
    assert [a for a, b in zip(spec.inputs, names, strict=True) if b is not None and a.name != b] == []
    kept = record["batch"] is not None or time_major(spec)
    assert [one.shape for one in spec.inputs] == [
        tuple(one["shape"]) if kept else free(one["shape"]) for one in said
    ]
    assert [one.dtype for one in spec.inputs] == [one["dtype"] for one in said]
    assert {one.batch for one in spec.inputs if one.path and one.path[-1].recurrent} <= {
        record["batch"],
        None,
    }
    assert any(one.batch == record["batch"] for one in spec.inputs)


def check_outputs(spec: ModelSpec, record: dict[str, Any]) -> None:
    said = [one["shape"] for one in record["outputs"]]
    if time_major(spec):
        said = [shape if len(shape) == 3 else [None, *shape[1:]] for shape in said]
        assert [list(one.shape or ()) for one in spec.outputs] == said
    else:
        assert [one.shape for one in spec.outputs] == [free(shape) for shape in said]
    if spec.class_name != "SavedModel":
        assert [one.name for one in spec.outputs] == [one["name"] for one in record["outputs"]]


def check_legacy(spec: ModelSpec, record: dict[str, Any]) -> None:
    """What Keras 3 refuses is foreseen."""
    if record["loads_in_keras3"]:
        assert spec.legacy == ()
    elif record["format"] == "savedmodel" and record["keras"].startswith("3"):
        assert not spec.legacy  # an export is not meant for `load_model`
    else:
        assert spec.legacy or spec.code


@pytest.mark.parametrize("record", FIRSTS, ids=lambda one: one["file"])
def test_it_is_known_as_a_model(record: dict[str, Any]) -> None:
    assert looks_like_model(str(HERE / record["file"]))


@pytest.mark.parametrize("record", WEIGHTS, ids=lambda one: one["file"])
def test_weights_alone_are_refused_with_the_features_they_show(record: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        read_model(str(HERE / record["file"]))
    features = record["inputs"][0]["shape"][-1]
    assert "holds weights only, not the architecture" in caught.value.reason
    assert f"takes {features} features" in caught.value.reason


EXPORTS: dict[str, dict[str, Any]] = json.loads((HERE / "exports/exports.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPORTS)
def test_the_batch_of_an_exported_function_is_the_one_that_it_takes(name: str) -> None:
    (taken,) = read_model(str(HERE / "exports" / name)).inputs
    assert (taken.shape or ())[1:] == (5, 3)
    said = {samples: taken.batch in (None, int(samples)) for samples in EXPORTS[name]["takes"]}
    assert said == EXPORTS[name]["takes"]


def test_exports_that_take_any_batch_and_one_batch_are_tried() -> None:
    assert {tuple(one["takes"].values()) for one in EXPORTS.values()} == {
        (True, True, True),
        (True, False, False),
    }


def test_there_are_fixtures_of_many_versions() -> None:
    assert len({one["keras"] for one in RECORDS}) >= 8
