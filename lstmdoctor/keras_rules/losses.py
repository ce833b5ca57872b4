"""What each built-in loss of Keras makes of labels: one row a loss, under the name that the code has for it.

Measured on Keras 3.15.1 and tf.keras 2.15. A loss that is not here is the user's own and may do anything.
"""

from __future__ import annotations

import re
from typing import Literal

from lstmdoctor.records import frozen_record

Comparison = Literal["elementwise", "strict", "categorical", "sparse", "sequence", "custom", "none"]
"""How labels meet the output.

``elementwise``: value by value, as NumPy broadcasts. ``strict``: value by value and of one shape, shares of
0 to 1. ``categorical``: one share for each class. ``sparse``: one id instead of the classes. ``sequence``:
(batch, length) ids of what was said or written, of another length than the output (CTC). ``custom``: nobody
knows; ``none``: the model was not compiled.
"""


@frozen_record
class LossRule:
    """One built-in loss.

    Parameters
    ----------
    labels : Comparison
    aliases : tuple of str
        Other names that a model file may have for it, each in lower case.
    distance : bool
        It is smallest where the output equals the label, so that an output must be able to equal it.
    quantities : bool
        It is one of regression: where a model gives one number, the labels are numbers and no classes.
    output_first : bool
        Keras 3 subtracts the labels from the output, and not the other way round; errors name the two in that
        order (keras/src/losses/losses.py).
    since : int
        First Keras that has it by name: 1, 2 (tf.keras included) or 3.
    """

    labels: Comparison
    aliases: tuple[str, ...] = ()
    distance: bool = False
    quantities: bool = False
    output_first: bool = False
    since: int = 1


LOSSES: dict[str, LossRule] = {
    "mean_squared_error": LossRule("elementwise", ("mse",), distance=True, quantities=True),
    "mean_absolute_error": LossRule("elementwise", ("mae",), distance=True, quantities=True),
    "mean_absolute_percentage_error": LossRule("elementwise", ("mape",), quantities=True),
    "mean_squared_logarithmic_error": LossRule("elementwise", ("msle",), quantities=True),
    "huber": LossRule(
        "elementwise", ("huber_loss",), distance=True, quantities=True, output_first=True, since=2
    ),
    "log_cosh": LossRule(
        "elementwise", ("logcosh",), distance=True, quantities=True, output_first=True, since=2
    ),
    "poisson": LossRule("elementwise", quantities=True),
    "kl_divergence": LossRule("elementwise", ("kld", "kullback_leibler_divergence")),
    "hinge": LossRule("elementwise"),
    "squared_hinge": LossRule("elementwise"),
    "categorical_hinge": LossRule("elementwise", since=2),
    "cosine_similarity": LossRule("elementwise", ("cosine_proximity",)),
    "binary_crossentropy": LossRule("strict", ("bce",)),
    "binary_focal_crossentropy": LossRule("strict", since=2),
    "categorical_crossentropy": LossRule("categorical"),
    "categorical_focal_crossentropy": LossRule("categorical", since=2),
    "sparse_categorical_crossentropy": LossRule("sparse"),
    "ctc": LossRule("sequence", since=3),
    "categorical_generalized_cross_entropy": LossRule("custom", since=3),
    "circle": LossRule("custom", since=3),
    "dice": LossRule("custom", since=3),
    "tversky": LossRule("custom", since=3),
}
"""``custom`` rows are built in, and what they make of labels of another shape was not measured."""

ALIASES = {alias: name for name, rule in LOSSES.items() for alias in rule.aliases}
DISTANCES = frozenset(name for name, rule in LOSSES.items() if rule.distance)
OF_QUANTITIES = frozenset(name for name, rule in LOSSES.items() if rule.quantities)


def loss_comparison(loss: str | None) -> Comparison:
    """How a loss meets labels; "none" for a model that was not compiled."""
    if loss is None:
        return "none"
    return LOSSES[loss].labels if loss in LOSSES else "custom"


@frozen_record
class CtcRule:
    """How one way to compute CTC reads labels of (batch, length) and an output of (batch, steps, classes).

    The loss is the probability of all ways to write the labels over the steps, with blanks between. It takes
    a step for each label and one more for each label that repeats the one before; with fewer steps it is
    infinite (PyTorch), some 700 (TensorFlow) or 100,000 (JAX), without a word. Ids of classes that do not
    exist are read without a word as well.

    Parameters
    ----------
    padding : {"blank", "nothing"}
        What fills short rows of labels: the blank, class 0, and each other value counts as a label wherever
        it stands (the first labels are read, as many as are not the blank); nothing can, each place counts.
    """

    padding: Literal["blank", "nothing"]


CTC_LOSS = CtcRule("blank")
"""``keras.losses.CTC`` and ``keras.losses.ctc`` from Keras 3.4 on."""
CTC_LOSS_BEFORE_3_4 = CtcRule("nothing")
"""The same up to Keras 3.3: the length of the labels was the length of the array."""
CTC_FUNCTIONS = frozenset({"ctc_batch_cost", "ctc_cost", "ctc_lambda_func", "ctc_loss", "ctc_loss_func"})
"""Names that people give a function, or a Lambda layer, around ``K.ctc_batch_cost``; `ctc_loss` is also
``keras.ops.ctc_loss``, so that what blank and padding are is not known from the name alone."""


def ctc_rule(loss: str | None, version: str | None) -> CtcRule | None:
    """How the built-in loss of this name reads labels, None for any other loss.

    Parameters
    ----------
    version : str or None
        Version of Keras that wrote the model; None is taken for today's.
    """
    if loss != "ctc":
        return None
    major, _, rest = (version or "").partition(".")
    minor = rest.partition(".")[0]
    old = major == "3" and minor.isdecimal() and int(minor) < 4
    return CTC_LOSS_BEFORE_3_4 if old else CTC_LOSS


def names_ctc(name: str) -> bool:
    """Whether a loss function or a layer is called like one that computes CTC: a word of its name is ctc."""
    words = set(re.split(r"[^a-z]+", name.lower()))
    return name.lower() in CTC_FUNCTIONS or bool(words & {"ctc", "ctcloss"})
