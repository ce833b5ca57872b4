"""What two shapes of labels and output tell: class ids, one-hot rows, one label per timestep."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.text import shape_text

RANK = ("LD702", "LD703", "LD704")
CLASSES = "are the labels class ids or one-hot rows, and which loss was compiled"
PER_STEP = "is there one label per sequence or one per timestep"
MEANINGS = {
    "LD702": "they do not agree",
    "LD703": "they agree by broadcasting only",
    "LD704": "one of them holds class ids where the other holds one value per class",
}


def compare_labels(target: Shape, output: Shape, hints: Hints) -> Guess:
    """What two shapes tell."""
    if hints.sparse and len(target) == len(output) and target[-1:] == output[-1:]:
        return label_guess(("LD704", "LD702"), target, output)
    if holds_class_ids(target, output) and not (hints.regression and len(target) > 1):
        return label_guess(("LD704", "LD702"), target, output)
    if (
        len(target) == len(output)
        and output[-1:] == (1,)
        and target[:-1] in (output[:-1], (None, *output[1:-1]))
    ):
        return label_guess(("LD702", "LD704", "LD703"), target, output)
    if len(target) != len(output):
        return label_guess(RANK, target, output, label_rank_meaning(target, output))
    return label_guess(("LD702", "LD703"), target, output)


def label_guess(codes: tuple[str, ...], target: Shape, output: Shape, meaning: str = "") -> Guess:
    """A guess about labels of one shape for an output of another."""
    return Guess(
        codes,
        f"the labels are {shape_text(target)}, the output is {shape_text(output)}: "
        f"{meaning or MEANINGS[codes[0]]}",
        expected=output,
        found=target,
        python=label_line(codes[0], target, output),
        question=CLASSES if codes[0] == "LD704" else PER_STEP if len(target) != len(output) else "",
    )


def label_line(code: str, target: Shape, output: Shape) -> str:
    """A line for the labels."""
    if code == "LD704" and len(target) == len(output) and target[-1:] == output[-1:] != (1,):
        return "y = np.argmax(y, axis=-1)"
    if code == "LD704" and output[-1:] not in ((1,), (None,), ()):
        return f"y = keras.utils.to_categorical(y, {output[-1]})"
    if code == "LD704":
        return 'model.compile(loss="categorical_crossentropy", optimizer="adam")'
    if len(target) == len(output) + 1 and len(output) == 2 and target[-1] == output[-1]:
        return "y = y[:, -1]"
    return ""


def holds_class_ids(target: Shape, output: Shape) -> bool:
    """Whether class ids stand against one value per class."""
    last = output[-1] if output else None
    classes = last is not None and last > 1
    if len(target) == len(output):
        turned = len(target) > 2 and target[0] == last
        return classes and target[-1:] == (1,) and target[1:-1] == output[1:-1] and not turned
    if len(target) == 2 and len(output) == 3 and (target[1] or 0) > 1 and target[1] == output[1]:
        return classes
    fixed = None not in (*target, *output[:1])
    return classes and len(target) == len(output) - 1 and len(target) <= 1 and not fixed


def label_rank_meaning(target: Shape, output: Shape) -> str:
    """One label per sequence against one per timestep, the usual reason for another rank."""
    if len(output) == 3 and len(target) < 3:
        return "the model answers at every timestep, the labels come once per sequence"
    if len(target) == 3 and len(output) < 3:
        return "the labels come at every timestep, the model answers once per sequence"
    return MEANINGS["LD702"]


NOT_A_NUMBER = frozenset({-(2**31), -(2**63)})
"""What a cast of NaN to int32 and int64 gives, on the processors that TensorFlow and PyTorch run on."""


def nan_label_guess(label: int) -> Guess | None:
    """The guess for a class id that was NaN; None for any other."""
    if label not in NOT_A_NUMBER:
        return None
    words = f"a label is {label}, which is what NaN becomes where a whole number is wanted"
    return Guess(("LD706", "LD705"), words)
