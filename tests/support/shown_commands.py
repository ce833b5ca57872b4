"""The commands that pages and ``--help`` show, and what comes of them.

Both are found where they stand: a page or an example that is new needs no entry anywhere.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from click.testing import CliRunner
from fault_cases.case import ENVIRONMENT
from places import ROOT

from lstmdoctor.cli import main
from lstmdoctor.cli.app import COMMANDS, root_command

FENCED = re.compile(r"^```(\w*).*?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^ {4,}\S.*\n)+", re.MULTILINE)
OWN = re.compile(r"(python \S+ 2>&1 \| )?lstmdoctor ")
SECONDS = 300


@dataclass(frozen=True)
class Shown:
    """The commands of one page, in the order in which a reader comes to them.

    Parameters
    ----------
    where : str
        The page, or ``diagnose --help``.
    lines : tuple of str
    """

    where: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """What came of a command.

    Parameters
    ----------
    code : int
    printed : str
        What a terminal shows; of a shell stdout alone, since on stderr is what TensorFlow has to say.
    errors : str
    """

    code: int
    printed: str
    errors: str


def shown_on_page(path: Path) -> Shown:
    """The commands in the blocks of a shell and the indented blocks of a page, from top to bottom."""
    text = path.read_text("utf-8")
    found = {block.start(): block[2] for block in FENCED.finditer(text) if block[1] == "sh"}
    plain = FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    found |= {block.start(): block[0] for block in INDENTED.finditer(plain)}
    lines = (line for place in sorted(found) for line in own_commands(found[place]))
    return Shown(str(path.relative_to(ROOT)), tuple(lines))


def checks_on_page(path: Path) -> Iterator[str]:
    """The blocks of TOML on a page that name checks."""
    yield from (
        body for kind, body in FENCED.findall(path.read_text("utf-8")) if kind == "toml" and "[tool." in body
    )


def shown_in_help() -> Iterator[Shown]:
    """The examples of every command."""
    commands = {name: import_module(module).command for name, (module, _) in COMMANDS.items()}
    for name, command in {"": root_command, **commands}.items():
        examples = re.search(r"^Examples:\n((?:  .*\n)+)", command.epilog or "", re.M)
        yield Shown(f"{name} --help".strip(), own_commands(examples[1]) if examples else ())


def own_commands(block: str) -> tuple[str, ...]:
    """The commands of lstmdoctor in a block, each on one line."""
    lines = block.replace("\\\n", " ").splitlines()
    parts = [part.strip() for line in lines for part in line.split(" && ")]
    return tuple(" ".join(part.split()) for part in parts if OWN.match(part))


def needs_shell(line: str) -> bool:
    """Whether a command runs a script, or is more than one command."""
    words = shlex.split(line, comments=True)
    return (
        words[:2] == ["lstmdoctor", "run"]
        or words[0] != "lstmdoctor"
        or bool(set(words) & {"|", ">", "2>&1"})
    )


def run_line(line: str) -> Done:
    """Run a command here, or in a shell where it needs one."""
    words = shlex.split(line, comments=True)
    if not needs_shell(line):
        done = CliRunner().invoke(
            main, words[1:], prog_name="lstmdoctor", env=ENVIRONMENT, catch_exceptions=False
        )
        return Done(done.exit_code, done.output, done.stderr)
    return run_in_shell(line)


def run_in_shell(line: str) -> Done:
    """A command in a shell, in which ``lstmdoctor`` and ``python`` are those that run this."""
    python = shlex.quote(sys.executable)
    own = {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    functions = f'lstmdoctor() {{ {python} -m lstmdoctor "$@"; }}; python() {{ {python} "$@"; }}'
    done = subprocess.run(
        ["bash", "-c", f"{functions}; {line}"],
        env={**os.environ, **own, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    return Done(done.returncode, done.stdout, done.stderr)
