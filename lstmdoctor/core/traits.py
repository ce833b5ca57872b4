"""What is true of an edit whatever the data is."""

from __future__ import annotations

from lstmdoctor.records import frozen_record


@frozen_record
class Traits:
    """What is true of an edit whatever the data is; nothing of it where an edit does not say so.

    Parameters
    ----------
    keeps_axes : bool
        The axes are those of the data, in their order, and mean what they meant.
    keeps_samples : bool
        Beside that, every sample of the data is still there, whole, and no other is.
    sized : bool
        It depends on the sizes of axes, so that a small probe cannot stand for the data.
    resizes : bool
        It changes the number of timesteps of a sequence.
    regroups : bool
        Afterwards the values of a sample stand in other samples, or on other axes.
    carries_labels : bool
        It changes the number of samples and takes the labels along.
    settles_time : bool
        Afterwards axis 1 is time for good.
    moves_time : bool
        Afterwards another axis than before may be time; not after one that settles it.
    of_values : bool
        It changes values and no shape; it comes last in every reading.
    of_axes : bool
        Without a model nothing speaks for it but ``--cure``.
    once : bool
        A second one in a reading explains nothing.
    undoes_itself : bool
        Twice in a row it leaves what was there.
    needs_model : bool
        Only a model says which sizes it makes.
    encodes : bool
        It makes several numbers of each value: none of these is the value, and steps that are added before it
        would be taken for data.
    of_places : bool
        It says where the data comes from and leaves every value of it where it is; it comes first.
    """

    keeps_axes: bool = False
    keeps_samples: bool = False
    sized: bool = False
    resizes: bool = False
    regroups: bool = False
    carries_labels: bool = False
    settles_time: bool = False
    moves_time: bool = False
    of_values: bool = False
    of_axes: bool = False
    once: bool = False
    undoes_itself: bool = False
    needs_model: bool = False
    encodes: bool = False
    of_places: bool = False
