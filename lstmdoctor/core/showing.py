"""How reports and explanations show themselves; nothing here knows of renderers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

VIEWS = {
    "text": "as_text",
    "json": "as_json",
    "fragment": "as_fragment",
    "markdown": "as_markdown",
    "page": "as_page",
    "explanation": "as_explanation",
}
"""What a noun can show itself as, and the name of the function that does it."""


class Showing:
    """Which module shows them; said from above."""

    module = ""


def show_nouns_with(module: str) -> None:
    """Let the functions that `VIEWS` names in this module do it; it is imported at the first look."""
    Showing.module = module


def view_text(name: str, noun: object) -> str:
    """A noun as this view has it; `repr` where nobody said what shows it.

    Raises
    ------
    ImportError
        What draws it cannot be imported: the program has a module of its own of that name.
    """
    if not Showing.module:
        return repr(noun)
    function: Callable[[object], str] = getattr(import_module(Showing.module), VIEWS[name])
    return function(noun)
