"""A list of sequences that was never stacked

What it is
    The data is a Python list (or tuple, or object array) of N arrays of one shape, where the model takes one
    array of N samples. Or it is a dict, or an .npz, with one sample under each name.

Why it matters
    Keras takes a list of arrays for one array per input. A list of 200 samples is taken for 200 inputs.

What Keras says
    Keras 3: ``Layer "lstm" expects 1 input(s), but it received 200 input tensors``, or
    ``Data cardinality is ambiguous`` with the number of timesteps once for every sequence. Keras 2: the same
    two, with the tensors printed in full.

Example
    ``x = [np.zeros((50, 100)) for _ in range(200)]`` for a model of ``Input((50, 100))``.

Cure
    ``x = np.stack(x)``: one array of (200, 50, 100). A dict first becomes a list, ``x = list(x.values())``,
    in the order of its keys: ``lstmdoctor fix --cure unpack-dict``.

Risk
    None: every value is kept. ``np.asarray([x])`` around the list silences Keras and is wrong: it makes one
    sample of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    container_phrase,
    cure_remedy,
    one_array_words,
    pairs_of_fault,
    shape_evidence,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.facts import Facts, merge_all
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.roles.samples import samples_apart
from lstmdoctor.text import count_noun, safe_text, shape_text

FAULT = Fault(
    "LD101",
    "list-of-sequences",
    "error",
    meaning="every sequence of a list was taken for an input of its own",
    cure=Cure("stack them", "x = np.stack(x)"),
)


def find(case: Case) -> Iterator[Finding]:
    """A `stack` of arrays, as opposed to one of plain numbers, and samples that have a name each."""
    yield from by_name(case)
    for pair, step in pairs_of_fault(case, FAULT):
        if step.before.wrapping == "nested-numbers" or pair.facts.ragged:  # LD301 says so of unequal ones
            continue
        item = shape_text(step.before.axes[1:])
        sequences = count_noun(step.before.samples, "sequence")
        yield FAULT.found(
            pair.input.name,
            f"{sequences} of shape {item} in {container_phrase(step.before)}, {one_array_words(pair)}",
            FAULT.cure.sentence,
            remedy=cure_remedy(pair),
            evidence={
                **shape_evidence(pair),
                "sequences": step.before.samples,
                "container": step.before.wrapping,
            },
        )


def by_name(case: Case) -> Iterator[Finding]:
    """One sample under each name."""
    if not samples_apart(case):
        return
    spec, arrays = case.missing[0], case.unknown
    item = shape_text(merge_all(single_sample_facts(array.facts) for array in arrays).axes[1:])
    yield FAULT.found(
        spec.name,
        f"{count_noun(len(arrays), 'array')} of shape {item}, '{safe_text(arrays[0].name)}' to "
        f"'{safe_text(arrays[-1].name)}', each one sample, the model takes {shape_text(spec.shape or ())} "
        "as one array",
        "take them for the samples, in the order of the labels: x = list(x.values()), or --cure unpack-dict",
        remedy="option",
        evidence={"arrays": len(arrays), "expected": list(spec.shape or ())},
    )


def single_sample_facts(facts: Facts) -> Facts:
    """An array as the only member of a list."""
    return Facts((1, *facts.axes), "list", facts.dtypes, "list")
