"""Code in the model file

What it is
    The file holds a ``Lambda`` layer with a function in it, or names classes and functions that Keras has to
    find in Python code.

Why it matters
    Who loads a file with a function in it runs code out of the file: a model file from elsewhere is then a
    program from elsewhere. That is a warning. A class or a function that is only named has its code in your
    own program, which has to be there before the file can be loaded: a note.

What Keras says
    Lambda: ``Requested the deserialization of a `Lambda` layer whose `function` is a Python lambda. This
    carries a potential risk of arbitrary code execution and thus it is disallowed by default.`` A custom
    class: ``Could not locate class 'Sub'. Make sure custom classes and functions are decorated with
    `@keras.saving.register_keras_serializable()`.``

Example
    ``keras.layers.Lambda(lambda t: t[:, -1])`` behind an ``LSTM``.

Cure
    Replace a ``Lambda`` by a layer or an operation of Keras. Load files with ``safe_mode=True``, the
    default. A loss or metric of your own is needed for training only: ``load_model(path, compile=False)``
    loads the model without.

Risk
    None here: lstmdoctor reads the file without running anything in it, and does not load such a model with
    ``--verify``.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import safe_text

FAULT = Fault(
    "LD803",
    "code-in-model",
    "warning",
    meaning="the model holds code that is not Keras's own",
    cure=Cure(
        "load it only if you trust where it comes from",
        "model = keras.models.load_model(path, custom_objects={...})",
    ),
)

NAMED = "import or define it first, and hand it over: load_model(path, custom_objects={...})"

COMPILED = (
    "hand it over: load_model(path, custom_objects={...}), or load without: load_model(path, compile=False)"
)


def find(case: Case) -> Iterator[Finding]:
    """All such layers in one finding."""
    code, stored = case.model.code, case.model.stored
    shown = stored or (*code, *case.model.compiled_code)
    if shown:
        more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
        listed = f"{', '.join(safe_text(what) for what in shown[:3])}{more}"
        yield FAULT.found(
            None,
            f"loading this model runs code that the file holds: {listed}"
            if stored
            else f"loading this model needs code of your own, which the file only names: {listed}",
            None if stored else NAMED if code else COMPILED,
            severity=FAULT.severity if stored else "note",
            evidence={"code": [*code, *case.model.compiled_code], "stored": list(stored)},
        )
