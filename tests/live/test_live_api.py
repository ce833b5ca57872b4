"""`diagnose`, `check`, `fix` and `explain` on what a program holds."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from halves import with_keras
from places import SAMPLES
from stand_ins import make_classes

import lstmdoctor
from lstmdoctor.live.asking import settled_by_rank
from lstmdoctor.messages import explain as explain_text

SEQUENTIAL = make_classes()[1]
RNG = np.random.default_rng(0)
X = RNG.random((20, 50, 100)).astype("float32")
Y = RNG.random((20, 1)).astype("float32")
ANY_FIX: Any = lstmdoctor.fix
ANY_EXPLAIN: Any = lstmdoctor.explain
FILE = SAMPLES / "model_50x100.keras"


def model() -> Any:
    return SEQUENTIAL(50, 100)


def codes(report: lstmdoctor.Report) -> list[str]:
    return [finding.fault.code for finding in report.findings if finding.severity != "note"]


SPEAKING: dict[str, tuple[Callable[[], object], object, list[str]]] = {
    "list": (lambda: list(X), Y, ["LD101"]),
    "swapped": (lambda: X.swapaxes(1, 2), Y, ["LD207"]),
    "one sample": (lambda: X[0], None, ["LD203"]),
    "labels": (lambda: X, Y[:19], ["LD701"]),
    "labels in a list of one": (lambda: X, [Y[:19]], ["LD701"]),
    "labels that are a list of numbers": (lambda: X, Y[:, 0].tolist(), ["LD706"]),
    "broadcast": (lambda: X, RNG.random((20, 20)), ["LD703"]),
    "NaN": (lambda: np.where(X > 2, X, np.nan).astype("float32"), Y, ["LD501"]),
}
SILENT: dict[str, tuple[Callable[[], object], object]] = {
    "arrays": (lambda: X, Y),
    "no labels": (lambda: X, None),
    "labels of rank 1": (lambda: X, Y[:, 0]),
    "labels in a list of one": (lambda: X, [Y]),
    "labels in a tuple of one": (lambda: X, (Y[:, 0],)),
    "a dict": (lambda: {"inputlayer": X}, Y),
    "a list of one": (lambda: [X], Y),
    "N equal to T": (lambda: RNG.random((50, 50, 100)).astype("float32"), None),
}


@pytest.mark.parametrize("of_file", [False, True], ids=["live", "file"])
@pytest.mark.parametrize("name", SPEAKING)
def test_faults(name: str, of_file: bool) -> None:
    make, y, expected = SPEAKING[name]
    if of_file and expected == ["LD703"]:
        pytest.skip("the sample model was not compiled")
    assert codes(lstmdoctor.diagnose(FILE if of_file else model(), make(), y)) == expected


@pytest.mark.parametrize("name", SILENT)
def test_healthy(name: str) -> None:
    make, y = SILENT[name]
    report = lstmdoctor.check(model(), make(), y)
    assert report.ok and codes(report) == []


def test_cures_stand_in_the_callers_own_words() -> None:
    sequences, net = list(X), model()
    report = lstmdoctor.diagnose(net, sequences, Y)
    assert "sequences = np.stack(sequences)" in str(report)
    assert "lstmdoctor.fix(net, sequences, Y)" in str(report)
    assert "x = np.stack(x)" not in str(report)
    assert report.to_dict()["readings"][0]["python"].endswith("sequences = np.stack(sequences)")
    assert report.model.format == "live" and report.data.path == "sequences"


def test_a_list_that_the_call_writes_out_is_stacked_itself() -> None:
    window = X[0]
    fixed = ANY_FIX(model(), [window])
    assert fixed.python.endswith("x = [window]\nx = np.stack(x)")
    names: dict[str, Any] = {"np": np, "window": window}
    exec(fixed.python, names)
    np.testing.assert_array_equal(names["x"], fixed.x)


def test_the_values_of_a_table_are_no_target() -> None:
    table = SimpleNamespace(values=list(X))
    assert "x = table.values\nx = np.stack(x)" in ANY_FIX(model(), table.values).python


def test_the_item_of_an_array_is_no_target() -> None:
    report = lstmdoctor.diagnose(model(), X[0])
    assert "x = x[None]" in str(report) and "X[0] = " not in str(report)


def test_an_expression_gets_a_name_before_its_cure() -> None:
    fixed = ANY_FIX(model(), X[0])
    assert fixed.python == "x = X[0]\nx = x[None]"
    assert "    x = X[0]\n    x = x[None]" in str(lstmdoctor.diagnose(model(), X[0]))


def test_a_variable_is_not_named_again() -> None:
    row, x = X[0], X[0]
    assert ANY_FIX(model(), row).python == "row = row[None]"
    assert ANY_FIX(model(), x).python == "x = x[None]"


def test_validation_data_is_named() -> None:
    x_val = X.swapaxes(1, 2)
    report = lstmdoctor.diagnose(model(), X, Y, validation_data=(x_val, Y))
    assert report.findings[0].message.startswith("validation_data: ")
    assert report.verdict == "treatable" and not report.ok
    assert "x_val = np.swapaxes(x_val, 1, 2)" in str(report)


def test_fix_gives_new_arrays_and_leaves_the_old() -> None:
    sequences = [row[: 20 + i] for i, row in enumerate(X)]
    before = [row.copy() for row in sequences]
    fixed = lstmdoctor.fix(model(), sequences, Y)
    assert isinstance(fixed, lstmdoctor.Fixed)
    assert isinstance(fixed.x, np.ndarray) and fixed.x.shape == (20, 50, 100)
    assert fixed.mask is not None and fixed.mask.sum() == sum(map(len, sequences))
    assert fixed.y is Y and fixed.report.ok and not fixed.before.ok
    assert all(np.array_equal(a, b) for a, b in zip(before, sequences, strict=True))
    assert not any(np.shares_memory(fixed.x, row) for row in sequences)
    again = fixed.apply([row[:7] for row in X[:3]])
    assert isinstance(again.x, np.ndarray) and again.x.shape == (3, 50, 100)
    with pytest.raises(ValueError, match="list"):
        fixed.apply(X)


def test_fix_of_data_that_fits_gives_it_back() -> None:
    fixed = lstmdoctor.fix(model(), X, Y)
    assert isinstance(fixed, lstmdoctor.Fixed) and fixed.x is X and fixed.y is Y


SERIES = RNG.random((60, 3))
TIMES = np.arange(60.0)
LENGTHS = [RNG.random((n, 3)).astype("float32") for n in (5, 9, 20, 25)]
BROKEN = np.where(np.arange(60).reshape(20, 3) == 7, np.nan, RNG.random((20, 3))).astype("float32")[None]
ARGUMENTS: dict[str, tuple[Any, Any, dict[str, Any], tuple[int, ...], Any]] = {
    "window": (SERIES, TIMES, {"window": 20}, (41, 20, 3), list(range(19, 60))),
    "window and stride": (SERIES, TIMES, {"window": 20, "stride": 10}, (5, 20, 3), [19, 29, 39, 49, 59]),
    "window and horizon": (SERIES, TIMES, {"window": 20, "horizon": 1}, (40, 20, 3), [[n] for n in range(20, 60)]),
    "truncate": (LENGTHS, TIMES[:4], {"truncate": "post"}, (4, 20, 3), [0, 1, 2, 3]),
    "pad, padding and its value": (
        LENGTHS, TIMES[:4], {"pad": 20, "truncate": "pre", "padding": "post", "pad_value": -1.0},
        (4, 20, 3), [0, 1, 2, 3],
    ),
    "fill_nan": (BROKEN, None, {"fill_nan": 0.0}, (1, 20, 3), None),
    "dtype": (SERIES.reshape(3, 20, 3), None, {"dtype": "float16"}, (3, 20, 3), None),
    "dtype kept": (list(SERIES.reshape(3, 20, 3)), None, {"dtype": "keep"}, (3, 20, 3), None),
    "cure": (SERIES.reshape(1, 180), None, {"cure": "split-flat"}, (3, 20, 3), None),
}  # fmt: skip


@pytest.mark.parametrize("name", with_keras(ARGUMENTS, "truncate", "pad, padding and its value"))
def test_every_argument_of_fix_does_what_its_code_says(name: str) -> None:
    x, y, arguments, shape, labels = ARGUMENTS[name]
    x = x.reshape(3, 60) if name == "cure" else x
    before = [one.copy() for one in x]
    fixed = ANY_FIX(SEQUENTIAL(20, 3), x, y, **arguments)
    assert fixed.x.shape == shape and (labels is None or fixed.y.tolist() == labels)
    assert fixed.mask.shape == shape[:2] and fixed.mask.sum() == sum(
        min(len(one), 20) if isinstance(x, list) else 20 for one in (x if isinstance(x, list) else fixed.x)
    )
    names: dict[str, Any] = {"x": x, "y": y, "np": np}
    if "keras" not in fixed.python or pytest.importorskip("keras"):
        exec(fixed.python, names)
        assert np.array_equal(names["x"], fixed.x) and names["x"].dtype == fixed.x.dtype
        assert y is None or np.array_equal(names["y"], fixed.y)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(before, x, strict=True))
    again = fixed.apply(x, y)
    assert np.array_equal(again.x, fixed.x) and np.array_equal(again.mask, fixed.mask)
    assert labels is None or np.array_equal(again.y, fixed.y)


def test_a_choice_is_asked_for_by_its_arguments() -> None:
    series = RNG.random((200, 100)).astype("float32")
    with pytest.raises(lstmdoctor.DataShapeError, match=r"lstmdoctor\.fix\(.*window=50") as caught:
        lstmdoctor.fix(SEQUENTIAL(50, 100), series)
    assert "--" not in str(caught.value)
    fixed = lstmdoctor.fix(SEQUENTIAL(50, 100), series, window=50, stride=10)
    assert isinstance(fixed, lstmdoctor.Fixed) and isinstance(fixed.x, np.ndarray)
    assert fixed.x.shape == (16, 50, 100)


def test_labels_go_along_with_windows() -> None:
    series, labels = RNG.random((200, 100)).astype("float32"), np.arange(200.0)
    fixed = lstmdoctor.fix(SEQUENTIAL(50, 100), series, labels, window=50)
    assert isinstance(fixed, lstmdoctor.Fixed) and isinstance(fixed.y, np.ndarray)
    assert fixed.y.tolist() == list(range(49, 200))


def test_the_error_pickles_with_its_report() -> None:
    with pytest.raises(lstmdoctor.DataShapeError) as caught:
        lstmdoctor.check(model(), list(X), Y)
    again: Any = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(again, lstmdoctor.DataShapeError) and isinstance(again, ValueError)
    assert str(again) == str(caught.value) == str(again.report)
    assert again.findings == caught.value.findings


LIMITS: dict[str, tuple[dict[str, Any], bool]] = {
    "never": ({"fail_on": "never"}, False),
    "ignored": ({"ignore": "LD207"}, False),
    "ignored by its beginning": ({"ignore": ["LD2"]}, False),
    "not selected": ({"select": ("LD5",)}, False),
    "error": ({}, True),
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_fails(name: str) -> None:
    arguments, fails = LIMITS[name]
    try:
        lstmdoctor.check(model(), X.swapaxes(1, 2), Y, **arguments)
    except lstmdoctor.DataShapeError:
        assert fails
    else:
        assert not fails


WRONG: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "no model": (lambda: lstmdoctor.diagnose(3, X), TypeError, "no model"),
    "a class": (lambda: lstmdoctor.diagnose(SEQUENTIAL, X), TypeError, "no model"),
    "no data": (lambda: lstmdoctor.diagnose(model(), {1}), TypeError, "no data"),
    "None": (lambda: lstmdoctor.diagnose(model(), None), TypeError, "no data"),
    "a generator": (lambda: lstmdoctor.diagnose(model(), iter([X])), ValueError, "watch"),
    "a generator that ended": (lambda: lstmdoctor.diagnose(model(), ended()), ValueError, "ended"),
    "y twice": (lambda: lstmdoctor.diagnose(model(), X, Y, labels=Y), TypeError, "two names"),
    "a contradiction": (lambda: lstmdoctor.fix(model(), X, pad=60), ValueError, "pad=60"),
    "an unknown code": (lambda: lstmdoctor.check(model(), X, ignore="E501"), ValueError, "no code"),
    "an unknown edit": (lambda: lstmdoctor.fix(model(), X, cure="nope"), ValueError, "'nope' is no edit"),
    "a window that is text": (
        lambda: ANY_FIX(model(), X, window="20"),
        TypeError,
        "window='20': is a str, and",
    ),
    "a window that is a fraction": (
        lambda: ANY_FIX(model(), X, window=20.0),
        TypeError,
        "is a float, and a num",
    ),
    "an unknown length": (lambda: ANY_FIX(model(), X, pad="many"), ValueError, "pad='many': a number"),
    "an unknown dtype": (
        lambda: ANY_FIX(model(), X, dtype="flot"),
        ValueError,
        "dtype='flot': one of 'float16'",
    ),
    "a word to fill with": (
        lambda: ANY_FIX(model(), X, fill_nan="zero"),
        TypeError,
        "fill_nan='zero': is a str",
    ),
    "NaN to fill with": (lambda: ANY_FIX(model(), X, fill_nan=np.nan), ValueError, "a finite number"),
    "a stride alone": (lambda: ANY_FIX(model(), X, stride=3), ValueError, "no effect without window"),
    "a horizon alone": (
        lambda: ANY_FIX(model(), X, horizon=3),
        ValueError,
        "no effect without window or cure",
    ),
    "a number for data": (lambda: lstmdoctor.diagnose(model(), 3), TypeError, "is an int, no data"),
    "a model that was never built": (
        lambda: ANY_FIX(unbuilt(), list(X)),
        ValueError,
        "was never built, and nobody knows what it takes: call",
    ),
    "an unknown side": (lambda: ANY_FIX(model(), X, truncate="left"), ValueError, "pre"),
    "validation data that is a number": (
        lambda: lstmdoctor.diagnose(model(), X, Y, validation_data=3),
        TypeError,
        r"is an int, and \(x, y\)",
    ),
    "validation data of five members": (
        lambda: lstmdoctor.diagnose(model(), X, Y, validation_data=[X] * 5),
        ValueError,
        "5 members",
    ),
    "an object": (lambda: lstmdoctor.diagnose(model(), object()), TypeError, "is an object, no data"),
    "a number for an exception": (lambda: ANY_EXPLAIN(3), TypeError, "an int: an exception"),
    "a code of no fault": (lambda: lstmdoctor.explain("LD998"), ValueError, "'LD998' is no code"),
    "a missing file": (lambda: lstmdoctor.diagnose("no.keras", X), lstmdoctor.Refused, "no such file"),
}


def unbuilt() -> Any:
    """A subclass whose layers are code."""
    own: Any = type("Own", (make_classes()[0],), {"__module__": __name__})
    made = own()
    own.get_config = lambda self: {}
    return made


def ended() -> Any:
    made = (one for one in [X])
    made.close()
    return made


@pytest.mark.parametrize("name", WRONG)
def test_wrong_arguments_get_one_sentence(name: str) -> None:
    call, kind, words = WRONG[name]
    with pytest.raises(kind, match=words) as caught:
        call()
    assert "\n" not in str(caught.value) and "Traceback" not in str(caught.value)


def test_a_notebook_shows_text_markdown_and_a_fragment() -> None:
    bundle = lstmdoctor.diagnose(model(), list(X), Y)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "text/markdown"}
    assert "<script" not in bundle["text/html"] and "&lt;Sequential" in bundle["text/html"]


def test_every_name_is_there_and_listed() -> None:
    assert all(hasattr(lstmdoctor, name) for name in lstmdoctor.__all__)
    assert set(lstmdoctor.__all__) <= set(dir(lstmdoctor))
    assert set(lstmdoctor.HOMES) == set(lstmdoctor.__all__) - {"__version__"}


def test_a_text_is_explained_as_before() -> None:
    found = lstmdoctor.explain("expected shape=(None, 50, 100), found shape=(None, 100, 50)")
    assert isinstance(found, lstmdoctor.Explanation) and found.code == "LD207"
    assert isinstance(lstmdoctor.explain(ValueError("expected ndim=3, found ndim=2")), lstmdoctor.Explanation)


@pytest.mark.parametrize("word", ["LD207", " ld207", "swapped-axes"])
def test_a_fault_is_explained_by_its_page(word: str) -> None:
    found = lstmdoctor.explain(word)
    assert isinstance(found, lstmdoctor.Explanation) and found.codes == ("LD207",)
    assert str(found).startswith("LD207 swapped-axes  error\n") and "\nWhat Keras says\n" in str(found)
    assert found._repr_mimebundle_() == {"text/plain": str(found)}


def test_an_explanation_shows_itself_as_the_command_does() -> None:
    said = str(lstmdoctor.explain("expected ndim=3, found ndim=2"))
    assert said.startswith("LD201") and "it could also be LD" in said and "lstmdoctor run SCRIPT" in said


def test_validation_data_in_a_list_is_a_pair() -> None:
    assert lstmdoctor.diagnose(model(), X, Y, validation_data=[X, Y]).findings == ()


def test_a_table_becomes_an_array_before_its_cure() -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(X[0])
    assert ANY_FIX(model(), table).python == "x = table.to_numpy()\nx = x[None]"
    columns = {"inputlayer": table}
    item = 'columns["inputlayer"]'
    code = f"{item} = {item}.to_numpy()\n{item} = {item}[None]"
    assert ANY_FIX(model(), columns).python == code


def test_validation_data_says_nothing_of_the_model() -> None:
    found = lstmdoctor.diagnose(model(), X, Y, validation_data=(RNG.random((50, 50)), RNG.random(50)))
    assert [one.fault.code for one in found.findings if one.fault.code.startswith("LD8")] == []
    assert not found.ok


CURED = {
    "from zero": ("sparse_categorical_crossentropy", np.arange(20) % 5 + 1, "from-zero", np.arange(20) % 5),
    "one-hot": (
        "categorical_crossentropy", np.arange(20) % 5, "one-hot", np.eye(5, dtype="float32")[np.arange(20) % 5]
    ),
}  # fmt: skip


def classifier(loss: str) -> Path:
    """The architecture of a model of five classes."""
    layers = [
        {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [None, 50, 100]}},
        {"class_name": "LSTM", "config": {"name": "lstm", "units": 4}},
        {"class_name": "Dense", "config": {"name": "d", "units": 5, "activation": "softmax"}},
    ]
    config = {
        "class_name": "Sequential",
        "config": {"name": "m", "layers": layers},
        "compile_config": {"loss": loss},
    }
    path = Path(f"{loss}.json")
    path.write_text(json.dumps(config))
    return path


@pytest.mark.parametrize("name", CURED)
def test_labels_are_written_anew_where_an_argument_says_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    loss, y, cure, expected = CURED[name]
    spec = classifier(loss)
    found = lstmdoctor.diagnose(spec, X, y)
    assert found.verdict == "needs-choice"
    assert f'label_cure="{cure}"' in found.findings[0].help
    assert "--" not in found.findings[0].help
    with pytest.raises(lstmdoctor.DataShapeError):
        ANY_FIX(spec, X, y)
    fixed = ANY_FIX(spec, X, y, label_cure=cure)
    assert fixed.x is X
    assert np.array_equal(fixed.y, expected)
    assert np.array_equal(fixed.apply(X[:4], y[:4]).y, expected[:4])
    with pytest.raises(ValueError, match="no class"):
        fixed.apply(X[:4], y[:4] + 5)
    with pytest.raises(ValueError, match="label_cure"):
        ANY_FIX(spec, X, y, label_cure="hocus")


def test_a_dict_of_samples_is_unpacked_where_an_argument_says_so() -> None:
    patients = {f"patient {i}": row for i, row in enumerate(X)}
    with pytest.raises(lstmdoctor.DataShapeError):
        ANY_FIX(model(), patients, Y)
    fixed = ANY_FIX(model(), patients, Y, cure="unpack-dict")
    assert np.array_equal(fixed.x, X)
    assert "list(patients.values())" in fixed.python
    assert fixed.y is Y


X_VAL, Y_VAL = X[:8], Y[:8]
CALLS: dict[str, tuple[Callable[[], lstmdoctor.Report], list[str], str]] = {
    "data and labels in a list": (lambda: lstmdoctor.diagnose(model(), [X, Y]), ["LD901"], "other: X, Y"),
    "and swapped": (
        lambda: lstmdoctor.diagnose(model(), [X.swapaxes(1, 2), Y]), ["LD207", "LD901"], "one list",
    ),
    "validation without labels": (
        lambda: lstmdoctor.diagnose(model(), X, Y, validation_data=X_VAL),
        ["LD701"], "validation_data=(X_VAL, y_val)",
    ),
    "validation in a tuple of one": (
        lambda: lstmdoctor.diagnose(model(), X, Y, validation_data=(X_VAL,)),
        ["LD701"], "no labels for 8 samples",
    ),
    "two arrays of data in a list": (lambda: lstmdoctor.diagnose(model(), [X, X]), ["LD101", "LD209"], "(20, 50, 100)"),
    "validation with labels": (lambda: lstmdoctor.diagnose(model(), X, Y, validation_data=(X_VAL, Y_VAL)), [], ""),
    "a list of one": (lambda: lstmdoctor.diagnose(model(), [X]), [], ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_what_only_a_call_shows(name: str) -> None:
    make, expected, words = CALLS[name]
    report = make()
    assert codes(report) == expected
    assert words in " ".join(str(report).split())


RANK_TEXT = (
    "Input 0 with name 'None' of layer 'lstm_9' is incompatible with the layer: expected ndim=3, found ndim=4. "
    "Full shape received: (32, 10, 12, 4)"
)
LOST_TEXT = (  # as PyTorch and JAX have it: the batch is a number, which says nothing of the layers before
    "Input 0 with name 'None' of layer 'lstm_9' is incompatible with the layer: expected ndim=3, found ndim=2. "
    "Full shape received: (8, 3)"
)
RANKS: dict[str, tuple[str, tuple[int, ...], str]] = {
    "vectors into an Embedding": (RANK_TEXT, (32, 10, 12), "LD604"),
    "an inner layer that adds an axis": (RANK_TEXT, (32, 10, 3), "LD902"),
    "a layer that takes an axis away": (LOST_TEXT, (8, 10, 3), "LD902"),
    "data that lacks the axis itself": (LOST_TEXT, (8, 3), "LD201"),
}


@pytest.mark.parametrize("name", RANKS)
def test_the_data_decides_what_a_rank_means(name: str) -> None:
    text, shape, code = RANKS[name]
    assert settled_by_rank(explain_text(text), np.zeros(shape)).code == code
