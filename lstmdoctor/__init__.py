"""Says why sequence data does not fit a saved Keras model, and cures it.

``lstmdoctor.diagnose("model.keras", "data.npy")`` and ``lstmdoctor.fix("model.keras", "data.pkl")`` do
what the commands of the same names do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstmdoctor.api import diagnose, fix, inspect

__all__ = ["__version__", "diagnose", "fix", "inspect"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # The verbs bring NumPy with them; `lstmdoctor --help` must not pay for that.
    if name in ("diagnose", "fix", "inspect"):
        from lstmdoctor import api

        return getattr(api, name)
    raise AttributeError(f"module 'lstmdoctor' has no attribute '{name}'")
