"""What an array is taken for, and what becomes of it."""

from __future__ import annotations

from dataclasses import field

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.readings import Edit, Reading
from lstmdoctor.records import frozen_record


@frozen_record
class ShardFacts:
    """A file that holds consecutive samples of an array, and the facts of these, without values."""

    path: str
    facts: Facts


@frozen_record
class Overlap:
    """Labels that are values of the data: each is what stands at one place of its own sample.

    Parameters
    ----------
    array : str
        Name of the array in the data.
    index : tuple of int
        The place in every sample: timestep and feature, or feature.
    samples : int
        Samples that were compared, from the first on.
    """

    array: str
    index: tuple[int, ...]
    samples: int


@frozen_record
class Named:
    """An array of the data file: its name there and its facts.

    `members` holds the facts of each member where a list could be a list of inputs, `place` where it stands
    in the file, `shards` the files that its samples stand in, where these are several. `overlaps` tells, of
    labels, which values of the data they are.
    """

    name: str
    facts: Facts
    members: tuple[Facts, ...] = ()
    place: Place = field(default_factory=Place)
    shards: tuple[ShardFacts, ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def telling(self) -> str:
        """The name that says what it is: its own, or that of its place."""
        return self.place.means or self.name


@frozen_record
class Slot:
    """An array, or one member of a list of inputs.

    Parameters
    ----------
    array : Named
        The array as the file has it.
    member : int or None
        Position in it, where it is a list of inputs.
    facts : Facts
        Of the array, or of that member of it.
    """

    array: Named
    member: int | None
    facts: Facts


@frozen_record
class Plan:
    """What one array becomes.

    Parameters
    ----------
    name : str
        Name of the array in the output: that of the model's input, or of the array where there is no model.
    slot : Slot
        The data.
    readings : tuple of Reading
        What could be done, cheapest first; one without steps where the data fits.
    chosen : Reading or None
        What is done; None where the user has to choose or nothing fits.
    fill : Edit or None
        What would fill values that are not finite, if the user names the value: at the end of every reading.
    """

    name: str
    slot: Slot
    readings: tuple[Reading, ...]
    chosen: Reading | None
    fill: Edit | None = None

    @property
    def after(self) -> Facts:
        """Facts of the result; those of the data where nothing is done."""
        result = self.chosen.result if self.chosen is not None else None
        return self.slot.facts if result is None else result

    def unasked_fill(self, reading: Reading) -> Edit | None:
        """The edit that fills values, where a reading is without it."""
        return None if self.fill is None or reading.has(self.fill.id) else self.fill
