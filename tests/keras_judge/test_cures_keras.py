"""The cures that only an option asks for: before them Keras refuses, or learns from the wrong; after them it fits."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from check_cases import run
from data_files import runnable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
pytestmark = [pytest.mark.filterwarnings("ignore::UserWarning"), pytest.mark.keras]

L = keras.layers
RNG = np.random.default_rng(5)
N, T, K = 40, 8, 27
IDS = RNG.integers(0, K, size=(N, T))
IDS[0, :2] = 0, K - 1
LENGTHS = [3 + i % 6 for i in range(N)]
RAGGED_IDS = [RNG.integers(0, K, size=length) for length in LENGTHS]
REAL = RNG.normal(size=(N, T, 3)).astype("float32")
PADDED = REAL.copy()
for sample, length in enumerate(LENGTHS):
    PADDED[sample, length:] = 0.0
PADDED[:, 1, 0] = 0.0
CLASSES = RNG.integers(0, 5, size=N)
CLASSES[:5] = range(5)
ENC, DEC = RNG.normal(size=(N, 6, 4)).astype("float32"), RNG.normal(size=(N, 5, 7)).astype("float32")


def vectors() -> Any:
    return keras.Sequential([keras.Input((None, K)), L.LSTM(4), L.Dense(1)])


def masked(value: float = -1.0) -> Any:
    return keras.Sequential([keras.Input((None, 3)), L.Masking(value), L.LSTM(4), L.Dense(1)])


def classifier(loss: str) -> Callable[[], Any]:
    def build() -> Any:
        model = keras.Sequential([keras.Input((None, 3)), L.LSTM(4), L.Dense(5, activation="softmax")])
        model.compile("sgd", loss)
        return model

    return build


def binary() -> Any:
    model = keras.Sequential([keras.Input((None, 3)), L.LSTM(4), L.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def tagger() -> Any:
    model = keras.Sequential(
        [keras.Input((None, 3)), L.LSTM(4, return_sequences=True), L.Dense(5, activation="softmax")]
    )
    model.compile("sgd", "categorical_crossentropy")
    return model


def translator(encoder: int = 4, decoder: int = 7) -> Any:
    source = keras.Input((None, encoder), name="encoder_inputs")
    target = keras.Input((None, decoder), name="decoder_inputs")
    _, *state = L.LSTM(3, return_state=True)(source)
    out = L.Dense(1)(L.LSTM(3)(target, initial_state=state))
    return keras.Model([source, target], out)


def one_hot(ids: Any, classes: int = K) -> Any:
    return np.eye(classes, dtype="float32")[ids]


def moved(value: float) -> Any:
    made = PADDED.copy()
    for sample, length in enumerate(LENGTHS):
        made[sample, length:] = value
    return made


def padded_one_hot() -> Any:
    made = np.zeros((N, max(LENGTHS), K), "float32")
    for row, ids in zip(made, RAGGED_IDS, strict=True):
        row[-len(ids) :] = one_hot(ids)
    return made


@dataclass(frozen=True)
class Cure:
    build: Callable[[], Any]
    data: Any
    options: tuple[str, ...]
    expected: Any
    labels: Any = None
    codes: str = ""
    verdict: str = "needs-choice"
    cured_labels: Any = None
    names: tuple[str, ...] = field(default=())


CURES: dict[str, Cure] = {
    "one-hot": Cure(vectors, IDS, ("--cure", "one-hot"), one_hot(IDS), codes="LD605"),
    "one-hot of floats": Cure(
        vectors, IDS.astype("float64"), ("--cure", "one-hot"), one_hot(IDS), codes="LD605"
    ),
    "one-hot, unequal": Cure(vectors, RAGGED_IDS, ("--cure", "one-hot+pad"), padded_one_hot(), codes="LD605"),
    "padding at the end": Cure(
        masked, PADDED, ("--cure", "move-padding"), moved(-1.0), codes="LD305", verdict="healthy"
    ),
    "padding in front": Cure(
        masked,
        PADDED[:, ::-1].copy(),
        ("--cure", "move-padding"),
        moved(-1.0)[:, ::-1],
        codes="LD305",
        verdict="healthy",
    ),
    "padding under an infinite mask": Cure(
        lambda: masked(float("inf")),
        PADDED,
        ("--cure", "move-padding"),
        moved(np.inf),
        codes="LD305",
        verdict="healthy",
    ),
    "crossed by name": Cure(
        translator,
        {"encoder_inputs": DEC, "decoder_inputs": ENC},
        ("--cure", "swap-inputs"),
        {"encoder_inputs": ENC, "decoder_inputs": DEC},
        codes="LD105",
    ),
    "crossed by coder": Cure(
        translator,
        {"encoder_input_data": DEC, "decoder_input_data": ENC},
        ("--cure", "swap-inputs"),
        {"encoder_inputs": ENC, "decoder_inputs": DEC},
        codes="LD105",
    ),
    "crossed, of one shape": Cure(
        lambda: translator(4, 4),
        {"encoder_inputs": ENC, "decoder_inputs": ENC * 2},
        ("--cure", "swap-inputs"),
        {"encoder_inputs": ENC * 2, "decoder_inputs": ENC},
        verdict="healthy",
    ),
    "a dict of samples": Cure(
        lambda: keras.Sequential([keras.Input((T, 3)), L.LSTM(4), L.Dense(1)]),
        {f"patient {i}": row for i, row in enumerate(REAL)},
        ("--cure", "unpack-dict"),
        REAL,
        codes="LD101",
    ),
    "labels from 1": Cure(
        classifier("sparse_categorical_crossentropy"),
        REAL,
        ("--label-cure", "from-zero"),
        REAL,
        labels=CLASSES + 1,
        cured_labels=CLASSES,
        codes="LD705",
    ),
    "labels of 1 and 2": Cure(
        binary,
        REAL,
        ("--label-cure", "from-zero"),
        REAL,
        labels=(CLASSES % 2) + 1,
        cured_labels=CLASSES % 2,
        codes="LD705",
    ),
    "labels to encode": Cure(
        classifier("categorical_crossentropy"),
        REAL,
        ("--label-cure", "one-hot"),
        REAL,
        labels=CLASSES,
        cured_labels=one_hot(CLASSES, 5),
        codes="LD704",
    ),
    "a column of labels to encode": Cure(
        classifier("categorical_crossentropy"),
        REAL,
        ("--label-cure", "one-hot"),
        REAL,
        labels=CLASSES[:, None],
        cured_labels=one_hot(CLASSES, 5),
        codes="LD704",
    ),
    "labels from 1 to encode": Cure(
        classifier("categorical_crossentropy"),
        REAL,
        ("--label-cure", "from-zero+one-hot"),
        REAL,
        labels=CLASSES + 1,
        cured_labels=one_hot(CLASSES, 5),
        codes="LD704",
    ),
    "labels of every timestep": Cure(
        tagger,
        REAL,
        ("--label-cure", "one-hot"),
        REAL,
        labels=IDS % 5,
        cured_labels=one_hot(IDS % 5, 5),
        codes="LD704",
    ),
}


def store(data: Any, name: str) -> str:
    if isinstance(data, np.ndarray):
        np.save(f"{name}.npy", data)
        return f"{name}.npy"
    if isinstance(data, dict) and len(data) < 5:
        np.savez(f"{name}.npz", **data)
        return f"{name}.npz"
    Path(f"{name}.pkl").write_bytes(pickle.dumps(data))
    return f"{name}.pkl"


def loaded(path: str) -> Any:
    found = np.load(path)
    return dict(found) if path.endswith(".npz") else found


def same(found: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            np.array_equal(found[k], expected[k]) for k in expected
        )
    return found.dtype == expected.dtype and np.array_equal(found, expected)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", CURES)
def test_what_is_cured_when_asked(name: str, place: Path) -> None:
    case = CURES[name]
    model = case.build()
    if not model.compiled:
        model.compile("sgd", "mse")
    model.save("m.keras")
    data = store(case.data, "x")
    out = "out.npz" if isinstance(case.expected, dict) else "out.npy"
    labels = [] if case.labels is None else ["--labels", store(case.labels, "y")]
    written = [] if case.labels is None else ["--labels-output", "y_out.npy"]

    said = json.loads(run("diagnose", "m.keras", data, *labels, "--output-format", "json").stdout)
    assert said["verdict"] == case.verdict
    if case.codes:
        assert case.codes in [finding["code"] for finding in said["findings"]]
    if case.verdict == "needs-choice":
        left = run("fix", "m.keras", data, *labels, "-o", "unasked.npz")
        assert left.exit_code == 1, left.output
        assert not Path("unasked.npz").exists()

    done = run("fix", "m.keras", data, *labels, *case.options, *written, "-o", out)
    assert done.exit_code == 0, done.output
    assert same(loaded(out), case.expected)
    y = np.zeros((N, 1)) if case.labels is None else np.load("y_out.npy")
    if case.cured_labels is not None:
        assert same(y, case.cured_labels)
    model.fit(loaded(out), y, epochs=1, verbose=0)

    again = run(
        "apply", f"{out}.treatment.json", data, *labels, *(["--labels-output", "y_again.npy"] if written else []),
        "-o", f"again{out}",
    )  # fmt: skip
    assert again.exit_code == 0, again.output
    assert Path(f"again{out}").read_bytes() == Path(out).read_bytes()
    if written:
        assert Path("y_again.npy").read_bytes() == Path("y_out.npy").read_bytes()
        return
    code = run("fix", "m.keras", data, *case.options, "--python")
    assert code.exit_code == 0, code.output
    names: dict[str, Any] = {}
    exec(runnable(code.stdout), names)
    assert same(names["inputs" if isinstance(case.expected, dict) else "x"], case.expected)
