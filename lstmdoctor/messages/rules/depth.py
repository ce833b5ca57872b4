"""Whether a layer that refuses a rank is the first of its model, or stands behind others."""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.stage import Stage
from lstmdoctor.records import frozen_record

MODEL_NAME = re.compile(r"sequential|functional|^model|input|^seq$", re.IGNORECASE)
NUMBERED = re.compile(r"_(\d+)$")
RECURRENT = re.compile(r"lstm|gru|rnn|bidirectional|recurrent", re.IGNORECASE)
BATCHED = 2
"""What a layer gives has a batch axis and another one at least; fewer axes are those of data."""
STACK = 3
"""Layers of one model that a number may count; a higher one counts the runs of a notebook cell.

Measured on the texts of the tests: from 2 on the number does not matter, with 0 three of 569 more are wrong.
"""


@frozen_record
class Rank:
    """A rank that is wrong.

    Parameters
    ----------
    wanted, given : int
        Numbers of axes.
    layer : str
        Layer, model or input that refused it; "" where the text does not say.
    found : tuple of int or None, or None
    whole : bool
        `found` is the whole array (Keras 1 and 2.0 to 2.3 check it before cutting batches), not a batch.
    built : bool
        The layer was refused while the model was built, so that no data was there yet.
    first : int
        Number that the first layer of a kind gets behind its name: 1 in standalone Keras, else 0.
    """

    wanted: int
    given: int
    layer: str = ""
    found: Shape | None = None
    whole: bool = False
    built: bool = False
    first: int = 0


def is_recurrent_rank(rank: Rank) -> bool:
    """Whether a recurrent layer and not a model or its input refused something."""
    return not (MODEL_NAME.search(rank.layer) or rank.whole) and RECURRENT.search(rank.layer) is not None


def is_inner_layer(rank: Rank, hints: Hints) -> bool:
    """Whether the layer is likely not the first of its model.

    What the outermost layer was called on says so, and the line that built the model. Where neither is
    there, a number in its name makes it likely, if no array was seen; the question says what decides.
    """
    if rank.given < BATCHED:
        return False
    if hints.called and not MODEL_NAME.search(rank.layer):
        return len(hints.called) > rank.given
    if rank.found and rank.found[0] is not None:
        return False
    if hints.stage is Stage.INNER:
        return True
    number = NUMBERED.search(rank.layer)
    counted = int(number.group(1)) - rank.first if number else 0
    return counted > 0


def is_behind_others(rank: Rank, hints: Hints) -> bool:
    """Whether four axes came to a recurrent layer from layers before it, not from data or its own shape."""
    if hints.stage in (Stage.FIRST, Stage.RUN):
        return False
    number = NUMBERED.search(rank.layer)
    counted = int(number.group(1)) - rank.first if number else 0
    if not rank.found:
        return hints.stage is Stage.INNER or 0 < counted <= STACK
    return 1 not in rank.found[1:] and (hints.stage is not Stage.UNKNOWN or counted > STACK)
