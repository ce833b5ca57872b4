"""A case that speaks and one that is silent for every fault of the catalogue, by code."""

from __future__ import annotations

from fault_cases import containers, labels, lengths, messages, model_files, shapes, tables, tokens, values
from fault_cases.case import Scene

FAMILIES = (containers, tables, shapes, lengths, values, tokens, labels, model_files, messages)
CASES: dict[str, tuple[Scene, ...]] = {
    code: cases for family in FAMILIES for code, cases in family.CASES.items()
}
