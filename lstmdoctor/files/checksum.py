"""CRC-32C as TFRecord files have it, for the few bytes that tell one."""

from __future__ import annotations

POLYNOMIAL = 0x82F63B78
"""Castagnoli's, with its bits reversed (RFC 3720, B.4)."""
MASK = 0xA282EAD8
"""What is added to the rotated sum, so that a sum of data that holds sums stays a good one."""


def masked_crc32c(data: bytes) -> int:
    """The checksum of a few bytes, rotated and masked."""
    found = 0xFFFFFFFF
    for byte in data:
        found ^= byte
        for _ in range(8):
            found = found >> 1 ^ POLYNOMIAL * (found & 1)
    found ^= 0xFFFFFFFF
    return (((found >> 15) | (found << 17)) + MASK) & 0xFFFFFFFF
