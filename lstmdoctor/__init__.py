"""Says why sequence data does not fit a saved Keras model, and cures it.

``lstmdoctor.diagnose("model.keras", "data.npy")`` and ``lstmdoctor.fix("model.keras", "data.pkl")`` do
what the commands of the same names do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lstmdoctor.version import __version__

if TYPE_CHECKING:
    from lstmdoctor.api import diagnose, inspect
    from lstmdoctor.messages import explain
    from lstmdoctor.treatment.fixing import apply, fix

__all__ = ["__version__", "apply", "diagnose", "explain", "fix", "inspect"]


VERBS = {
    "diagnose": "api",
    "inspect": "api",
    "fix": "treatment.fixing",
    "apply": "treatment.fixing",
    "explain": "messages",
}


def __getattr__(name: str) -> object:
    # The verbs bring NumPy with them; `lstmdoctor --help` must not pay for that.
    if name in VERBS:
        return getattr(import_module(f"lstmdoctor.{VERBS[name]}"), name)
    raise AttributeError(f"module 'lstmdoctor' has no attribute '{name}'")
