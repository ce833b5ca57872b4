"""Values that became 0

What it is
    Every value of the data is 0. Or the data is int32, mostly 0, as real numbers are after
    ``keras.utils.pad_sequences``, which turns them into int32 unless it is told not to. Or, in any
    dtype, every feature is 1 just once and 0 everywhere else: the same, converted afterwards.

Why it matters
    ``pad_sequences([[0.3, 0.9], [0.5]])`` is ``[[0, 0], [0, 0]]``: all between -1 and 1 is cut to 0. Data
    scaled to 0..1 is gone but for the very maximum, of standardised data two thirds are 0.

What Keras says
    Nothing: int32 is a dtype like any other. The model learns the mean of the labels.

Example
    ``x = keras.utils.pad_sequences(xs)`` where ``xs`` holds scaled floats.

Cure
    Pad again from the source: ``x = keras.utils.pad_sequences(xs, dtype="float32")``, or let
    ``lstmdoctor fix`` pad the list.

Risk
    The values cannot be brought back from this file.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.findings import Case, Cure, Fault, Finding, Pair
from lstmdoctor.core.values import Values
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD502",
    "zeroed-data",
    "error",
    meaning="the values were cut to whole numbers, mostly 0",
    cure=Cure("pad again from the source", 'x = keras.utils.pad_sequences(xs, dtype="float32")'),
)
STEPS = 1000
"""Fewer timesteps may well hold one event of each kind."""


def find(case: Case) -> Iterator[Finding]:
    """Sequences of nothing but 0, and int32 that was cut from floats."""
    for pair in case.pairs:
        values = pair.facts.values
        if values is None or not values.number:
            continue
        if not pair.goal.timed and (values.nonzero or not read_as_steps(pair)):
            continue
        zeros = values.number - values.nonzero
        if values.nonzero and not (wants_floats(pair) and has_truncated_floats(pair, values)):
            continue
        all_zero = values.nonzero == 0
        yield FAULT.found(
            pair.input.name,
            f"all {count_noun(values.number, 'value')} are 0"
            if all_zero
            else zero_share_message(pair, values),
            FAULT.cure.sentence,
            severity="error" if all_zero and not beside_data(case, pair) else "warning",
            evidence={
                "zeros": zeros,
                "values": values.number,
                "share": round(zeros / values.number, 4),
                "dtype": pair.facts.dtype,
            },
        )


def zero_share_message(pair: Pair, values: Values) -> str:
    """What the rest of the values is."""
    share = f"{(values.number - values.nonzero) / values.number * 100:.4g} %"
    return (
        f"the data is {pair.facts.dtype} from {values.low:g} to {values.high:g} and {share} of it is 0, as "
        f"floats are after pad_sequences without dtype, the model takes {pair.goal.dtype}"
    )


def beside_data(case: Case, pair: Pair) -> bool:
    """Whether another input has values other than 0; a decoder may be fed zeros."""
    others = (other.facts.values for other in case.pairs if other is not pair)
    return any(values is not None and values.nonzero for values in others)


def read_as_steps(pair: Pair) -> bool:
    """Whether a recurrent layer reads the input, be it reshaped before."""
    return any(layer.recurrent for layer in pair.input.path)


def wants_floats(pair: Pair) -> bool:
    """Whether the input takes real numbers, and not ids."""
    return pair.input.embedding is None and dtype_kind(pair.goal.dtype) == "f"


def has_truncated_floats(pair: Pair, values: Values) -> bool:
    """Whether whole numbers look like floats cut at the point.

    int32 is what ``pad_sequences`` gives; counts and events come as int64, int8 or bool, and as float32 when
    they were converted. Data scaled to 0..1 or -1..1 keeps its maxima alone. Of standardised data 68 % and
    more is 0, and every feature reaches 2 on either side, once there is enough of it, but hardly ever 10.
    """
    padded = pair.facts.dtypes == ("int32",)
    if values.low >= -1 and values.high <= 1:
        return values.nonzero <= values.steps / 100 and (padded or extremes_alone(values))
    if not padded:
        return False
    spread = -10 <= values.low <= -2 and 2 <= values.high <= 10
    return spread and values.number - values.nonzero > 0.6 * values.number


def extremes_alone(values: Values) -> bool:
    """Whether nothing but one maximum, and one minimum, of every feature is left, in any dtype.

    Rare events look like that too, but not each of them just once in a thousand timesteps and more.
    """
    alone = values.integral and set(values.feature_high) == {1.0}
    return alone and values.steps >= STEPS and values.nonzero <= 2 * len(values.feature_high)
