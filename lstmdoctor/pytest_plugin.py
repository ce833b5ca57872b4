"""The fixture ``assert_fits``, for whoever asks for it: ``pytest -p lstmdoctor.pytest_plugin``.

A test of a training pipeline then says in one line that its data fits its model::

    def test_data(assert_fits):
        assert_fits(make_model(), *load_data())
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lstmdoctor.core.reports import Report


@pytest.fixture
def assert_fits() -> Callable[..., Report]:
    """The function `lstmdoctor.check`, whose `DataShapeError` fails the test with the report as message."""
    from lstmdoctor.api import check

    return check
