"""Weights that do not fit the model they are loaded into.

Known by meaning and not by template: a sentence about weights, about a file or an assignment, and about
something that does not agree. The shapes in it are those of kernels, so no search for edits of data is made.
"""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.rule import Match, fixed, rule
from lstmdoctor.text import shape_text as printed

ABOUT = (
    r"(?<!sample_)(?<!class_)\bweights?\b|\bvariables?\b|checkpoint|tensor's shape|'assign'|assign requires|"
    r"save file"
)
FILE = re.compile(
    r"saved? |save file|\bload|checkpoint|provided|supplied|restor|hdf5|\.h5\b|\bassign|set_weights|"
    r"weight shape|target value",
    re.IGNORECASE,
)
DIFFERS = re.compile(
    r"expect\w* (?:shape|\d)|compatible|mis-?match|\b(?:match|equal|same)\b|but the saved|layers into|"
    r"missing|unexpected|not found|could not be loaded|has shape|not exist",
    re.IGNORECASE,
)
COUNTS = re.compile(r"expects (\d+) weights?\b.{0,80}?\bha(?:s|ve) (\d+) element", re.IGNORECASE)
KERAS_1 = ({12, 3}, {24, 6}, {9, 3}, {18, 6})
"""Numbers of arrays that a recurrent layer has in Keras 1 and in Keras 2, alone and Bidirectional."""
HELP = "build the model as it was when the weights were saved, or load the whole model instead of its weights"
WRONG = "the weights belong to a model of another architecture"


def weights(match: Match, hints: Hints) -> Guess | None:
    """``weight <...> has shape (4, 40), but the saved weight has shape (3, 40)``."""
    text = match.string[:1500]
    foreign = "state_dict" in text or "pytorch" in text.lower()
    if foreign or not (FILE.search(text) or hints.loading) or not DIFFERS.search(text):
        return None
    counts = COUNTS.search(text)
    if counts:
        return arrays(int(counts.group(1)), int(counts.group(2)))
    shapes = [parse(found) for found in re.findall(SHAPE, text) if re.search(r"\d", found)]
    return differing(shapes[-2], shapes[-1]) if len(shapes) > 1 else known()


def known(*codes: str, said: str = WRONG, expected: Shape | None = None, found: Shape | None = None) -> Guess:
    """A guess about weights."""
    return Guess(codes or ("LD906", "LD802"), said, expected, found, help=HELP)


def arrays(wanted: int, given: int) -> Guess:
    """A layer with another number of arrays of weights."""
    said = f"a layer has {wanted} arrays of weights and the file holds {given} for it"
    old = f"{said}: Keras 1 keeps a recurrent layer in more arrays than Keras 2"
    return known("LD802", "LD906", said=old) if {wanted, given} in KERAS_1 else known(said=said)


def differing(model: Shape, file: Shape) -> Guess:
    """Two shapes of one array of weights."""
    said = f"an array of weights is {printed(file)} in the file and {printed(model)} in the model"
    sizes = sorted(size or 0 for size in (*model, *file))
    if len(model) == len(file) == 1 and sizes[1] == 2 * sizes[0]:
        cudnn = f"{said}: that of a cuDNN layer is twice as long"
        return known("LD802", "LD906", said=cudnn, expected=model, found=file)
    return known(said=said, expected=model, found=file)


def turned(match: Match, hints: Hints) -> Guess | None:
    """``Shape mismatch: [384] vs. [2,384]``: the bias of a GRU, which Keras 2 keeps in two rows."""
    a, b = parse(match.group(1)), parse(match.group(2))
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if (2, *short) != long:
        return None
    said = f"an array of weights is {printed(a)} on one side and {printed(b)} on the other"
    return known("LD802", "LD906", said=f"{said}: a GRU of another version")


RULES = (
    rule(r"shape mismatch: ?(\[[\d,]{1,20}\]) vs\.? (\[[\d,]{1,20}\])", turned),
    fixed(
        r"gru\(reset_after=\w+\) is not compatible with gru",
        "LD802 LD906",
        "the file holds a GRU with another `reset_after` than the model has, as other versions write it",
        help="build the GRU with the `reset_after` of the file",
        python="layers.GRU(units, reset_after=False)",
    ),
    rule(ABOUT, weights),
)
