"""What among Python objects is no number, where it stands, and what is one."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import numpy as np
import pytest

from lstmdoctor.core.facts import Facts, OddValue, merge_facts
from lstmdoctor.data.contents.objects import from_object

DAY = datetime.date(2020, 1, 2)


def table(value: object, *at: int) -> Any:
    made = np.arange(24.0).reshape(4, 3, 2).astype(object)
    made[at] = value
    return made


ODD: dict[str, tuple[Any, OddValue]] = {
    "None": (table(None, 2, 1, 1), OddValue("none", "None", (2, 1, 1))),
    "text": (table("Graz", 0, 2, 0), OddValue("text", "the text 'Graz'", (0, 2, 0))),
    "an empty text": (table("", 3, 0, 0), OddValue("text", "the text ''", (3, 0, 0))),
    "a number as text": (table("3.5", 1, 0, 0), OddValue("number-as-text", "the text '3.5'", (1, 0, 0))),
    "a long text": (table("x" * 30, 1, 0, 0), OddValue("text", f"the text '{'x' * 20}…'", (1, 0, 0))),
    "a date": (table(DAY, 1, 0, 0), OddValue("other", "a date", (1, 0, 0))),
    "a decimal": (table(decimal.Decimal(1), 1, 0, 0), OddValue("other", "a Decimal", (1, 0, 0))),
    "nested lists": ([[1.0, 2.0], [3.0, None]], OddValue("none", "None", (1, 1))),
    "unequal lists": ([[1.0], [3.0, 4.0, "b"]], OddValue("text", "the text 'b'", (1, 2))),
    "one list": ([1, "a"], OddValue("text", "the text 'a'", (1,))),
    "beside arrays": ([np.ones(2), "a"], OddValue("text", "the text 'a'", (1,))),
}
NUMBERS: dict[str, Any] = {
    "truth values": table(True, 0, 0, 0),
    "NaN": table(float("nan"), 0, 0, 0),
    "whole numbers": table(7, 0, 0, 0),
    "numbers of NumPy": table(np.float32(7), 0, 0, 0),
    "text alone": np.array(["a", "b"], dtype=object),
    "lists": [[1.0, 2.0], [3.0, 4.0]],
}


@pytest.mark.parametrize("name", ODD)
def test_the_first_value_that_is_no_number(name: str) -> None:
    value, odd = ODD[name]
    assert from_object("x", value).facts.odd == odd


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_have_none(name: str) -> None:
    assert from_object("x", NUMBERS[name]).facts.odd is None


def test_the_place_is_kept_behind_other_pieces() -> None:
    value, odd = ODD["None"]
    piece, before = from_object("x", value).facts, Facts((5, 3, 2))
    assert merge_facts(before, piece).odd == OddValue("none", "None", (7, 1, 1))
    assert merge_facts(piece, before).odd == odd
