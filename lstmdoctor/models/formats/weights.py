"""What the weights alone show, when a file holds no architecture."""

from __future__ import annotations

import re

from lstmdoctor.files.json_values import integer_or_none, items_or_none, text_or_none
from lstmdoctor.keras_rules.layers import LAYERS
from lstmdoctor.text import count_noun, safe_text

# By columns per unit: the kernel is (features, k*units), the recurrent kernel (units, k*units).
GATES = {rule.gates: name for name, rule in LAYERS.items() if rule.gates}
KERNEL = re.compile(
    r"(?:^|/)vars/\d+$|(?:kernel|bias|gamma|beta|embeddings?|moving_\w+)(?:_\d+)?(?::0)?$|_[WUb](?:_\w)?(?::0)?$"
)
"""How Keras names weights: by number since 3, by what they are before, by a letter in 1."""
HINT = "load the architecture from where it was defined and save it with model.save"


def describe_weights(listed: object) -> str:
    """One sentence: these are weights, of which layers, and how many features their kernels take."""
    arrays = dict(_weight_arrays(listed))
    if not arrays:
        return "an HDF5 file without a Keras model (no model_config)"
    found = recurrent_layers_in_arrays(arrays)
    if are_data_sets(listed):
        names = ", ".join(f"'{safe_text(name)}'" for name in list(arrays)[:5])
        return f"an HDF5 file of data ({names}), not a model: is it the DATA argument?"
    seen = [
        f"{kind} '{safe_text(name)}' takes {count_noun(features, 'feature')}"
        for name, kind, features in found
    ]
    layers = list(dict.fromkeys(safe_text(_weight_layer_name(name.rpartition("/")[0])) for name in arrays))
    what = ", ".join(seen[:3]) or f"layers {', '.join(layers[:5])}"
    return f"holds weights only, not the architecture ({what}); {HINT}"


def are_data_sets(listed: object) -> bool:
    """Whether these are arrays, and none of them is called like weights."""
    names = dict(_weight_arrays(listed))
    return bool(names) and not recurrent_layers_in_arrays(names) and not any(map(KERNEL.search, names))


def _weight_arrays(listed: object) -> list[tuple[str, tuple[int, ...]]]:
    found = []
    for item in items_or_none(listed) or ():
        pair = items_or_none(item) or ()
        name, sizes = (text_or_none(pair[0]), items_or_none(pair[1])) if len(pair) == 2 else (None, None)
        if name is not None and sizes is not None:
            axes = [integer_or_none(size) for size in sizes]
            found.append((name, tuple(axis if axis is not None else 0 for axis in axes)))
    return found


def recurrent_layers_in_arrays(arrays: dict[str, tuple[int, ...]]) -> list[tuple[str, str, int]]:
    """(layer, kind, features) of each recurrent layer among the arrays.

    Keras 3 writes ``layers/lstm/cell/vars/0`` (kernel) and ``1`` (recurrent kernel); Keras 1 and 2
    ``lstm/lstm/lstm_cell/kernel:0`` and ``recurrent_kernel:0``.
    """
    found = []
    for name, kernel in arrays.items():
        found += _keras_1(name, kernel)
        folder, _, last = name.rpartition("/")
        other = {"0": "1", "kernel": "recurrent_kernel", "kernel:0": "recurrent_kernel:0"}.get(last)
        square = arrays.get(f"{folder}/{other}") if other else None
        if square is None or len(square) != 2 or len(kernel) != 2 or square[0] < 1 or kernel[1] != square[1]:
            continue
        gates, rest = divmod(square[1], square[0])
        if rest == 0 and gates in GATES:
            found.append((_weight_layer_name(folder), GATES[gates], kernel[0]))
    return found


def _keras_1(name: str, kernel: tuple[int, ...]) -> list[tuple[str, str, int]]:
    """Keras 1 wrote a kernel for each gate (``lstm_1_W_i``: input gate, ``gru_1_W_z``: update gate)."""
    layer, _, last = name.rpartition("/")[2].partition("_W_")
    kind = {"i": "LSTM", "z": "GRU"}.get(last.removesuffix(":0"))
    return [(layer, kind, kernel[0])] if kind is not None and len(kernel) == 2 else []


def _weight_layer_name(folder: str) -> str:
    parts = [part for part in folder.split("/") if part]
    dull = {"cell", "vars", "layers", "model_weights", "_layer_checkpoint_dependencies"}
    named = [part for part in parts if part not in dull]
    return named[0] if named else folder
