"""What several files of tests ask for by name."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["read", "mapped"])
def read_or_mapped(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pickles are read and large ones mapped: with this, small ones both ways."""
    if request.param == "mapped":
        monkeypatch.setattr("lstmdoctor.data.files.MAPPED_BYTES", 0)
