"""The catalogue: one module per fault, its docstring its page.

A module has ``FAULT`` and ``find(case)``. To add a fault, write the module and add its line to `CHECKS`, which is
in the order of the codes. A fault that only an error message can show has a module without findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from lstmdoctor.checks import (
    list_of_sequences,
    missing_feature_axis,
    ragged_sequences,
    swapped_axes,
)
from lstmdoctor.findings import Case, Fault, Finding


class Check(Protocol):
    """What a module in this folder has."""

    FAULT: Fault

    def find(self, case: Case) -> Iterable[Finding]:
        """The findings of this one fault; none for what is healthy."""


CHECKS: tuple[Check, ...] = (
    list_of_sequences,
    missing_feature_axis,
    swapped_axes,
    ragged_sequences,
)
