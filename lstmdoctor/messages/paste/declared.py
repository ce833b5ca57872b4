"""What the user's own code says the model takes: ``input_shape=(24, 1)``, ``Input((None, 3))``, ``c(10, 2)``.

A message that prints only ranks leaves open which axis is missing; the code beside it often does not.
"""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.paste.shapes import parse_axis

ENTRY = r"(?:[^()\[\],]|\([^()]{0,20}\)|\[[^\[\]]{0,20}\]){1,40}"
TUPLE = rf"(?:c|tuple|list)?[(\[]({ENTRY}(?:,{ENTRY}){{1,4}}),?\s?[)\]]"
SAMPLE = re.compile(rf"(?:\binput_?shape\s?[=:]\s?|\bInput\((?:shape\s?=\s?)?){TUPLE}", re.IGNORECASE)
BATCH = re.compile(rf"\b(?:batch_?(?:input_?)?shape)\s?[=:]\s?{TUPLE}", re.IGNORECASE)
INNER = re.compile(r",(?![^(\[]*[)\]])")
"""A comma that no bracket holds."""


def declared_shape(text: str) -> Shape:
    """The shape of one sample, unknown sizes free; empty where the text does not say, or says several."""
    shapes = {shape_entries(found) for found in SAMPLE.findall(text)}
    shapes |= {shape_entries(found)[1:] for found in BATCH.findall(text)}
    telling = {shape for shape in shapes if any(size is not None for size in shape)}
    return next(iter(telling)) if len(telling) == 1 else ()


def shape_entries(found: str) -> Shape:
    """The sizes between the brackets: whole numbers, and names that stand for some."""
    return tuple(parse_axis(entry.strip()) for entry in INNER.split(found))


def sample_fault(sample: Shape, found: Shape) -> str:
    """The fault that makes `found` of two axes out of samples of two axes; "" where it stays open."""
    if len(sample) != 2 or len(found) != 2 or found[1] is None:
        return ""
    time, features = sample
    width = found[1]
    if features == 1 and time in (None, width) and width > 1:
        return "LD201"
    if time == 1 and features in (None, width):
        return "LD202"
    if None in sample or 1 in sample:
        return ""
    if width == (time or 0) * (features or 0):
        return "LD205"
    if found == sample:
        return "LD203"
    return "LD201" if width == time != features else ""
