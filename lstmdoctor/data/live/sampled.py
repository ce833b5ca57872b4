"""An array of which only the first, the middle and the last block are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.live.sliced import SlicedSequences
from lstmdoctor.data.sequences.in_memory import ArraySequences, rows_per_block
from lstmdoctor.data.sequences.source import Block, Sequences
from lstmdoctor.records import unique_record


@unique_record
class SampledSequences:
    """An array too large to be read for a diagnosis.

    Parameters
    ----------
    whole_array : ArraySequences or SlicedSequences
    """

    whole_array: ArraySequences | SlicedSequences

    @property
    def name(self) -> str:
        return self.whole_array.name

    @property
    def facts(self) -> Facts:
        return self.whole_array.facts

    @property
    def places(self) -> tuple[slice, ...]:
        """The rows that are looked at."""
        match self.whole_array:
            case ArraySequences(array=array):
                shape, itemsize = array.shape, array.itemsize
            case SlicedSequences(shape=shape, dtype=dtype):
                itemsize = dtype.itemsize
        rows, number = rows_per_block(shape, itemsize), shape[0]
        starts = sorted({0, max(0, (number - rows) // 2), max(0, number - rows)})
        return tuple(slice(start, min(start + rows, number)) for start in starts)

    @property
    def seen(self) -> int:
        """Samples that are looked at."""
        return sum(place.stop - place.start for place in self.places)

    def blocks(self) -> Iterator[Block]:
        for place in self.places:
            match self.whole_array:
                case ArraySequences(array=array):
                    rows = array[place]
                case SlicedSequences():
                    rows = self.whole_array.rows(place)
            yield from ArraySequences(self.name, rows).blocks()

    def whole(self) -> Block:
        return self.whole_array.whole()

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    def placed(self, facts: Facts) -> Facts:
        """Facts of the sampled values with the first bad value at its place in the whole."""
        values = facts.values
        if values is None or values.first_bad is None:
            return facts
        left = values.first_bad[0]
        for place in self.places:
            if left < place.stop - place.start:
                position = (place.start + left, *values.first_bad[1:])
                return replace(facts, values=replace(values, first_bad=position))
            left -= place.stop - place.start
        return facts
