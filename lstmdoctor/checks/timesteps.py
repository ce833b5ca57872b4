"""Another number of timesteps

What it is
    The sequences are longer or shorter than the model takes, or some of unequal sequences are longer.

Why it matters
    A recurrent layer itself takes any number of steps, but the model was built for one number, and what
    comes after (a ``Flatten``, a decoder, the labels of each step) may depend on it.

What Keras says
    Keras 3 Functional and tf.keras 2: ``expected shape=(None, 50, 100), found shape=(None, 60, 100)``. Keras
    3 Sequential: nothing; it trains on any number of steps.

Example
    ``x`` of shape (200, 60, 100) for a model of ``Input((50, 100))``.

Cure
    Longer: ``--truncate pre`` keeps the last steps, ``--truncate post`` the first, ``--window 50`` cuts
    every sequence into windows. Shorter: ``--pad 50``. Or build the model with ``Input((None, 100))``.

Risk
    Truncation throws steps away. Padding without a mask adds steps that the model takes for real. So neither
    is done unasked.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import axis_words, cure_remedy, shape_evidence, time_settling_step
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Axis, axis_histogram
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding
from lstmdoctor.core.readings import Step
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD302",
    "timesteps",
    "error",
    meaning="the number of timesteps differs",
    cure=Cure(
        "pad or cut the sequences to the timesteps of the model, or build it with timesteps left free",
        'x = keras.utils.pad_sequences(x, maxlen=model.input_shape[1], dtype="float32", padding="post")',
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A `truncate`, a `pad` of equal sequences, or a `window` out of many of them."""
    for pair in case.pairs:
        step = timesteps_changing_step(pair)
        if step is None:
            continue
        axis, wanted = step.before.axes[1], pair.goal.timesteps or timesteps_after_step(step)
        yield FAULT.found(
            pair.input.name,
            timesteps_message(
                axis, wanted, step.before.samples, fixed=(pair.input.shape or ())[1:2] == (wanted,)
            ),
            timesteps_advice(
                step, wanted, windows=len(case.pairs) == 1 or any(r.has("window") for r in pair.readings)
            ),
            remedy=cure_remedy(pair),
            evidence={**shape_evidence(pair), **timesteps_evidence(axis, wanted, step.before.samples)},
        )


def timesteps_changing_step(pair: Pair) -> Step | None:
    """The step that changes a number of timesteps that the sequences share, or cuts the longer ones."""
    step = time_settling_step(pair)
    if step is None or (step.edit.id == "pad" and step.before.ragged):
        return None
    if step.edit.id == "window" and step.before.rank != step.after.rank:
        return None
    return step


def timesteps_after_step(step: Step) -> int:
    """The length after the step."""
    axis = step.after.axes[1]
    return axis if isinstance(axis, int) else axis.high


def longer_sequence_count(axis: Axis, wanted: int, samples: int) -> int:
    """How many sequences have more steps than wanted; 0 where that is not known."""
    if not isinstance(axis, int) and not axis.counts:
        return 0
    return sum(number for size, number in axis_histogram(axis, samples) if size > wanted)


def timesteps_message(axis: Axis, wanted: int, samples: int, fixed: bool) -> str:
    """What is and what is wanted; for unequal sequences how many are too long."""
    if isinstance(axis, int):
        have = "the sequence has" if samples == 1 else "the sequences have"
        wanting = "the model takes" if fixed else "wanted are"
        return f"{have} {count_noun(axis, 'timestep')}, {wanting} {wanted:,}"
    over = longer_sequence_count(axis, wanted, samples)
    whose = "that the model takes" if fixed else "that were asked for"
    which = f"{over:,} of {count_noun(samples, 'sequence')}" if over else "some sequences"
    return f"{which} of {axis_words(axis)} timesteps are longer than the {wanted:,} {whose}"


def timesteps_advice(step: Step, wanted: int, windows: bool) -> str:
    """Options that cure it; windows of one input want others that go with them."""
    if step.edit.id == "pad":
        return f"pad them: --pad {wanted}"
    if not windows:
        return "choose --truncate pre or --truncate post"
    return f"choose --truncate pre, --truncate post, or --window {wanted}"


def timesteps_evidence(axis: Axis, wanted: int, samples: int) -> dict[str, Evidence]:
    """The lengths, for machines."""
    shortest, longest = (axis, axis) if isinstance(axis, int) else (axis.low, axis.high)
    return {
        "timesteps": wanted,
        "shortest": shortest,
        "longest": longest,
        "longer": longer_sequence_count(axis, wanted, samples),
    }
