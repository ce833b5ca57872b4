"""What ``--label-cure`` does about a fault of labels: how it is said, and what is left of the fault."""

from __future__ import annotations

from lstmdoctor.checks.shared.targets import TEXT, Target
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Remedy


def label_cure_advice(case: Case, target: Target, *cures: str) -> str:
    """``, or --label-cure one-hot with --labels-output``; "" where the labels cannot be written so."""
    if not can_write_labels(case, target):
        return ""
    return ", or " + f"--label-cure {'+'.join(cures)} with --labels-output FILE"


def label_cure_remedy(case: Case, target: Target, *cures: str) -> Remedy:
    """An option, or the treatment that it has led to; nothing where the labels cannot be written so."""
    if not can_write_labels(case, target):
        return "none"
    return "reading" if set(cures) <= set(case.choices.label_cure) else "option"


def can_write_labels(case: Case, target: Target) -> bool:
    """Whether the labels are one array of the only output; text may stand in a list."""
    single = len(case.model.outputs) == 1 and len(case.labels) == 1
    return single and (target.facts.container == "array" or target.facts.dtype in TEXT)


def encoding_of_text(case: Case, target: Target) -> tuple[str, ...]:
    """What ``--label-cure`` has to name for names of classes; nothing where they cannot become ids."""
    counted = target.facts.dtype in TEXT and target.output.comparison != "sequence" and not target.quantities
    known = target.units is not None and target.facts.rank <= len(target.shape or ())
    return ("encode",) if counted and known and can_write_labels(case, target) else ()


def counts_from_one(target: Target) -> bool:
    """Whether the labels are the ids 1 to K of an output of K classes."""
    values, units = target.facts.values, target.units
    classes = None if units is None else max(units, 2)
    return values is not None and values.integral and values.low == 1 and values.high == classes
