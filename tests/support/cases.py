"""Short ways to write models, data and labels in tables of tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Axis, Facts, Varies, axis_from_counts
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import Dim, InputSpec, Kind, Layer, ModelSpec
from lstmdoctor.diagnosis.diagnosing import diagnose_facts

LSTM = Layer("LSTM", "lstm", {"units": 8})
EMBEDDING = Layer("Embedding", "embedding", {"input_dim": 100})
MASKING = Layer("Masking", "masking", {"mask_value": 0.0})
Any = None


def array(*shape: int, dtype: str = "float32") -> Facts:
    """Facts of one array."""
    return Facts(shape, dtypes=(dtype,))


def sequences(number: int, *item: int | tuple[int, int], dtype: str = "float32") -> Facts:
    """Facts of a list of arrays; (low, high) is an axis of every size from low to high in turn."""
    return Facts((number, *(axis(number, size) for size in item)), "list", (dtype,), "list")


def nested(*shape: int) -> Facts:
    """Facts of nested lists of Python numbers."""
    return Facts(shape, "list", ("float64",), "nested-numbers")


def axis(number: int, size: int | tuple[int, int]) -> Axis:
    """One axis of `number` sequences."""
    if isinstance(size, int):
        return size
    low, high = size
    counts: dict[int, int] = {}
    for i in range(number):
        length = low + i % (high - low + 1)
        counts[length] = counts.get(length, 0) + 1
    return axis_from_counts(counts)


def unknown_axis(low: int, high: int) -> Varies:
    """An axis whose histogram nobody made."""
    return Varies(low, high)


def wants(*shape: Dim, name: str = "x", mask: bool = False, batch: int | None = None) -> InputSpec:
    """One input; of rank 2 it feeds an Embedding."""
    front = (EMBEDDING,) if len(shape) == 2 else (MASKING,) if mask else ()
    return InputSpec(name, shape, batch=batch, path=(*front, LSTM))


def static(size: int, name: str = "static") -> InputSpec:
    """An input of plain features, without time."""
    return InputSpec(name, (None, size), path=(Layer("Dense", "dense"),))


def model(*inputs: InputSpec, kind: Kind = "functional") -> ModelSpec:
    """A model with one LSTM."""
    stateful = any(spec.batch for spec in inputs)
    lstm = replace(LSTM, options={"units": 8, "stateful": True}) if stateful else LSTM
    name = {"functional": "Functional", "sequential": "Sequential", "other": "Own"}[kind]
    layers = (*(layer for spec in inputs for layer in spec.path[:-1]), lstm)
    return ModelSpec("model.keras", "keras", "3.15.1", name, kind, inputs, layers=layers)


def file(**arrays: Facts) -> DataFile:
    """A data file of named arrays."""
    return DataFile("data", "npz", tuple(Named(name, facts) for name, facts in arrays.items()))


def report(
    made: ModelSpec | InputSpec,
    data: Facts | DataFile,
    labels: int | None = None,
    choices: Choices | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Report:
    """Diagnose one case; an input stands for a Functional model of it, facts for a file of one array."""
    return diagnose_facts(
        model(made) if isinstance(made, InputSpec) else made,
        file(data=data) if isinstance(data, Facts) else data,
        None if labels is None else file(y=array(labels)),
        mapping,
        choices,
    )


def codes(found: Sequence[Finding]) -> str:
    """``LD206 (LD201)``: the errors, and what is milder in brackets."""
    words = [f.fault.code if f.severity == "error" else f"({f.fault.code})" for f in found]
    return " ".join(words)


def of(found: Report, code: str) -> Finding:
    """The one finding with this code."""
    (finding,) = [finding for finding in found.findings if finding.fault.code == code]
    return finding
