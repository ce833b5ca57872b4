"""The arrays of ``np.savez(path, *sequences)``: arr_0, arr_1, ... of an .npz, seen as one list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lstmdoctor.core.facts import Facts, Wrapping
from lstmdoctor.data.formats.npz_content import MemberContent
from lstmdoctor.data.formats.packed_array import PackedArray, require_room
from lstmdoctor.data.scan.measure import list_facts
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.source import Block, Sequences


@dataclass(frozen=True, eq=False)
class NpzSequences:
    """Sequences that are members of one .npz.

    Parameters
    ----------
    name : str
        "" for the file itself.
    members : sequence of PackedArray
        At least one, all of one file.
    packed : int
        Bytes of the file.
    wrapping : Wrapping
        "dict" where the names tell the sequences apart.
    """

    name: str
    members: Sequence[PackedArray]
    packed: int
    wrapping: Wrapping = "list"

    @cached_property
    def facts(self) -> Facts:
        dtypes = {member.header.dtype for member in self.members}
        fields = next((dtype.names for dtype in dtypes if dtype.names), ())
        return list_facts([member.header.shape for member in self.members], dtypes, self.wrapping, fields)

    def blocks(self) -> Iterator[Block]:
        with self.members[0].content.opened() as file:
            for part in in_blocks(self._sizes()):
                yield [member.unpacked(file) for member in self.members[part]]

    def whole(self) -> Block:
        require_room(sum(self._sizes()), self.packed)
        return [sequence for block in self.blocks() for sequence in block]

    def split(self) -> tuple[Sequences, ...]:
        return tuple(self.members)

    def _sizes(self) -> Iterator[int]:
        return (member.header.data_bytes for member in self.members)


def numbered_npz_sequences(arrays: Sequence[Sequences]) -> NpzSequences | None:
    """Arrays called arr_0, arr_1, ... as the list that was saved; None where names or contents differ."""
    places = {array.name: array for array in arrays}
    names = [f"arr_{position}" for position in range(len(arrays))]
    return npz_sequences([places[name] for name in names]) if places.keys() == set(names) else None


def npz_sequences(arrays: Sequence[Sequences], wrapping: Wrapping = "list") -> NpzSequences | None:
    """Arrays of one .npz as the list of its sequences, in this order; None where one is no array of one."""
    found = [array for array in arrays if isinstance(array, PackedArray)]
    sizes = [array.content.file.size for array in found if isinstance(array.content, MemberContent)]
    return NpzSequences("", found, max(sizes), wrapping) if sizes and len(sizes) == len(arrays) else None
