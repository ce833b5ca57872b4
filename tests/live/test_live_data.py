"""Every kind of data that a program hands to `fit`, told apart without importing what made it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stand_ins import make_classes

import lstmdoctor
from lstmdoctor.core.facts import Facts
from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.opened import open_live_source
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.errors import NotData, Unreadable

SEQUENTIAL = make_classes()[1]
X = np.arange(60, dtype="float32").reshape(5, 4, 3)


class Tensor:
    """Something with a shape, a dtype and values, as tensors of any framework have."""

    def __init__(self, array: Any, dtype: object = None) -> None:
        self.array, self.dtype, self.shape = array, dtype or array.dtype, array.shape
        self.asked = 0

    def __array__(self, dtype: object = None, copy: object = None) -> Any:
        self.asked += 1
        return self.array


def pandas_frame() -> Any:
    return pytest.importorskip("pandas").DataFrame(X[0])


def pandas_series() -> Any:
    return pytest.importorskip("pandas").Series([X[0, :2], X[1], X[2]])


def polars_frame() -> Any:
    return pytest.importorskip("polars").DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})


def sparse_matrix() -> Any:
    return pytest.importorskip("scipy.sparse").csr_matrix(np.eye(4, dtype="float32"))


KINDS: dict[str, tuple[Callable[[], object], tuple[Any, ...], str, str]] = {
    "array": (lambda: X, (5, 4, 3), "array", "float32"),
    "list of arrays": (lambda: list(X), (5, 4, 3), "list", "float32"),
    "tuple of arrays": (lambda: tuple(X), (5, 4, 3), "list", "float32"),
    "nested numbers": (lambda: X.tolist(), (5, 4, 3), "list", "float64"),
    "masked array": (lambda: np.ma.masked_array(X, X > 3), (5, 4, 3), "array", "float32"),
    "list of masked arrays": (lambda: [np.ma.masked_array(one) for one in X], (5, 4, 3), "list", "float32"),
    "tensor": (lambda: Tensor(X), (5, 4, 3), "array", "float32"),
    "tensor of a framework's dtype": (lambda: Tensor(X, "torch.float32"), (5, 4, 3), "array", "float32"),
    "list of tensors": (lambda: [Tensor(one) for one in X], (5, 4, 3), "list", "float32"),
    "DataFrame of pandas": (pandas_frame, (4, 3), "array", "float32"),
    "Series of arrays": (pandas_series, (3, "2..4", 3), "list", "float32"),
    "DataFrame of polars": (polars_frame, (2, 2), "array", "float64"),
    "sparse matrix": (sparse_matrix, (4, 4), "array", "float32"),
}


def facts_of(value: object, header_only: bool) -> Facts:
    source = open_live_source(value, "x", Look(header_only))
    (array,) = source.arrays
    return array.facts if header_only else scan_sequences(array)


@pytest.mark.parametrize("header_only", [True, False], ids=["header", "values"])
@pytest.mark.parametrize("name", KINDS)
def test_kinds(name: str, header_only: bool) -> None:
    make, axes, container, dtype = KINDS[name]
    found = facts_of(make(), header_only)
    assert tuple(axis if isinstance(axis, int) else str(axis) for axis in found.axes) == axes
    assert (found.container, found.dtype) == (container, dtype)
    assert (found.values is None) == header_only


@pytest.mark.parametrize(
    "value", [{1, 2}, None, object(), {}, "text"], ids=["set", "None", "object", "dict", "text"]
)
def test_what_is_no_data(value: object) -> None:
    with pytest.raises((NotData, Unreadable), match="is "):
        open_live_source(value, "x", Look())


def test_a_spec_of_unknown_rank_asks_for_a_batch() -> None:
    class Spec:
        shape, dtype = None, np.dtype("float32")

    with pytest.raises(Unreadable, match="batches=1"):
        open_live_source(Spec(), "x", Look(header_only=True))


def test_a_categorical_of_pandas_is_text() -> None:
    value = pytest.importorskip("pandas").Categorical(["a", "b", "a"])
    found = facts_of(value, header_only=False)
    assert (found.axes, found.dtype) == ((3,), "str")


def test_a_tensor_gives_no_value_for_its_header() -> None:
    tensor = Tensor(X)
    open_live_source({"a": tensor, "b": [Tensor(X[0])] * 9}, "x", Look(header_only=True))
    assert tensor.asked == 0


UNREADABLE_MEMORY = """
import mmap, sys
sys.path[:0] = {path!r}
import numpy as np, lstmdoctor
from stand_ins import make_classes
pages = mmap.mmap(-1, 1 << 30, prot=0)  # a look at any byte of it kills the process
x = np.frombuffer(pages, dtype="float32")[:50_000_000].reshape(-1, 50, 100)[:, :, :90]
y = np.frombuffer(pages, dtype="float32")[:200]
model = make_classes()[1](50, 100)
report = lstmdoctor.diagnose(model, x, y, header_only=True)
assert {{"LD210", "LD701"}} <= {{one.fault.code for one in report.findings}}, report.findings
lists = lstmdoctor.diagnose(model, [x[0], x[1]], header_only=True)
{then}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="memory protection as mmap of Unix has it")
@pytest.mark.parametrize(
    ("then", "code"), [("", 0), ("x[0, 0, 0] + 1", -11)], ids=["header", "a touch is seen"]
)
def test_no_byte_is_touched_at_header_level(then: str, code: int) -> None:
    path = [entry for entry in sys.path if entry]
    program = UNREADABLE_MEMORY.format(path=path, then=then)
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == code


