"""Data made to fit each fixture model is diagnosed without an error, and LD802 to LD804 say what is true of the file."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import MODELS

from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import InputSpec, ModelSpec
from lstmdoctor.data import open_data
from lstmdoctor.diagnosis import diagnosing as diagnosis
from lstmdoctor.diagnosis.description import describe_source
from lstmdoctor.diagnosis.roles_of_arrays import sorted_out
from lstmdoctor.models import read_model
from lstmdoctor.report import json_report, text

HERE = MODELS
RECORDS: list[dict[str, Any]] = json.loads((HERE / "oracle.json").read_text(encoding="utf-8"))
RECORDED_MODELS = [one for one in RECORDS if one["format"] != "weights"]
SAMPLES, STEPS, SIDE = 8, 7, 5


def fitting(spec: InputSpec) -> np.ndarray[Any, Any]:
    """An array that this input takes: ids for an Embedding, else numbers around 0."""
    assert spec.shape is not None
    samples = 2 * spec.batch if spec.batch else SAMPLES
    batch = 1 if spec.time_major else 0
    free = [
        samples if axis == batch else STEPS if axis == 1 - batch else SIDE for axis in range(len(spec.shape))
    ]
    shape = [samples if axis == batch else size or free[axis] for axis, size in enumerate(spec.shape)]
    rng = np.random.default_rng(0)
    if spec.embedding is not None:
        top = spec.embedding.options.get("input_dim")
        return rng.integers(1, top if isinstance(top, int) and top > 1 else 2, size=shape)
    if spec.dtype.startswith(("int", "uint")):
        return rng.integers(1, 5, size=shape).astype(spec.dtype)
    return rng.normal(size=shape).astype(spec.dtype)


def diagnosed(model: ModelSpec, folder: Path) -> Report:
    """The report on a model and arrays that fit; one array where the file gives no shape."""
    known = all(one.shape is not None for one in model.inputs)
    arrays = {one.name: fitting(one) for one in model.inputs} if known else {"x": np.ones((4, 5, 3), "f4")}
    path = folder / "data.pkl"
    path.write_bytes(pickle.dumps(arrays if len(arrays) > 1 else next(iter(arrays.values()))))
    source = sorted_out(open_data(str(path)), model)
    return diagnosis.diagnose_facts(model, describe_source(source, model, header_only=False))


@pytest.mark.parametrize("record", RECORDED_MODELS, ids=lambda one: one["file"])
def test_fitting_data(record: dict[str, Any], tmp_path: Path) -> None:
    model = read_model(str(HERE / record["file"]))
    report = diagnosed(model, tmp_path)
    found = {finding.fault.code for finding in report.findings}
    errors = {finding.fault.code for finding in report.findings if finding.severity == "error"}
    known = all(one.shape is not None for one in model.inputs)
    assert errors == (set() if known else {"LD801"}), [finding.message for finding in report.findings]
    check_loading(record, found)
    assert text.render(report, 80, color=False) and json_report.render(report)


def check_loading(record: dict[str, Any], found: set[str]) -> None:
    """LD802 for what Keras 3 does not load, LD803 for code, and neither for what it loads."""
    loads, error = record.get("loads_in_keras3"), record.get("load_error") or ""
    exported = record["format"] == "savedmodel" and record["keras"].startswith("3")
    if loads or exported:
        assert not found & {"LD802", "LD803"}
    elif loads is False:
        assert found & {"LD802", "LD803"}, error
