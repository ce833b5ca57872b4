"""The faults by their code: what they mean and how they are cured stands on each."""

from __future__ import annotations

from lstmdoctor.checks import CHECKS
from lstmdoctor.core.faults import Fault

FAULTS: dict[str, Fault] = {check.FAULT.code: check.FAULT for check in CHECKS}
