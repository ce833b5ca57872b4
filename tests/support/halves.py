"""Which rows of a family are in the fast half of the tests; CONTRIBUTING says what the halves are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

SLOW = pytest.mark.slow
KERAS = pytest.mark.keras


def mostly_slow(rows: Collection[Any], *quick: Any) -> list[Any]:
    """The rows of a long family: all but the quick ones bear the marker ``slow``."""
    assert all(one in rows for one in quick)
    return [one if one in quick else pytest.param(one, marks=SLOW) for one in rows]


def with_keras(rows: Collection[Any], *named: Any) -> list[Any]:
    """The rows of a family: those that are named need Keras, and bear its marker."""
    assert all(one in rows for one in named)
    return [pytest.param(one, marks=KERAS) if one in named else one for one in rows]
