"""Masks, cuDNN and padding."""

from __future__ import annotations

from lstmdoctor.messages.rules.rule import any_of, fixed

LAYER = "the layer, not the data, is at fault: it does not take a mask"

RULES = (
    fixed(
        r"\bmask(?:ing)?\b.{0,60}(?:must|should) (?:have|be)\b.{0,40}(?:shape|dim|rank)",
        "LD906 LD302",
        "a mask has another shape than the layer takes",
    ),
    fixed(
        r"does not correspond to right-padded sequences",
        "LD307 LD303",
        "the mask is not padding at the end, which the cuDNN kernel wants",
    ),
    fixed(
        r"rnn mask.{0,80}(?:fully masked|all[- ]masked|empty sequence)",
        "LD303 LD307",
        "a row is padding only, which the cuDNN kernel refuses",
    ),
    fixed(
        r"cudnn_status_bad_param",
        "LD303 LD307",
        "a row is padding only, or the padding stands in front, which the cuDNN kernel refuses",
        question="is there a row that holds nothing but padding",
    ),
    fixed(
        any_of(
            r"sequence_lengths?.{0,60}(?:must be|should be) (?:positive|greater|larger)",
            r"assertion failed: \[.{0,40}sequence.?length",
        ),
        "LD303",
        "a sequence has length 0",
    ),
    fixed(r"masking is not supported for cudnn", "LD906", LAYER),
    fixed(r"cannot connect non-masking layer to layer with masked output", "LD906", LAYER),
    fixed(r"layer \S{1,80} does not support masking", "LD906", LAYER),
    fixed(
        r"this layer does not support masking and will therefore destroy the mask",
        "LD906 LD304",
        "a mask gets lost at a layer that does not pass it on",
    ),
    fixed(
        r"`?timedistributed`? layer should be passed a `?mask`?",
        "LD906",
        "the mask of a TimeDistributed layer has another shape than its input, inside the layer",
    ),
    fixed(
        any_of(
            r"the `?mask`? (?:passed to|provided|should)",
            r"`?inputs`? and `?mask`? should have the same length",
        ),
        "LD906 LD302",
        "a mask has another shape than the data it belongs to",
    ),
    fixed(
        r"tried to read from index \d+ but array size is",
        "LD302 LD906",
        "a mask or a length says more timesteps than there are",
    ),
    fixed(
        any_of(
            r"mask (?:should|must) (?:be|have)(?: of)? (?:rank|shape|at least|the same)",
            r"mask cannot be scalar",
        ),
        "LD302 LD906",
        "a mask has another shape than the data it belongs to",
    ),
)
