"""Code in the model file

What it is
    The file holds a ``Lambda`` layer with a function in it, or names classes and functions that Keras has to
    find in Python code.

Why it matters
    Who loads such a file runs code: the function out of the file, or the code of whoever registered the
    class. A model file from elsewhere is then a program from elsewhere.

What Keras says
    Lambda: ``Requested the deserialization of a `Lambda` layer whose `function` is a Python lambda. This
    carries a potential risk of arbitrary code execution and thus it is disallowed by default.`` A custom
    class: ``Could not locate class 'Sub'. Make sure custom classes and functions are decorated with
    `@keras.saving.register_keras_serializable()`.``

Example
    ``keras.layers.Lambda(lambda t: t[:, -1])`` behind an ``LSTM``.

Cure
    Replace a ``Lambda`` by a layer or an operation of Keras. Load files with ``safe_mode=True``, the
    default.

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


def find(case: Case) -> Iterator[Finding]:
    """All such layers in one finding."""
    code = case.model.code
    if code:
        more = f" and {len(code) - 3} more" if len(code) > 3 else ""
        yield FAULT.found(
            None,
            f"loading this model runs code that is not Keras's own: "
            f"{', '.join(safe_text(what) for what in code[:3])}{more}",
            evidence={"code": list(code)},
        )
