"""`Values` of blocks of samples that come one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.histograms import Asked
from lstmdoctor.core.values import Values, merge_values
from lstmdoctor.data.scan.alignments import align_sequences
from lstmdoctor.data.scan.flat_block import FlatBlock, flatten_block, group_alike_sequences
from lstmdoctor.data.scan.histograms import histograms_of_steps
from lstmdoctor.data.scan.steps_tally import StepsTally, begin_tally
from lstmdoctor.data.sequences.source import Array, Block
from lstmdoctor.records import mutable_record


def join_values(a: Values, b: Values) -> Values:
    """`merge_values` of two pieces that were looked at."""
    return merge_values(a, b) or a


def values_of(
    block: Block | AlikeArrays, asked: Iterable[float], spread: Asked | None = None, aligned: bool = False
) -> Values:
    """`Values` of consecutive samples; the parameters are those of a `Tally`."""
    tally = Tally(tuple(asked), spread, aligned)
    tally.add(block)
    return tally.values()


@mutable_record
class Tally:
    """What was found in the blocks so far.

    Parameters
    ----------
    asked : tuple of float
        Candidates of a padding value.
    spread : Asked, optional
        What to count for histograms; None counts nothing.
    aligned : bool
        Whether `Alignments` are wanted.
    found : Values or None
        Of all blocks before those of `last`.
    last : StepsTally or None
        Of the last blocks, as long as they are of one dtype and number of features.
    """

    asked: tuple[float, ...]
    spread: Asked | None = None
    aligned: bool = False
    found: Values | None = None
    last: StepsTally | None = None

    def add(self, block: Block | AlikeArrays) -> None:
        """Look at samples: an array of them, or a list that holds an array of (timesteps, ...) for each."""
        if isinstance(block, AlikeArrays) and block.step_shape is None:
            block = list(block)
        groups = group_alike_sequences(block) if isinstance(block, list) else []
        if isinstance(block, list) and len(groups) > 1:
            self._settle()
            self._join(of_groups(block, groups, self.asked, self.spread, self.aligned))
            return
        flat = flatten_block(block)
        if self.last is None or not self.last.takes(flat.steps):
            self._settle()
            self.last = begin_tally(flat.steps, self.asked)
        self.last.add(flat)
        if self.spread is not None or self.aligned:
            found, self.last = self.last.values(), None
            self._join(self._with_more(found, flat))

    def values(self) -> Values:
        """`Values` of all blocks so far."""
        self._settle()
        return self.found or Values(0, 0, 0)

    def _settle(self) -> None:
        if self.last is not None:
            found, self.last = self.last.values(), None
            self._join(found)

    def _join(self, found: Values) -> None:
        self.found = found if self.found is None else join_values(self.found, found)

    def _with_more(self, found: Values, block: FlatBlock) -> Values:
        """The values of one block with what is asked for beside them."""
        if self.spread is not None:
            found = replace(found, histograms=histograms_of_steps(block.steps, block.lengths, self.spread))
        if self.aligned and found.number:
            found = replace(found, alignments=align_sequences(block.steps, block.lengths, found.integral))
        return found


def of_groups(
    block: list[Array],
    groups: list[list[int]],
    asked: tuple[float, ...],
    spread: Asked | None,
    aligned: bool,
) -> Values:
    """`values_of` where the sequences are of several sorts."""
    parts = [values_of([block[position] for position in group], asked, spread, aligned) for group in groups]
    bad = [
        (group[part.first_bad[0]], *part.first_bad[1:])
        for group, part in zip(groups, parts, strict=True)
        if part.first_bad is not None
    ]
    return replace(reduce(join_values, parts), first_bad=min(bad, default=None))
