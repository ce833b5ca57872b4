"""The code of a cure beside the cure: run on the variables of the caller it gives the same data and labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from halves import with_keras
from stand_ins import make_classes

import lstmdoctor

ANY_FIX: Any = lstmdoctor.fix
RNG = np.random.default_rng(7)
SERIES, TIMES = RNG.random((60, 3)).astype("float32"), np.arange(60.0)
PIECES = [RNG.random((n, 3)).astype("float32") for n in (25, 12, 31, 20)]
EACH = [np.arange(len(one)) + 100.0 * i for i, one in enumerate(PIECES)]
FULL = RNG.random((10, 20, 3)).astype("float32")
IDS = np.arange(10) % 5
NAMES = np.array(["lie", "run", "sit", "stand", "walk"])


def model(name: str) -> Any:
    """Of 20 timesteps and 3 features: one answer, an answer each step, five classes, batches of 4."""
    if name == "one":
        return make_classes()[1](20, 3)
    batch = 4 if name == "batch" else None
    units = {"classes": 5, "each class": 5}.get(name, 1)
    each = name in ("each", "each class")
    layers: list[dict[str, Any]] = [
        {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [batch, 20, 3]}},
        {"class_name": "LSTM", "config": {"name": "l", "units": 4, "return_sequences": each}},
        {"class_name": "Dense", "config": {"name": "d", "units": units, "activation": "softmax"}},
    ]
    loss = "categorical_crossentropy" if units > 1 else "mse"
    config = {"class_name": "Sequential", "config": {"name": "m", "layers": layers}}
    Path("m.json").write_text(json.dumps({**config, "compile_config": {"loss": loss}}), encoding="utf-8")
    return Path("m.json")


CASES: dict[str, tuple[str, Any, Any, dict[str, Any]]] = {
    "windows of a series": ("one", SERIES, TIMES, {"window": 20}),
    "with a stride": ("one", SERIES, TIMES, {"window": 20, "stride": 7}),
    "and the next step": ("one", SERIES, TIMES, {"window": 20, "horizon": 1}),
    "labels in a column": ("one", SERIES, TIMES[:, None], {"window": 20, "horizon": 1, "stride": 3}),
    "labels in a list": ("one", SERIES, [TIMES], {"window": 20}),
    "windows of sequences, a label each": ("one", PIECES, np.arange(4), {"window": 20, "stride": 2}),
    "windows of sequences, labels of steps": ("one", PIECES, EACH, {"window": 20}),
    "and the next step of each": ("one", PIECES, EACH, {"window": 20, "horizon": 1}),
    "labels of steps, padded": ("each", PIECES, EACH, {"truncate": "pre"}),
    "labels of steps, cut": ("each", np.stack([SERIES[:30]] * 3), np.stack([TIMES[:30]] * 3), {"truncate": "post"}),
    "the rest left out": ("batch", FULL, TIMES[:10], {"remainder": "drop"}),
    "the last repeated": ("batch", FULL, TIMES[:10], {"remainder": "pad"}),
    "one-hot": ("classes", FULL, IDS, {"label_cure": "one-hot"}),
    "one-hot of numbers with a point": ("classes", FULL, IDS * 1.0, {"label_cure": "one-hot"}),
    "one-hot of a column": ("classes", FULL, IDS[:, None], {"label_cure": "one-hot"}),
    "one-hot of ids from 1": ("classes", FULL, IDS + 1, {"label_cure": "from-zero+one-hot"}),
    "one-hot windows": ("classes", SERIES, TIMES.astype(int) % 5, {"window": 20, "label_cure": "one-hot"}),
    "names of classes": ("classes", FULL, NAMES[IDS], {"label_cure": "encode"}),
    "names of classes of steps": (
        "each class", PIECES, [NAMES[one.astype(int) % 5] for one in EACH], {"truncate": "post", "label_cure": "encode"}
    ),
    "one-hot steps": (
        "each class", PIECES, [one.astype(int) % 5 for one in EACH], {"truncate": "post", "label_cure": "one-hot"}
    ),
}  # fmt: skip
STAY: dict[str, tuple[str, Any, Any, dict[str, Any]]] = {
    "a label each, padded": ("one", PIECES[1::2], np.arange(2.0), {}),
    "a label each, cut": ("one", PIECES, np.arange(4.0), {"truncate": "post"}),
    "a label each, stacked": ("one", list(FULL), TIMES[:10], {}),
    "a label each, axes swapped": ("one", FULL.swapaxes(1, 2), TIMES[:10], {}),
    "nothing to be done": ("one", FULL, TIMES[:10], {}),
}


@pytest.mark.parametrize(
    "name", with_keras(CASES, "labels of steps, padded", "one-hot steps", "names of classes of steps")
)
def test_the_code_makes_data_and_labels(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    kind, data, targets, options = CASES[name]
    fixed = ANY_FIX(model(kind), data, targets, **options)
    names: dict[str, Any] = {"data": data, "targets": targets}
    exec(fixed.python, names)
    given = names["y"] if isinstance(targets, list) and len(targets) == 1 else names["targets"]
    np.testing.assert_array_equal(names["data"], fixed.x)
    np.testing.assert_array_equal(given, fixed.y)
    assert np.asarray(given).dtype == fixed.y.dtype


@pytest.mark.parametrize("name", STAY)
def test_the_code_leaves_labels_alone_that_stay(name: str) -> None:
    kind, data, targets, options = STAY[name]
    fixed = ANY_FIX(model(kind), data, targets, **options)
    assert "targets" not in fixed.python and fixed.y is targets


def test_an_expression_for_labels_gets_a_name() -> None:
    fixed = ANY_FIX(model("one"), SERIES, TIMES[:], window=20)
    assert fixed.python.endswith(
        "y = TIMES[:]\ny = y[19:]\nSERIES = " + fixed.python.rpartition("SERIES = ")[2]
    )


def test_the_report_and_its_json_show_the_labels_too() -> None:
    report = lstmdoctor.diagnose(model("one"), SERIES, TIMES, window=20)
    assert "    TIMES = TIMES[19:]\n" in str(report)
    assert "TIMES = TIMES[19:]" in report.to_dict()["readings"][0]["python"]


def of_pandas(**more: Any) -> Any:
    pandas = pytest.importorskip("pandas")
    rows = {"who": ["b"] * 24 + ["a"] * 30, "day": [*range(23, -1, -1), *range(30)]}
    return pandas.DataFrame(
        {**rows, "p": np.arange(54.0), "q": np.arange(54.0) * 2, "r": np.ones(54), **more}
    )


ID = {"id": "who", "time": "day"}
LABEL = [1] * 24 + [0] * 30
FRAMES: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "one label a sequence": (lambda: of_pandas(k=LABEL), {**ID, "target": "k", "truncate": "pre"}),
    "windows with it": (lambda: of_pandas(k=LABEL), {**ID, "target": "k", "window": 20}),
    "a label a row": (lambda: of_pandas(k=np.arange(54.0)), {**ID, "target": "k", "window": 20}),
    "the next row": (
        lambda: of_pandas(), {**ID, "target": "p", "values": ["p", "q", "r"], "window": 20, "horizon": 1}
    ),
    "one series": (lambda: of_pandas(day=range(53, -1, -1)), {"time": "day", "target": "p", "values": "p,q,r", "window": 20}),
    "as many rows each": (lambda: of_pandas(k=LABEL).groupby("who").head(20), {**ID, "target": "k"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAMES)
def test_the_target_of_a_frame_is_taken_out_of_it(name: str) -> None:
    make, options = FRAMES[name]
    frame = make()
    fixed = ANY_FIX(model("one"), frame, **options)
    names: dict[str, Any] = {"frame": frame}
    exec(fixed.python, names)
    np.testing.assert_array_equal(names["x"], fixed.x)
    np.testing.assert_array_equal(names["y"], fixed.y)
