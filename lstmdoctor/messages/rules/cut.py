"""Messages that were cut off before their numbers: what their first words still say."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.encoding import compare_labels
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import safe_text

WHOLE = "paste the whole message: the shapes behind these words decide"


@rule(
    "{layer:name} to have {wanted:int} dimensions[,] but got array with shape {found:shape}",
    example='"lstm_1 to have 2 dimensions, but got array with shape (439763, 10, 4)".',
)
def nameless_rank(said: Said, layer: str, wanted: int, found: Shape) -> Guess | None:
    """Inputs are called so in their own name."""
    if "input" in layer.lower():
        return explain_rank(Rank(wanted, len(found), layer, found, whole=True), said.hints)
    return compare_labels(found, (None,) * wanted, said.hints)


@rule(
    "Input {n:int} {of|is incompatible with} [the ]layer {layer:name}",
    example='Input 0 of layer "lstm" is incompatible with the layer: expected shape=',
)
def refusing_layer(said: Said, n: int, layer: str) -> Guess | None:
    """Most often a rank."""
    if "incompatible" not in said.text:
        return None
    standalone = "with layer" in said.text
    guess = explain_rank(Rank(3, 2, layer, built=standalone, first=int(standalone)), said.hints)
    words = f"{safe_text(layer)} does not take the shape that came"
    return Guess((*guess.codes, "LD210"), words, question=WHOLE)


RULES = (
    nameless_rank,
    fixed_rule(
        "LD702 LD704 LD703",
        "the labels do not have the shape of the output",
        {
            "Error when checking [model ]target": "ValueError: Error when checking target: expected dense_1 to",
            "logits and labels must": "InvalidArgumentError: logits and labels must have",
        },
        question=WHOLE,
    ),
    refusing_layer,
    fixed_rule(
        "LD101 LD901 LD103",
        "another number of arrays came than the model has inputs",
        {
            "expects {n:int} [named ]input[s][(s)]...but it received": 'ValueError: Layer "mi" expects 2 named input(s) ..., but it received',
            "the list of Numpy arrays that you are passing to your model is not the size": "ValueError: Error when checking model input: the list of Numpy arrays that you are passing to your model is not the size the model expected.",
        },
        question=WHOLE,
    ),
    fixed_rule(
        "LD202 LD203 LD201 LD210",
        "the data does not have the shape that the model takes",
        {
            "Error when checking [model ]input": "ValueError: Error when checking input: expected lstm_1_input to",
            "Invalid input shape for input": "ValueError: Invalid input shape for input [",
        },
        question=WHOLE,
    ),
    fixed_rule(
        "LD109 LD301 LD108",
        "the array holds objects, not numbers",
        {
            "Failed to convert a NumPy array to a Tensor": "ValueError: Failed to convert a NumPy array to a Tensor"
        },
        question="do all sequences have the same number of timesteps",
    ),
    fixed_rule(
        "LD210 LD207",
        "the data has another number of features than the model",
        {
            "Matrix size-incompatible": "InvalidArgumentError: Matrix size-incompatible: In[0]:",
            "mat1 and mat2 shapes cannot be multiplied": "RuntimeError: mat1 and mat2 shapes cannot be multiplied",
        },
        question=WHOLE,
    ),
    fixed_rule(
        "LD702 LD401 LD302",
        "two arrays of different shapes meet",
        {"^Incompatible shapes:$": "InvalidArgumentError: Incompatible shapes:"},
        question=WHOLE,
    ),
)
