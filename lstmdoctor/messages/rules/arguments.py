"""Arguments that one version of Keras knows and another does not, in a file or in code."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, rule
from lstmdoctor.text import safe_text

CURED = {
    "batch_input_shape": (
        "Keras 3 takes the batch size in an Input of its own",
        "keras.Input(batch_shape=(batch, timesteps, features))",
    ),
    "input_length": ("leave it out: the length is that of the data", "layers.Embedding(words, units)"),
    "time_major": ("leave it out, and bring the samples to the front", "x = np.swapaxes(x, 0, 1)"),
    "input_dim": (
        "give the shape of one sample in an Input of its own",
        "keras.Input((timesteps, features))",
    ),
    "weights": ("set the weights after the layer is built", "layer.set_weights([matrix])"),
}
"""What to do about an argument in one's own code."""
OF_VERSIONS = frozenset(
    [
        "time_major",
        "batch_input_shape",
        "batch_shape",
        "input_length",
        "implementation",
        "ragged",
        "optional",
        "quantization_config",
        "renorm",
        "module",
        "synchronized",
        "reduction",
        "fn",
    ]
)
"""Arguments that layers of Keras have in one version and not in another."""


@rule(
    "Unrecognized keyword argument[s]{ passed to|:}",
    example="ValueError: Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': (1, 1, 7)}",
)
@rule(
    "Keyword argument not understood:",
    example="TypeError: ('Keyword argument not understood:', 'use_chrono_initialization')",
)
def unknown_argument(said: Said) -> Guess | None:
    """A layer of Keras that does not know an argument."""
    return argument_guess(said)


@rule(
    "__init__() got an unexpected keyword argument '{name:word}'",
    "TypeError",
    example="TypeError: LSTM.__init__() got an unexpected keyword argument 'time_major'",
)
def unexpected_argument(said: Said, name: str) -> Guess | None:
    """One that versions of Keras differ in, or one that a layer of one's own does not take while loading."""
    if name in OF_VERSIONS:
        return argument_guess(said)
    if not said.hints.loading:
        return None
    words = f"a class of your own does not take `{safe_text(name)}`, which the file holds for it"
    cure = "let its __init__ take **kwargs and hand them to super().__init__, and return all in get_config"
    return Guess(("LD803", "LD802"), words, help=cure)


def argument_guess(said: Said) -> Guess:
    """The cure of the argument that the message names."""
    rest = said.text[said.start : said.end + 200]
    name = next((name for name in CURED if re.search(rf"['\"]{name}['\"]", rest)), "")
    subject = f"`{name}`" if name else "an argument"
    words = (
        f"{subject} is not known to this version of Keras: the file or the code was written for another one"
    )
    if not name or said.hints.loading:
        return Guess(("LD802",), words)
    cure, python = CURED[name]
    return Guess(("LD802",), words, help=cure, python=python)


RULES = (unknown_argument, unexpected_argument)
