"""``[tool.lstmdoctor.checks.NAME]`` of a TOML file as tasks. The files that it names are not opened."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from lstmdoctor.core.run import Task
from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.folder_walk import Looks
from lstmdoctor.files.regular import read_small_file
from lstmdoctor.project.check_settings import CheckSettings, Table, Wrong
from lstmdoctor.text import safe_text

MOST_BYTES = 1 << 20
"""Size of a configuration; the largest pyproject.toml that people write have a tenth of it."""
MOST_PAIRS = 50_000
"""Pairs of files of all checks together. A file that names a thousand files in a hundred tables asks for as
many, each with a report of its own; a folder of so many files is one data set."""
MOST_PARTS = 32
"""Parts of a dotted key; `tomllib` takes time and memory with the square of them."""
_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
LONG_KEY = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}}")
ESCAPED = re.compile(r'\\["\\]')
"""Signs that end no quoted part; left out before long keys are looked for."""


def read_config(path: str, names: Sequence[str] = ()) -> tuple[Task, ...]:
    """The tasks of the checks of these names, of all checks where none is named.

    Raises
    ------
    Refused
        The file cannot be read, a key is unknown, a value is of another type, or a file is missing.
    Usage
        A name is that of no check.
    """
    checks = check_tables(path)
    folder = Path(path).parent
    if folder.is_absolute() and folder.is_relative_to(Path.cwd()):
        folder = folder.relative_to(Path.cwd())  # reports name files as seen from the root of a checkout
    for name in names:
        if name not in checks:
            raise Usage(
                f"no check '{safe_text(name)}' in {path}; there is {', '.join(map(safe_text, checks))}"
            )
    looks = Looks()
    try:
        tasks = (
            task
            for name, table in checks.items()
            if not names or name in names
            for task in CheckSettings(name, table, folder, looks).tasks()
        )
        found = tuple(islice(tasks, MOST_PAIRS + 1))
        if len(found) > MOST_PAIRS:
            raise Wrong(
                f"the checks name more than {MOST_PAIRS:,} pairs of files: files that are one data set are "
                'one pair with shards = "auto"'
            )
        return found
    except Wrong as error:
        raise Refused(path, str(error)) from error


def check_tables(path: str) -> dict[str, Table]:
    """The tables of the checks by name; there is at least one."""
    tool = load_toml(path).get("tool")
    own = tool.get("lstmdoctor", {}) if isinstance(tool, dict) else {}
    match own:
        case {"checks": dict(checks), **rest} if checks and not rest:
            return checks
        case {"checks": _, **rest} if rest:
            raise Refused(
                path, f"[tool.lstmdoctor]: unknown key '{safe_text(str(next(iter(rest))))}', it takes checks"
            )
        case _:
            raise Refused(path, "holds no table [tool.lstmdoctor.checks.NAME]")


def load_toml(path: str) -> Table:
    """The whole file."""
    try:
        if not Path(path).exists():
            raise Refused(path, "no such file: name the configuration with --config")
        text = read_small_file(path, MOST_BYTES).decode("utf-8-sig")
        if LONG_KEY.search(ESCAPED.sub("", text)):
            raise Refused(path, f"holds a key of more than {MOST_PARTS} parts")
        return tomllib.loads(text)
    except Unreadable as error:
        raise Refused(path, f"cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise Refused(path, f"is not TOML: {error}") from error
