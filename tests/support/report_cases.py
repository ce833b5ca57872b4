"""Reports of the usual cases, built from facts alone, for the tests of renderers and command line."""

from __future__ import annotations

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Place, axis_from_counts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import InputSpec, Layer, ModelSpec, OutputSpec, Shape
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.text import python_literal

LSTM = Layer("LSTM", "lstm", {"units": 4})
RAGGED = axis_from_counts({n: 2 + n % 7 for n in range(20, 60)})
NUMBER = sum(2 + n % 7 for n in range(20, 60))


def ragged(*rest: int, dtype: str = "float32") -> Facts:
    return Facts((NUMBER, RAGGED, *rest), "list", (dtype,), "list")


def listed(*axes: int) -> Facts:
    return Facts(axes, "list", wrapping="list")


CASES: dict[str, tuple[Facts, Shape]] = {
    "healthy": (Facts((200, 50, 100)), (None, 50, 100)),
    "list": (listed(200, 50, 100), (None, 50, 100)),
    "swapped": (Facts((200, 100, 50)), (None, 50, 100)),
    "ragged": (ragged(100, dtype="float64"), (None, 60, 100)),
    "ragged_free": (ragged(100), (None, None, 100)),
    "too_long": (ragged(100), (None, 50, 100)),
    "cut_or_window": (Facts((200, 60, 100)), (None, 50, 100)),
    "which_axis": (Facts((200, 8)), (None, None, 8)),
    "two_faults": (Facts((100, 50)), (None, 50, 100)),
    "keras_adds_it": (Facts((200, 50)), (None, 50, 1)),
    "flat": (Facts((200, 5000)), (None, 50, 100)),
    "series": (Facts((10000,)), (None, 60, 1)),
    "features": (Facts((200, 50, 90)), (None, 50, 100)),
    "extra_axis": (Facts((200, 1, 50, 100)), (None, 50, 100)),
    "video": (Facts((16, 64, 64, 3)), (None, 16, 64, 64, 3)),
    "float64": (Facts((200, 50, 100), dtypes=("float64",)), (None, 50, 100)),
    "short": (Facts((200, 40, 100)), (None, 50, 100)),
    "mixed": (Facts((9,), "list", wrapping="list", ranks=(2, 3)), (None, 50, 100)),
    "empty": (Facts((0, 50, 100)), (None, 50, 100)),
}


def model(*inputs: InputSpec, path: str = "model.keras") -> ModelSpec:
    return ModelSpec(
        path,
        "keras",
        "3.15.1",
        "Sequential",
        "sequential",
        inputs,
        (OutputSpec("dense", (None, 1)),),
        (LSTM,),
    )


def member(name: str, facts: Facts) -> Named:
    """An array of an .npz."""
    return Named(name, facts, place=Place(after=f"[{python_literal(name)}]"))


def report(case: str, choices: Choices | None = None) -> Report:
    facts, shape = CASES[case]
    pickled = facts.container == "list"
    data = DataFile(
        "data.pkl" if pickled else "data.npy", "pickle" if pickled else "npy", (Named("", facts),)
    )
    given = InputSpec("sequences", shape, path=(LSTM,))
    return diagnose_facts(model(given), data, choices=choices)


def two_inputs() -> Report:
    """One input that fits, one that is swapped; names need `--map`."""
    spec = model(InputSpec("left", (None, 50, 8)), InputSpec("right", (None, 20, 4)))
    arrays = (member("a", Facts((30, 50, 8))), member("b", Facts((30, 4, 20))))
    return diagnose_facts(spec, DataFile("pair.npz", "npz", arrays), mapping={"left": "a", "right": "b"})


HOSTILE = "a\x1b[31m\r\n\u202e\udc80" + "z" * 300


def hostile() -> Report:
    """Names and paths that try to move the cursor, turn the text round, or break the encoding."""
    spec = model(
        InputSpec(HOSTILE, (None, 50, 8)), InputSpec("right", (None, 20, 4)), path=f"{HOSTILE[:9]}.keras"
    )
    arrays = (Named(HOSTILE, Facts((30, 8, 50))), Named("x\x07", Facts((30, 4, 20))))
    mapping = {HOSTILE: HOSTILE, "right": "x\x07"}
    return diagnose_facts(spec, DataFile(f"{HOSTILE[:9]}.npz", "npz", arrays, (HOSTILE,)), mapping=mapping)
