"""Labels written anew: only where the loss and the output take what would be written."""

from __future__ import annotations

import numpy as np
import pytest

from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.edits.label_cures import cured_label_blocks, label_cure_for
from lstmdoctor.errors import Usage
from lstmdoctor.treatment.label_output import refuse_cure_beside_loss


@pytest.mark.parametrize(
    ("wish", "loss", "refused"),
    [
        ("one-hot", "sparse_categorical_crossentropy", True),
        ("one-hot", "categorical_crossentropy", False),
        ("one-hot", None, False),
        ("one-hot", "ctc", True),
        ("from-zero", "ctc", True),
        ("from-zero", "sparse_categorical_crossentropy", False),
    ],
)
def test_a_cure_beside_a_loss(wish: str, loss: str | None, refused: bool) -> None:
    if not refused:
        refuse_cure_beside_loss((wish,), OutputSpec("y", (None, 3), loss=loss))
        return
    with pytest.raises(Usage, match=f"--label-cure {wish}: the loss"):
        refuse_cure_beside_loss((wish,), OutputSpec("y", (None, 3), loss=loss))


@pytest.mark.parametrize(
    ("shape", "output", "made"),
    [
        ((6,), (None, 3), (6, 3)),
        ((6, 1), (None, 3), (6, 3)),
        ((6, 3), (None, 3), None),  # a value for each class already
        ((6, 4), (None, 4, 3), (6, 4, 3)),
    ],
)
def test_one_hot_makes_as_many_axes_as_the_output_has(
    shape: tuple[int, ...], output: tuple[int | None, ...], made: tuple[int, ...] | None
) -> None:
    cure, ids = label_cure_for(("one-hot",), output), np.zeros(shape, int)
    if made is None:
        with pytest.raises(Usage, match="one axis more"):
            list(cured_label_blocks(ids, cure))
        return
    assert np.concatenate(list(cured_label_blocks(ids, cure))).shape == made
