"""Apply a reading to data that need not fit into memory. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Array, Block, Edit, Reading
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.edits.length import Pad
from lstmdoctor.files.maps import release_pages

PLACES = 1024
"""Places of a map that are looked at before its pages are given back; each takes 64 KiB or more."""


def stream_reading(sequences: Sequences, reading: Reading | None) -> Iterator[Array]:
    """The result, in runs of samples; a sample that padding made large, in runs of its timesteps.

    Edits that need the whole come first in effect: they are made on a memory map, where they are views, and
    what follows is streamed. Everything else flows through in the order of the file.
    """
    return stream_edits(sequences, [step.edit for step in reading.steps] if reading is not None else [])


def stream_edits(sequences: Sequences, edits: list[Edit]) -> Iterator[Array]:
    """The same for edits without their facts."""
    whole = max((position + 1 for position, edit in enumerate(edits) if edit.whole), default=0)
    blocks = result_blocks(sequences.whole(), edits[:whole]) if whole else sequences.blocks()
    for position, edit in enumerate(edits[whole:], whole + 1):
        parts = isinstance(edit, Pad) and all(later.traits.of_values for later in edits[position:])
        blocks = edit.flow_in_parts(blocks) if isinstance(edit, Pad) and parts else edit.flow(blocks)
    return map(np.ascontiguousarray, blocks)  # unlike a loop, `map` lets a block go before it makes the next


def apply_edits(block: Block, edits: list[Edit]) -> Block:
    """Edits made on all samples at once."""
    for edit in edits:
        block = edit.apply(block)
    return block


def result_blocks(found: Block, edits: list[Edit]) -> Iterator[Block]:
    """The result of edits on all samples, cut along the first axis into pieces of about `OUTPUT_BYTES`."""
    block = np.asarray(apply_edits(found, edits))
    if len(block) == 0:
        yield block
        return
    rows = output_rows(block[0].nbytes)
    for first in range(0, len(block), rows):
        yield contiguous_rows(block[first : first + rows], found)
        release_pages(found)


def contiguous_rows(view: Array, found: Block) -> Array:
    """A view in C order; where it is from all over a map, a few places of it at a time."""
    if view.flags.c_contiguous or view.ndim < 2:
        return view
    rows = np.empty(view.shape, view.dtype)
    for first in range(0, view.shape[1], PLACES):
        rows[:, first : first + PLACES] = view[:, first : first + PLACES]
        release_pages(found)
    return rows
