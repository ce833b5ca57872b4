"""Faults that only an error message can show: LD901 to LD906."""

from __future__ import annotations

from fault_cases.arrays import noise
from fault_cases.case import MODEL, Content, Scene, Silent, Speaks
from fault_cases.models import recurrent


def told(text: str) -> str:
    return f"lstmdoctor explain '{text}'"


LENGTHS: dict[str, Content] = {
    MODEL: recurrent(None, 3),
    "train.npy": noise(20, 12, 3),
}
CHECK = """[tool.lstmdoctor.checks.daily]
model = "model.keras"
data = { train = "train.npy", validation = "val.npy" }
"""

CASES: dict[str, tuple[Scene, ...]] = {
    "LD901": (
        Speaks(
            "a pair as a list",
            command=told('Layer "model" expects 1 input(s), but it received 2 input tensors'),
        ),
        Silent(
            "200 tensors, which are no pair (LD101)",
            command=told('Layer "lstm" expects 1 input(s), but it received 200 input tensors'),
        ),
    ),
    "LD902": (
        Speaks(
            "a numbered layer and a free batch axis",
            command=told(
                "Input 0 of layer lstm_1 is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received: (None, 32)"
            ),
        ),
        Silent(
            "the first layer and a fixed batch (LD202)",
            command=told(
                "Input 0 of layer lstm is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received: (200, 8)"
            ),
        ),
    ),
    "LD903": (
        Speaks(
            "9 timesteps to validate with, 12 to train on",
            {**LENGTHS, "val.npy": noise(8, 9, 3), "pyproject.toml": CHECK},
            command="lstmdoctor check -v",
            silent=True,
        ),
        Silent(
            "12 timesteps in both",
            {**LENGTHS, "val.npy": noise(8, 12, 3), "pyproject.toml": CHECK},
            command="lstmdoctor check",
        ),
    ),
    "LD904": (
        Speaks(
            "a stateful layer without a batch size",
            command=told(
                "When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: sequence.shape=(None, 50, 3)"
            ),
        ),
        Silent(
            "another batch size than that of the state (LD401)",
            command=told("Incompatible shapes: [2,8] vs. [4,8]"),
        ),
    ),
    "LD905": (
        Speaks(
            "a generator that yields something else than pairs",
            command=told(
                "Output of generator should be a tuple `(x, y, sample_weight)` or `(x, y)`. Found: None"
            ),
        ),
        Silent(
            "an array of other axes (LD203)",
            command=told(
                "Invalid input shape for input Tensor. Expected shape (None, 50, 100), but input has incompatible shape (50, 100)"
            ),
        ),
    ),
    "LD906": (
        Speaks("a kernel that cannot mask", command=told("Masking is not supported for CuDNN RNNs")),
        Silent(
            "an input that is missing (LD103)",
            command=told(
                'Missing data for input "static_in". You passed a data dictionary with keys ["seq_in"]. Expected the following keys: ["seq_in", "static_in"]'
            ),
        ),
    ),
}
