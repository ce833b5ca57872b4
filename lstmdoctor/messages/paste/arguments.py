"""Arguments that one version of Keras knows and another does not, in a file or in code."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.rule import Match, any_of, rule
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
NAMES = (
    "time_major|batch_input_shape|batch_shape|input_length|implementation|ragged|optional|quantization_config|"
    "renorm|module|synchronized|reduction|fn"
)


def unknown(match: Match, hints: Hints) -> Guess | None:
    """``Unrecognized keyword arguments passed to LSTM: {'time_major': False}``."""
    rest = match.string[match.start() : match.end() + 200]
    known = next((name for name in CURED if re.search(rf"['\"]{name}['\"]", rest)), "")
    said = f"`{known}`" if known else "an argument"
    what = f"{said} is not known to this version of Keras: the file or the code was written for another one"
    if not known or hints.loading:
        return Guess(("LD802",), what)
    help, python = CURED[known]
    return Guess(("LD802",), what, help=help, python=python)


def own(match: Match, hints: Hints) -> Guess | None:
    """``__init__() got an unexpected keyword argument 'name'`` of a layer of one's own that is loaded."""
    if not hints.loading:
        return None
    said = f"a class of your own does not take `{safe_text(match.group(1))}`, which the file holds for it"
    help = "let its __init__ take **kwargs and hand them to super().__init__, and return all in get_config"
    return Guess(("LD803", "LD802"), said, help=help)


RULES = (
    rule(
        any_of(
            r"unrecognized keyword arguments?(?: passed to|:)",
            r"keyword argument not understood",
            rf"got an unexpected keyword argument '(?:{NAMES})'",
        ),
        unknown,
    ),
    rule(r"__init__\(\) got an unexpected keyword argument '(\w{1,60})'", own, "TypeError"),
)
