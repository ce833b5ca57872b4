"""Run the benchmarks and print one table.

    python benchmarks/run.py [--runs N] [--only GROUP] [--small]

Whole processes are measured. The contestants of a group take turns, so that what else runs on the machine
hits all of them alike; times are medians, memory is the highest peak. Needs Keras with TensorFlow for the
comparisons with it and, for their rows, torch and awkward; about 13 GB of room in the temporary folder
(``TMPDIR``), where files may be sparse, and 12 GB of memory for the input of 3,000,000 sequences; with
``--small`` a tenth of both. The group ``watch`` has a table of its own: what ``watching.py`` prints.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import platform
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from cases import HERE, PYTHON, Contestant, Group, groups
from process import MEGA, Run, environment, middle, run

HEADER = """\
| what | seconds | ratio | CPU s | ratio | peak MB | ratio | read MB | wrote MB |
|---|--:|--:|--:|--:|--:|--:|--:|--:|"""


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="Measure lstmdoctor; prints one table.")
    parser.add_argument("--runs", type=int, default=5, help="runs of everything (5)")
    parser.add_argument("--only", action="append", default=[], metavar="GROUP", help="start, scan, ...")
    parser.add_argument("--small", action="store_true", help="inputs of a tenth of the size")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.runs} runs\n\n{HEADER}")
    with tempfile.TemporaryDirectory(prefix="lstmdoctor-") as bytecode:
        # An installed package has its bytecode; a checkout, or an environment made without it, has not.
        os.environ["PYTHONPYCACHEPREFIX"] = bytecode
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for group in groups(options.small):
            if not options.only or group.name in options.only:
                with tempfile.TemporaryDirectory(prefix="lstmdoctor-") as folder:
                    os.chdir(folder)
                    print(f"| **{group.title}** | | | | | | | | |", flush=True)
                    table(group, options.runs, folder)
                    os.chdir(HERE)
        if not options.only or "watch" in options.only:
            print(flush=True)
            subprocess.run((PYTHON, f"{HERE}/watching.py"), env=environment(), check=True)


def table(group: Group, runs: int, folder: str) -> None:
    """The rows of one group."""
    for name, arguments in group.inputs:
        made = [name if word == "PATH" else word for word in arguments]
        run((PYTHON, f"{HERE}/inputs.py", *made), folder)
    able = [one for one in group.contestants if not one.needs or find_spec(one.needs) is not None]
    taken: dict[str, list[Run]] = {one.name: [] for one in able}
    wrote: dict[str, int] = {}
    for number in range(runs + 1):
        for one in able:
            done = run(filled(one), folder)
            wrote[one.name] = finish(one, Path("out.npy"), Path("same.npy"))
            if number:  # the first round writes the bytecode
                taken[one.name].append(done)
    first = middle(taken[able[0].name])
    for one in able:
        print(row(one, middle(taken[one.name]), first, wrote[one.name]), flush=True)


def filled(one: Contestant) -> Sequence[str]:
    """A command with the name of its output."""
    return ["out.npy" if word == "OUT" else word for word in one.command]


def finish(one: Contestant, output: Path, same: Path) -> int:
    """Compare the output with that of the others, remove it, and say how large it was."""
    if not output.exists():
        return 0
    size = output.stat().st_size
    if one.same and same.exists() and not filecmp.cmp(output, same, shallow=False):
        raise RuntimeError(f"{one.name}: another result")
    if one.same and not same.exists():
        output.rename(same)
    output.unlink(missing_ok=True)
    Path(f"{output}.treatment.json").unlink(missing_ok=True)
    os.sync()
    return size


def row(one: Contestant, taken: Run, first: Run, wrote: int) -> str:
    """One line of the table."""
    read = max((os.path.getsize(word) for word in one.command if os.path.isfile(word)), default=0)
    sizes = " | ".join(f"{size / MEGA:,.0f}" if size > MEGA else "" for size in (read, wrote))
    times = (
        f"{taken.wall:.3f} | {taken.wall / first.wall:.2f} | {taken.cpu:.3f} | {taken.cpu / first.cpu:.2f}"
    )
    memory = f"{taken.memory:,.0f} | {taken.memory / first.memory:.2f}"
    return f"| {one.name} | {times} | {memory} | {sizes} |"


if __name__ == "__main__":
    main()
