"""Says why sequence data does not fit a Keras model, and cures it.

``lstmdoctor.check(model, x, y)`` before ``model.fit(x, y)``, or ``lstmdoctor.watch()`` at the top of a
script; ``lstmdoctor.diagnose("model.keras", "data.npy")`` does with files what the command of that name does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lstmdoctor.version import __version__

if TYPE_CHECKING:
    from lstmdoctor.api import apply, check, diagnose, explain, fix, inspect
    from lstmdoctor.core.choices import Choices
    from lstmdoctor.core.data_file import DataFile
    from lstmdoctor.core.explanation import Explanation
    from lstmdoctor.core.faults import Finding
    from lstmdoctor.core.outcome import Treatment
    from lstmdoctor.core.readings import Reading
    from lstmdoctor.core.reports import Report
    from lstmdoctor.core.sharding import Shards
    from lstmdoctor.core.tables import Table
    from lstmdoctor.errors import LstmdoctorError, Refused, Usage
    from lstmdoctor.live.live_cure import Fixed
    from lstmdoctor.live.outcome import DataShapeError
    from lstmdoctor.treatment.wanted import Wanted
    from lstmdoctor.watching.notebook import load_ipython_extension, unload_ipython_extension
    from lstmdoctor.watching.switch import Watch, watch

__all__ = [
    "Choices",
    "DataFile",
    "DataShapeError",
    "Explanation",
    "Finding",
    "Fixed",
    "LstmdoctorError",
    "Reading",
    "Refused",
    "Report",
    "Shards",
    "Table",
    "Treatment",
    "Usage",
    "Wanted",
    "Watch",
    "__version__",
    "apply",
    "check",
    "diagnose",
    "explain",
    "fix",
    "inspect",
    "load_ipython_extension",
    "unload_ipython_extension",
    "watch",
]

HOMES = {
    "Choices": "core.choices",
    "DataFile": "core.data_file",
    "DataShapeError": "live.outcome",
    "Explanation": "core.explanation",
    "Finding": "core.faults",
    "Fixed": "live.live_cure",
    "LstmdoctorError": "errors",
    "Reading": "core.readings",
    "Refused": "errors",
    "Report": "core.reports",
    "Table": "core.tables",
    "Shards": "core.sharding",
    "Treatment": "core.outcome",
    "Usage": "errors",
    "Wanted": "treatment.wanted",
    "Watch": "watching.switch",
    "apply": "api",
    "check": "api",
    "diagnose": "api",
    "explain": "api",
    "fix": "api",
    "inspect": "api",
    "load_ipython_extension": "watching.notebook",
    "unload_ipython_extension": "watching.notebook",
    "watch": "watching.switch",
}
"""Every name and the module that has it."""


def __getattr__(name: str) -> object:
    # The verbs bring NumPy with them; `lstmdoctor --help` must not pay for that.
    if name in HOMES:
        return getattr(import_module(f"lstmdoctor.{HOMES[name]}"), name)
    raise AttributeError(f"module 'lstmdoctor' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
