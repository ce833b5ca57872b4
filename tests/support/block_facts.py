"""Facts of samples at hand, as a reader would have told them of the file they come from."""

from __future__ import annotations

import numpy as np

from lstmdoctor.core.facts import Facts, Wrapping
from lstmdoctor.data.scan.measure import array_facts, list_facts
from lstmdoctor.data.sequences.source import Block


def facts_of_block(block: Block, wrapping: Wrapping = "") -> Facts:
    """Facts of an array, or of a list of sequences, without values; `wrapping` as the whole is wrapped."""
    if isinstance(block, np.ndarray):
        return array_facts(block.shape, block.dtype, wrapping)
    fields = next((item.dtype.names for item in block if item.dtype.names), ())
    return list_facts(
        [item.shape for item in block], {item.dtype for item in block}, wrapping or "list", fields
    )
