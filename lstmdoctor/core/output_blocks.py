"""How much of a result is in memory at a time: pieces of the output, not what pieces of the input become."""

from __future__ import annotations

OUTPUT_BYTES = 4 << 20
"""Bytes of a result that are made at a time, where no sample is larger."""


def output_rows(row_bytes: int) -> int:
    """How many samples (or timesteps, or windows) of so many bytes each are made at a time; at least one."""
    return max(1, OUTPUT_BYTES // max(1, row_bytes))
