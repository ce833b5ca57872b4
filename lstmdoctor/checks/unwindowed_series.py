"""One long series for a model of windows

What it is
    The data is one series, (length, features), and the model takes windows of it.

Why it matters
    How long a window is, how far it moves, and which label belongs to it, decide what the model can learn.
    No file says it.

What Keras says
    Keras 3 Sequential: ``Expected shape (None, 60, 8), but input has incompatible shape (32, 8)``, where 32
    is the size of a batch. Keras 3 Functional and tf.keras 2:
    ``expected shape=(None, 60, 8), found shape=(None, 8)``.

Example
    ``x`` of shape (10000, 8), ten thousand hours of eight sensors, for a model of ``Input((60, 8))``.

Cure
    ``lstmdoctor fix model.keras x.npy --window 60``, with ``--stride S`` where windows should not overlap by
    all but one step. In a script ``keras.utils.timeseries_dataset_from_array(x, targets, 60)``.

Risk
    Windows overlap. Cut training and validation apart before windows are cut, or the same steps are in both.
    The label of a window is that of its end or later; labels have to be moved along.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    cure_choice_advice,
    cure_remedy,
    pairs_with_step,
    shape_evidence,
    shape_mismatch_message,
    timesteps_words,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD206",
    "unwindowed-series",
    "error",
    meaning="a long series was not cut into windows",
    cure=Cure(
        "cut windows, with one label for each",
        "windows = np.lib.stride_tricks.sliding_window_view(x, timesteps, axis=0)\n"
        "x = np.moveaxis(windows, -1, 1)",
    ),
)
TOGETHER = "cut all inputs into the same windows, and save those"


def find(case: Case) -> Iterator[Finding]:
    """A `window` that cuts one series; of many series that are too long the fault is their length."""
    for pair, step in pairs_with_step(case, "window"):
        if step.before.rank == step.after.rank:
            continue
        wanted = pair.goal.timesteps
        of = f"windows of {wanted}" if wanted else "windows"
        yield FAULT.found(
            pair.input.name,
            shape_mismatch_message(
                pair, step, f"this is one series of {timesteps_words(step.before.axes[0])}, not {of}"
            ),
            cure_choice_advice(pair, f"cut windows: --window {wanted or 'N'}") if pair.readings else TOGETHER,
            remedy=cure_remedy(pair),
            evidence={**shape_evidence(pair), "length": step.before.samples},
        )
