"""Token ids beyond the vocabulary

What it is
    The largest id is not below ``input_dim`` of the ``Embedding`` that the input feeds.

Why it matters
    An ``Embedding`` has a row for each of the ids 0 to ``input_dim - 1``. A larger id has no row.

What Keras says
    On a CPU: ``indices[0,0] = 100 is not in [0, 100)``. On a GPU: nothing; the id gets a vector of zeros.

Example
    Ids 1 to 100 for ``Embedding(100, 16)``: a vocabulary of 100 words, and 0 kept for padding, are 101 ids.

Cure
    Build the model with ``Embedding(101, 16)``, one more than the largest id. Where the model is trained
    already, give words that it does not know the id that it was trained with for unknown words. Where the
    ids of two inputs are those of each other's vocabulary, ``--cure swap-inputs`` exchanges their arrays.

Risk
    ``np.clip(x, 0, 99)`` silences Keras and makes all unknown words the last word of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.tokens import Ids, embedding_id_inputs
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.roles.crossing import swappable_inputs
from lstmdoctor.text import count_noun, number_text, safe_text

FAULT = Fault(
    "LD601",
    "id-out-of-range",
    "error",
    meaning="an id is beyond the rows of the Embedding",
    cure=Cure("give the Embedding the largest id of all data + 1 as input_dim", "print(x.max())"),
)


def find(case: Case) -> Iterator[Finding]:
    """A largest id without a row."""
    inputs = list(embedding_id_inputs(case))
    for given in inputs:
        if given.values.high >= given.vocabulary:
            other = next((one for one in inputs if are_crossed_ids(case, given, one)), None)
            yield FAULT.found(
                given.pair.input.name,
                f"the largest id is {number_text(given.values.high)}, layer '{given.layer}' has "
                f"{count_noun(given.vocabulary, 'row')} for the ids 0 to {given.vocabulary - 1:,}",
                large_id_advice(given) if other is None else crossed_ids_advice(given, other),
                remedy="none" if other is None else "option",
                evidence={"largest": given.values.high, "vocabulary": given.vocabulary},
            )


def are_crossed_ids(case: Case, given: Ids, other: Ids) -> bool:
    """Whether the ids of two inputs of one shape fit the vocabulary of each other, and may change places."""
    fit = given.values.high < other.vocabulary and other.values.high < given.vocabulary
    facts = {pair.input.name: pair.facts for pair in case.pairs if pair.input.name not in case.mapped}
    names = {given.pair.input.name, other.pair.input.name}
    return fit and not names & case.swapped.keys() and names == swappable_inputs(case.model.inputs, facts)


def crossed_ids_advice(given: Ids, other: Ids) -> str:
    """The arrays of the two inputs exchanged."""
    names = f"'{safe_text(given.pair.input.name)}' and '{safe_text(other.pair.input.name)}'"
    return f"exchange the arrays of {names}, each of which has ids that the other takes: --cure swap-inputs"


def large_id_advice(given: Ids) -> str:
    """Another model, or other ids; far too large an id is probably none."""
    rows = int(given.values.high) + 1
    if given.values.high > 100 * given.vocabulary and given.values.high > 1_000_000:
        return "check that this array holds ids: its largest value is far beyond the vocabulary"
    return f"build the Embedding with input_dim={rows}, or give unknown words the id kept for them"
