"""What several files of tests ask for by name."""

from __future__ import annotations

import inspect
import re
from functools import partialmethod
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

if "mix_stderr" in inspect.signature(CliRunner).parameters:  # click before 8.2
    for owner, name, instead in (
        (CliRunner, "__init__", partialmethod(CliRunner.__init__, mix_stderr=False)),
        (Result, "output", property(lambda self: self.stdout + self.stderr)),
    ):
        setattr(owner, name, instead)


MARKED = {"keras_judge": "keras", "safety": "slow"}
"""Folders whose tests all bear a marker: ``-m "not slow and not keras"`` is the fast half."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave a folder alone whose tests are all left out: importing them takes seconds, and TensorFlow."""
    marker = MARKED.get(collection_path.name)
    left_out = (
        re.findall(r"\bnot (\w+)", config.option.markexpr) if " or " not in config.option.markexpr else []
    )
    return True if marker in left_out else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of whole folders."""
    for item in items:
        if marker := MARKED.get(item.path.parent.name):
            item.add_marker(marker)


@pytest.fixture(params=["read", "mapped"])
def read_or_mapped(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pickles are read and large ones mapped: with this, small ones both ways."""
    if request.param == "mapped":
        monkeypatch.setattr("lstmdoctor.files.regular.MAPPED_BYTES", 0)
