"""What names tell: which arrays are labels, and in which order numbered files belong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lstmdoctor.judge import are_weights

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
IS_DATA = re.compile(AFFIX % DATA, re.IGNORECASE)
IS_SPLIT = re.compile(SPLIT, re.IGNORECASE)
DIGITS = re.compile(r"([0-9]+)")
LONGEST = 60


def is_label(name: str) -> bool:
    """Whether an array of this name holds labels, or weights of samples: ``y``, ``test-labels``, ..."""
    return _fits(IS_LABEL, name) or (len(name) <= LONGEST and are_weights(name))


def is_data(name: str) -> bool:
    """Whether an array of this name holds inputs: ``X``, ``x_train``, ``trainX``, ``inputs``, ..."""
    return _fits(IS_DATA, name)


def is_split(name: str) -> bool:
    """Whether this names a set of data: ``train``, ``test``, ``val``, ..."""
    return _fits(IS_SPLIT, name)


def _fits(pattern: re.Pattern[str], name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return len(last) <= LONGEST and pattern.fullmatch(last) is not None


def numbered(names: Sequence[str]) -> bool:
    """Whether these are the parts of one thing: several names that differ in their numbers alone."""
    return len(names) > 1 and len({DIGITS.sub("", name) for name in names}) == 1


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts ``2.npy`` before ``10.npy``, and names without digits as text."""
    parts = DIGITS.split(name)
    # A number of very many digits is compared as text: reading it as an int takes quadratic time.
    return tuple(
        (0, int(part), part) if part.isdecimal() and part.isascii() and len(part) < 300 else (1, 0, part)
        for part in parts
        if part
    )
