"""What is said of data in several files is what is said of the same data in one, however it is cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from halves import mostly_slow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lstmdoctor
from lstmdoctor.core.reports import Report

LENIENT = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def layer(kind: str, **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": kind.lower(), **config}}


def model(steps: int | None, features: int | None, *layers: dict[str, Any]) -> str:
    shape = [None, steps] if features is None else [None, steps, features]
    first = layer("InputLayer", batch_shape=shape, dtype="float32")
    inner = layers or (layer("LSTM", units=4),)
    return json.dumps({"class_name": "Sequential", "config": {"name": "m", "layers": [first, *inner, DENSE]}})


DENSE = layer("Dense", units=1, activation="sigmoid")
EMBEDDING = (layer("Embedding", input_dim=9, output_dim=4, mask_zero=True), layer("LSTM", units=4))
MASKED = (layer("Masking", mask_value=-1.0), layer("LSTM", units=4))
MODELS = {
    "free": model(None, 3),
    "fixed": model(5, 3),
    "masked": model(5, 3, *MASKED),
    "ids": model(5, None, *EMBEDDING),
    "one feature": model(5, 1),
}
Make = Callable[[Any, int], Any]


def padded(random: Any, rows: int) -> Any:
    array = random.normal(size=(rows, 5, 3)).astype("f4")
    array[random.random(rows) < 0.6, 3:] = random.choice([0, -1])
    return array


def with_gaps(random: Any, rows: int) -> Any:
    array = random.normal(size=(rows, 5, 3))
    array[random.random(array.shape) < 0.03] = random.choice([np.nan, np.inf])
    return array


def unscaled(random: Any, rows: int) -> Any:
    array = random.normal(size=(rows, 5, 3)).astype("f4") * (1, 1e6, 1)
    array[..., 2] = 4
    return array.astype("f4")


DATA: dict[str, tuple[str, Make]] = {
    "healthy": ("fixed", lambda random, rows: random.normal(size=(rows, 5, 3)).astype("f4")),
    "padded": ("free", padded),
    "padded and masked": ("masked", padded),
    "gaps": ("fixed", with_gaps),
    "unscaled": ("free", unscaled),
    "swapped": ("fixed", lambda random, rows: random.normal(size=(rows, 3, 5)).astype("f4")),
    "flat": ("fixed", lambda random, rows: random.normal(size=(rows, 15)).astype("f4")),
    "zeroed": ("fixed", lambda random, rows: np.zeros((rows, 5, 3), "i4")),
    "no feature axis": ("one feature", lambda random, rows: random.normal(size=(rows, 5)).astype("f4")),
    "other timesteps": ("fixed", lambda random, rows: random.normal(size=(rows, 7, 3)).astype("f4")),
    "ids": ("ids", lambda random, rows: random.integers(-1, 11, (rows, 5))),
    "fractions for ids": ("ids", lambda random, rows: random.random((rows, 5)) * 8),
    "one timestep": ("free", lambda random, rows: random.normal(size=(rows, 1, 3)).astype("f4")),
}
LABELS: dict[str, Make] = {
    "binary": lambda random, rows: random.integers(0, 2, rows),
    "from one": lambda random, rows: random.integers(1, 3, rows),
    "with gaps": lambda random, rows: np.where(random.random(rows) < 0.2, np.nan, 1.0),
    "one-hot": lambda random, rows: np.eye(3, dtype="f4")[random.integers(0, 3, rows)],
    "per timestep": lambda random, rows: random.integers(0, 2, (rows, 5)),
}


PLACED = ("LD501", "LD706")
"""Faults whose messages name the place of the first value, in its shard."""


def said(report: Report, offsets: dict[str, int]) -> list[Any]:
    """The findings without the name of a shard; places counted from the first sample of all."""
    found = []
    for finding in report.to_dict()["findings"]:
        evidence = dict(finding["evidence"])
        shard = evidence.pop("shard", None)
        if shard is not None and evidence.get("first"):
            first, *rest = evidence["first"]
            evidence["first"] = [first + offsets[shard], *rest]
        message = finding["message"] if finding["code"] not in PLACED else ""
        found.append((finding["code"], finding["severity"], finding["input"], message, evidence))
    return sorted(found, key=str)


def cut_rows(rows: int, places: list[int]) -> list[int]:
    return sorted({0, rows, *(1 + place % rows for place in places if rows > 1)})


@pytest.mark.parametrize("name", mostly_slow(DATA, "padded", "gaps", "ids"))
@LENIENT
@given(
    rows=st.integers(2, 60),
    places=st.lists(st.integers(0, 100), min_size=1, max_size=5),
    label=st.sampled_from([None, *LABELS]),
    seed=st.integers(0, 1000),
)
def test_the_same_is_said(
    tmp_path: Path, name: str, rows: int, places: list[int], label: str | None, seed: int
) -> None:
    random = np.random.default_rng(seed)
    key, make = DATA[name]
    (tmp_path / "m.json").write_text(MODELS[key])
    x = make(random, rows)
    y = None if label is None else LABELS[label](random, rows)
    ends = cut_rows(rows, places)
    paths, beside, offsets = [], [], {}
    for number, (start, end) in enumerate(pairwise(ends)):
        paths.append(str(tmp_path / f"p{number}.npy"))
        offsets[paths[-1]] = start
        np.save(paths[-1], x[start:end])
        if y is not None:
            beside.append(str(tmp_path / f"y{number}.npy"))
            offsets[beside[-1]] = start
            np.save(beside[-1], y[start:end])
    np.save(tmp_path / "x.npy", x)
    if y is not None:
        np.save(tmp_path / "y.npy", y)
    whole = lstmdoctor.diagnose(
        str(tmp_path / "m.json"), str(tmp_path / "x.npy"), None if y is None else str(tmp_path / "y.npy")
    )
    apart = lstmdoctor.diagnose(str(tmp_path / "m.json"), paths, beside or None, shards="rows")
    assert said(apart, offsets) == said(whole, {})
    assert apart.verdict == whole.verdict
    one, other = (report.to_dict() for report in (apart, whole))
    assert one["data"]["arrays"] == other["data"]["arrays"]
    ways = [[(one["id"], one["result"], one["by_itself"]) for one in two["readings"]] for two in (one, other)]
    assert ways[0] == ways[1]
