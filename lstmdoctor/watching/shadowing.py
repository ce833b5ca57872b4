"""Files of a script that are called like libraries: it meets its own, as it does under Python itself.

What lstmdoctor has imported by then is taken out of the way, and put back while it imports more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import all_suffixes
from types import ModuleType

LIBRARIES = frozenset({"click", "rich", "pygments", "markdown_it", "mdurl"})
"""What the command line imports that is not of the standard library."""
LOADED_AT_START = ("-P", "-c", "import sys; print(*sys.modules)")
"""Asks Python what it has imported before a script begins."""
HIDDEN: dict[str, ModuleType] = {}
"""The modules that are out of the way."""


def hide_libraries() -> None:
    """Take what a script may have files of its own for out of the way, while it runs."""
    HIDDEN.update(modules_under(LIBRARIES | shadowed_names(sys.path[0] if sys.path else "")))
    for name in HIDDEN:
        del sys.modules[name]


def show_libraries_again() -> None:
    """Put back what was taken out of the way, but for what the script has imported in its place."""
    with suppress(Exception):  # a script may have done anything to what is imported
        own = {name.partition(".")[0] for name in sys.modules}
        sys.modules.update({name: kept for name, kept in HIDDEN.items() if name.partition(".")[0] not in own})
    HIDDEN.clear()


@contextmanager
def shown_libraries() -> Iterator[None]:
    """Put what is hidden back, for imports of lstmdoctor's own."""
    names = {name.partition(".")[0] for name in HIDDEN}
    own = modules_under(names)
    exchange_modules(own, HIDDEN)
    try:
        yield
    finally:
        HIDDEN.update(modules_under(names))
        exchange_modules(HIDDEN, own)


def exchange_modules(leaving: dict[str, ModuleType], coming: dict[str, ModuleType]) -> None:
    """Modules for others of the same names."""
    for name in leaving:
        sys.modules.pop(name, None)
    sys.modules.update(coming)


def modules_under(names: frozenset[str] | set[str]) -> dict[str, ModuleType]:
    """What is imported under these names, the parts of packages included."""
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] in names}


def shadowed_names(folder: str) -> frozenset[str]:
    """Modules of the standard library that are imported here, and would be the folder's own under Python."""
    try:
        files = set(os.listdir(folder or "."))
    except OSError:
        return frozenset()
    asked = {name for name in sys.stdlib_module_names if is_module_there(folder, name, files)}
    if not asked:
        return frozenset()
    with path_without(os.path.abspath(folder)):
        import subprocess

        said = subprocess.run([sys.executable, *LOADED_AT_START], capture_output=True, text=True, check=False)
    begun = set(said.stdout.split()) if said.returncode == 0 else asked
    return frozenset(asked & sys.modules.keys() - begun - set(sys.builtin_module_names))


def is_module_there(folder: str, name: str, files: set[str]) -> bool:
    """Whether a folder has a file, or a package, that an import of this name finds."""
    package = name in files and os.path.isfile(os.path.join(folder, name, "__init__.py"))
    return package or any(f"{name}{suffix}" in files for suffix in all_suffixes())


@contextmanager
def path_without(folder: str) -> Iterator[None]:
    """Imports that do not look into one folder, whose files may be called like libraries."""
    before = list(sys.path)
    sys.path[:] = [entry for entry in before if not folder or os.path.abspath(entry or ".") != folder]
    try:
        yield
    finally:
        sys.path[:] = before
