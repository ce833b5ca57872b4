"""Padding in front under a mask

What it is
    The model masks, and the padding stands in front of the sequences. Its first recurrent layer is one for
    which cuDNN has a kernel.

Why it matters
    On a GPU the fast kernel of cuDNN takes masked sequences only with the padding at the end. Keras either
    refuses the batch or runs its own loop over the steps, which is many times slower. On a CPU it makes no
    difference, and the result is the same: the mask skips the padding on either side.

What Keras says
    Keras 3 on TensorFlow: ``You are passing a RNN mask that does not correspond to right-padded sequences,
    while using cuDNN, which is not supported.`` Keras 2 and JAX: nothing, they fall back.

Example
    ``keras.utils.pad_sequences(xs)``, which pads in front by default, before ``Masking`` and ``LSTM``.

Cure
    Pad at the end: ``pad_sequences(xs, padding="post", dtype="float32")``; ``lstmdoctor fix --pad`` does so
    for models that mask. Or ``LSTM(..., use_cudnn=False)`` in Keras 3.

Risk
    None under a mask that reaches the layer. Without one, padding at the end is the wrong side.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import first_recurrent, is_masked_input, padding_of
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.spec import Layer, Option
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD307",
    "left-padding",
    "warning",
    meaning="the padding stands in front, which cuDNN does not take",
    cure=Cure("pad at the end", 'x = keras.utils.pad_sequences(x, dtype="float32", padding="post")'),
)
CUDNN: dict[str, Option] = {
    "activation": "tanh",
    "recurrent_activation": "sigmoid",
    "recurrent_dropout": 0,
    "unroll": False,
    "use_bias": True,
    "reset_after": True,
}
"""What cuDNN asks of LSTM and GRU (docstrings of both in Keras); a setting that is not known is met."""


def find(case: Case) -> Iterator[Finding]:
    """Padding of the mask value in front, and a layer that would run on cuDNN."""
    for pair in case.pairs:
        padding, layer = padding_of(pair), first_recurrent(pair.input)
        if padding is None or layer is None or not is_masked_input(pair.input) or not on_cudnn(layer):
            continue
        if padding.side != "pre" or padding.value != pair.input.mask_value:
            continue
        yield FAULT.found(
            pair.input.name,
            f"{padding.rows:,} of {count_noun(pair.facts.samples, 'sequence')} are padded in front, under "
            "a mask "
            f"the cuDNN kernel of {layer.class_name} ('{safe_text(layer.name)}') takes padding at the end "
            "only",
            'pad at the end, which fix does with --pad: pad_sequences(xs, padding="post", dtype="float32")',
            evidence={"value": padding.value, "sequences": padding.rows, "samples": pair.facts.samples},
        )


def on_cudnn(layer: Layer) -> bool:
    """Whether Keras would run this layer on cuDNN."""
    met = all(layer.options.get(key, wanted) == wanted for key, wanted in CUDNN.items())
    return layer.rule.cudnn and met and layer.options.get("use_cudnn") is not False
