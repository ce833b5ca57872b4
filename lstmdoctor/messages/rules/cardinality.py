"""``Data cardinality is ambiguous``: how many arrays came, with how many samples each."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.rule import Match

RUN = re.compile(r"(\d+)\*(\d+)")
LABELLED = re.compile(r"(\w+) sizes: ((?:\d+\*\d+,?)+)")
FEW = 4
"""Fewer arrays than this may well be the inputs of a model; more are samples."""
LABELS = frozenset({"y", "sample_weight", "sample_weights"})
SAMPLES = "is x a list with one array per sample"


def cardinality(match: Match, hints: Hints) -> Guess | None:
    """``Data cardinality is ambiguous``: how many arrays of which number of samples."""
    sizes = {name: runs(text) for name, text in LABELLED.findall(match.string[match.start() :])}
    x, y = sizes.get("x", []), sizes.get("y", [])
    if not x:
        return Guess(
            ("LD701", "LD101", "LD106"), "the arrays have different numbers of samples", question=SAMPLES
        )
    if any(size == 0 for size, _ in (*x, *y)):
        return Guess(("LD107",), f"x has {told(x)} and y has {told(y)} samples: an array is empty")
    number = sum(times for _, times in x)
    return of_list(x, y, number) if number > 1 else of_array(x[0][0], y)


def runs(text: str) -> list[tuple[int, int]]:
    """(size, how often in a row)."""
    return [(int(size), int(times)) for size, times in RUN.findall(text)]


def told(sizes: list[tuple[int, int]]) -> str:
    """``200``, ``10 to 60``."""
    numbers = [size for size, _ in sizes]
    if not numbers:
        return "no"
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def of_list(x: list[tuple[int, int]], y: list[tuple[int, int]], number: int) -> Guess:
    """Several arrays in x: samples that were never stacked, or inputs of different lengths."""
    different = len({size for size, _ in x})
    labels = sum(times for _, times in y) == 1 and y[0][0] == number
    if different == 1 and (labels or number >= FEW or not y):
        return listed(number, told(x), labels)
    if different == 1:
        return Guess(
            ("LD701", "LD101", "LD106"),
            f"{number} inputs have {told(x)} samples each and y has {told(y)}",
            question=SAMPLES,
        )
    if (labels and number > 2) or number > FEW:
        return Guess(
            ("LD301", "LD101"),
            f"x is a list of {number:,} arrays with {told(x)} rows, each taken for an input: "
            "sequences of different lengths that were not padded",
        )
    return Guess(
        ("LD106", "LD101", "LD701", "LD905"),
        f"the inputs have {told(x)} samples, all must have the same number",
        question="is there one array per input, with the samples first",
    )


def listed(number: int, rows: str, certain: bool) -> Guess:
    """A list of N equal arrays."""
    proof = ", as many as there are labels" if certain else ""
    samples = "1 sample" if rows == "1" else f"{rows} samples"
    return Guess(
        ("LD101",),
        f"x is a list of {number:,} arrays{proof}, each taken for an input of {samples}",
        question="" if certain else SAMPLES,
    )


def of_array(samples: int, y: list[tuple[int, int]]) -> Guess:
    """One array in x."""
    if len(y) > 1 or sum(times for _, times in y) > FEW:
        return Guess(
            ("LD702", "LD701", "LD101"),
            f"x has {samples:,} samples and y is a list of {told(y)}",
            help="stack the labels into one array: y = np.asarray(y)",
            python="y = np.asarray(y)",
        )
    codes = ("LD701", "LD203", "LD204") if samples == 1 else ("LD701", "LD106")
    return Guess(codes, f"x has {samples:,} samples and y has {told(y)}", help=SAME_CUT)


SAME_CUT = "find where one of them lost or gained samples: cutting both to one length pairs the wrong ones"
