"""What a step of a test costs, as the load of the machine does not change it."""

from __future__ import annotations

import os


def spent_seconds() -> float:
    """CPU time of this process so far, and of its children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
