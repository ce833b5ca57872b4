"""A model file that does not say what the model takes

What it is
    The model was saved before it was built, or it is a subclass of ``keras.Model`` whose layers exist in
    Python code alone.

Why it matters
    Without a shape nothing can be compared. A guess would be worse than nothing.

What Keras says
    Nothing when it loads the file. A never-built model takes its shape from the first data that it sees,
    right or wrong.

Example
    ``keras.Sequential([keras.layers.LSTM(8)])`` saved without an ``Input`` and before any ``fit``.

Cure
    Give the model an ``Input``, or call ``model.build((None, 50, 3))``, and save it again.

Risk
    None: nothing is done to the data.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import safe_text

FAULT = Fault(
    "LD801",
    "unknown-input-shape",
    "error",
    meaning="the model does not say what it takes",
    cure=Cure(
        "put an Input with the shape of one sample first",
        "model = keras.Sequential([keras.Input((timesteps, features)), ...])",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Every input without a shape; once where the file shows no input at all."""
    subject = "the model" if case.model.format == "live" else "the file"
    for name in [spec.name for spec in case.model.inputs if spec.shape is None]:
        yield unknown_shape_finding(
            case, name, f"{subject} does not say what shape input '{safe_text(name)}' has"
        )
    if not case.model.inputs:
        yield unknown_shape_finding(case, None, f"{subject} does not say what inputs the model has")


def unknown_shape_finding(case: Case, name: str | None, what: str) -> Finding:
    """The finding, with the likely reason."""
    model = case.model
    opaque = model.kind == "other"
    why = f"the layers of {safe_text(model.class_name)} are code" if opaque else "the model was never built"
    return FAULT.found(
        name,
        f"{what}: {why}",
        "call the model on data of the right shape, or give it an Input"
        + ("" if model.format == "live" else ", and save it again"),
        evidence={"class": model.class_name},
    )
