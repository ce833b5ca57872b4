"""What can be said of a layer class of Keras: the columns of the table in `layers` and `picture_layers`."""

from __future__ import annotations

from typing import Literal

from lstmdoctor.records import frozen_record

ShapeRule = Literal[
    "same", "units", "embedding", "recurrent", "convolution", "convolution-up", "convolution-recurrent",
    "pooling", "global-pooling", "adaptive-pooling", "up-sampling", "padding", "cropping", "flatten",
    "reshape", "repeat", "permute", "einsum", "elementwise", "concatenate", "dot", "merge",
    "query", "query-value", "bidirectional", "each-step", "wrapped", "other",
]  # fmt: skip
"""How the shape of the output follows from that of the input; `shapes` and `timesteps` have the arithmetic.

``same`` to ``embedding``, ``elementwise``, ``query`` and ``query-value`` keep the timesteps; ``recurrent``
keeps them with ``return_sequences``; windows, sampling, padding and cropping change their number by a
formula; ``flatten``, ``global-pooling`` end time, ``repeat`` starts it, ``permute`` and ``reshape`` move it.
"""
MaskRule = Literal["passes", "passes-since-3", "query", "makes", "uses", "drops", "refuses"]
"""What becomes of a mask of timesteps.

``makes``: `Masking` always, an embedding with ``mask_zero``. ``uses``: the layer reads the mask, and it goes
on where the output still has the timesteps. ``passes-since-3``: `Layer.supports_masking` was False before.
"""
StepsRule = Literal["apart", "axis", "causal-padding", "mixes"]
"""On which timesteps of the input a timestep of the output depends.

``apart``: on that one alone. ``axis``: on that one, unless the axes that are normalised contain time.
``causal-padding``: on none after it where ``padding="causal"``. ``mixes``: on any, or it is not known.
"""
ValuesRule = Literal["kept", "activated", "scaled", "changed"]
"""``kept``: each value goes on as it is, after training. ``scaled``: brought to a common scale."""
Role = Literal["", "recurrent", "wrapper", "cell", "model", "code", "vocabulary", "picture"]
"""What else it is. ``code`` runs what a file brings along; ``vocabulary`` may name a file of words;
``picture`` prepares pictures, and acts in training only or needs three channels."""


@frozen_record
class LayerRule:
    """What a layer class does with its input.

    Parameters
    ----------
    shape, mask, steps, values, role
        See the types.
    axes : int
        Axes that a kernel or window slides over, or of what is dropped as a whole; the first is time.
    since, until : int
        First and last Keras that reads the class: 1, 2 (tf.keras and tf_keras included) or 3.
    states, gates : int
        Of a recurrent layer or cell: tensors of state, and columns of the kernel for each unit.
    cudnn : bool
        On a GPU Keras may run it on the kernel of cuDNN, which wants padding at the end.
    """

    shape: ShapeRule = "other"
    mask: MaskRule = "drops"
    steps: StepsRule = "mixes"
    values: ValuesRule = "changed"
    role: Role = ""
    axes: int = 0
    since: int = 1
    until: int = 3
    states: int = 0
    gates: int = 0
    cudnn: bool = False
