"""`watch` around models that are no Keras: what it tells, what it leaves alone, what it puts back."""

from __future__ import annotations

import gc
import pickle
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from stand_ins import stand_in_keras

import lstmdoctor
from lstmdoctor.core.explanation import Explanation
from lstmdoctor.live.asking import message_of_error
from lstmdoctor.live.callers import CallSite
from lstmdoctor.watching.cleared import is_of_other_code
from lstmdoctor.watching.notes import MOST_LINES
from lstmdoctor.watching.visit import model_expression
from lstmdoctor.watching.watcher import Watcher

RNG = np.random.default_rng(0)
X = RNG.random((20, 50, 100)).astype("float32")
Y = RNG.random((20, 1)).astype("float32")
SWAPPED = X.swapaxes(1, 2)
BROADCAST = RNG.random((20, 20))


@pytest.fixture
def sequential(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A class of models that is watched as Keras's is."""
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    with stand_in_keras() as kind:
        yield kind


def note_of(call: Callable[[], object]) -> str:
    with pytest.raises(ValueError, match="refuses") as caught:
        call()
    notes = getattr(caught.value, "__notes__", [])
    assert len(notes) <= 1
    return "".join(notes)


VERBS: dict[str, Callable[[Any, Any], object]] = {
    "fit": lambda model, x: model.fit(x, Y),
    "fit by name": lambda model, x: model.fit(y=Y, x=x),
    "evaluate": lambda model, x: model.evaluate(x, Y),
    "predict": lambda model, x: model.predict(x),
    "train_on_batch": lambda model, x: model.train_on_batch(x, Y),
    "call": lambda model, x: model(x),
}


@pytest.mark.parametrize("verb", VERBS)
def test_an_error_gets_a_note(sequential: Any, verb: str) -> None:
    with lstmdoctor.watch():
        note = note_of(lambda: VERBS[verb](sequential(50, 100, refuses=True), SWAPPED))
    assert note.startswith("lstmdoctor: model")
    assert "in test_watch.py:" in note and "LD207" in note and "cure:  x = np.swapaxes(x, 1, 2)" in note
    assert len(note.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("verb", VERBS)
def test_healthy_data_is_left_alone(sequential: Any, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with lstmdoctor.watch("values"):
        VERBS[verb](sequential(50, 100), X)
        assert note_of(lambda: VERBS[verb](sequential(50, 100, refuses=True), X)) == ""
    assert capsys.readouterr() == ("", "")


def test_what_keras_passes_over_is_told_before_the_step_and_once(
    sequential: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    model = sequential(50, 100)
    with lstmdoctor.watch():
        for _ in range(3):
            model.fit(X, BROADCAST)
    said = capsys.readouterr().err
    assert said.count("LD703") == 2  # in the finding, and where to read more
    assert said.startswith("lstmdoctor: model.fit(X, BROADCAST) in test_watch.py:")


def test_what_keras_was_to_refuse_and_took_is_told_afterwards(
    sequential: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with lstmdoctor.watch():
        sequential(50, 100).fit(SWAPPED, Y)
    assert "LD207" in capsys.readouterr().err


def test_values_are_looked_at_on_wish(sequential: Any, capsys: pytest.CaptureFixture[str]) -> None:
    bad = X.copy()
    bad[3, 2, 1] = np.nan
    with lstmdoctor.watch():
        sequential(50, 100).fit(bad, Y)
    assert capsys.readouterr().err == ""
    with lstmdoctor.watch("values"):
        sequential(50, 100).fit(bad, Y)
    assert "LD501" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("dtype", "labels", "told"), [("float32", False, False), ("float32", True, True), ("int32", False, True)]
)
def test_zeros_that_warm_a_model_up_are_no_lost_values(
    sequential: Any, capsys: pytest.CaptureFixture[str], dtype: str, labels: bool, told: bool
) -> None:
    zeros, model = np.zeros_like(X, dtype=dtype), sequential(50, 100)
    with lstmdoctor.watch("values"):
        model.fit(zeros, Y) if labels else model.predict(zeros)
    assert ("LD502" in capsys.readouterr().err) == told


def test_fail_on_raises_before_the_step(sequential: Any) -> None:
    model = sequential(50, 100)
    with lstmdoctor.watch(fail_on="error"):
        for _ in range(2):
            with pytest.raises(lstmdoctor.DataShapeError, match="LD703"):
                model.fit(X, BROADCAST)
    assert model.given == []


def batches(turned_at: int) -> Iterator[tuple[Any, Any]]:
    for number in range(1, 7):
        yield (SWAPPED if number == turned_at else X)[:8], Y[:8]


def test_a_generator_is_remembered_batch_by_batch(sequential: Any) -> None:
    with lstmdoctor.watch():
        note = note_of(lambda: sequential(50, 100, refuses=True).fit(batches(1)))
        assert "(batch 1 of the generator)" in note
        assert note_of(lambda: sequential(50, 100, refuses=True).fit(batches(9))) == ""


@pytest.mark.parametrize("testing", ["0", "1"])
def test_fail_on_stops_a_generator(sequential: Any, monkeypatch: pytest.MonkeyPatch, testing: str) -> None:
    monkeypatch.setenv("LSTMDOCTOR_TESTING", testing)
    model = sequential(50, 100)
    with lstmdoctor.watch(fail_on="error"), pytest.raises(lstmdoctor.DataShapeError, match="LD703"):
        model.fit((X[:8], BROADCAST[:8, : 8 if number == 2 else 1]) for number in range(4))
    assert model.given == ["train_on_batch", "train_on_batch"]


def test_a_generator_of_validation_data_hides_nothing(
    sequential: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with lstmdoctor.watch():
        turned = note_of(lambda: sequential(50, 100, refuses=True).fit(X, Y, validation_data=two_batches()))
        assert "(batch 2 of the generator of validation_data)" in turned and "LD207" in turned
        sequential(50, 100).fit(X, BROADCAST, validation_data=(one for one in [X, Y]))
    assert "LD703" in capsys.readouterr().err


def two_batches() -> Iterator[tuple[Any, Any]]:
    yield X[:8], Y[:8]
    yield SWAPPED[:8], Y[:8]


def test_validation_data_beside_a_generator_is_looked_at(sequential: Any) -> None:
    with lstmdoctor.watch():
        note = note_of(
            lambda: sequential(50, 100, refuses=True).fit(two_good_batches(), validation_data=(SWAPPED, Y))
        )
        assert "validation_data: " in note and "LD207" in note and "SWAPPED = np.swapaxes(SWAPPED" in note
        good = sequential(50, 100, refuses=True)
        assert note_of(lambda: good.fit(two_good_batches(), validation_data=(X, Y))) == ""


def two_good_batches() -> Iterator[tuple[Any, Any]]:
    yield from [(X[:8], Y[:8])] * 2


def test_a_place_is_known_for_the_model_that_stood_there(sequential: Any) -> None:
    watcher = Watcher()
    first, second = sequential(50, 100), sequential(50, 100)
    watcher.remember("place", first, None)
    assert watcher.knows("place", first) and not watcher.knows("place", second)
    del first
    gc.collect()
    assert not watcher.knows("place", second)


def test_the_users_generator_stays_open(sequential: Any) -> None:
    given = batches(9)
    first = ((x, y) for x, y in [next(given)])
    with lstmdoctor.watch():
        sequential(50, 100).fit(first)
    assert len(list(given)) == 5


def test_one_note_for_an_exception_that_is_raised_again(sequential: Any) -> None:
    model = sequential(50, 100, refuses=True)

    def retry() -> None:
        for attempt in range(3):
            try:
                model.fit(SWAPPED, Y)
            except ValueError as error:
                if attempt == 2:
                    model.error = error
                    raise

    with lstmdoctor.watch():
        note = note_of(retry)
    assert note.count("lstmdoctor: ") == 1


def test_nested_verbs_are_one_call(sequential: Any, capsys: pytest.CaptureFixture[str]) -> None:
    model = sequential(50, 100)
    with lstmdoctor.watch():
        model.fit(X, Y, validation_data=(X, BROADCAST))
    assert capsys.readouterr().err.count("validation_data: ") == 1


def test_threads_have_their_own_depth(sequential: Any) -> None:
    model = sequential(50, 100, refuses=True)
    notes: list[str] = []

    def work(self: Any, verb: str, x: Any) -> str:
        thread = threading.Thread(target=lambda: notes.append(note_of(lambda: model.fit(SWAPPED, Y))))
        thread.start()
        thread.join()
        return verb

    slow: Any = type("Slow", (sequential,), {"work": work})
    with lstmdoctor.watch():
        slow(50, 100).fit(X, Y)
    assert "LD207" in notes[0]


def test_everything_is_put_back(sequential: Any) -> None:
    base = sequential.__mro__[1]
    before = dict(vars(base)), dict(vars(sequential))
    outer = lstmdoctor.watch()
    with lstmdoctor.watch():
        assert vars(base)["fit"] is not before[0]["fit"]
    assert vars(base)["fit"] is not before[0]["fit"]
    outer.stop()
    outer.stop()
    assert (dict(vars(base)), dict(vars(sequential))) == before


def test_nothing_is_kept(sequential: Any) -> None:
    class Array(np.ndarray[Any, Any]):
        pass

    def train() -> list[Any]:
        model, x = sequential(50, 100, refuses=True), SWAPPED.copy().view(Array)
        note_of(lambda: model.fit(x, Y))
        note_of(lambda: model.fit((one, Y) for one in [x]))
        return [weakref.ref(x), weakref.ref(model)]

    with lstmdoctor.watch("values"):
        gone = train()
        gc.collect()
        assert [one() for one in gone] == [None, None]


def test_a_failure_of_ours_disturbs_nobody(
    sequential: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr("lstmdoctor.watching.visit.diagnose_objects", broken)
    with lstmdoctor.watch():
        with pytest.raises(RuntimeError, match="ours"):
            sequential(50, 100).fit(X, Y)
        monkeypatch.setenv("LSTMDOCTOR_TESTING", "0")
        assert sequential(50, 100).fit(X[:, :9], Y) == "fit"
        assert note_of(lambda: sequential(50, 100, refuses=True).fit(SWAPPED, Y)) == ""
    assert capsys.readouterr() == ("", "")


def leaves(*told: object) -> Any:
    sys.exit(3)


def fails(*told: object) -> Any:
    raise RuntimeError("own")


def is_cancelled(*told: object) -> Any:
    raise GeneratorExit


@pytest.mark.parametrize("reading", [leaves, fails, is_cancelled])
def test_a_model_that_cannot_be_read_disturbs_nobody(
    sequential: Any,
    reading: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "0")
    for name in ("get_config", "name", "loss"):
        own: Any = type("Own", (sequential,), {name: reading if name == "get_config" else property(reading)})
        model = own.__new__(own)
        model.given, model.refuses, model.shape = [], False, (50, 100)
        with lstmdoctor.watch():
            assert (model.fit(X, Y), model.fit(SWAPPED, Y)) == ("fit", "fit")
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="Windows has no alarm")
@pytest.mark.parametrize("kind", [SystemExit, TimeoutError, KeyboardInterrupt])
def test_what_a_signal_raises_is_never_swallowed(
    sequential: Any, kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Handler:
        def __call__(self, number: int, frame: object) -> None:
            raise kind("time is up")

        def handle(self, number: int, frame: object) -> None:
            raise kind("time is up")

    monkeypatch.setenv("LSTMDOCTOR_TESTING", "0")

    def looking(*args: object, **kwargs: object) -> None:
        signal.raise_signal(signal.SIGALRM)

    monkeypatch.setattr("lstmdoctor.watching.visit.diagnose_objects", looking)
    handlers = (Handler(), Handler().handle, lambda number, frame: Handler()(number, frame))
    for handler in handlers:
        before = signal.signal(signal.SIGALRM, handler)
        try:
            with lstmdoctor.watch(), pytest.raises(kind, match="time is up"):
                sequential(50, 100).fit(X, Y)
        finally:
            signal.signal(signal.SIGALRM, before)


def test_no_code_of_an_error_is_called_for_its_text(sequential: Any) -> None:
    """It may never end; Python calls it only where nobody catches the error."""
    called: list[str] = []

    class Own(ValueError):
        def __str__(self) -> str:
            called.append("str")
            return RANK

    class Word:
        def __str__(self) -> str:
            called.append("str")
            return RANK

    for error in (Own(RANK), ValueError(Word()), ValueError(7, Own(RANK, Word()))):

        def raise_it(error: Exception = error) -> None:
            raise error

        with lstmdoctor.watch(), pytest.raises(ValueError):
            sequential(50, 100).fit(X, Y, callback=raise_it)
        assert not called
    assert "LD2" in message_of_error(Own("LD2")) and message_of_error(KeyError("a")) == "'a'"
    assert message_of_error(RuntimeError(Own("inner"))) == "inner"


def test_a_subclass_that_calls_super_is_seen(sequential: Any) -> None:
    def fit(self: Any, inputs: Any, targets: Any) -> Any:
        return super(own, self).fit(inputs, targets)

    own: Any = type("Own", (sequential,), {"fit": fit})
    with lstmdoctor.watch():
        note = note_of(lambda: own(50, 100, refuses=True).fit(SWAPPED, Y))
    assert "super(own, self).fit(inputs, targets)" in note and "inputs = np.swapaxes(inputs, 1, 2)" in note


def test_a_watched_verb_has_the_name_of_where_it_stands(sequential: Any) -> None:
    model = sequential.__mro__[1]
    with lstmdoctor.watch():
        assert (model.fit.__module__, model.fit.__qualname__) == (
            model.__module__,
            f"{model.__qualname__}.fit",
        )
    assert not hasattr(model.fit, "__lstmdoctor_original__")


def test_a_watched_verb_is_pickled_by_its_name(sequential: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = sequential.__mro__[1]
    model.__module__, model.__qualname__ = __name__, "Model"
    monkeypatch.setattr(sys.modules[__name__], "Model", model, raising=False)
    with lstmdoctor.watch():
        stored = pickle.dumps(model.fit)
        assert pickle.loads(stored) is model.fit
    assert b"lstmdoctor" not in stored and pickle.loads(stored) is model.fit


RANK = (
    'Input 0 of layer "lstm" is incompatible with the layer: expected ndim=3, found ndim=1. '
    "Full shape received: (32,)"
)
PRODUCT = (
    "Dimensions must be equal, but are 32 and 7 for '{{node Tensordot/MatMul}} = MatMul[T=DT_FLOAT]"
    "(Tensordot/Reshape, ones)' with input shapes: [1,32], [7,7]."
)
COUNTS = "Data cardinality is ambiguous. 'x' sizes: 20\n'y' sizes: 19"
READ: dict[str, tuple[str, tuple[int | None, ...], str]] = {
    "a product of a metric": (PRODUCT, (50, 100), ""),
    "the rank of what another model gets": (RANK, (50, 100), ""),
    "a number of labels": (COUNTS, (50, 100), "LD701"),
    "data that does not fit": (PRODUCT, (50, 99), "LD210"),
}


@pytest.mark.parametrize("name", READ)
def test_an_error_of_data_that_fits_is_read_for_what_was_not_looked_at(sequential: Any, name: str) -> None:
    text, shape, code = READ[name]

    def fit(self: Any, x: Any = None, y: Any = None) -> str:
        raise ValueError(text)

    own: Any = type("Own", (sequential,), {})
    sequential.__mro__[1].fit = fit
    with lstmdoctor.watch(), pytest.raises(ValueError, match=r"\w") as caught:
        own(*shape).fit(X, Y)
    note = "".join(getattr(caught.value, "__notes__", []))
    assert f"  {code} " in note if code else note == ""


@pytest.mark.parametrize(("features", "acquits"), [(100, True), (None, False)])
def test_a_size_that_is_not_known_acquits_no_data(
    sequential: Any, features: int | None, acquits: bool
) -> None:
    spec: Any = type("Spec", (), {"shape": (None, 50, features), "dtype": np.dtype("float32")})()
    report = lstmdoctor.diagnose(sequential(50, 100), spec)
    found = lstmdoctor.explain(PRODUCT)
    assert isinstance(found, Explanation) and report.ok
    assert is_of_other_code(found, report) is acquits


def inputs_of_two_shapes() -> dict[str, object]:
    shapes = {"prices": [None, 8, 2], "static": [None, 4]}
    layers = [
        {
            "class_name": "InputLayer",
            "config": {"name": name, "batch_shape": shape, "dtype": "float32"},
            "name": name,
            "inbound_nodes": [],
        }
        for name, shape in shapes.items()
    ]
    ends = [[name, 0, 0] for name in shapes]
    return {"name": "functional", "layers": layers, "input_layers": ends, "output_layers": ends}


def test_the_note_puts_a_list_into_the_order_of_the_inputs(sequential: Any) -> None:
    static, prices = RNG.random((20, 4)), RNG.random((20, 8, 2))
    refusing = sequential(50, 100, refuses=True)
    type(refusing).get_config = lambda self: inputs_of_two_shapes()
    with lstmdoctor.watch():
        note = note_of(lambda: refusing.predict([static, prices]))
        assert (
            'cure:  x = {"prices": prices, "static": static}\n         refusing.predict(x)\n  more:' in note
        )
        assert "cure:" not in note_of(lambda: refusing.predict([prices, static]))


def test_a_list_that_is_too_short_lacks_an_input(sequential: Any) -> None:
    prices = RNG.random((20, 8, 2))
    refusing = sequential(50, 100, refuses=True)
    type(refusing).get_config = lambda self: inputs_of_two_shapes()
    with lstmdoctor.watch():
        note = note_of(lambda: refusing.predict([prices, RNG.random((20, 4)), RNG.random((20, 4))]))
    assert "LD104" in note or "LD105" in note or "LD103" in note


def test_what_keras_casts_itself_is_no_cure(sequential: Any) -> None:
    sequences = list(X.astype("float64"))
    with lstmdoctor.watch():
        note = note_of(lambda: sequential(50, 100, refuses=True).fit(sequences, Y))
    assert "cure:  sequences = np.stack(sequences)\n  more:" in note


def test_a_batch_is_cured_where_it_is_made(sequential: Any) -> None:
    with lstmdoctor.watch():
        note = note_of(lambda: sequential(50, 100, refuses=True).fit(batches(1)))
        assert "cure where they are made:  x = np.swapaxes(x, 1, 2)\n" in note
        longer = note_of(lambda: sequential(50, 100, refuses=True).fit((X[:, :60], Y) for _ in range(2)))
    assert "lstmdoctor.fix(" not in note + longer


def test_the_same_fault_in_validation_data_is_told_once(sequential: Any) -> None:
    with lstmdoctor.watch():
        note = note_of(
            lambda: sequential(50, 100, refuses=True).fit(list(X), Y, validation_data=(list(X), Y))
        )
    assert note.count("  LD101") == 1 and "; so for validation_data" in note


def test_an_earlier_failure_is_remembered_until_a_call_succeeds(
    sequential: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = sequential(50, 100, refuses=True)
    with lstmdoctor.watch():
        assert note_of(lambda: model.fit(X, Y)) == note_of(lambda: model.fit(X, Y)) == ""  # no error of Keras
        monkeypatch.setitem(type(model).work.__globals__, "__name__", "keras.stand_in")
        assert note_of(lambda: model.fit(X, Y)) == ""  # the first of Keras
        note = note_of(lambda: model.fit(X, Y))
        assert "LD906 the data fits; an earlier call of this model failed (test_watch.py:" in note
        assert "help:  compile the model again" in note
        model.compiled_loss = object()  # compiled again
        assert note_of(lambda: model.fit(X, Y)) == ""
        model.refuses = False
        model.fit(X, Y)
        model.refuses = True
        assert note_of(lambda: model.fit(X, Y)) == ""
        assert "earlier" not in note_of(lambda: model.fit(SWAPPED, Y))


TEXTS = {
    "of labels": ("Data cardinality is ambiguous. 'x' sizes: 20\n'y' sizes: 19", "LD701"),
    "of a trace": ("Cannot take the length of shape with unknown rank.", "LD906"),
    "of nothing known": ("refuses", "LD906"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_a_text_says_comes_before_an_earlier_failure(
    name: str, sequential: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, code = TEXTS[name]

    def work(self: Any, verb: str, x: Any) -> str:
        raise ValueError(text)

    model = sequential(50, 100)
    monkeypatch.setitem(work.__globals__, "__name__", "keras.stand_in")
    monkeypatch.setattr(sequential.__mro__[1], "work", work)
    with lstmdoctor.watch():
        for _ in range(2):
            with pytest.raises(ValueError) as caught:
                model.fit(X, Y)
    assert f"  {code} " in "".join(caught.value.__notes__)


def test_the_note_names_an_expression_before_it_cures_it(sequential: Any) -> None:
    with lstmdoctor.watch():
        note = note_of(lambda: sequential(50, 100, refuses=True).predict(X[0]))
    assert "cure:  x = X[0]\n         x = x[None]\n" in note


def test_a_keras_that_comes_later_is_wrapped(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib
    import sys

    from lstmdoctor.watching.hook import await_models, await_no_longer

    monkeypatch.setattr("lstmdoctor.watching.hook.HOMES", ("late_keras",))
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "late_keras.py").write_text("Model = 5\n", encoding="utf-8")
    seen: list[object] = []
    await_models(lambda module: seen.append(vars(module)["Model"]))
    try:
        module = importlib.import_module("late_keras")
    finally:
        await_no_longer()
        sys.modules.pop("late_keras", None)
    assert seen == [5]
    assert type(module.__loader__).__name__ == "SourceFileLoader"


def test_wrong_levels_are_refused() -> None:
    wrong: Any = lstmdoctor.watch
    with pytest.raises(ValueError, match="'header'"):
        wrong("all")
    with pytest.raises(ValueError, match="'never'"):
        wrong(fail_on="always")


@pytest.mark.parametrize(
    ("text", "name"),
    [("net.fit(x, y)", "net"), ("self.net(x)", "self.net"), ("build().fit(x, ...)", "model"), ("", "model")],
)
def test_the_model_is_named_where_it_has_a_name(text: str, name: str) -> None:
    assert model_expression(CallSite("a.py", 1, text)) == name


def test_the_note_repeats_a_call_whose_data_got_a_name(sequential: Any) -> None:
    with lstmdoctor.watch(), pytest.raises(ValueError) as caught:
        sequential(50, 100, refuses=True).predict(X[0])
    assert (
        "cure:  x = X[0]\n         x = x[None]\n         sequential(50, 100, refuses=True).predict(x)"
        in (caught.value.__notes__[0])
    )


def test_a_generator_of_pairs_in_lists_is_told_as_that(sequential: Any) -> None:
    def batches() -> Any:
        yield [X, Y]

    with lstmdoctor.watch(), pytest.raises((ValueError, TypeError)) as caught:
        sequential(50, 100, refuses=True).fit(batches())
    note = caught.value.__notes__[0]
    assert "LD901 data and labels came in one list" in note and "(batch 1 of the generator)" in note


def test_keras_2_takes_a_list_of_a_generator_for_a_pair(
    sequential: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lstmdoctor.models.live.keras_version_of", lambda model: "2.15.0")
    with lstmdoctor.watch():
        sequential(50, 100).fit(iter_of([X, Y]))
    assert capsys.readouterr().err == ""


def iter_of(*batches: object) -> Iterator[object]:
    yield from batches
