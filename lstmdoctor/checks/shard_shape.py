"""A shard of another shape

What it is
    The data stands in several files, and one of them differs from the others in its rank, its features, its
    timesteps or its dtype.

Why it matters
    The files are one data set. One that was made by another version of the script, or from other columns,
    stops the training in the middle of an epoch, or is learned from as if it were the same.

What Keras says
    Nothing before that file is reached; then ``expected shape=(None, 50, 8), found shape=(32, 50, 7)``.

Example
    63 files of (15000, 50, 8) float32, and one of (15000, 50, 7), or of float64.

Cure
    Write this file again as the others were written. Files that differ only in their timesteps are padded to
    one length by ``lstmdoctor fix``, and those that differ only in their dtype are converted.

Risk
    Padding makes one array of what may be two data sets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lstmdoctor.checks.shared.shards import shard_words
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Facts, fixed_axis_sizes
from lstmdoctor.core.faults import Cure, Fault, Finding, Remedy
from lstmdoctor.core.plans import ShardFacts
from lstmdoctor.text import count_noun, safe_text, shape_text

FAULT = Fault(
    "LD162",
    "shard-shape",
    "error",
    meaning="one of several files differs from the others in rank, features, timesteps or dtype",
    cure=Cure(
        "write this shard again as the others were written",
        "print(np.shape(x), x.dtype)",
    ),
)
MOST = 20
"""Shards that are named; more say nothing new."""
Look = tuple[object, ...]
"""What has to agree: rank, axes but the first, and dtype."""


def find(case: Case) -> Iterator[Finding]:
    """Every shard that is not like most of the others."""
    for pair in case.pairs:
        shards = [shard for shard in pair.array.shards if shard.facts.samples]
        looks = Counter(look_of_shard(shard.facts) for shard in shards)
        if len(looks) < 2:
            continue
        usual, number = looks.most_common(1)[0]
        like = next(shard for shard in shards if look_of_shard(shard.facts) == usual)
        odd = [shard for shard in shards if look_of_shard(shard.facts) != usual]
        for shard in odd[:MOST]:
            yield odd_shard(pair, shard, like, number)


def look_of_shard(facts: Facts) -> Look:
    """What has to agree between shards; the lengths of sequences need not."""
    axes: list[object] = list(facts.axes[1:])
    if facts.container == "list" and axes:
        axes[0] = None
    return (facts.rank, facts.ranks, *axes, facts.dtype)


def odd_shard(pair: Pair, shard: ShardFacts, like: ShardFacts, number: int) -> Finding:
    """One shard beside the others."""
    name = shard_words(shard.path)
    others = count_noun(number, "other shard")
    return FAULT.found(
        pair.input.name,
        f"{name} holds samples of {look_words(shard.facts)}, {others} of {look_words(like.facts)}",
        remedy=odd_remedy(pair, shard.facts, like.facts),
        evidence={
            "shard": name,
            "found": list(fixed_axis_sizes(shard.facts)[1:]),
            "expected": list(fixed_axis_sizes(like.facts)[1:]),
            "dtype": safe_text(shard.facts.dtype),
            "expected_dtype": safe_text(like.facts.dtype),
        },
    )


def look_words(facts: Facts) -> str:
    """``(50, 8) float32``."""
    if facts.mixed_rank:
        return "unlike ranks"
    axes = [str(axis) for axis in facts.axes[1:]]
    return f"{shape_text(axes)} {safe_text(facts.dtype)}"


def odd_remedy(pair: Pair, facts: Facts, like: Facts) -> Remedy:
    """Lengths are padded and dtypes converted by a reading; no other difference goes away."""
    alike = facts.rank == like.rank and not facts.mixed_rank and facts.axes[2:] == like.axes[2:]
    return "reading" if alike and pair.readings else "none"
