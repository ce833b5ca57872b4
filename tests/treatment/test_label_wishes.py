"""What the loss of a model makes of the wish to have names of classes encoded."""

from __future__ import annotations

import pytest

from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.errors import Usage
from lstmdoctor.treatment.label_output import refuse_cure_beside_loss, wish_for_loss


@pytest.mark.parametrize(
    ("wish", "loss", "output", "one_hot"),
    [
        ("encode", "categorical_crossentropy", (None, 3), True),
        ("encode", "sparse_categorical_crossentropy", (None, 3), False),
        ("encode", "binary_crossentropy", (None, 1), False),
        ("encode", "binary_crossentropy", (None, 3), True),
        ("encode", "mean_squared_error", (None, 3), True),
        ("encode", None, (None, 3), False),
        ("encode+one-hot", None, (None, 3), True),  # the wish stands where no loss says anything
        ("encode", "my_loss", (None, 3), False),
    ],
)
def test_text_becomes_what_the_loss_takes(
    wish: str, loss: str | None, output: tuple[int | None, ...], one_hot: bool
) -> None:
    found = wish_for_loss(tuple(wish.split("+")), OutputSpec("out", output, loss=loss))
    assert ("one-hot" in found) is one_hot


@pytest.mark.parametrize(
    ("wish", "loss", "output", "refused"),
    [
        ("encode", "mean_squared_error", (None, 1), "as quantities"),
        ("encode", "mean_absolute_error", (None, 6, 1), "as quantities"),
        ("encode", "huber", None, "as quantities"),
        ("encode", "mean_squared_error", (None, 3), ""),
        ("from-zero", "mean_squared_error", (None, 1), ""),
        ("encode", "binary_crossentropy", (None, 1), ""),
        ("encode", "hinge", (None, 1), ""),
        ("encode", "my_loss", (None, 1), ""),
        ("encode", None, (None, 1), ""),
        ("encode", "ctc", (None, 9, 5), "blank"),
        ("one-hot", "sparse_categorical_crossentropy", (None, 3), "class ids"),
    ],
)
def test_a_cure_that_the_loss_does_not_take_is_refused(
    wish: str, loss: str | None, output: tuple[int | None, ...] | None, refused: str
) -> None:
    said = ""
    try:
        refuse_cure_beside_loss((wish,), OutputSpec("out", output, loss=loss))
    except Usage as error:
        said = str(error)
    assert refused in said and bool(refused) == bool(said)
