"""Token ids and the Embedding that looks them up."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule

WEIGHTED = re.compile(r"node GatherV2\W.{0,80}IteratorGetNext")
"""Where a Dataset looks the weight of a class up."""
LOOKS_UP = ("embedding", "subtensor", "gather", "apply node", "theano")
NO_INTEGERS = "token ids are real numbers, an Embedding looks up integers"


@rule(
    "{indices|index}[[{place:text}]] = {token:int} is not in [[0, {vocabulary:int})",
    example="InvalidArgumentError: indices[4,14] = 21130 is not in [0, 21128) [[{{node model_1/Embedding-Token/embedding_lookup}}]]",
)
def id_outside(said: Said, place: str, token: int, vocabulary: int) -> Guess | None:
    """The position is one in the batch, not in the data."""
    if not WEIGHTED.search(said.after(400)):
        return vocabulary_guess(token, vocabulary)
    words = f"class {token} is in the labels, class_weight holds classes 0 to {vocabulary - 1}"
    cure = "name every class in class_weight, and count the classes from 0"
    return Guess(("LD906", "LD705"), words, help=cure, question="do the labels count from 0")


@rule(
    "index {token:int} is out of bounds for [axis 0 with ]size {vocabulary:int}",
    example="IndexError: index 5001 is out of bounds for size 5000 Apply node that caused the error: AdvancedSubtensor1(embedding_1_W, Reshape{1}.0) Toposort index: 47",
)
def id_out_of_bounds(said: Said, token: int, vocabulary: int) -> Guess | None:
    """Theano and NumPy, where an Embedding is named."""
    looks_up = any(word in said.text.lower() for word in LOOKS_UP)
    return vocabulary_guess(token, vocabulary) if looks_up else None


def vocabulary_guess(token: int, vocabulary: int) -> Guess:
    """An id outside 0 .. vocabulary - 1."""
    words = f"a token id is {token}, the Embedding takes ids 0 to {vocabulary - 1}"
    if token < 0:
        cure = "find where negative ids come from: -1 often stands for a missing word"
        return Guess(("LD602",), words, help=cure)
    return Guess(
        ("LD601",),
        words,
        help=(
            f"give the Embedding input_dim={token + 1} or more: the largest id of all data + 1, "
            "not the number of words"
        ),
        python=f"layers.Embedding(input_dim={token + 1}, output_dim=64)  # at least the largest id + 1",
    )


RULES = (
    id_outside,
    id_out_of_bounds,
    fixed_rule(
        "LD603",
        NO_INTEGERS,
        {
            "Expected tensor for argument #1 indices to have one of the following scalar types": "RuntimeError: Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding)",
            "parameter 'indices' has DataType float": "TypeError: Value passed to parameter 'indices' has DataType float32 not in list of allowed values: int32, int64",
            "Value for attr '{T|}indices' of {float|double|string} is not in the list of allowed values": "InvalidArgumentError: Value for attr 'Tindices' of float is not in the list of allowed values: int32, int64\n\t; NodeDef: {{node ResourceGather}}",
        },
    ),
    fixed_rule(
        "LD302",
        "the Embedding was declared for another number of timesteps than the data has",
        {
            "input_length is {length:text} but received input has shape": 'ValueError: "input_length" is 10, but received input has shape (None, 12)',
        },
    ),
    fixed_rule(
        "LD601 LD602",
        "a token id is outside of what the Embedding takes: 0 to its input_dim - 1",
        {
            "Input values must be in the range 0 <= values < num_tokens": "InvalidArgumentError: Expected 'tf.Tensor(False, shape=(), dtype=bool)' to be true. Summarized data: b'Input values must be in the range 0 <= values < num_tokens with num_tokens=4'",
            "index out of range in self": "IndexError: Exception encountered when calling Embedding.call().\n\nindex out of range in self",
        },
    ),
    fixed_rule(
        "LD601 LD906",
        "the Embedding was given a vocabulary size that is not a positive integer",
        {
            "input_dim must be a positive integer": "ValueError: `input_dim` must be a positive integer. Received: input_dim=0 (of type int).",
        },
    ),
)
