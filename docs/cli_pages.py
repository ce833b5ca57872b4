"""The pages made from click: the command line, exit codes, the man page."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

import lstmdoctor
from lstmdoctor.cli.app import COMMANDS, EPILOG, root_command

CONTEXT = click.Context(root_command, info_name="lstmdoctor")
EXITS = re.compile(r"^Exit code.*", re.MULTILINE | re.DOTALL)
EXIT_HEAD = """# Exit codes

Written by `python docs/reference.py` from what `--help` says.

| command | exit code |
|---|---|
{rows}

130 after Ctrl-C, 141 where the reader of a pipe has gone, 128 + N after signal N. A file that cannot be read is one
plain sentence on stderr that names it, and never a traceback.
"""


def commands() -> dict[str, click.Command]:
    """All commands in the order of the help."""
    return {name: root_command.get_command(CONTEXT, name) for name in COMMANDS}


def cell(text: str) -> str:
    """Text for a cell of a table."""
    return " ".join(text.replace("|", "\\|").split())


def cli_page() -> str:
    """The command line: usage, options and examples of every command."""
    parts = [
        "# The command line\n\nWritten by `python docs/reference.py` from what `--help` says.",
        command_text(root_command, "lstmdoctor"),
        *(command_text(command, f"lstmdoctor {name}") for name, command in commands().items()),
    ]
    return "\n\n".join(parts) + "\n"


def command_text(command: click.Command, title: str) -> str:
    """One command."""
    rows = [f"| `{cell(names)}` | {cell(words)} |" for names, words in option_rows(command)]
    usage = f"```text\n{title} {usage_words(command)}\n```"
    options = "\n".join(["| option | |", "|---|---|", *rows])
    return "\n\n".join([f"## {title}", usage, command_words(command), options, *epilog_parts(command)])


def usage_words(command: click.Command) -> str:
    """``[OPTIONS] MODEL DATA``."""
    if command is root_command:
        return "COMMAND ..."
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    return " ".join(["[OPTIONS]", *(one.metavar or argument_words(one) for one in arguments)])


def argument_words(argument: click.Argument) -> str:
    """``[TEXT]``."""
    name = (argument.name or "").upper() + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def command_words(command: click.Command) -> str:
    """The text of the help."""
    return inspect.cleandoc(command.help or "")


def option_rows(command: click.Command) -> Iterator[tuple[str, str]]:
    """Names and help of the options."""
    for option in command.params:
        if isinstance(option, click.Option):
            default = f" Default: {option.default}." if option.show_default else ""
            yield f"{', '.join(option.opts)} {value_of_option(option)}".strip(), f"{option.help}{default}"


def value_of_option(option: click.Option) -> str:
    """What stands behind the name of an option; "" behind a flag."""
    if option.is_flag or option.name == "version":
        return ""
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    return option.metavar or option.type.name.upper()


def epilog_parts(command: click.Command) -> Iterator[str]:
    """Examples as a block, the rest as sentences."""
    text = inspect.cleandoc((command.epilog or "").replace("\b\n", ""))
    for block in re.split(r"\n\n+", text):
        heading, _, rest = block.partition("\n")
        if heading.endswith(":") and rest:
            kind = "toml" if "toml" in heading else "sh" if heading == "Examples:" else "text"
            yield f"{heading}\n\n```{kind}\n{inspect.cleandoc(rest)}\n```"
        elif block:
            yield block


def exit_page() -> str:
    """Exit codes of every command, as its help says them."""
    rows = []
    for name, command in commands().items():
        found = EXITS.search(inspect.cleandoc((command.epilog or "").replace("\b\n", "")))
        words = found[0] if found else "Exit code 0: done. 2: wrong usage, or a file that cannot be read."
        rows.append(f"| `{name}` | {cell(re.sub(r'^Exit code:? ', '', words))} |")
    return EXIT_HEAD.format(rows="\n".join(rows))


def man_page() -> str:
    """All commands as ``man lstmdoctor`` shows them."""
    lines = [
        '.TH LSTMDOCTOR 1 "" "" "lstmdoctor"',
        ".SH NAME",
        f"lstmdoctor \\- {roff(lstmdoctor.__doc__.partition('.')[0])}",
    ]
    lines += [
        ".SH SYNOPSIS",
        ".B lstmdoctor",
        "COMMAND [OPTIONS] ...",
        ".SH DESCRIPTION",
        roff(command_words(root_command)),
    ]
    for name, command in commands().items():
        lines += [
            f".SH {name.upper()}",
            f".B lstmdoctor {name}",
            roff(usage_words(command)),
            ".PP",
            roff(command_words(command)),
        ]
        for names, words in option_rows(command):
            lines += [".TP", f".B {roff(names)}", roff(" ".join(words.split()))]
        lines += [
            ".PP",
            ".nf",
            *roff(inspect.cleandoc((command.epilog or "").replace("\b\n", ""))).splitlines(),
            ".fi",
        ]
    lines += [
        ".SH COMPLETION AND EXIT CODES",
        ".nf",
        *roff(inspect.cleandoc(EPILOG.replace("\b\n", ""))).splitlines(),
        ".fi",
    ]
    return "\n".join(lines) + "\n"


def roff(text: str) -> str:
    """Text as troff takes it."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(
        f"\\&{line}" if line.startswith((".", "'")) else line or ".PP" for line in escaped.splitlines()
    )
