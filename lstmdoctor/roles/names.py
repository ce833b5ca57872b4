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
IS_LABEL = r"(?i)" + AFFIX % LABEL
CODER = r"(?i)(enc|dec)(?:oder)?(?:[_\-. ]|(?-i:(?=[A-Z])))(.+)"
"""Names of the Keras tutorials on sequence to sequence: ``encoder_input_data``, ``decoder_target_data``."""
KIND_OF_DATA = r"(?i)(.+?)[_\-. ]?(?:data|seqs?|sequences?|arrays?)"
IS_DATA = r"(?i)" + AFFIX % DATA
IS_SPLIT = r"(?i)" + SPLIT
Role = Literal["data", "labels", "set", "aside", ""]
"""What the place in a file says of an array; "" where only its name can tell."""
DIGITS = r"([0-9]+)"
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


def _is_name_match(pattern: str, name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return len(last) <= LONGEST and re.fullmatch(pattern, last) is not None


def coder_of_name(name: str) -> str:
    """``enc`` of ``encoder_input_data``, ``dec`` of ``decoder_inputs``; "" of labels and others."""
    found = re.fullmatch(CODER, name.rsplit("/", 1)[-1][: LONGEST + 1])
    return "" if found is None or is_decoder_label(name) else found[1].lower()


def is_decoder_label(name: str) -> bool:
    """Whether this is what a decoder is trained to give: ``decoder_target_data``, ``dec_outputs``."""
    found = re.fullmatch(CODER, name.rsplit("/", 1)[-1][: LONGEST + 1])
    if found is None or found[1].lower() != "dec":
        return False
    rest = re.fullmatch(KIND_OF_DATA, found[2])
    words = (found[2], *(rest.groups() if rest else ()))
    return any(re.fullmatch(IS_LABEL, word) is not None for word in words)


def is_numbered_series(names: Sequence[str]) -> bool:
    """Whether these are the parts of one thing: several names that differ in their numbers alone."""
    return len(names) > 1 and len({re.sub(DIGITS, "", name) for name in names}) == 1


def natural_sort_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts ``2.npy`` before ``10.npy``, and names without digits as text."""
    parts = re.split(DIGITS, name)
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


OTHER_SETS = (
    rf"(?i)(?:(?:^|[_/])(?:valid|dev|eval|evaluation)|(?:^|[_xy/])(?:test|testing|val|validation)){ENDS}"
)
"""Names of arrays of another set."""


SET_NAME = (
    r"(?i)(?:^|[_\-. xy/])(train|training|tr|test|testing|te|val|valid|validation|dev|eval|evaluation)" + ENDS
)


WEIGHTS = r"(?i)(?:[a-z]+[_\-. ]?)?sample[_\-. ]?weights?(?:[_\-. ]?[a-z]+)?"
"""Names of the weights of the samples, which stand beside the labels."""


def split_of_name(name: str) -> str:
    """``te`` of ``y_test``; "" of a name without a split."""
    found = re.search(SET_NAME, name)
    return found[1].lower()[:2] if found else ""


def are_weights(name: str) -> bool:
    """Whether an array of this name holds a weight for each sample."""
    return re.fullmatch(WEIGHTS, name.rpartition("/")[2]) is not None


def is_of_other_set(name: str) -> bool:
    """Whether an array of this name belongs to another set than the one that a model is trained on."""
    return re.search(OTHER_SETS, name) is not None


def names_a_set(name: str) -> bool:
    """Whether a name says what an array is, all the data or another set of it, and not which sample."""
    return name.lower() in TRAINING or is_of_other_set(name)
