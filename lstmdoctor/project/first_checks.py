"""Checks added to a configuration that has none: behind what is there, which stays byte for byte."""

from __future__ import annotations

import os
import tomllib
from typing import IO

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.publish import Output, publish_outputs
from lstmdoctor.files.regular import read_small_file
from lstmdoctor.project.config import MOST_BYTES, load_toml


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
    """Write a configuration with the checks at its end, whole or not at all; raises `Refused`."""
    try:
        there = read_small_file(config, MOST_BYTES) if os.path.exists(config) else b""
    except Unreadable as error:
        raise Refused(config, f"cannot be read: {error}") from error
    ends = b"" if not there or there.endswith(b"\n") else b"\n"
    content = there + ends + (b"\n" if there else b"") + text.encode()

    def write(file: IO[bytes]) -> None:
        file.write(content)

    publish_outputs([Output(config, write, replaces=True, size=len(content))], force=False)
