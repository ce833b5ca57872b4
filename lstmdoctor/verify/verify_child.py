"""Load a real model and run one batch through it; a script for a child process of its own.

``python verify_child.py MODEL BATCH`` prints one line of JSON. This is the only file that imports Keras. The
model is loaded with ``safe_mode``, and with its compiled state only where there are labels to train one step
with; the process ends after that, and nothing of it is saved.
"""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BACKENDS = ("tensorflow", "jax", "torch")
MISSING = 'there is no Keras to ask: pip install "lstmdoctor[tensorflow]"'
ANSI = re.compile(r"\x1b\[[0-9;]*m")
WRAPPER = re.compile(r"Exception encountered when calling [\w.<>'\"() ]*(\(type \w+\))?\.?\s*")


def first_sentence(error: BaseException) -> str:
    """What Keras says first, without colours and the layers around it."""
    text = WRAPPER.sub("", ANSI.sub("", str(error))).strip() or type(error).__name__
    return re.split(r"(?<=\D)\. |\n|\.$", text, maxsplit=1)[0][:300]


def import_keras() -> Any:
    """Keras on whatever backend is installed; raises ImportError.

    Keras 3 reads ``KERAS_BACKEND``, then a file in its home, and takes TensorFlow where both are silent,
    whether that is installed or not.
    """
    if "KERAS_BACKEND" not in os.environ:
        present = [name for name in BACKENDS if find_spec(name) is not None]
        if present:
            os.environ["KERAS_BACKEND"] = present[0]
    import keras

    return keras


def load_keras_model(keras: Any, path: str, compiled: bool) -> Any:
    """The model; from its architecture alone where the file holds no more."""
    file = Path(path)
    if file.is_file():
        with file.open("rb") as opened:
            if opened.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                return keras.models.model_from_json(file.read_text(encoding="utf-8-sig"))
    return keras.saving.load_model(path, compile=compiled, safe_mode=True)


def load_batch(path: str) -> tuple[Any, Any, int]:
    """Inputs and labels as `fit` would be given them (labels None without any), and the number of samples."""
    import numpy as np

    with np.load(path, allow_pickle=False) as archive:
        told = json.loads(str(archive["told"]))
        inputs = {
            one["name"]: stored_array(archive, f"inputs.{i}", one) for i, one in enumerate(told["inputs"])
        }
        labels = [stored_array(archive, f"labels.{i}", one) for i, one in enumerate(told["labels"])]
    given: Any = list(inputs.values()) if told["listed"] else inputs
    single = len(inputs) == 1 and not told["listed"]
    return (
        next(iter(inputs.values())) if single else given,
        labels_for_fit(labels),
        told["inputs"][0]["count"],
    )


def stored_array(archive: Any, key: str, one: dict[str, Any]) -> Any:
    """One array in the form in which it stood in the file."""
    match one["form"]:
        case "list":
            return [archive[f"{key}.{k}"] for k in range(one["count"])]
        case "numbers":
            return [archive[f"{key}.{k}"].tolist() for k in range(one["count"])]
        case "objects":
            return archive[key].astype(object)
        case _:
            return archive[key]


def labels_for_fit(labels: list[Any]) -> Any:
    """The labels of one output by themselves, those of several in a list."""
    return labels[0] if len(labels) == 1 else labels or None


def train_one_step(model: Any, given: Any, labels: Any, samples: int) -> bool | str:
    """Whether the model was evaluated and trained on the batch; a text says why it was not tried."""
    if getattr(model, "optimizer", None) is None:
        return "the file keeps no optimizer and loss"
    model.evaluate(given, labels, batch_size=samples, verbose=0)
    model.fit(given, labels, batch_size=samples, epochs=1, verbose=0)
    return True


def main(model_path: str, batch_path: str) -> dict[str, object]:
    """Say whether the model takes the batch."""
    try:
        keras = import_keras()
    except ImportError as error:
        return {"status": "not tried", "reason": f"{MISSING} ({error.name} is not installed)"}
    version = keras.__version__
    given, labels, samples = load_batch(batch_path)
    try:
        model, uncompiled = load_for_training(keras, model_path, wanted=labels is not None)
    except Exception as error:
        return {"status": "not tried", "reason": f"Keras {version} cannot load it: {first_sentence(error)}"}
    try:
        result = model.predict(given, batch_size=samples, verbose=0)
        trained = uncompiled or (
            train_one_step(model, given, labels, samples) if labels is not None else False
        )
    except Exception as error:
        return {"status": "refused", "reason": first_sentence(error), "keras": version}
    outputs = list(result.values()) if isinstance(result, dict) else result
    shapes = [list(one.shape) for one in (outputs if isinstance(outputs, list | tuple) else [outputs])]
    return {
        "status": "accepted",
        "outputs": shapes,
        "samples": samples,
        "keras": version,
        "trained": trained,
    }


def load_for_training(keras: Any, path: str, wanted: bool) -> tuple[Any, str]:
    """The model with its loss where that is wanted and can be loaded, and why it could not."""
    if wanted:
        try:
            return load_keras_model(keras, path, compiled=True), ""
        except Exception as error:
            return load_keras_model(keras, path, compiled=False), first_sentence(error)
    return load_keras_model(keras, path, compiled=False), ""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2])) + "\n")
