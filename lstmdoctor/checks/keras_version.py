"""A file that Keras does not load

What it is
    Something in the model file is written in a way that the Keras which is installed refuses or does not
    know; Keras 3 is meant where none is installed. A function that a layer names, and that is none of
    Keras's own, is such a thing too.

Why it matters
    Data that fits is of no use to a model that cannot be loaded.

What Keras says
    For example ``Unrecognized keyword arguments passed to LSTM: {'time_major': False}``, or ``Could not
    deserialize class 'Functional' because its parent module keras.src.engine.functional cannot be
    imported.``

Example
    A ``.h5`` file of tf.keras 2.15 with an ``LSTM``: its settings include ``time_major``, which Keras 3
    dropped.

Cure
    Load it with the package ``tf_keras``, or with the TensorFlow that wrote it, and save the weights; build
    the same model in Keras 3 and load them with ``model.load_weights``. A function of your own is handed
    over: ``load_model(path, custom_objects={"name": name})``. Where it is only the short name of a loss
    (``mse``) in a ``.h5`` file, ``load_model(path, compile=False)`` loads the model, to be compiled again.

Risk
    Weights saved by one version load into the same layers of another. Check one prediction against the old
    one.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.text import safe_text

FAULT = Fault(
    "LD802",
    "keras-version",
    "warning",
    meaning="the file was written for another version of Keras",
    cure=Cure(
        "load it with tf_keras or the version that wrote it, and carry the weights over",
        "print(keras.__version__)",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """All obstacles of one file in one finding; without any, a note on what only `compile=False` loads."""
    if case.model.legacy:
        yield unloadable_finding(case.model)
    elif loses_short_names(case.model):
        yield short_loss_finding(case.model)


def unloadable_finding(model: ModelSpec) -> Finding:
    """What in the file Keras refuses or does not know."""
    reasons = model.legacy
    wrote = f", written by Keras {safe_text(model.keras_version)}" if model.keras_version else ""
    more = f", and {len(reasons) - 3} more" if len(reasons) > 3 else ""
    listed = "; ".join(safe_text(reason, 200) for reason in reasons[:3])
    return FAULT.found(
        None,
        f"{loading_keras_words(model.installed)} does not load this file{wrote}: {listed}{more}",
        NEWER if is_older(model.installed) and reasons[0].startswith("written by") else None,
        evidence={"reasons": list(reasons), "keras_version": model.keras_version},
    )


def short_loss_finding(model: ModelSpec) -> Finding:
    """Losses under names that Keras does not find again."""
    named = ", ".join(f"'{safe_text(name)}'" for name in model.short_losses[:3])
    return FAULT.found(
        None,
        f"{loading_keras_words(model.installed)} loads this file with compile=False only: of an "
        f"HDF5 file it does not find the loss {named} again",
        "keras.models.load_model(path, compile=False), then model.compile; or save it as .keras",
        severity="note",
        evidence={"losses": list(model.short_losses), "keras_version": model.keras_version},
    )


def loses_short_names(model: ModelSpec) -> bool:
    """Whether the Keras that loads a file is known to be one that looks for short names in vain."""
    loading = model.installed or model.keras_version
    return bool(model.short_losses) and loading is not None and not is_older(loading)


NEWER = "load it with Keras 3, in an environment of its own"


def is_older(installed: str | None) -> bool:
    """Whether the Keras that is installed is one before Keras 3."""
    return installed is not None and installed.split(".")[0] in ("1", "2")


def loading_keras_words(installed: str | None) -> str:
    """``Keras 3, which is installed,``; Keras 3 where none is."""
    return f"Keras {safe_text(installed.split('.')[0])}, which is installed," if installed else "Keras 3"
