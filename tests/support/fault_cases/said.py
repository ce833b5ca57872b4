"""What Keras said, without what differs from run to run."""

from __future__ import annotations

import re

FRAMES = re.compile(
    r"^(?:  File .*\n(?:    .*\n)*|Detected at node .*most recent call last.*\n|Traceback .*\n)", re.MULTILINE
)
COLOURS = re.compile(r"\x1b\[\d*m")
ADDRESSES = re.compile(r"0x[0-9a-f]{6,}")
VALUES = re.compile(r"(array|tensor)\(\[[^a-zA-Z]*(?:e[-+][^a-zA-Z]*)*\]")


def plain_message(text: str) -> str:
    """A message without frames, colours, addresses, empty lines, and without the values of arrays."""
    plain = FRAMES.sub("", ADDRESSES.sub("", COLOURS.sub("", f"{text.strip()}\n")))
    return re.sub(r"\n\s*\n", "\n", VALUES.sub(r"\1([...]", plain)).strip()
