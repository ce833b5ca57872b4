"""Shapes as error texts print them: ``(None, 50, 100)``, ``[?,4]``, ``(-1, 3)``, ``(NA, 10)``."""

from __future__ import annotations

import math
import re

from lstmdoctor.core.spec import Shape

SHAPE = r"(?:\([^()\[\]]{0,160}\)|\[[^()\[\]]{0,160}\]|\((?:None|\?)(?=[\s.]|$))"
"""A printed shape, or the first axis of one that was cut off."""
FREE = frozenset({"None", "?", "-1", "any", "NA", "NULL", "none", "null", "<unknown>"})
SIZE = re.compile(r"\d{1,12}")
LARGEST = 10**12


def parse_shape(text: str) -> Shape:
    """The axes of a printed shape; anything that is not a size is a free axis."""
    words = [word for word in re.split(r"[\s,()\[\]]+", text) if word and word != "..."]
    return tuple(parse_axis(word) for word in words)


def parse_axis(word: str) -> int | None:
    """One axis: ``50``, ``50L`` (Python 2) or something that is free."""
    if word in FREE:
        return None
    size = SIZE.fullmatch(word.rstrip("L"))
    return int(size.group()) if size else None


def known_sizes(shape: Shape) -> set[int]:
    """The sizes that a shape names."""
    return {size for size in shape if size is not None}


def has_flat_rows(expected: Shape, found: Shape) -> bool:
    """Whether each row holds all values of a sample of several axes, one after the other."""
    sizes = [size for size in expected[1:] if size != 1]
    flat = len(found) == 2 < len(expected) and len(sizes) > 1 and None not in sizes
    return flat and found[1] == math.prod(size or 0 for size in sizes)


def unused_size(*shapes: Shape) -> int:
    """A size that is neither equal to, nor a multiple or divisor of, any size in the shapes.

    It stands for an unknown number of samples, so that no reading can come of a coincidence.
    """
    taken = set().union(*(known_sizes(shape) for shape in shapes))
    return next(prime for prime in PRIMES if all(divides_neither(prime, size) for size in taken))


def divides_neither(prime: int, size: int) -> bool:
    """Whether neither of two sizes divides the other (1 and 0 divide everything and do not count)."""
    return size < 2 or (size % prime != 0 and prime % size != 0)


PRIMES = (
    1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099, 1_000_117, 1_000_121, 1_000_133,
    1_000_151, 1_000_159, 1_000_171, 1_000_183, 1_000_187, 1_000_193, 1_000_199, 1_000_211, 1_000_213,
    1_000_231, 1_000_249, 1_000_253, 1_000_273, 1_000_289, 1_000_291, 1_000_303, 1_000_313, 1_000_333,
)  # fmt: skip
"""More of them than two shapes of an error can have axes."""
