"""What names tell: which arrays are labels, and in which order numbered files belong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

SPLIT = r"(?:train|training|tr|test|te|val|valid|validation|dev|eval|all|full)"
LABEL = (
    r"(?:y|ys|label|labels|lbl|lbls|target|targets|tgt|class|classes|category|categories"
    r"|y_true|ytrue|truth|ground_truth|gt|output|outputs|answer|answers)"
)
DATA = (
    r"(?:x|xs|data|input|inputs|feature|features|feat|feats|sequence|sequences|seq|seqs|sample|samples"
    r"|series|signal|signals|array|arrays)"
)
AFFIX = rf"(?:{SPLIT}[_\-. ]?)?%s(?:[_\-. ]?{SPLIT})?[_\-. ]?[0-9]*"
IS_LABEL = re.compile(AFFIX % LABEL, re.IGNORECASE)
CODER = re.compile(r"(enc|dec)(?:oder)?(?:[_\-. ]|(?-i:(?=[A-Z])))(.+)", re.IGNORECASE)
"""Names of the Keras tutorials on sequence to sequence: ``encoder_input_data``, ``decoder_target_data``."""
KIND_OF_DATA = re.compile(r"(.+?)[_\-. ]?(?:data|seqs?|sequences?|arrays?)", re.IGNORECASE)
IS_DATA = re.compile(AFFIX % DATA, re.IGNORECASE)
IS_SPLIT = re.compile(SPLIT, re.IGNORECASE)
Role = Literal["data", "labels", "set", "aside", ""]
"""What the place in a file says of an array; "" where only its name can tell."""
DIGITS = re.compile(r"([0-9]+)")
LONGEST = 60


def is_label(name: str) -> bool:
    """Whether an array of this name holds labels, or weights of samples: ``y``, ``test-labels``, ..."""
    return (
        _is_name_match(IS_LABEL, name)
        or is_decoder_label(name)
        or (len(name) <= LONGEST and are_weights(name))
    )


def holds_labels(role: Role, name: str) -> bool:
    """Whether an array is labels: by its place in the file, else by its name."""
    return role == "labels" or (role == "" and is_label(name))


def is_data(name: str) -> bool:
    """Whether an array of this name holds inputs: ``X``, ``x_train``, ``trainX``, ``inputs``, ..."""
    return _is_name_match(IS_DATA, name)


def is_split(name: str) -> bool:
    """Whether this names a set of data: ``train``, ``test``, ``val``, ..."""
    return _is_name_match(IS_SPLIT, name)


def _is_name_match(pattern: re.Pattern[str], name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return len(last) <= LONGEST and pattern.fullmatch(last) is not None


def coder_of_name(name: str) -> str:
    """``enc`` of ``encoder_input_data``, ``dec`` of ``decoder_inputs``; "" of labels and others."""
    found = CODER.fullmatch(name.rsplit("/", 1)[-1][: LONGEST + 1])
    return "" if found is None or is_decoder_label(name) else found[1].lower()


def is_decoder_label(name: str) -> bool:
    """Whether this is what a decoder is trained to give: ``decoder_target_data``, ``dec_outputs``."""
    found = CODER.fullmatch(name.rsplit("/", 1)[-1][: LONGEST + 1])
    if found is None or found[1].lower() != "dec":
        return False
    rest = KIND_OF_DATA.fullmatch(found[2])
    return any(IS_LABEL.fullmatch(word) is not None for word in (found[2], *(rest.groups() if rest else ())))


def is_numbered_series(names: Sequence[str]) -> bool:
    """Whether these are the parts of one thing: several names that differ in their numbers alone."""
    return len(names) > 1 and len({DIGITS.sub("", name) for name in names}) == 1


def natural_sort_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts ``2.npy`` before ``10.npy``, and names without digits as text."""
    parts = DIGITS.split(name)
    # A number of very many digits is compared as text: reading it as an int takes quadratic time.
    return tuple(
        (0, int(part), part) if part.isdecimal() and part.isascii() and len(part) < 300 else (1, 0, part)
        for part in parts
        if part
    )


TRAINING = (
    "x_train",
    "xtrain",
    "train_x",
    "train",
    "x",
    "inputs",
    "input",
    "input_ids",
    "data",
    "features",
    "sequences",
)
"""Names of the array that a model is trained on, the surest first."""


ENDS = r"(?=[xy]?(?![a-z])|(?-i:(?<=[a-z])[A-Z])|data|set|labels?|targets?|inputs?|features?|seq|samples?)"
"""Where the name of a set ends: `val` in `val_x`, `valX`, `valdata` and `val2`, not in `values`."""


OTHER_SETS = re.compile(
    rf"(?:(?:^|[_/])(?:valid|dev|eval|evaluation)|(?:^|[_xy/])(?:test|testing|val|validation)){ENDS}", re.I
)
"""Names of arrays of another set."""


SET_NAME = re.compile(
    r"(?:^|[_\-. xy/])(train|training|tr|test|testing|te|val|valid|validation|dev|eval|evaluation)" + ENDS,
    re.I,
)


WEIGHTS = re.compile(r"(?:[a-z]+[_\-. ]?)?sample[_\-. ]?weights?(?:[_\-. ]?[a-z]+)?", re.IGNORECASE)
"""Names of the weights of the samples, which stand beside the labels."""


def split_of_name(name: str) -> str:
    """``te`` of ``y_test``; "" of a name without a split."""
    found = SET_NAME.search(name)
    return found[1].lower()[:2] if found else ""


def are_weights(name: str) -> bool:
    """Whether an array of this name holds a weight for each sample."""
    return WEIGHTS.fullmatch(name.rpartition("/")[2]) is not None


def names_a_set(name: str) -> bool:
    """Whether a name says what an array is, all the data or another set of it, and not which sample."""
    return name.lower() in TRAINING or OTHER_SETS.search(name) is not None