def test_values_of_large_arrays_are_sampled_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.sequences.in_memory.BLOCK_BYTES", 1 << 10)
    x = np.random.default_rng(0).random((20_000, 4, 100)).astype("float32")
    x[10_000, 2, 1] = np.nan
    (array,) = open_live_source(x, "x", Look(whole_bytes=1 << 20)).arrays
    assert sum(len(block) for block in array.blocks()) < 20_000
    report = lstmdoctor.diagnose(SEQUENTIAL(4, 100), np.repeat(x[:1], 3, axis=0))
    assert report.ok


def test_the_position_in_a_sample_is_that_in_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.live.look.WHOLE_BYTES", 1)
    from lstmdoctor.live.live_report import diagnose_objects
    from lstmdoctor.live.pairs import Asked

    x = np.random.default_rng(0).random((9_000, 50, 30)).astype("float32")
    x[8_990, 3, 2] = np.nan
    report = diagnose_objects(SEQUENTIAL(50, 30), x, asked=Asked(look=Look(whole_bytes=1 << 20)))
    (finding,) = [one for one in report.findings if one.fault.code == "LD501"]
    assert "sample 8,990, timestep 3, feature 2" in finding.message or "sample 8990" in finding.message
    assert "first, middle and last" in str(report)


def test_nothing_is_imported_for_arrays(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path[:0] = {[entry for entry in sys.path if entry]!r}\n"
        "import lstmdoctor, numpy as np\nfrom stand_ins import make_classes\n"
        "assert lstmdoctor.diagnose(make_classes()[1](4, 3), np.ones((5, 4, 3), 'f4')) is not None\n"
        "print({name.partition('.')[0] for name in sys.modules} & "
        "{'tensorflow', 'keras', 'torch', 'jax', 'pandas', 'polars', 'scipy', 'h5py', 'rich', 'IPython'})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "set()\n", done.stderr


def stand_in(module: str, name: str, members: dict[str, Any]) -> Any:
    """An object of a class that looks like one of a framework."""
    return type(name, (), {**members, "__module__": module})()


class Broken:
    """Rows that nobody may ask for."""

    def __iter__(self) -> Any:
        raise AssertionError("a batch was taken")


SWAPPED = np.ones((8, 6, 10), "float32")
LABELS = np.ones((8, 1), "float32")


class Spec:
    """A shape and a dtype without values, as `element_spec` has them."""

    def __init__(self, *shape: int | None) -> None:
        self.shape, self.dtype = shape, np.dtype("float32")


SPEC = (Spec(6, 10), Spec(1))
BATCHES: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "PyDataset": (
        "keras.src.x", "PyDataset",
        {"__len__": lambda self: 3, "__getitem__": lambda self, i: (SWAPPED, LABELS)}, "item 0",
    ),
    "PyDataset of lists": (
        "keras.src.x", "PyDataset",
        {"__len__": lambda self: 3, "__getitem__": lambda self, i: [SWAPPED, LABELS]}, "item 0",
    ),
    "Sequence of Keras 2": (
        "keras.utils.data_utils", "Sequence",
        {"__len__": lambda self: 3, "__getitem__": lambda self, i: (SWAPPED, LABELS)}, "item 0",
    ),
    "DataLoader": (
        "torch.utils.data.dataloader", "DataLoader",
        {"__iter__": lambda self: iter([[SWAPPED, LABELS]])}, "batch 1",
    ),
    "tf.data": (
        "tensorflow.python.data.ops.dataset_ops", "DatasetV2",
        {"__iter__": lambda self: iter([(SWAPPED, LABELS)])}, "batch 1",
    ),
    "grain": ("grain._src.x", "MapDataset", {"__iter__": lambda self: iter([(SWAPPED, LABELS)])}, "batch 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", BATCHES)
def test_what_hands_out_batches(name: str) -> None:
    module, kind, members, where = BATCHES[name]
    report = lstmdoctor.diagnose(SEQUENTIAL(10, 6), stand_in(module, kind, members))
    assert [one.fault.code for one in report.findings if one.severity == "error"] == ["LD207"]
    assert f"({where} of the" in report.findings[0].message
    assert str(report).splitlines()[-1].endswith(": to be cured where the batches are made")


@pytest.mark.parametrize("name", [name for name in BATCHES if name != "grain"])
def test_labels_beside_what_hands_out_batches_are_refused(name: str) -> None:
    module, kind, members, _ = BATCHES[name]
    with pytest.raises(ValueError, match="fit takes none beside it"):
        lstmdoctor.check(SEQUENTIAL(6, 10), stand_in(module, kind, members), LABELS)
    assert lstmdoctor.check(SEQUENTIAL(6, 10), stand_in(module, kind, members), fail_on="error") is not None


def test_no_batch_is_taken_of_a_dataset_under_watch() -> None:
    members = {"element_spec": SPEC, "__iter__": Broken.__iter__}
    dataset = stand_in("tensorflow.python.data.ops.dataset_ops", "DatasetV2", members)
    report = lstmdoctor.diagnose(SEQUENTIAL(6, 10), dataset, batches=0)
    assert [one.fault.code for one in report.findings] == ["LD203"]
    assert "dataset.batch(32)" in report.findings[0].help


def test_random_numbers_are_drawn_again() -> None:
    drawn = {"__len__": lambda self: 1, "__getitem__": lambda self, i: (np.random.rand(8, 10, 6), LABELS)}
    np.random.seed(3)
    expected = np.random.rand()
    np.random.seed(3)
    lstmdoctor.diagnose(SEQUENTIAL(10, 6), stand_in("keras.x", "PyDataset", drawn))
    assert np.random.rand() == expected


@pytest.mark.parametrize(
    ("shape", "codes"),
    [
        ((None, 6, 10), []),
        ((None, None, 10), []),
        ((None, None, None), []),
        ((None, 10, 6), ["LD207"]),
    ],
)
def test_an_unknown_size_is_no_fault(shape: tuple[int | None, ...], codes: list[str]) -> None:
    assert codes_of_spec(shape, (None, 1), 6, 10) == codes


@pytest.mark.parametrize(
    ("shape", "labels", "codes"),
    [
        ((None, None), (None, 1), ["LD201"]),
        ((None, 20), (None, 1), ["LD201"]),
        ((None, 30), (None, 1), ["LD201", "LD302"]),
        ((None, 1), (1,), ["LD203"]),
        ((20, 1), (1,), ["LD203"]),
    ],
)
def test_an_unknown_size_beside_a_missing_axis(
    shape: tuple[int | None, ...], labels: tuple[int | None, ...], codes: list[str]
) -> None:
    assert sorted(codes_of_spec(shape, labels, 20, 1)) == codes


def codes_of_spec(shape: tuple[int | None, ...], labels: tuple[int | None, ...], *wanted: int) -> list[str]:
    members = {"element_spec": (Spec(*shape), Spec(*labels)), "__iter__": Broken.__iter__}
    dataset = stand_in("tensorflow.python.data.ops.dataset_ops", "DatasetV2", members)
    report = lstmdoctor.diagnose(SEQUENTIAL(*wanted), dataset, batches=0)
    assert report.to_dict()["data"]["arrays"][0]["shape"][0] == shape[0]
    return [one.fault.code for one in report.findings]
