"""An audit hook that notes what reading a file must never do. It stays for the life of the process."""

from __future__ import annotations

import ast
import importlib
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

import lstmdoctor
from lstmdoctor.data.formats import hdf5_data
from lstmdoctor.data.tables import arrow_rows
from lstmdoctor.models import FORMATS
from lstmdoctor.models.config.installed import installed_keras
from lstmdoctor.models.formats.h5 import CHILD
from lstmdoctor.report import RENDERERS

PACKAGE = Path(lstmdoctor.__file__).parent
RUNS = ("exec", "compile", "import", "marshal.", "pickle.", "code.", "ctypes.", "cpython.run_", "function.")
REACHES = ("os.", "socket.", "shutil.", "urllib.", "http.", "ftplib.", "tempfile.", "webbrowser.")
CHILDREN = (CHILD, hdf5_data.CHILD, arrow_rows.CHILD)
STARTS = ("subprocess.Popen", "os.posix_spawn")
"""Python 3.13 says both of one child."""
LOOKS = ("os.scandir", "os.listdir")
BY_OTHERS = (
    "encodings.cp437",
    "encodings.unicode_escape",
    "encodings.utf_8_sig",
    *(f"encodings.utf_{bits}{order}" for bits in (16, 32) for order in ("", "_le", "_be")),
)
"""What Python imports by itself for names in zips, for escapes, and for JSON in other encodings."""
NEVER_LOADED = ("tensorflow", "keras", "tf_keras", "h5py", "joblib")


class Watch:
    """What was seen while it was on; inside `folder` files may be read."""

    def __init__(self, folder: str) -> None:
        self.go_to(folder)
        self.seen: list[str] = []
        self.on = False
        self.kills = 0
        import_everything()
        sys.addaudithook(self.hook)

    def go_to(self, folder: str) -> None:
        """Make this the folder in which files may be read."""
        os.makedirs(folder, exist_ok=True)
        self.folder = os.path.join(os.path.realpath(folder), "")

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and self.forbidden(event, arguments):
            self.seen.append(f"{event} {str(arguments)[:120]}")

    def forbidden(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            return arguments[0] != os.devnull and (not self.inside(arguments[0]) or self.writes(arguments))
        if event == "os.kill":
            self.kills -= 1
            return self.kills < 0
        if event == "subprocess.Popen":
            self.kills += 2  # when its time is over, and to be sure
        if event in STARTS:
            return not self.own_child(list(arguments[1]))
        if event in LOOKS:
            return not self.inside(arguments[0])
        return event.startswith(RUNS + REACHES)

    def inside(self, path: object) -> bool:
        if isinstance(path, int):  # a handle that is open already
            return True
        return isinstance(path, str | bytes) and os.path.realpath(os.fsdecode(path) + os.sep).startswith(
            self.folder.rstrip(os.sep)
        )

    @staticmethod
    def writes(arguments: tuple[Any, ...]) -> bool:
        flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
        return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))

    def own_child(self, command: list[str]) -> bool:
        """A process that reads HDF5 or Arrow; it is given an open file, and no name of one."""
        known = command[:3] == [sys.executable, "-I", "-B"] and command[3] in CHILDREN
        return known and not os.path.exists(command[4])

    @contextmanager
    def watching(self) -> Iterator[None]:
        self.on, self.kills = True, 0
        try:
            yield
        finally:
            self.on = False

    def taken(self) -> list[str]:
        """What was seen since the last call."""
        seen, self.seen = self.seen, []
        return seen


def import_everything() -> None:
    """All modules that lstmdoctor may import by itself, so that every import after this is the file's doing."""
    readers = (module for module, _, _ in FORMATS.values())
    for name in (*RENDERERS.values(), *readers, "lstmdoctor.models.formats.folder", *BY_OTHERS):
        importlib.import_module(name)
    cell_len("é…")
    installed_keras()  # looks once which Keras is there
    # rich compiles an annotation of its own the first time that it prints with and without a separator
    for sep in ("", " "):
        Text(sep).join([Text("a"), Text("b")])
        Console(file=io.StringIO()).print(Text("a"), Text("b"), sep=sep, soft_wrap=True)
    with suppress(ImportError):
        for name in ("pyarrow", "pyarrow.compute", "pyarrow.csv", "pyarrow.json"):
            importlib.import_module(name)
    for path in PACKAGE.rglob("*.py"):
        if path.name in ("__main__.py", "verify_child.py", *(Path(child).name for child in CHILDREN)):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in named(node):
                if name.partition(".")[0] not in NEVER_LOADED:
                    with suppress(ImportError):
                        importlib.import_module(name)


def named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
