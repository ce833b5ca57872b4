"""A fixed batch size: stateful layers, batch axes built into a model."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule
from lstmdoctor.text import safe_text

STATIC = "the model has a stateful layer and no fixed batch size"


def expected_batch(match: Match, hints: Hints) -> Guess | None:
    """``- Expected batch size: 4 - Received batch size: 8``."""
    wanted, given = int(match.group(1)), int(match.group(2))
    return Guess(
        ("LD401",),
        f"a batch has {given} samples, the stateful model was built for {wanted}",
        python=(
            f"model.fit(x[: len(x) // {wanted} * {wanted}], y[: len(y) // {wanted} * {wanted}], "
            f"batch_size={wanted}, shuffle=False)"
        ),
    )


def hidden_state(match: Match, hints: Hints) -> Guess | None:
    """``Invalid input_h shape: [1,33,16] [1,32,16]`` (cuDNN)."""
    state, wanted = parse(match.group(1)), parse(match.group(2))
    if len(state) != 3 or len(wanted) != 3 or state[1] == wanted[1]:
        return Guess(("LD401", "LD210"), "the state of the recurrent layer has another shape than its batch")
    return Guess(
        ("LD401",), f"the state was built for a batch of {state[1]} and the batch has {wanted[1]} samples"
    )


def listed(match: Match, hints: Hints) -> Guess | None:
    """``Specified a list with shape [16,3] from a tensor with shape [8,3]``: 8 samples for 16."""
    built, came = parse(match.group(1)), parse(match.group(2))
    if built[1:] == came[1:] and built[:1] != came[:1]:
        return Guess(
            ("LD401",),
            (
                f"a batch has {came[0] or 'another number of'} samples, the model was built for "
                f"{built[0] or 'any'}"
            ),
            built,
            came,
        )
    return Guess(
        ("LD210", "LD302", "LD401"),
        "a timestep has another shape than the one the layer was built for",
        built,
        came,
    )


def state(match: Match, hints: Hints) -> Guess | None:
    """``State 0 is incompatible with layer lstm: expected shape=(8, 4), found shape=(4, 4)``."""
    return Guess(
        ("LD401", "LD906"), f"the state of {safe_text(match.group(1))} has another shape than the layer keeps"
    )


RULES = (
    rule(r"state \d is incompatible with layer (\w{1,60})", state),
    rule(r"expected batch size: ?(\d+).{0,20}?received batch size: ?(\d+)", expected_batch),
    rule(rf"specified a list with shape {SHAPE} from a tensor with shape {SHAPE}", listed),
    rule(rf"enters the loop with shape {SHAPE}, but has shape {SHAPE}", listed),
    rule(rf"invalid input_[hc] shape: ?{SHAPE},? ?{SHAPE}", hidden_state),
    fixed(
        r"in a stateful (?:network|rnn|model), you should only pass inputs",
        "LD401",
        "the number of samples is not a multiple of the batch size of a stateful model",
    ),
    fixed(
        r"the batch size of the input sequences must be the same as the batch size of the initial state",
        "LD401",
        "a batch has another size than the stateful model was built for",
    ),
    fixed(
        (
            r"if an? rnn is stateful,? (?:it needs to know its batch size|a complete input_shape "
            r"must be provided)"
        ),
        "LD904",
        STATIC,
    ),
    fixed(r"when using `?stateful=true`? in an? rnn, the batch size must be static", "LD904", STATIC),
    fixed(
        any_of(
            r"layer must be stateful",
            r"specify the batch size by passing a `?batch_input_shape`?",
        ),
        "LD904",
        STATIC,
    ),
    fixed(
        r"(?:batch_size|number of samples).{0,60}(?:not divisible|must be divisible|multiple of)",
        "LD401",
        "the number of samples is not a multiple of the batch size",
    ),
    fixed(
        any_of(
            r"an initial_state was passed that is not compatible with",
            r"batch size of the (?:state|initial state)",
        ),
        "LD401 LD906",
        "the initial state does not fit the layer",
    ),
    fixed(
        (
            r"the `?batch_size`? argument (?:value )?\d+ is incompatible with the specified batch "
            r"size of your input layer"
        ),
        "LD401",
        "`batch_size` is another than the one built into the model",
    ),
)
