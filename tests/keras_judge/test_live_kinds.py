"""Every kind of data that people hand to `fit`, of the real libraries, where they are installed."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lstmdoctor

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
L = keras.layers
RNG = np.random.default_rng(0)
N, T, F = 24, 10, 6
X = RNG.random((N, T, F)).astype("float32")
Y = RNG.random((N, 1)).astype("float32")
SWAPPED = np.swapaxes(X, 1, 2).copy()


def library(name: str) -> Any:
    """A module, or the row is left out."""
    if name == "tensorflow" and keras.backend.backend() != "tensorflow":
        pytest.skip("TensorFlow's data goes to its own backend here")
    pytest.importorskip(name.partition(".")[0])
    return import_module(name)


def py_dataset(x: Any) -> Any:
    members = {"__len__": lambda self: 3, "__getitem__": lambda self, i: (x[8 * i : 8 * i + 8], Y[:8])}
    return type("Batches", (keras.utils.PyDataset,), members)()


def torch_loader(x: Any) -> Any:
    data = library("torch.utils.data")
    torch = library("torch")
    rows = data.TensorDataset(torch.as_tensor(x), torch.as_tensor(Y))
    return data.DataLoader(rows, batch_size=8)


def grain_dataset(x: Any) -> Any:
    grain = library("grain")
    pairs = [(x[i], Y[i]) for i in range(N)]
    return grain.MapDataset.source(pairs).batch(8)


def tf_dataset(x: Any) -> Any:
    return library("tensorflow").data.Dataset.from_tensor_slices((x, Y)).batch(8)


def hdf5_dataset(x: Any) -> Any:
    file = library("h5py").File(f"memory-{id(x)}", "w", driver="core", backing_store=False)
    return file.create_dataset("x", data=x)


ARRAYS: dict[str, Callable[[Any], Any]] = {
    "ndarray": lambda x: x,
    "dict": lambda x: {"series": x},
    "list of one": lambda x: [x],
    "tensor of TensorFlow": lambda x: library("tensorflow").constant(x),
    "tensor of torch": lambda x: library("torch").as_tensor(x),
    "array of JAX": lambda x: library("jax.numpy").asarray(x),
    "HDF5 data set": hdf5_dataset,
    "array of dask": lambda x: library("dask.array").from_array(x, chunks=(8, -1, -1)),
    "array of xarray": lambda x: library("xarray").DataArray(x),
}
"""What `fix` makes an array of."""
LISTS: dict[str, Callable[[Any], Any]] = {
    "list of arrays": lambda x: list(x),
    "nested numbers": lambda x: x.tolist(),
    "tuple of arrays": lambda x: tuple(x),
    "object array": lambda x: object_array(x),
    "Series of pandas": lambda x: library("pandas").Series(list(x)),
    "column of pandas": lambda x: library("pandas").DataFrame({"frames": list(x)})["frames"],
    "DataFrame with a column of arrays": lambda x: library("pandas").DataFrame({"frames": list(x)}),
    "Series of polars": lambda x: library("polars").Series([one.tolist() for one in x]),
    "list of tensors": lambda x: [library("tensorflow").constant(one) for one in x],
    "ragged tensor": lambda x: library("tensorflow").RaggedTensor.from_row_splits(
        x.reshape(-1, x.shape[2]), np.arange(N + 1) * x.shape[1]
    ),
}
"""What has to be stacked first: never healthy as it is."""
BATCHES: dict[str, Callable[[Any], Any]] = {
    "tf.data": tf_dataset,
    "PyDataset": py_dataset,
    "DataLoader of torch": torch_loader,
    "grain": grain_dataset,
}
"""What makes its own batches: `fix` says that it is to be cured before."""


def object_array(x: Any) -> Any:
    made = np.empty(len(x), dtype=object)
    for position, row in enumerate(x):
        made[position] = row
    return made


def make_model() -> Any:
    model = keras.Sequential([keras.Input((T, F), name="series"), L.LSTM(4), L.Dense(1)])
    model.compile(loss="mse")
    return model


MODEL = make_model()
ANY_FIX: Any = lstmdoctor.fix


def errors_of(report: lstmdoctor.Report) -> list[str]:
    return [one.fault.code for one in report.findings if one.severity == "error"]


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    make = ARRAYS[name]
    good, bad = make(X), make(SWAPPED)
    assert lstmdoctor.check(MODEL, good, Y, fail_on="warning").ok
    assert errors_of(lstmdoctor.diagnose(MODEL, bad, Y)) == ["LD207"]
    fixed = ANY_FIX(MODEL, bad, Y)
    (made,) = fixed.x.values() if isinstance(fixed.x, dict) else [fixed.x]
    assert np.array_equal(made, X)
    assert fixed.y is Y and fixed.mask.shape == (N, T)
    with lstmdoctor.watch("values"), pytest.raises(Exception) as caught:
        make_model().fit(bad, Y, verbose=0)
    assert "LD207" in "".join(getattr(caught.value, "__notes__", [])), caught.value
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", LISTS)
def test_lists(name: str) -> None:
    make = LISTS[name]
    stacked = ["LD102" if name == "nested numbers" else "LD101"]
    for x, codes in ((X, stacked), (SWAPPED, [*stacked, "LD207"])):
        assert errors_of(lstmdoctor.diagnose(MODEL, make(x), Y)) == codes
        fixed = ANY_FIX(MODEL, make(x), Y)
        assert np.array_equal(fixed.x, X) and fixed.y is Y
    with lstmdoctor.watch(), pytest.raises(Exception) as caught:
        make_model().fit(make(SWAPPED), Y, verbose=0)
    assert "LD207" in "".join(getattr(caught.value, "__notes__", [])), caught.value


@pytest.mark.parametrize("name", BATCHES)
def test_batches(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    make = BATCHES[name]
    for batches in (0, 1):
        assert lstmdoctor.check(MODEL, make(X), batches=batches, fail_on="warning").ok
        assert errors_of(lstmdoctor.diagnose(MODEL, make(SWAPPED), batches=batches)) == ["LD207"]
    with pytest.raises(ValueError, match="makes its batches itself"):
        lstmdoctor.fix(MODEL, make(SWAPPED))
    with lstmdoctor.watch():
        model = make_model()
        model.fit(make(X), verbose=0)
        with pytest.raises(Exception) as caught:
            make_model().fit(make(SWAPPED), verbose=0)
    assert "LD207" in "".join(getattr(caught.value, "__notes__", [])), caught.value
    assert capsys.readouterr().err == ""


def generator(x: Any) -> Any:
    for start in range(0, N, 8):
        yield x[start : start + 8], Y[start : start + 8]


def test_generators() -> None:
    for verb in (lstmdoctor.diagnose, lstmdoctor.check, lstmdoctor.fix):
        with pytest.raises(ValueError, match="generator") as caught:
            verb(MODEL, generator(X))
        assert "\n" not in str(caught.value)
    with lstmdoctor.watch():
        make_model().fit(generator(X), verbose=0)
        with pytest.raises(Exception) as failed:
            make_model().fit(generator(SWAPPED), verbose=0)
    assert "(batch 1 of the generator)" in "".join(failed.value.__notes__)


def test_a_table_and_a_sparse_matrix_have_their_own_models(tmp_path: Path) -> None:
    rows = keras.Sequential([keras.Input((F, 1)), L.LSTM(3), L.Dense(1)])
    rows.compile(loss="mse")
    plain = X[:, 0]
    tables: dict[str, Callable[[], Any]] = {
        "pandas": lambda: library("pandas").DataFrame(plain),
        "polars": lambda: library("polars").DataFrame(plain),
        "scipy": lambda: library("scipy.sparse").csr_matrix(plain),
    }
    for name, make in tables.items():
        report = lstmdoctor.diagnose(rows, make(), Y)
        assert report.ok, name
        assert [one.fault.code for one in report.findings] == ["LD201"], name
        assert np.array_equal(ANY_FIX(rows, make(), Y, cure="add-feature-axis").x, plain[:, :, None])
        assert errors_of(lstmdoctor.diagnose(MODEL, make(), Y)) != []


def test_loops_that_try_again_get_one_note_for_each_exception(tmp_path: Path) -> None:
    tuner = library("keras_tuner")
    seen: list[str] = []

    def run_trial(self: Any, trial: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return tuner.RandomSearch.run_trial(self, trial, *args, **kwargs)
        except Exception as error:
            seen.append("".join(getattr(error, "__notes__", [])))
            raise

    def build(choice: Any) -> Any:
        choice.Int("units", 2, 8)
        return make_model()

    settings = {"objective": "loss", "directory": tmp_path, "max_retries_per_trial": 1}
    members = {"run_trial": run_trial, "_configure_tensorboard_dir": lambda self, *given: None}
    kind = type("Search", (tuner.RandomSearch,), members)
    search = kind(build, max_trials=2, max_consecutive_failed_trials=2, **settings)
    with lstmdoctor.watch(), pytest.raises(RuntimeError):
        search.search(SWAPPED, Y, epochs=1, verbose=0)
    assert len(seen) > 1
    assert all(note.count("lstmdoctor: ") == 1 and "LD207" in note for note in seen), seen
