"""Labels that are text: their names in order, and one sentence where they are none or too many."""

from __future__ import annotations

import numpy as np
import pytest

from lstmdoctor.core.readings import Block
from lstmdoctor.edits.class_names import class_names_of, ids_of_names
from lstmdoctor.edits.label_cures import label_cure_for
from lstmdoctor.errors import Usage

NESTED: Block = [np.array(["V", "N"], object), np.array(["N"], object)]


@pytest.mark.parametrize(
    ("labels", "names", "ids"),
    [
        (np.array(["dog", "cat", "dog"]), ("cat", "dog"), [1, 0, 1]),
        (np.array([b"dog", b"caf\xc3\xa9"]), ("café", "dog"), [1, 0]),
        (np.array(["10", "9"], object), ("10", "9"), [0, 1]),  # text has the order of text
        (np.array([["B", "O"], ["O", "B"]]), ("B", "O"), [[0, 1], [1, 0]]),
        (np.array(["only"]), ("only",), [0]),
    ],
)
def test_ids_are_places_in_the_sorted_names(labels: Block, names: tuple[str, ...], ids: object) -> None:
    found = class_names_of(labels, 3)
    assert found == names
    made = ids_of_names(labels, found)
    assert isinstance(made, np.ndarray) and made.tolist() == ids and made.dtype == np.int64


def test_ids_of_labels_of_timesteps() -> None:
    names = class_names_of(NESTED, 2)
    assert [one.tolist() for one in ids_of_names(NESTED, names)] == [[1, 0], [0]]


@pytest.mark.parametrize(
    ("labels", "most", "words"),
    [
        (np.array(["a", "b", "c"]), 2, "more than 2 different texts ('a', 'b', 'c', ...)"),
        (np.array([1, 2]), 2, "the labels are int64, and text is wanted"),
        (np.array([1.5]), 2, "the labels are float64"),
    ],
)
def test_what_are_no_names_of_classes(labels: Block, most: int, words: str) -> None:
    with pytest.raises(Usage) as caught:
        class_names_of(labels, most)
    assert words in str(caught.value)


def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(Usage, match="label 'cow' of sample 2 is none of the classes cat, dog"):
        ids_of_names(np.array(["cat", "dog", "cow"]), ("cat", "dog"))


def test_text_is_not_counted_from_one() -> None:
    with pytest.raises(Usage, match="numbered from 0 already"):
        label_cure_for(("encode", "from-zero"), (None, 3))
