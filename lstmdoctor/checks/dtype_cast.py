"""Numbers of a type that Keras converts at every batch

What it is
    The data is float64, 64-bit integers, or written in the other byte order, and the model computes in
    float32.

Why it matters
    Keras converts every batch of every pass. The file and the memory are twice as large as they need be, and
    JAX refuses the other byte order.

What Keras says
    Nothing. On JAX, for the other byte order:
    ``TypeError: Error interpreting argument to ... as an abstract array``.

Example
    ``x`` of float64, what ``np.random.normal`` and pandas give, for any model of Keras's default dtype.

Cure
    ``x = x.astype("float32")``, and ``x = x.astype("int32")`` for token ids. ``lstmdoctor fix`` does both to
    floats; ``--dtype keep`` leaves them.

Risk
    float32 has 24 significant bits: whole numbers beyond 16,777,216 and times in seconds since 1970 lose
    their last places. Values beyond 3.4e38 would become infinite; those are refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import cure_remedy
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD504",
    "dtype-cast",
    "note",
    meaning="the data has another type of number than the model computes in",
    cure=Cure("give the data the float type of the model", 'x = x.astype("float32")'),
)


def find(case: Case) -> Iterator[Finding]:
    """A dtype that is converted, but for ids, which may be integers of any width.

    Ids with fractions are another fault, which no conversion cures. Those that are to be made one-hot become
    floats by that.
    """
    for pair in case.pairs:
        if pair.cause is not None and any(step.edit.traits.encodes for step in pair.cause.steps):
            continue
        odd = [dtype for dtype in pair.facts.dtypes if is_converted_dtype(dtype, pair)]
        if odd:
            others = len(pair.facts.dtypes) - len(odd)
            rest = f" (beside {count_noun(others, 'other dtype')})" if others else ""
            yield FAULT.found(
                pair.input.name,
                f"the data is {' and '.join(odd)}{rest}, {wanted_dtype_words(pair)}: Keras converts every "
                "batch",
                f'convert it once: x = x.astype("{cast_target_dtype(odd[0], pair)}")',
                remedy=cure_remedy(pair),
                evidence={"dtypes": list(pair.facts.dtypes), "wanted": pair.goal.dtype},
            )


def takes_whole_numbers(pair: Pair) -> bool:
    """Whether whole numbers are what the input wants."""
    return pair.goal.ids or dtype_kind(pair.goal.dtype) in ("i", "u")


def is_converted_dtype(dtype: str, pair: Pair) -> bool:
    """Whether Keras makes other numbers of it: another byte order, another width of float, wide integers."""
    sort = dtype_kind(dtype)
    if sort not in ("f", "i", "u") or dtype_kind(pair.goal.dtype) == "U":
        return False
    if dtype.startswith((">", "<")):
        return True
    if takes_whole_numbers(pair):
        values = pair.facts.values
        return sort == "f" and (values is None or values.integral)
    return dtype in ("int64", "uint64") or (sort == "f" and is_wider_dtype(dtype, pair.goal.dtype))


def is_wider_dtype(dtype: str, wanted: str) -> bool:
    """Whether a float dtype has more bits than the one wanted."""
    return dtype_bits(dtype) > dtype_bits(wanted)


def dtype_bits(dtype: str) -> int:
    """The number in ``float64``; 0 without one."""
    digits = dtype.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdigit() else 0


def wanted_dtype_words(pair: Pair) -> str:
    """``the model computes in float32``, ``the model takes ids``."""
    return "the model takes ids" if takes_whole_numbers(pair) else f"the model computes in {pair.goal.dtype}"


def cast_target_dtype(dtype: str, pair: Pair) -> str:
    """dtype to convert to: ids stay whole numbers."""
    if not takes_whole_numbers(pair):
        return pair.goal.dtype
    return "int32" if dtype_kind(dtype) == "f" or dtype.endswith("4") else "int64"
