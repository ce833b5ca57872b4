"""Stack frames: what stands between the errors of a traceback.

Frames quote source code, and the source of Keras is full of the very messages looked for. They are dropped
line by line; what their function names tell (a validation run, a dataset) is kept as hints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.paste.declared import declared_shape
from lstmdoctor.messages.paste.handed import handed_shapes, hands_several
from lstmdoctor.messages.paste.shapes import parse_shape
from lstmdoctor.messages.paste.stage import Stage, own_lines, stage_of
from lstmdoctor.records import frozen_record

FILE = re.compile(
    r"""\s*(?:File\s+["<]|File\s+\S+:\d+|<ipython|Cell In|"""
    r"""\[?["']?(?:[A-Za-z]:)?[~/\\.][^\s:()]*\.py[c"']?(?:\]\(\S*\))?(?::\d+)? in )"""
)
SAID = re.compile(r"\s*[A-Z]\w{0,60}(?:Error|Exception): ")
"""An error that stands as deep as code, as inside ``in user code:``."""
NUMBERED = re.compile(r"\s*(?:-+>\s*)?\d+(?:\s{2,}|\s*$|\s*-+>)|\s*-{2,}>\s*\d+\s")
PREFIXES = re.compile(r"exception_prefix='(?:model )?(\w{1,20})'")
WORDS = re.compile(
    r"(?:inputs|sequences?|x)=[\s('\"<]{0,4}(?:tf\.)?Tensor\(shape=\([^()]{0,80}\), dtype=string"
)
BRACKETED = re.compile(r"\bvalidation_data\s?=\s?\[")
REAL = re.compile(r"mean_(?:squared|absolute)|MeanSquared|MeanAbsolute|loss\s?=\s?['\"]m[sa]p?e['\"]")
ARROW = re.compile(r"\s*-{2,}>\s*\d+\s+(\S.*)")
QUOTED = re.compile(r"\s{3,}(\S.*)")
MARKS = re.compile(r"[\s~^]*[~^]{2,}[\s~^]*|[\s-]*-{20,}[\s-]*")
FUNCTIONS = re.compile(r"(?:, in |\.py(?::\d+)? in |File .{1,200}, in )(\w+)")
VALIDATION = frozenset({"evaluate", "test_function", "test_step", "_test_loop", "test_loop", "one_test_step"})
PREDICTION = frozenset({"predict", "predict_on_batch", "predict_function", "predict_classes"})
PREDICTS = re.compile(r"\.predict\w{0,12}\(")
FITS = re.compile(r"\.fit\(")
INSIDE = re.compile(r"Exception encountered when calling (?:layer )?['\"`]{0,2}\w")
VALIDATES = re.compile(r"\.fit\(.{0,400}?validation_data\s?=")
TENSOR = r"(?:(?:tf\.|torch\.)?Tensor|jnp\.ndarray)\(shape=(?:torch\.Size\()?[\[(]([^()\[\]]{1,80})[\])]"
CALLED = re.compile(
    r"arguments received by [^\n]{0,120}:\s{0,8}[•*·-] (?:inputs|sequence|x)="
    rf"[\s('\"<]{{0,4}}{TENSOR}\)?(?:, dtype=(\w{{1,20}}))?",
    re.IGNORECASE,
)
STATES = re.compile(rf"(?:initial_state|states)=[\[(]['\"<]{{0,2}}{TENSOR}", re.IGNORECASE)
LISTED = re.compile(
    r"""inputs=[(\[]['"<]{0,2}(?:tf\.)?Tensor\([^<>\n]{1,90}\)['">]{0,2}, ?['"<]{0,2}(?:tf\.)?Tensor"""
)
LOADING = re.compile(
    r"load_model|serialized_keras_object|_deserialize_model|load_weights|model_from_(?:json|config)"
)
DONE = re.compile(r"(?<![\d/])(\d{1,7})/\1 [^\n]{0,3}\[=|val_loss: |[━]{10} ?\d")


@frozen_record
class Hints:
    """What the text around an error tells about the call.

    Parameters
    ----------
    validation : bool
        The validation data was at work, not the training data.
    dataset : bool
        Batches came from a Dataset, a generator or a Sequence.
    sparse : bool
        The frames pass through the sparse categorical loss or metric.
    listed : bool
        The model was called on several tensors.
    predict : bool
        It was a prediction, which people try with a single sample.
    traced : bool
        It was a compiled step of tf.keras 2, where a batch size is known only when a Dataset is not batched.
    fitted : bool
        The user's code shows a call of `fit`.
    loading : bool
        A model or its weights were being loaded.
    stage : Stage
        What the user's own code was doing.
    called : tuple of int or None
        Shape of what the outermost layer was called on; empty where the text does not say.
    line : str
        The last line of code that a frame quotes: where it was raised.
    target : bool
        The arrays of labels were being checked, not those of data.
    functions : frozenset of str
        Names of the functions that the frames are in.
    sample : tuple of int or None
        Shape of one sample that the user's code declares; empty where it does not, or declares several.
    bracketed : bool
        The user's code gives `validation_data` in square brackets.
    regression : bool
        The text names a loss of real numbers, and none of classes.
    words : bool
        A layer was called on text.
    dtype : str
        Type of what the outermost layer was called on; "" where the text does not say.
    state : tuple of int or None
        Shape of the first state that a layer or cell was called with; empty where the text does not say.
    several : bool
        The user's code gives the model several arrays.
    handed : tuple of shapes
        Of all tensors that the model was called on, where these are several.
    validates : bool
        The user's code hands validation data to `fit`; which of the two was refused, it does not say.
    inside : bool
        Keras names the layer that was running, so that it was no loss or metric.
    """

    validation: bool = False
    dataset: bool = False
    sparse: bool = False
    listed: bool = False
    predict: bool = False
    traced: bool = False
    fitted: bool = False
    loading: bool = False
    stage: Stage = Stage.UNKNOWN
    called: Shape = ()
    line: str = ""
    target: bool = False
    functions: frozenset[str] = frozenset()
    sample: Shape = ()
    bracketed: bool = False
    regression: bool = False
    words: bool = False
    dtype: str = ""
    state: Shape = ()
    several: bool = False
    handed: tuple[Shape, ...] = ()
    validates: bool = False
    inside: bool = False


def read_hints(text: str) -> Hints:
    """Read the hints off the frames and the progress bars of a text."""
    functions = frozenset(FUNCTIONS.findall(text))
    own = list(own_lines(text))
    fitted = any(map(FITS.search, own))
    sparse = "sparse_categorical_" in text
    return Hints(
        validation=bool(("fit" in functions or fitted) and VALIDATION & functions)
        or DONE.search(text) is not None,
        dataset=bool({"fit_generator", "from_generator"} & functions) or "BatchDataset" in text,
        sparse=sparse,
        listed=LISTED.search(text) is not None,
        predict=bool(PREDICTION & functions)
        or "Error when checking :" in text
        or any(map(PREDICTS.search, own)),
        loading=LOADING.search(text) is not None,
        traced=is_traced(text),
        fitted=fitted,
        validates=any(map(VALIDATES.search, own)),
        stage=stage_of(own),
        called=called_shape(text),
        dtype=next(iter(CALLED.findall(text)[-1:]), ("", ""))[1],
        state=parse_shape(next(iter(STATES.findall(text)), "")),
        line=raising_line(text),
        functions=functions,
        sample=declared_shape(text),
        bracketed=BRACKETED.search(text) is not None,
        words=WORDS.search(text) is not None,
        regression=REAL.search(text) is not None and "crossentropy" not in text,
        several=hands_several(own),
        handed=handed_shapes(text),
        inside=INSIDE.search(text) is not None,
        target=PREFIXES.findall(text)[-1:] == ["target"],
    )


def is_traced(text: str) -> bool:
    """Whether a compiled step of `fit` was being made, and not one of `train_on_batch`."""
    return ("train_function" in text or "test_function" in text) and "train_on_batch" not in text


def called_shape(text: str) -> Shape:
    """The shape that the outermost layer was called on: the last that is told, on the way out."""
    found = CALLED.findall(text)
    return parse_shape(found[-1][0]) if found else ()


def raising_line(text: str) -> str:
    """The line of code that the last frame quotes."""
    found = ""
    framed = False
    for line in text.split("\n"):
        if FILE.match(line):
            framed = True
            continue
        if NUMBERED.match(line) and not ARROW.match(line[:400]):
            continue
        code = ARROW.match(line[:400]) or (QUOTED.match(line[:400]) if framed else None)
        if code and not MARKS.fullmatch(line):
            found = code.group(1)
        framed = framed and code is not None
    return found


def without_frames(text: str) -> str:
    """The text without the lines of stack frames and the code that they quote."""
    return "\n".join(kept_lines(text.split("\n")))


def kept_lines(lines: list[str]) -> Iterator[str]:
    """All lines that do not belong to a frame."""
    code_at: int | None = None
    for line in lines:
        if FILE.match(line):
            code_at = indent_width(line)
            continue
        if NUMBERED.match(line) and not line.lstrip().startswith(("0 ", "1 ")):
            continue
        if MARKS.fullmatch(line):
            continue
        if code_at is not None and line.strip() and indent_width(line) > code_at and not SAID.match(line):
            continue
        if line.strip():
            code_at = None
        yield line


def indent_width(line: str) -> int:
    """Number of blanks in front."""
    return len(line) - len(line.lstrip())
