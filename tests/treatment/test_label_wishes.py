"""What the loss of a model makes of the wish to have names of classes encoded."""

from __future__ import annotations

import pytest

from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.treatment.label_output import wish_for_loss


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
