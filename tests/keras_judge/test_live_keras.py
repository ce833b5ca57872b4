"""The watch around real Keras: one cell of each kind of the table that ``tests/matrix.py`` makes."""

from __future__ import annotations

import copy
import gc
import json
import os
import pickle
import subprocess
import sys
import weakref
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import ROOT, TESTS

import lstmdoctor
from lstmdoctor.models.live import read_live_model
from lstmdoctor.watching.uncaught import add_note_of_call
from lstmdoctor.watching.watcher import Watcher

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
L = keras.layers


def load_matrix() -> Any:
    """The script as a module."""
    spec = spec_from_file_location("matrix", TESTS / "matrix.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MATRIX = load_matrix()
CELLS = {
    ("Sequential", "fit(list of arrays)"): "LD101",
    ("Functional", "fit(swapped axes)"): "LD207",
    ("Sequential", "predict(one sample)"): "LD203",
    ("Functional", "fit(labels missing)"): "LD701",
    ("Functional", "fit(validation swapped)"): "LD207",
    ("Sequential", "train_on_batch(swapped)"): "LD207",
    ("Sequential", "model(swapped)"): "LD207",
    ("Sequential", "fit(generator, batch 4)"): "LD207",
    ("Functional", "fit(PyDataset swapped)"): "LD207",
    ("Sequential", "fit(tf.data unbatched)"): "LD203",
    ("Sequential", "fit(labels that broadcast)"): "(LD703)",
    ("Sequential", "fit(10 timesteps too many)"): "(LD302)",
    ("Functional", "fit(10 timesteps too many)"): "LD302",
    ("subclass", "fit(list of arrays)"): "LD101",
    ("subclass", "fit(labels missing)"): "LD701",
}


@pytest.mark.parametrize("filtered", [True, False], ids=["filtered", "whole"])
@pytest.mark.parametrize(("kind", "call"), CELLS)
def test_a_failing_call_is_told(
    kind: str, call: str, filtered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not filtered and call not in ("fit(list of arrays)", "model(swapped)"):
        pytest.skip("one of each kind")
    if "tf.data" in call and MATRIX.tf_dataset() is None:
        pytest.skip("TensorFlow is not installed")
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    MATRIX.set_filtering(filtered)
    try:
        said = MATRIX.outcome(MATRIX.KINDS[kind], MATRIX.CALLS[call], memory="generator" in call)
    finally:
        MATRIX.set_filtering(True)
    assert said == CELLS[kind, call]


def compiled(kind: str = "Sequential", **loss: str) -> Any:
    model = MATRIX.KINDS[kind]()
    model.compile(loss=loss.get("loss", "mse"))
    return model


@pytest.mark.parametrize("kind", MATRIX.KINDS)
def test_healthy_training_is_silent_and_the_same(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    results = []
    for watched in (False, True):
        keras.utils.set_random_seed(7)
        model = compiled(kind)
        with lstmdoctor.watch("values" if watched else "off"):
            model.fit(MATRIX.X, MATRIX.Y, verbose=0, validation_split=0.25)
            model.evaluate(MATRIX.X, MATRIX.Y, verbose=0)
            model(MATRIX.X[:2])
            results.append(model.predict(MATRIX.X[:, :7] if kind == "subclass" else MATRIX.X, verbose=0))
    assert np.array_equal(*results)
    assert "lstmdoctor" not in capfd.readouterr().err


def test_a_sequential_built_by_its_data_takes_other_lengths(capsys: pytest.CaptureFixture[str]) -> None:
    model = keras.Sequential([L.LSTM(3), L.Dense(1)])
    model.compile(loss="mse")
    with lstmdoctor.watch():
        model.fit(MATRIX.X, MATRIX.Y, verbose=0)
        model.predict(MATRIX.X[:, :7], verbose=0)
    assert capsys.readouterr().err == ""


def test_models_are_copied_pickled_and_saved_while_watched(tmp_path: Path) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    with lstmdoctor.watch():
        model = compiled("Functional")
        model.fit(MATRIX.X, MATRIX.Y, verbose=0)
        expected = model.predict(MATRIX.X, verbose=0)
        model.save(tmp_path / "m.keras")
        others = [
            copy.deepcopy(model),
            pickle.loads(pickle.dumps(model)),
            cloudpickle.loads(cloudpickle.dumps(model)),
            keras.saving.load_model(tmp_path / "m.keras"),
        ]
    for other in others:
        assert np.array_equal(other.predict(MATRIX.X, verbose=0), expected)


def test_nothing_of_a_training_is_kept() -> None:
    def train() -> Any:
        model, x = compiled(), MATRIX.SWAPPED.copy()
        with pytest.raises((ValueError, RuntimeError)):
            model.fit(x, MATRIX.Y, verbose=0)
        return weakref.ref(x)

    with lstmdoctor.watch("values"):
        gone = train()
        gc.collect()
        assert gone() is None


def test_the_verbs_are_put_back() -> None:
    before = {verb: getattr(keras.Model, verb) for verb in ("fit", "predict", "__call__")}
    with lstmdoctor.watch():
        assert keras.Model.fit is not before["fit"]
    assert {verb: getattr(keras.Model, verb) for verb in before} == before
    assert "fit" not in vars(keras.Model)


def with_branches() -> Any:
    a, b = keras.Input((5, 3), name="a"), keras.Input((4,), name="b")
    return keras.Model([a, b], L.Dense(2, name="out")(L.Concatenate()([L.LSTM(3)(a), b])))


def refuse_config(self: Any) -> Any:
    raise NotImplementedError


NO_CONFIG: Any = type(
    "NoConfig", (L.Layer,), {"call": lambda self, given: given, "get_config": refuse_config}
)


MODELS: dict[str, Any] = {
    "Sequential": lambda: keras.Sequential([keras.Input((5, 3)), L.Masking(), L.LSTM(3), L.Dense(2)]),
    "ids": lambda: keras.Sequential([keras.Input((None,)), L.Embedding(9, 4, mask_zero=True), L.GRU(3)]),
    "branches": with_branches,
    "never built": lambda: keras.Sequential([L.LSTM(3)]),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_live_model_reads_as_its_file_does(name: str, tmp_path: Path) -> None:
    model = MODELS[name]()
    model.compile(loss="mse")
    live = read_live_model(model)
    model.save(tmp_path / "m.keras")
    saved = lstmdoctor.inspect(tmp_path / "m.keras")
    assert isinstance(saved, type(live))
    for part in ("inputs", "outputs", "layers", "kind", "class_name", "keras_version"):
        assert getattr(live, part) == getattr(saved, part), part
    assert live.format == "live" and not live.code and not live.legacy


@pytest.mark.parametrize(("labels", "codes"), [((8, 1), []), ((8,), []), ((8, 3), ["LD703"])])
def test_code_in_a_live_model_is_no_fault_and_hides_no_shape(
    labels: tuple[int, ...], codes: list[str]
) -> None:
    model = keras.Sequential([keras.Input((6, 2)), L.LSTM(3), L.Dense(1), L.Lambda(lambda x: x * 400)])
    model.compile("adam", "mse")
    data = np.random.default_rng(0).normal(size=(8, 6, 2))
    report = lstmdoctor.diagnose(model, data, np.random.default_rng(1).normal(size=labels))
    assert [one.fault.code for one in report.findings if one.severity != "note"] == codes
    assert "the file" not in str(report)


def test_what_has_no_config_is_read_by_its_attributes() -> None:
    given = keras.Input((5, 3), name="a")
    made = keras.Model(given, L.Dense(1, activation="sigmoid")(L.LSTM(3)(NO_CONFIG()(L.Masking()(given)))))
    spec = read_live_model(made)
    assert [layer.class_name for layer in spec.inputs[0].path] == ["Masking", "NoConfig", "LSTM"]
    assert (spec.inputs[0].name, spec.inputs[0].mask_value) == ("a", 0.0)
    assert spec.outputs[0].shape == (None, 1)


def test_a_large_constant_is_not_written_out() -> None:
    matrix = keras.initializers.Constant(np.zeros((2_000, 50)))
    made = keras.Sequential(
        [keras.Input((None,)), L.Embedding(2_000, 50, embeddings_initializer=matrix), L.LSTM(3)]
    )
    spec = read_live_model(made)
    assert spec.inputs[0].embedding is not None
    assert spec.inputs[0].embedding.options["input_dim"] == 2_000


SCRIPT = """
import os; os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import sys
assert "numpy" not in sys.modules
import numpy as np
import keras
model = keras.Sequential([keras.Input((5, 3)), keras.layers.LSTM(2), keras.layers.Dense(1)])
model.compile(loss="mse")
x, y = np.ones((20, 5, 3), "float32"), np.ones((20, 1), "float32")
model.fit(x, y, verbose=0)
print("healthy", flush=True)
model.fit(x, np.ones((20, 20)), verbose=0)
model.fit(list(x), y, verbose=0)
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "LSTMDOCTOR_TESTING": "1"}
COMMAND = "from lstmdoctor.__main__ import main; main()"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "run", *arguments],
        cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_script_of_keras_is_run(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT, encoding="utf-8")
    done = run(tmp_path, "--report", "r.json", "train.py")
    assert (done.returncode, done.stdout) == (1, "healthy\n")
    first, _, last = done.stderr.partition("Traceback")
    assert "lstmdoctor: model.fit(x, np.ones((20, 20)), verbose=0) in train.py:12\n  LD703" in first
    assert (
        "LD101" not in first
        and "lstmdoctor: model.fit(list(x), y, verbose=0) in train.py:13\n  LD101" in last
    )
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in found["checks"]] == ["train.py:12", "train.py:13"]
    assert "lstmdoctor/" not in last
    stopped = run(tmp_path, "--fail-on", "error", "train.py")
    assert stopped.returncode == 1 and "LD703" in stopped.stderr and "LD101" not in stopped.stderr


def test_a_notebook_is_run_in_its_own_kernel(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    head, _, tail = SCRIPT.replace('assert "numpy"', '# assert "numpy"').partition('print("healthy"')
    cells = [head, 'print("healthy"' + tail.splitlines()[0], *tail.splitlines()[1:], "print('never')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, tmp_path / "train.ipynb")
    before = (tmp_path / "train.ipynb").read_bytes()
    done = run(tmp_path, "--output", "done.ipynb", "train.ipynb")
    assert (done.returncode, done.stdout) == (1, "healthy\n")
    assert "in cell 3:1\n  LD703" in done.stderr and "in cell 4:1\n  LD101" in done.stderr
    assert (tmp_path / "train.ipynb").read_bytes() == before
    made = nbformat.read(tmp_path / "done.ipynb", as_version=4)
    assert [cell.source for cell in made.cells] == cells


def test_a_child_process_is_watched_where_its_python_is_told_to() -> None:
    program = "import lstmdoctor.watching.children, keras; print(hasattr(keras.Model.fit, '__lstmdoctor_original__'))"
    for value, said in (("1", "True\n"), ("", "False\n")):
        environment = {**ENVIRONMENT, "LSTMDOCTOR_WATCH": value}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        )
        assert done.stdout == said, done.stderr


def model_of_two_inputs() -> Any:
    """A subclass that takes two inputs, which nobody can tell before it is built."""
    cells, head = (L.LSTM(3), L.LSTM(3)), L.Dense(1)

    def call(self: Any, inputs: Any) -> Any:
        a, b = inputs.values() if isinstance(inputs, dict) else inputs
        return self.head(self.first(a) + self.second(b))

    model: Any = type("TwoInputs", (keras.Model,), {"call": call})()
    (model.first, model.second), model.head = cells, head
    return model


A, B = np.ones((8, 9, 2), "float32"), np.ones((8, 7, 2), "float32")
SEVERAL: dict[str, object] = {
    "list": [A, B],
    "tuple": (A, B),
    "dict": {"a": A, "b": B},
    "list of one shape": [A, A],
}


@pytest.mark.parametrize("name", SEVERAL)
def test_a_subclass_of_several_inputs_trains_under_watch(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    model = model_of_two_inputs()
    model.compile(loss="mse")
    with lstmdoctor.watch(fail_on="error"):
        model.fit(SEVERAL[name], np.ones(8), verbose=0, validation_data=(SEVERAL[name], np.ones(8)))
    assert "LD" not in capsys.readouterr().err


@pytest.mark.parametrize("labels", [[np.ones(8)], (np.ones((8, 1)),)], ids=["list", "tuple"])
def test_one_array_of_labels_in_a_list_trains_under_watch(
    labels: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    model = keras.Sequential([keras.Input((9, 2)), L.LSTM(3), L.Dense(1)])
    model.compile(loss="mse")
    with lstmdoctor.watch(fail_on="error"):
        model.fit(A, labels, verbose=0, validation_data=(A, labels))
        model.evaluate(A, labels, verbose=0)
    assert "LD" not in capsys.readouterr().err


def test_text_in_a_dataset_is_text_for_a_model_that_reads_it() -> None:
    tensorflow = pytest.importorskip("tensorflow")
    layer = L.TextVectorization(20, output_sequence_length=5)
    layer.adapt(["the cat sat", "a d\u00f6g ran"])
    model = keras.Sequential([keras.Input((1,), dtype="string"), layer, L.Embedding(20, 3), L.LSTM(2)])
    rows = tensorflow.constant([["the cat"], ["a d\u00f6g"]])
    dataset = tensorflow.data.Dataset.from_tensor_slices(rows).batch(2)
    for data in (rows, dataset):
        assert lstmdoctor.diagnose(model, data).findings == ()
    numbers = keras.Sequential([keras.Input((1,)), L.Embedding(20, 3), L.LSTM(2)])
    assert [one.fault.code for one in lstmdoctor.diagnose(numbers, dataset).findings] == ["LD108"]


@pytest.mark.parametrize(("masks", "side"), [(True, "post"), (False, "pre")])
def test_padding_for_a_sequential_that_was_never_built_goes_where_its_layers_want_it(
    masks: bool, side: str
) -> None:
    model = keras.Sequential([*([L.Masking()] if masks else []), L.LSTM(3)])
    report = lstmdoctor.diagnose(model, [np.ones((length, 2), "float32") for length in range(3, 99)])
    assert f'padding="{side}"' in str(report) and "the model takes one array\n" in str(report)
    assert report.verdict == "untreatable"


def test_a_tuple_of_inputs_is_cured_as_a_list() -> None:
    one, two = keras.Input((9, 2)), keras.Input((5,))
    model = keras.Model([one, two], L.Concatenate()([L.LSTM(3)(one), two]))
    pair = (A.swapaxes(1, 2), np.ones((8, 5), "float32"))
    names: dict[str, Any] = {"np": np, "pair": pair}
    fix: Any = lstmdoctor.fix
    exec(fix(model, pair).python, names)
    np.testing.assert_array_equal(names["x"][0], A)


@pytest.mark.parametrize(("axes", "code"), [(3, "LD902"), (2, "LD201")])
def test_the_axes_of_the_data_say_which_layer_got_the_wrong_rank(
    axes: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    layers = [L.LSTM(3), L.LSTM(3)] if axes == 3 else [L.LSTM(3)]
    x = A if axes == 3 else A[..., 0]
    for watched in (True, False):
        model = keras.Sequential([*layers, L.Dense(1)])
        model.compile(loss="mse")
        watch = lstmdoctor.watch("header" if watched else "off")
        with watch, pytest.raises(ValueError, match="ndim=3") as caught:
            model.fit(x, np.ones(8), verbose=0)
        if watched:
            assert f"  {code} " in "".join(caught.value.__notes__)
        else:
            assert str(lstmdoctor.explain(caught.value)).startswith(code)


TRACED: dict[str, tuple[tuple[int, ...], int, str]] = {
    "data that does not fit": ((8, 8, 50), 1, "LD207"),
    "code of the user's own": ((8, 50, 8), 7, ""),
}


@pytest.mark.parametrize("name", TRACED)
def test_an_error_in_a_traced_function_is_told_at_the_end_of_the_program(name: str) -> None:
    if keras.backend.backend() != "tensorflow":
        pytest.skip("AutoGraph is TensorFlow's")
    import tensorflow as tf

    shape, size, code = TRACED[name]
    model = keras.Sequential([keras.Input((50, 8)), L.LSTM(4), L.Dense(1)])

    def step(batch: Any) -> Any:
        return tf.matmul(model(batch, training=True), tf.ones((size, 1)))

    with pytest.raises(ValueError, match="in user code") as caught:
        tf.function(step)(tf.zeros(shape))
    add_note_of_call(caught.value, Watcher())
    note = "".join(getattr(caught.value, "__notes__", []))
    assert (code in note and "model(batch, training=True)" in note) if code else note == ""
    assert isinstance(lstmdoctor.explain(caught.value), lstmdoctor.Report) == bool(code)
