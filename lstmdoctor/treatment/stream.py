"""Apply a reading to data that need not fit into memory. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Array, Block, Edit, Reading
from lstmdoctor.data.sequences.alike import AlikeSequences
from lstmdoctor.data.sequences.in_memory import ListSequences, require_numbers
from lstmdoctor.data.sequences.source import Sequences, Viewable
from lstmdoctor.edits.length import Pad
from lstmdoctor.files.maps import base_of_view, fetch_values, fetched_values

PLACES = 1024
"""Places of a map that are looked at before its pages are given back; each takes 64 KiB or more."""


def stream_reading(sequences: Sequences, reading: Reading | None) -> Iterator[Array]:
    """The result, in runs of samples; a sample that padding made large, in runs of its timesteps.

    Edits that need the whole come first in effect: they are made before a value is read, as views, and what
    follows is streamed. Everything else flows through in the order of the file.
    """
    return stream_edits(sequences, [step.edit for step in reading.steps] if reading is not None else [])


def stream_edits(sequences: Sequences, edits: list[Edit]) -> Iterator[Array]:
    """The same for edits without their facts."""
    whole = max((position + 1 for position, edit in enumerate(edits) if edit.whole), default=0)
    blocks = result_blocks(_unread_whole(sequences), edits[:whole]) if whole else sequences.blocks()
    for position, edit in enumerate(edits[whole:], whole):
        if not isinstance(edit, Pad):
            blocks = edit.flow(blocks)
            continue
        rows = sequences.streams(1)[0] if isinstance(sequences, AlikeSequences) and not position else blocks
        parts = all(later.traits.of_values for later in edits[position + 1 :])
        blocks = edit.flow_in_parts(rows) if parts else edit.flow(rows)
    return map(np.ascontiguousarray, blocks)  # unlike a loop, `map` lets a block go before it makes the next


def _unread_whole(sequences: Sequences) -> Block:
    """Everything; a list that is one array already stays one, since its rows may be millions of numbers."""
    if isinstance(sequences, ListSequences) and isinstance(sequences.items, np.ndarray):
        require_numbers(sequences.items.dtype)
        return sequences.items
    return sequences.view() if isinstance(sequences, Viewable) else sequences.whole()


def apply_edits(block: Block, edits: list[Edit]) -> Block:
    """Edits made on all samples at once."""
    for edit in edits:
        block = edit.apply(block)
    return block


def result_blocks(found: Block, edits: list[Edit]) -> Iterator[Block]:
    """The result of edits on all samples, cut along the first axis into pieces of about `OUTPUT_BYTES`."""
    block = np.asarray(apply_edits(found, edits))
    if isinstance(found, np.ndarray) and base_of_view(block) is not base_of_view(found):
        fetch_values([found])  # an edit has made a copy, and of what was not read
        block = np.asarray(apply_edits(found, edits))
    if len(block) == 0:
        yield block
        return
    rows = output_rows(block[0].nbytes)
    for first in range(0, len(block), rows):
        view = block[first : first + rows]
        if view.flags.c_contiguous or view.ndim < 2:
            with fetched_values([view]):
                yield view
        else:
            yield contiguous_rows(view)


def contiguous_rows(view: Array) -> Array:
    """A view in C order; where it is from all over a file, a few places of it at a time."""
    rows = np.empty(view.shape, view.dtype)
    for first in range(0, view.shape[1], PLACES):
        places = view[:, first : first + PLACES]
        with fetched_values([places]):
            rows[:, first : first + PLACES] = places
    return rows
