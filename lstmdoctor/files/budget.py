"""What reading one file may cost, counted down before each step is taken.

A file claims: a length, an index, a reference to what was read before. What it claims costs memory and time
only once somebody believes it, so everything that is made, visited or scanned on behalf of a file is charged
here first. There is one budget for a file, and whatever is nested in it (a pickle within an array within a
zip) draws on the same one: a limit for each part is no limit for the whole.
"""

from __future__ import annotations

from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.records import mutable_record
from lstmdoctor.text import byte_size_text, count_noun


@mutable_record
class Budget:
    """How much of each kind may still be spent on one file.

    Parameters
    ----------
    made : int
        Bytes of memory for what is made besides the bytes of the file.
    items : int
        Things that are visited besides those that stand in the file.
    scanned : int
        Bytes of values that are read once more for the same reason.
    standing : int
        Things that may be granted as standing in the file: a byte each of what honest data of its size have.
    """

    made: int = limits.MADE_BYTES
    items: int = limits.ITEMS
    scanned: int = limits.UNFOLDED_BYTES
    standing: int = limits.IN_MEMORY_BYTES

    def charge_bytes(self, number: int) -> None:
        """Before `number` bytes are made; raises `Unreadable` when that is more than there are left."""
        if number > self.made:
            raise Unreadable("made to fill memory: what it describes is far larger than the file itself")
        self.made -= number

    def charge_items(self, number: int) -> None:
        """Before `number` things are visited again; raises `Unreadable` when that is more than are left."""
        if number > self.items:
            raise Unreadable(
                f"references that multiply: it unfolds to more than {count_noun(limits.ITEMS, 'item')}"
            )
        self.items -= number

    def grant_items(self, number: int) -> int:
        """Let `number` more things be visited, each of which stands in the file by itself, if so many can.

        Returns how many of them can.
        """
        granted = min(number, self.standing)
        self.standing -= granted
        self.items += granted
        return granted

    def charge_scan(self, number: int) -> None:
        """Before `number` bytes are read again; raises `Unreadable` when that is more than there are left."""
        if number > self.scanned:
            most = byte_size_text(limits.UNFOLDED_BYTES)
            raise Unreadable(f"references that multiply: its arrays unfold to more than {most}")
        self.scanned -= number


def budget_of_file(size: int) -> Budget:
    """The budget of a file of `size` bytes, as they are on disk and not as they unpack."""
    return Budget(made=limits.MADE_BYTES + limits.MADE_PER_BYTE * size, standing=size)


def budget_of_packed(size: int, unpacked: int) -> Budget:
    """The same of a packed file: what it unpacks to counts, as far as honest data can be packed."""
    budget = budget_of_file(min(unpacked, limits.OBJECTS_RATIO * size))
    budget.standing = min(unpacked, limits.HONEST_RATIO * size)
    return budget
