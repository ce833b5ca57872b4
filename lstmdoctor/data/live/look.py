"""How closely live objects are looked at, and what is seen of one batch of them."""

from __future__ import annotations

from lstmdoctor.records import frozen_record

WHOLE_BYTES = 1 << 30
"""Arrays up to this size are read as a whole; a pass over them takes about half a second."""
ANY_SAMPLES = 1009
"""A prime that no layer has for a size."""
DEVICE_BYTES = 1 << 30
"""Tensors beyond this are not copied off their device."""


@frozen_record
class Look:
    """How closely to look.

    Parameters
    ----------
    header_only : bool
        Shapes and dtypes, no value.
    batches : int
        Batches that may be taken from a dataset or loader; 0 where its owner has not asked for it.
    whole_bytes : int
        Arrays beyond this size are read at three places.
    histograms : bool
        Count how the values are spread as well.
    any_samples : int
        The number that stands for one that is not known: no size of the model, a multiple of its batch.
    """

    header_only: bool = False
    batches: int = 1
    whole_bytes: int = WHOLE_BYTES
    any_samples: int = ANY_SAMPLES
    histograms: bool = False


@frozen_record
class Fed:
    """What a model is fed at one moment.

    Parameters
    ----------
    x, y : object
        As `fit` unpacks them; y is None where there are no labels.
    where : str
        ``batch 4 of the generator``; "" for data that is all there.
    kind : str
        ``tf.data``, ``PyDataset``, ``DataLoader``, ``generator``; "" for arrays.
    members : tuple
        Everything that stands in the tuple that was handed out; empty for arrays.
    """

    x: object
    y: object = None
    where: str = ""
    kind: str = ""
    members: tuple[object, ...] = ()
