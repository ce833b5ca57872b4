"""Load a real model and run one batch through it; a script for a child process of its own.

``python verify_child.py MODEL BATCH`` prints one line of JSON. This is the only file that imports Keras. The
model is loaded with ``safe_mode`` and without its compiled state.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ANSI = re.compile(r"\x1b\[[0-9;]*m")
WRAPPER = re.compile(r"Exception encountered when calling [\w.<>'\"() ]*(\(type \w+\))?\.?\s*")


def first_sentence(error: BaseException) -> str:
    """What Keras says first, without colours and the layers around it."""
    text = WRAPPER.sub("", ANSI.sub("", str(error))).strip() or type(error).__name__
    return re.split(r"(?<=\D)\. |\n|\.$", text, maxsplit=1)[0][:300]


def load_keras_model(path: str) -> Any:
    """The model; from its architecture alone where the file holds no more."""
    import keras

    file = Path(path)
    if file.is_file():
        with file.open("rb") as opened:
            if opened.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                return keras.models.model_from_json(file.read_text(encoding="utf-8-sig"))
    return keras.saving.load_model(path, compile=False, safe_mode=True)


def load_batch(path: str) -> dict[str, Any]:
    """The inputs by name: an array, or a list of arrays where the data is one."""
    import numpy as np

    with np.load(path, allow_pickle=False) as archive:
        inputs: dict[str, Any] = {}
        for i, name in enumerate(archive["names"].tolist()):
            listed = f"{i}.list" in archive
            members = range(int(archive[f"{i}.list"])) if listed else ()
            inputs[name] = [archive[f"{i}.{k}"] for k in members] if listed else archive[str(i)]
        return inputs


def main(model_path: str, batch_path: str) -> dict[str, object]:
    """Say whether the model takes the batch."""
    try:
        import keras
    except ImportError as error:
        return {"status": "not tried", "reason": f"Keras is not installed ({error.name})"}
    version = keras.__version__
    try:
        model = load_keras_model(model_path)
    except Exception as error:
        return {"status": "not tried", "reason": f"Keras {version} cannot load it: {first_sentence(error)}"}
    inputs = load_batch(batch_path)
    given, samples = (
        next(iter(inputs.values())) if len(inputs) == 1 else inputs,
        len(next(iter(inputs.values()))),
    )
    try:
        result = model.predict(given, batch_size=samples, verbose=0)
    except Exception as error:
        return {"status": "refused", "reason": first_sentence(error), "keras": version}
    outputs = list(result.values()) if isinstance(result, dict) else result
    shapes = [list(one.shape) for one in (outputs if isinstance(outputs, list | tuple) else [outputs])]
    return {"status": "accepted", "outputs": shapes, "samples": samples, "keras": version}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2])) + "\n")
