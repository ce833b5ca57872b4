"""Token ids below zero

What it is
    The smallest id is negative, often -1 as padding or for unknown words.

Why it matters
    An ``Embedding`` takes a negative id for one counted from the end: -1 is the last word of the vocabulary,
    and padding with -1 is read as that word over and over.

What Keras says
    Keras 3 on TensorFlow and JAX: nothing. tf.keras 2 on a CPU: ``indices[0,0] = -1 is not in [0, 100)``.

Example
    Sequences padded with -1 for ``Embedding(100, 16, mask_zero=True)``.

Cure
    Shift all ids by one, ``x = x + 1``, in a model with one row more, so that 0 is free for padding. Where
    only padding is negative and the model masks 0: ``--cure move-padding``, which is ``x[x < 0] = 0``.

Risk
    ``np.abs(x)`` silences everything and makes -1 the word 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import padding_of
from lstmdoctor.checks.shared.tokens import Ids, embedding_id_inputs
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import number_text

FAULT = Fault(
    "LD602",
    "negative-id",
    "error",
    meaning="an id is negative",
    cure=Cure(
        "give padding an id of its own, 0 with mask_zero=True, and count words from 1",
        "print(np.argwhere(x < 0)[:10])",
    ),
)


PADDING_HELP = "give padding the id that the model masks, and move nothing else: --cure move-padding"


def find(case: Case) -> Iterator[Finding]:
    """A smallest id below 0."""
    for given in embedding_id_inputs(case):
        if given.values.low < 0:
            moves = is_padding_only(given)
            asked = "move-padding" in case.choices.cure
            yield FAULT.found(
                given.pair.input.name,
                f"the smallest id is {number_text(given.values.low)}, layer '{given.layer}' takes ids "
                "from 0 to "
                f"{given.vocabulary - 1:,}",
                PADDING_HELP if moves else None,
                remedy="none" if not moves else "reading" if asked else "option",
                evidence={"smallest": given.values.low, "vocabulary": given.vocabulary},
            )


def is_padding_only(given: Ids) -> bool:
    """Whether the smallest id is padding at one end, where the model masks another value.

    Other ids below 0 are seen once that is moved.
    """
    padding, mask = padding_of(given.pair), given.pair.goal.mask_value
    if padding is None or mask is None or mask == padding.value or not given.values.integral:
        return False
    run = padding.run
    other = run.back_steps if padding.side == "pre" else run.front_steps
    return padding.value == given.values.low < 0 and not (run.inner_steps or other)
