"""``Data cardinality is ambiguous``: how many arrays came, with how many samples each."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, rule

RUN = re.compile(r"(\d{1,18})\*(\d{1,18})")
LABELLED = re.compile(r"(\w{1,60}) sizes: ((?:\d{1,18}\*\d{1,18},?){1,400})")
FEW = 4
"""Fewer arrays than this may well be the inputs of a model; more are samples."""
SAMPLES = "is x a list with one array per sample"
SAME_CUT = "find where one of them lost or gained samples: cutting both to one length pairs the wrong ones"
Runs = list[tuple[int, int]]
"""(size, how often in a row): `one_line` writes the sizes so, that a list of any length can be counted."""


@rule(
    "Data cardinality is ambiguous",
    example="ValueError: Data cardinality is ambiguous:\n  x sizes: 200\n  y sizes: 199\nMake sure all arrays contain the same number of samples.",
)
def ambiguous_cardinality(said: Said) -> Guess | None:
    """How many arrays of which number of samples."""
    sizes = {name: size_runs(text) for name, text in LABELLED.findall(said.text[said.start :])}
    x, y = sizes.get("x", []), sizes.get("y", [])
    if not x:
        codes = ("LD701", "LD101", "LD106")
        return Guess(codes, "the arrays have different numbers of samples", question=SAMPLES)
    if any(size == 0 for size, _ in (*x, *y)):
        words = f"x has {size_range(x)} and y has {size_range(y)} samples: an array is empty"
        return Guess(("LD107",), words)
    number, weights = sum(times for _, times in x), sizes.get("sample_weight", [])
    if number == 1 and weights and size_range(x) == size_range(y) != size_range(weights):
        words = f"x and y have {size_range(x)} samples and sample_weight has {size_range(weights)}"
        return Guess(("LD701", "LD106"), words, help="give one weight for each sample")
    return listed_cardinality(x, y, number) if number > 1 else array_cardinality(x[0][0], y)


def size_runs(text: str) -> Runs:
    """(size, how often in a row)."""
    return [(int(size), int(times)) for size, times in RUN.findall(text)]


def size_range(sizes: Runs) -> str:
    """``200``, ``10 to 60``."""
    numbers = [size for size, _ in sizes]
    if not numbers:
        return "no"
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def listed_cardinality(x: Runs, y: Runs, number: int) -> Guess:
    """Several arrays in x: samples that were never stacked, or inputs of different lengths."""
    different = len({size for size, _ in x})
    labels = sum(times for _, times in y) == 1 and y[0][0] == number
    if different == 1 and (labels or number >= FEW or not y):
        return equal_arrays(number, size_range(x), labels)
    if different == 1:
        return Guess(
            ("LD701", "LD101", "LD106"),
            f"{number} inputs have {size_range(x)} samples each and y has {size_range(y)}",
            question=SAMPLES,
        )
    if (labels and number > 2) or number > FEW:
        return Guess(
            ("LD301", "LD101"),
            f"x is a list of {number:,} arrays with {size_range(x)} rows, each taken for an input: "
            "sequences of different lengths that were not padded",
        )
    return Guess(
        ("LD106", "LD101", "LD701", "LD905"),
        f"the inputs have {size_range(x)} samples, all must have the same number",
        question="is there one array per input, with the samples first",
    )


def equal_arrays(number: int, rows: str, certain: bool) -> Guess:
    """A list of N equal arrays."""
    proof = ", as many as there are labels" if certain else ""
    samples = "1 sample" if rows == "1" else f"{rows} samples"
    return Guess(
        ("LD101",),
        f"x is a list of {number:,} arrays{proof}, each taken for an input of {samples}",
        question="" if certain else SAMPLES,
    )


def array_cardinality(samples: int, y: Runs) -> Guess:
    """One array in x."""
    if len(y) > 1 or sum(times for _, times in y) > FEW:
        return Guess(
            ("LD702", "LD701", "LD101"),
            f"x has {samples:,} samples and y is a list of {size_range(y)}",
            help="stack the labels into one array: y = np.asarray(y)",
            python="y = np.asarray(y)",
        )
    codes = ("LD701", "LD203", "LD204") if samples == 1 else ("LD701", "LD106")
    return Guess(codes, f"x has {samples:,} samples and y has {size_range(y)}", help=SAME_CUT)


RULES = (ambiguous_cardinality,)
