"""Arrays under other names than the inputs of the model

What it is
    The names in the data file are not those of the model's inputs. Where the shapes differ they show which
    array belongs to which input; where they are equal nothing does.

Why it matters
    Keras goes by names for a dict and by position for a list. Arrays of equal shape in the wrong order train
    without a word.

What Keras says
    A dict: ``Missing data for input "seq_in". You passed a data dictionary with keys ['a', 'b']. Expected
    the following keys: ['seq_in', 'static_in']``. A list in the wrong order: an error of the shape, or
    nothing.

Example
    An ``.npz`` with ``a`` of (200, 50, 3) and ``b`` of (200, 4) for the inputs ``seq_in`` of (50, 3) and
    ``static_in`` of (4,).

Cure
    ``lstmdoctor fix`` writes the arrays under the model's names. Arrays of equal shape want
    ``--map INPUT=ARRAY`` for each.

Risk
    None where shapes decide. A wrong ``--map`` of equal shapes cannot be noticed by anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.words import cure, found
from lstmdoctor.findings import Case, Fault, Finding, Pair
from lstmdoctor.judge import agrees
from lstmdoctor.text import safe, shape

FAULT = Fault("LD105", "misnamed-input", "error")


def find(case: Case) -> Iterator[Finding]:
    """Inputs that only shapes gave an array, and inputs that not even shapes tell apart."""
    yield from decided(case)
    yield from undecided(case)
    yield from by_order(case)


def decided(case: Case) -> Iterator[Finding]:
    """Pairs made by shape."""
    for pair in case.pairs:
        array = case.misnamed.get(pair.input.name)
        if array is None:
            continue
        yield Finding(
            FAULT,
            FAULT.severity,
            pair.input.name,
            told(pair, array),
            f"rename it, or say so: --map {safe(pair.input.name)}={safe(array)}",
            remedy=cure(pair),
            evidence={"array": array},
        )


def told(pair: Pair, array: str) -> str:
    """By name, or by place for a member of a list."""
    fits = f"of shape {found(pair.facts)} is the only one that fits"
    if pair.member is None:
        return f"no array is called '{safe(pair.input.name)}': '{safe(array)}' {fits}"
    return f"the list is not in the order of the inputs: for '{safe(pair.input.name)}' number {array} {fits}"


def undecided(case: Case) -> Iterator[Finding]:
    """Inputs that several arrays fit equally well; the options are spelled out in the order of the file."""
    for spec in case.undecided:
        names = [array.name for array in case.unknown if agrees(spec, array.facts)]
        yield Finding(
            FAULT,
            FAULT.severity,
            spec.name,
            f"{len(names)} arrays fit input '{safe(spec.name)}' of shape {shape(spec.shape or ())}: "
            + ", ".join(map(safe, names)),
            "choose one: " + " or ".join(f"--map {safe(spec.name)}={safe(name)}" for name in names),
            remedy="option",
            evidence={"arrays": names},
        )


def by_order(case: Case) -> Iterator[Finding]:
    """Arrays without names for inputs of one shape: a swap would show nowhere."""
    unnamed = [pair for pair in case.pairs if pair.input.name not in (place(pair), *case.mapped)]
    alike = [pair for pair in unnamed if [other.input.shape for other in unnamed].count(pair.input.shape) > 1]
    if not case.model.keyed or case.misnamed or not alike:
        return
    names = ", ".join(f"'{safe(pair.input.name)}'" for pair in alike)
    taken = ", ".join(f"{safe(place(pair))} into '{safe(pair.input.name)}'" for pair in alike)
    yield Finding(
        FAULT,
        "note",
        None,
        f"the inputs {names} have one shape and the arrays no names, so they go in the sorted order of the "
        f"inputs' names: {taken}",
        "make sure of it: " + " ".join(f"--map {safe(p.input.name)}={safe(place(p))}" for p in alike),
        evidence={"inputs": [pair.input.name for pair in alike]},
    )


def place(pair: Pair) -> str:
    """Name of the array, or its number in a list of inputs."""
    return pair.array.name if pair.member is None else str(pair.member)
