"""What is advised beside the code of a fault: a line that would make it worse is worse than none."""

from __future__ import annotations

import pytest

from lstmdoctor.messages import explain

SIZES = "ValueError: Data cardinality is ambiguous:\n  x sizes: 60\n  y sizes: {}\n  sample_weight sizes: {}\nMake sure"
VALUE = "Received a label value of {} which is outside the valid range of [0, 3).  Label values: 0 1"
RANKS = (
    "ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. "
    "Received: target.shape={}, output.shape=(None, 3)"
)
GIVEN = "ValueError: Unrecognized data type: x={} (of type <class '{}'>)"


@pytest.mark.parametrize(
    ("text", "code", "said", "unsaid"),
    [
        (VALUE.format(-1), "LD705", "below 0", "0 units"),
        (VALUE.format(3), "LD705", "4 units", "below 0"),
        (RANKS.format("(None, 3)"), "LD704", "np.argmax(y, axis=-1)", "to_categorical"),
        (SIZES.format(60, 59), "LD701", "sample_weight has 59", "y has 60"),
        (SIZES.format(59, 60), "LD701", "y has 59", "sample_weight"),
        (GIVEN.format("x.npy", "str"), "LD905", "name of a file", "nested"),
        (GIVEN.format("[[[0.93, 0.1]]]", "list"), "LD102", "nested", "name of a file"),
    ],
)
def test_what_is_advised(text: str, code: str, said: str, unsaid: str) -> None:
    found = explain(text)
    words = f"{found.message} {found.help} {found.python}"
    assert found.code == code
    assert said in words
    assert unsaid not in words
