"""What ``--help`` says: of every option what it does and how it is written."""

from __future__ import annotations

import re
from importlib import import_module

import click
import pytest
from check_cases import run

from lstmdoctor.cli.app import COMMANDS

FOUND: dict[str, click.Command] = {name: import_module(COMMANDS[name][0]).command for name in COMMANDS}
ROWS = [
    (name, option)
    for name, command in FOUND.items()
    for option in command.params
    if isinstance(option, click.Option)
]
EVERYWHERE = {"--color"}
"""The same in every command, and in the help of all."""


def examples(name: str) -> list[str]:
    """The lines below "Examples:" that are commands, those that go on in the next line joined."""
    text = (FOUND[name].epilog or "").replace("\\\n", " ")
    return re.findall(r"^  (lstmdoctor .*)$", text, re.M)


@pytest.mark.parametrize(("name", "option"), ROWS, ids=[f"{name} {option.opts[-1]}" for name, option in ROWS])
def test_every_option_has_a_text_and_an_example(name: str, option: click.Option) -> None:
    text = option.help or ""
    assert text[:1].isupper() or text.startswith("dtype ")
    assert text.endswith(".")
    words = {word for line in examples(name) for word in line.split()}
    assert words & set(option.opts) or set(option.opts) & EVERYWHERE


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_eighty_columns(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0 and "Examples:" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_missing_example_would_be_seen() -> None:
    assert "--nonsense" not in " ".join(examples("fix"))
    assert len(examples("rules")) == 2
