"""A shard with another number of labels than samples

What it is
    The data stands in several files, and so do its labels. One file has more or fewer samples than the file
    of labels that goes with it.

Why it matters
    Laid end to end, all samples behind that file get the labels of their neighbours. Two such files can make
    up for each other: then the totals agree, and nothing else shows it.

What Keras says
    Nothing where the totals agree; else ``Data cardinality is ambiguous``.

Example
    ``part-0040.npy`` of shape (15120, 50, 8) and ``labels/part-0040.npy`` of shape (15119,).

Cure
    Write both files of this shard again from the same rows.

Risk
    Cutting the longer of the two pairs sequences with the labels of others, unless it is the last one that is
    missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.shards import shard_words
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.plans import Named, ShardFacts
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD161",
    "shard-labels",
    "error",
    meaning="a file of labels does not go with its file of samples",
    cure=Cure(
        "make the data and the labels of this shard from the same rows, do not cut one to fit the other",
        "print(np.shape(x), x.dtype)",
    ),
)
MOST = 20
"""Shards that are named; more say nothing new."""


def find(case: Case) -> Iterator[Finding]:
    """Every shard whose labels are not as many as its samples, of the first input in shards."""
    pair = next((pair for pair in case.pairs if pair.array.shards and keeps_samples(pair)), None)
    if pair is None:
        return
    for labels in case.labels:
        if len(labels.shards) == len(pair.array.shards):
            yield from unequal_shards(pair.array, labels)


def keeps_samples(pair: Pair) -> bool:
    """Whether the samples of the model are those of the files."""
    result = pair.cause.result if pair.cause is not None else None
    return result is None or result.samples == pair.facts.samples


def unequal_shards(array: Named, labels: Named) -> Iterator[Finding]:
    """The findings about one array of labels."""
    pairs = zip(array.shards, labels.shards, strict=True)
    for data, own in [(a, b) for a, b in pairs if a.facts.samples != b.facts.samples][:MOST]:
        yield FAULT.found(
            None,
            unequal_message(data, own),
            evidence={
                "shard": shard_words(data.path),
                "labels": shard_words(own.path),
                "samples": data.facts.samples,
                "number": own.facts.samples,
            },
        )


def unequal_message(data: ShardFacts, labels: ShardFacts) -> str:
    """``part-0040.npy has 15,120 samples and labels/part-0040.npy 15,119``."""
    name, number = shard_words(data.path), labels.facts.samples
    other = f"{shard_words(labels.path)} {number:,}" if labels.path != data.path else ""
    samples = count_noun(data.facts.samples, "sample")
    return f"{name} has {samples} and {other or count_noun(number, 'label')}"
