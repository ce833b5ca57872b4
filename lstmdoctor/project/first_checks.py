"""Checks added to a configuration that has none: behind what is there, which stays byte for byte."""

from __future__ import annotations

import os
import tomllib

from lstmdoctor.errors import Refused
from lstmdoctor.project.config import load_toml


def can_add_checks(config: str, text: str) -> str:
    """Why nothing is added to a configuration; "" where it can be.

    Raises
    ------
    Refused
        It is there and cannot be read.
    """
    if not os.path.lexists(config):
        return ""
    tool = load_toml(config).get("tool")
    if isinstance(tool, dict) and "lstmdoctor" in tool:
        return f"{config} has a table [tool.lstmdoctor] already"
    if os.path.islink(config) or not os.path.isfile(config):
        return f"{config} is no regular file"
    with open(config, encoding="utf-8-sig") as file:
        there = file.read()
    try:
        tomllib.loads(f"{there}\n\n{text}")
    except tomllib.TOMLDecodeError:
        return f"{config} has a 'tool' that no table can be added to"
    return ""


def add_checks(config: str, text: str) -> None:
    """Write the checks at the end of a configuration, in one piece; raises `Refused` where that fails."""
    try:
        there = os.path.exists(config) and os.path.getsize(config) > 0
        ends = not there or read_last_byte(config) == b"\n"
        with open(config, "ab") as file:
            file.write((("" if ends else "\n") + ("\n" if there else "") + text).encode())
    except OSError as error:
        raise Refused(config, f"cannot be written: {(error.strerror or str(error)).lower()}") from error


def read_last_byte(path: str) -> bytes:
    """The last byte of a file that is not empty."""
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)
