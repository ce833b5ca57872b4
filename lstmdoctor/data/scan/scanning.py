"""One pass over the values of a whole file, block by block and thread by thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial, reduce
from itertools import chain
from threading import Lock
from typing import Protocol, runtime_checkable

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.histograms import Asked
from lstmdoctor.core.values import Values
from lstmdoctor.data.scan.block_values import Tally, join_values
from lstmdoctor.data.scan.histograms import asked_of_facts
from lstmdoctor.data.scan.runs import padding_candidates
from lstmdoctor.data.sequences.source import Block, Divisible, Progress, Sequences
from lstmdoctor.errors import TOO_LARGE, Unreadable
from lstmdoctor.files.parallel import side_by_side, thread_count
from lstmdoctor.records import frozen_record


def scan_sequences(
    sequences: Sequences,
    masks: Iterable[float] = (),
    progress: Progress | None = None,
    histograms: bool = False,
    aligned: bool = False,
    search: Search | None = None,
) -> Facts:
    """The facts of an array or list with its values looked at.

    Parameters
    ----------
    sequences : Sequences
    masks : iterable of float
        Values that the model skips, followed as candidates of a padding value.
    progress : callable, optional
        Told after every block.
    histograms : bool
        Whether to count how the values are spread as well.
    aligned : bool
        Whether they are labels of a CTC loss, whose `Alignments` are wanted.
    search : Search, optional
        What is looked for, where these are a part of other data; found in the data itself unless given.

    Returns
    -------
    Facts
        Without values where these are not numbers.
    """
    facts = sequences.facts
    if not has_numeric_dtypes(facts):
        return facts
    try:
        tell = progress_counter(progress, facts.samples)
        spread = asked_of_facts(facts) if histograms else None
        wanted = search or Search(tuple(masks), None, spread, aligned)
        found = values_in(sequences, wanted, tell)
    except MemoryError as error:
        raise Unreadable(TOO_LARGE) from error
    return facts if found is None else replace(facts, values=found)


@frozen_record
class Search:
    """What one pass over the values looks for.

    Parts of one array that were scanned apart can be merged only where they were scanned for the same.

    Parameters
    ----------
    masks : tuple of float
        Values that the model skips.
    candidates : tuple of float or None
        Padding values to be followed; None to find them at the beginning of the data.
    spread : Asked or None
        What to count for histograms, from the shape of the whole array; None counts nothing.
    aligned : bool
        Whether they are labels of a CTC loss, whose `Alignments` are wanted.
    """

    masks: tuple[float, ...] = ()
    candidates: tuple[float, ...] | None = None
    spread: Asked | None = None
    aligned: bool = False


@runtime_checkable
class Scannable(Protocol):
    """Sequences that know how they are looked through, such as those in several files."""

    def scan_values(self, search: Search, tell: Callable[[int], None]) -> Values | None:
        """`Values` of all samples; None where there is none."""


def values_in(sequences: Sequences, search: Search, tell: Callable[[int], None]) -> Values | None:
    """`Values` of all samples; None where there is none."""
    if isinstance(sequences, Scannable):
        return sequences.scan_values(search, tell)
    blocks = sequences.blocks()
    first = next(blocks, None)
    if first is None:
        return None
    streams: tuple[Iterator[Block | AlikeArrays], ...] = (chain([first], blocks),)
    apart = search.candidates is not None  # parts have threads of their own
    if (
        not apart
        and isinstance(sequences, Divisible)
        and len(divided := sequences.streams(thread_count())) > 1
    ):
        streams = divided
    asked = search.candidates if search.candidates is not None else padding_candidates(first, search.masks)
    work = partial(look_through, asked=asked, tell=tell, spread=search.spread, aligned=search.aligned)
    return reduce(join_values, side_by_side(work, streams))


def look_through(
    blocks: Iterator[Block | AlikeArrays],
    asked: tuple[float, ...],
    tell: Callable[[int], None],
    spread: Asked | None = None,
    aligned: bool = False,
) -> Values:
    """`Values` of the samples of at least one block."""
    tally = Tally(asked, spread, aligned)
    for block in blocks:
        tally.add(block)
        tell(len(block))
    return tally.values()


def progress_counter(progress: Progress | None, total: int) -> Callable[[int], None]:
    """What is told the samples of every block by several threads, and passes on how many there were."""
    done, lock = 0, Lock()

    def tell(samples: int) -> None:
        nonlocal done
        if progress is not None:
            with lock:
                done += samples
                progress(done, total)

    return tell


def has_numeric_dtypes(facts: Facts) -> bool:
    """Whether every dtype that occurs holds real numbers or truth values."""
    for name in facts.dtypes:
        try:
            if name != "object" and np.dtype(name).kind not in "biuf":
                return False
        except TypeError:
            return False
    return bool(facts.axes)
