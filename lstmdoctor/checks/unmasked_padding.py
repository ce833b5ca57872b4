"""Padding that the model reads as data

What it is
    Many sequences end in steps of one value, the padding, and no layer before the first recurrent one makes
    a mask. The layer reads the padding after the last real step. (For a layer that reads backwards the same
    holds for padding in front, for a ``Bidirectional`` one for both.) Where the model gives a value for every
    step and no step depends on a later one, as in a decoder, padding at the end changes none of the real
    steps: this is a note then.

Why it matters
    The output of a recurrent layer is its state after the last step it reads. In a measurement with 20 real
    steps, fresh weights and zeros at the end (``benchmarks/padding.py``), 5 steps of padding changed the
    output of an LSTM by 77 to 79 %, 20 steps by 99 to 100 %: nothing is left of the sequence. GRU and
    SimpleRNN lose as much. The same padding in front changed none of them by 1 %. No side is right for a
    ``Bidirectional`` layer (51 to 74 %), nor where all steps are pooled, weighed or flattened (the average
    over time: 20 to 67 %).

What Keras says
    Nothing. The model trains, and learns how long the sequences are.

Example
    ``keras.utils.pad_sequences(xs, padding="post", dtype="float32")`` before an ``LSTM`` without ``Masking``.

Cure
    A mask: ``keras.layers.Masking(mask_value=0.0)`` in front of the recurrent layer, or ``mask_zero=True`` in
    the ``Embedding``. Or padding in front, where the model is to stay as it is.

Risk
    A mask of a value that occurs in the data skips real steps: choose one that does not occur. A convolution
    or pooling between mask and recurrent layer drops the mask.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import (
    Padding,
    first_recurrent,
    free_value,
    is_masked_input,
    padding_of,
)
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.choices import Side
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.spec import InputSpec, Layer
from lstmdoctor.keras_rules.masks import drops_mask
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD304",
    "unmasked-padding",
    "warning",
    meaning="padding is read as data",
    cure=Cure("give every layer behind the mask one that passes it on"),
)
ONE_WAY, TWO_WAY, POOLED = (77, 100), (51, 74), (20, 67)
"""Change in percent of what an LSTM gives last, of a `Bidirectional` one, and of the average over its steps.

Smallest and largest over five seeds and 5, 20 and 40 steps of padding, as ``benchmarks/padding.py`` measures
them with Keras 3.15.1.
"""


def find(case: Case) -> Iterator[Finding]:
    """Padding where the recurrent layer reads it last, without a mask."""
    for pair in case.pairs:
        padding, layer = padding_of(pair), first_recurrent(pair.input)
        if padding is None or layer is None or is_masked_input(pair.input):
            continue
        if not is_read_last(padding.side, layer, pair.input):
            continue
        apart = pair.input.steps_apart
        low, high = measured_range(pair.input, layer)
        effect = (
            "the real steps stay as they are, the loss counts the padding with them"
            if apart
            else f"{where_read(pair.input, layer)}, which changed outputs by {low} to {high} % when measured"
        )
        measured: dict[str, Evidence] = {} if apart else {"measured_change_percent": [low, high]}
        verb = "begin with" if padding.side == "pre" else "end in"
        yield FAULT.found(
            pair.input.name,
            f"{padding.rows + padding.only:,} of {count_noun(pair.facts.samples, 'sequence')} {verb} steps "
            "of "
            f"{padding.value:g} ({padding.share * 100:.0f} % of all steps) and nothing masks them: {effect}",
            without_weight(pair, padding, layer) if apart else unmasked_padding_advice(pair, padding, layer),
            severity="note" if apart else FAULT.severity,
            evidence={
                "value": padding.value,
                "side": padding.side,
                "sequences": padding.rows + padding.only,
                "samples": pair.facts.samples,
                "share": round(padding.share, 4),
                **measured,
            },
        )


def where_read(spec: InputSpec, layer: Layer) -> str:
    """``'lstm' reads them last``, or that no end is better than the other."""
    if gives_both_directions(layer):
        return f"'{safe_text(layer.name)}' reads either end last, no side is right"
    if spec.read_evenly:
        return f"all steps of '{safe_text(layer.name)}' count in what the model gives, no side is right"
    return f"'{safe_text(layer.name)}' reads them last"


def measured_range(spec: InputSpec, layer: Layer) -> tuple[int, int]:
    """How much padding changed outputs, in percent."""
    if gives_both_directions(layer):
        return TWO_WAY
    return POOLED if spec.read_evenly else ONE_WAY


def without_weight(pair: Pair, padding: Padding, layer: Layer) -> str:
    """What keeps padding out of the loss of a model that gives a value for every step."""
    return f"{padding_mask_code(pair, padding, layer)}, or give fit a sample_weight of 0 for these steps"


def gives_both_directions(layer: Layer) -> bool:
    """Whether a layer gives the last states of both directions."""
    return layer.wrapper == "Bidirectional" and layer.options.get("return_sequences") is not True


def is_read_last(side: Side, layer: Layer, spec: InputSpec) -> bool:
    """Whether this side is read after the real steps, or as much as they are."""
    if spec.read_evenly or gives_both_directions(layer):
        return True
    return side == ("pre" if layer.options.get("go_backwards") else "post")


def written_padding_finding(spec: InputSpec, reading: Reading | None) -> Finding | None:
    """The fault in what `fix` wrote: padding that nothing masks, on a side that the model reads last."""
    steps = reading.steps if reading is not None else ()
    sides = [step.edit.args().get("padding") for step in steps if step.edit.id == "pad"]
    layer = first_recurrent(spec)
    if not sides or layer is None or is_masked_input(spec) or spec.steps_apart:
        return None
    if not is_read_last("pre" if sides[-1] == "pre" else "post", layer, spec):
        return None
    even = spec.read_evenly or gives_both_directions(layer)
    return FAULT.found(
        spec.name,
        f"nothing masks the padding, and '{safe_text(layer.name)}' reads it "
        + ("at either end: no side is right" if even else "last"),
        "mask it in the model" if even else "mask it in the model, or take the other side: --padding",
    )


def unmasked_padding_advice(pair: Pair, padding: Padding, layer: Layer) -> str:
    """A mask, or the other side; the other side alone where a mask would not reach the layer."""
    cures = []
    passed = (other for other in pair.input.path if not other.recurrent)
    if not any(drops_mask(other, pair.input.keras) for other in passed):
        cures.append(padding_mask_code(pair, padding, layer))
    if not gives_both_directions(layer) and not pair.input.read_evenly:
        side, place = ("post", "at the end") if padding.side == "pre" else ("pre", "in front")
        cures.append(f'pad {place}: keras.utils.pad_sequences(xs, padding="{side}", dtype="float32")')
    return ", or ".join(cures) or "keep the lengths, and stop the convolution from dropping a mask"


def padding_mask_code(pair: Pair, padding: Padding, layer: Layer) -> str:
    """Code for a mask that skips no real step."""
    embedding = pair.input.embedding
    if embedding is not None and not embedding.every_step:
        code = f"set mask_zero=True in the Embedding '{safe_text(embedding.name)}'"
        return code if padding.value == 0 else f"pad with 0 and {code}"
    value = free_value(padding.value, pair.facts.values) if padding.run.inner_steps else padding.value
    again = "" if value == padding.value else f"pad with {value:g}, which is no value of the data, and "
    return f"{again}put keras.layers.Masking(mask_value={value}) in front of '{safe_text(layer.name)}'"
