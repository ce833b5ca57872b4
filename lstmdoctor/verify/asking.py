"""Ask the real model: one batch of the data goes through Keras, in a child process with limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from lstmdoctor.core.reports import Verification
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import LstmdoctorError
from lstmdoctor.text import count_noun, safe_text, shape_text
from lstmdoctor.verify.batch import Batch, save_batch

SAMPLES = 32
"""Samples of the one batch, where the model does not fix their number."""
SECONDS = 180
"""Wall clock of the child; importing TensorFlow takes a few seconds, more on a busy machine."""
ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "KERAS_BACKEND")
"""What the child is told of the environment: where Python is, no secrets."""


class NotAccepted(LstmdoctorError):
    """Keras refused a result that was to be written."""

    def __init__(self, verification: Verification) -> None:
        super().__init__(verification.reason)
        self.verification = verification


def verify_batch(model: ModelSpec, batch: Batch) -> Verification:
    """Run one batch of the data through the model; with labels evaluate it and train one step on a copy.

    Parameters
    ----------
    model : ModelSpec
    batch : Batch
        A missing input means that it is not tried.
    """
    reason = verification_hindrance(model, {one.name for one in batch.inputs})
    if reason is not None:
        return Verification("not tried", reason)
    with tempfile.TemporaryDirectory(prefix="lstmdoctor-") as folder:
        path = Path(folder) / "batch.npz"
        save_batch(path, batch, max((spec.batch or SAMPLES for spec in model.inputs), default=SAMPLES))
        return ask_keras(model.path, str(path), folder)


def verification_hindrance(model: ModelSpec, inputs: Collection[str]) -> str | None:
    """Why the model cannot be asked; None where it can."""
    if model.code:
        return f"the model holds code that loading would run: {safe_text(model.code[0])}"
    if model.format == "savedmodel":
        return "Keras 3 does not load SavedModel folders"
    missing = [spec.name for spec in model.inputs if spec.name not in inputs]
    return f"there is no data for the input '{safe_text(missing[0])}'" if missing else None


def ask_keras(model: str, batch: str, home: str) -> Verification:
    """The answer of the child process."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    environment |= {"HOME": home, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "KERAS_HOME": home}
    child = str(Path(__file__).with_name("verify_child.py"))
    command = [sys.executable, "-P", child, str(Path(model).absolute()), batch]
    try:
        done = subprocess.run(
            command, cwd=home, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Verification("not tried", f"Keras gave no answer within {SECONDS} seconds")
    except OSError as error:
        return Verification("not tried", f"no process for Keras: {(error.strerror or str(error)).lower()}")
    return parse_keras_answer(done)


def parse_keras_answer(done: subprocess.CompletedProcess[bytes]) -> Verification:
    """What the last line of the child says; anything else is no answer."""
    try:
        content = json.loads(done.stdout.splitlines()[-1])
        match content["status"]:
            case "accepted":
                shapes = ", ".join(shape_text(one) for one in content["outputs"])
                samples, version = content["samples"], safe_text(content["keras"])
                took = f"Keras {version} took {count_noun(samples, 'sample')} and gave {shapes}"
                return Verification("accepted", took + trained_words(content["trained"]))
            case "refused":
                return Verification(
                    "refused", f"Keras {safe_text(content['keras'])}: {safe_text(content['reason'], 300)}"
                )
            case _:
                return Verification("not tried", safe_text(content["reason"], 300))
    except (ValueError, IndexError, KeyError, TypeError):
        return Verification("not tried", f"the process for Keras ended with {done.returncode} and no answer")


def trained_words(trained: object) -> str:
    """What became of the labels: nothing to say without any."""
    match trained:
        case True:
            return ", and trained one step on a copy"
        case str():
            return f"; no step was trained: {safe_text(trained, 300)}"
        case _:
            return ""
