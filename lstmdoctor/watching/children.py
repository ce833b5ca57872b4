"""The watch of processes that a watched program starts, for whoever wants that.

``lstmdoctor run`` sets ``LSTMDOCTOR_WATCH``. A line in a ``.pth`` file of the environment makes every Python
that finds the variable watch as well::

    import os; os.environ.get("LSTMDOCTOR_WATCH") and __import__("lstmdoctor.watching.children")
"""

from __future__ import annotations

import os

from lstmdoctor.watching.guard import undisturbed
from lstmdoctor.watching.later import LaterWatch

VARIABLE = "LSTMDOCTOR_WATCH"
"""``1`` or the level to watch at; set for the processes that a watched program starts."""

with undisturbed():
    if os.environ.get(VARIABLE):
        LaterWatch("values" if os.environ[VARIABLE] == "values" else "header").begin()
