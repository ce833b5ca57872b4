"""Values that became 0

What it is
    Every value of the data is 0. Or the data is int32, mostly 0, as real numbers are after
    ``keras.utils.pad_sequences``, which turns them into int32 unless it is told not to. Or, in any
    dtype, every feature is 1 just once and 0 everywhere else: the same, converted afterwards. Padding of
    another value, such as -1, does not count.

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

from lstmdoctor.checks.shared.truncated import Outside, has_lost_values, outside_padding
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.values import Values
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD502",
    "zeroed-data",
    "error",
    meaning="the values were cut to whole numbers, mostly 0",
    cure=Cure("pad again from the source", 'x = keras.utils.pad_sequences(xs, dtype="float32")'),
)


def find(case: Case) -> Iterator[Finding]:
    """Sequences of nothing but 0, and int32 that was cut from floats."""
    for pair in case.pairs:
        values = pair.facts.values
        if values is None or not values.number:
            continue
        if not pair.goal.timed and (values.nonzero or not read_as_steps(pair)):
            continue
        rest = outside_padding(pair, values) if values.nonzero else Outside(values.number, values.number)
        if values.nonzero and not has_lost_values(pair, values):
            continue
        all_zero = rest.zeros == rest.number
        yield FAULT.found(
            pair.input.name,
            all_zero_message(rest) if all_zero else zero_share_message(pair, values, rest),
            FAULT.cure.sentence,
            severity="error" if all_zero and not beside_data(case, pair) else "warning",
            evidence={
                "zeros": rest.zeros,
                "values": rest.number,
                "share": round(rest.zeros / rest.number, 4),
                "padding": rest.padding,
                "dtype": pair.facts.dtype,
            },
        )


def all_zero_message(rest: Outside) -> str:
    """How many values are 0, and what the padding beside them is."""
    number = count_noun(rest.number, "value")
    return f"all {number} are 0" + (
        ""
        if rest.padding is None
        else f" but for the padding, {rest.padding:g}: floats below 1 were cut to 0"
    )


def zero_share_message(pair: Pair, values: Values, rest: Outside) -> str:
    """What the rest of the values is."""
    share = f"{rest.zeros / rest.number * 100:.4g} %"
    what = "it" if rest.padding is None else f"what is no padding of {rest.padding:g}"
    return (
        f"the data is {pair.facts.dtype} from {values.low:g} to {values.high:g} and {share} of {what} is 0, "
        f"as floats are after pad_sequences without dtype, the model takes {pair.goal.dtype}"
    )


def beside_data(case: Case, pair: Pair) -> bool:
    """Whether another input has values other than 0; a decoder may be fed zeros."""
    others = (other.facts.values for other in case.pairs if other is not pair)
    return any(values is not None and values.nonzero for values in others)


def read_as_steps(pair: Pair) -> bool:
    """Whether a recurrent layer reads the input, be it reshaped before."""
    return any(layer.recurrent for layer in pair.input.path)
