"""The arrays of ``np.savez(path, *sequences)``: arr_0, arr_1, ... of an .npz, seen as one list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from lstmdoctor.core.facts import Facts, Wrapping
from lstmdoctor.data.formats.npz_content import MemberContent
from lstmdoctor.data.formats.packed_array import PackedArray, require_room
from lstmdoctor.data.scan.measure import list_facts
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.source import Block, Sequences
from lstmdoctor.records import unique_record


@unique_record
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
    members = {array.name: array for array in npz_members(arrays)}
    names = [f"arr_{position}" for position in range(len(arrays))]
    if not arrays or members.keys() != set(names):
        return None
    return npz_sequences([members[name] for name in names])


def npz_members(arrays: Sequence[Sequences]) -> list[PackedArray]:
    """Those of the arrays that are members of an .npz."""
    packed = (array for array in arrays if isinstance(array, PackedArray))
    return [array for array in packed if isinstance(array.content, MemberContent)]


def npz_sequences(members: Sequence[PackedArray], wrapping: Wrapping = "list") -> NpzSequences:
    """Members of an .npz, one sequence each."""
    sizes = (one.content.file.size for one in members if isinstance(one.content, MemberContent))
    return NpzSequences("", members, max(sizes), wrapping)
