"""JSON as JSON has it: without NaN, without infinities, and with every key once in its object."""

from __future__ import annotations

import json
from collections import Counter
from typing import NoReturn

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import refuse_costly_json
from lstmdoctor.text import safe_text

NO_TREATMENT = "is not a treatment that lstmdoctor wrote"


def parse_json_document(text: bytes) -> object:
    """Any JSON, without the numbers and the repeated keys that JSON has not."""
    refuse_costly_json(text, f"{NO_TREATMENT}: it")
    try:
        return json.loads(text, parse_constant=refuse_constant, object_pairs_hook=unique_keys)
    except RecursionError:
        raise Unreadable(f"{NO_TREATMENT}: it is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"{NO_TREATMENT}: it is not JSON") from error


def refuse_constant(word: str) -> NoReturn:
    """Refuse NaN and infinities, which Python's parser takes and JSON has not."""
    raise Unreadable(f"{NO_TREATMENT}: it holds {word}, which is no number of JSON")


def unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys stand there once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise Unreadable(f"{NO_TREATMENT}: it has the key '{safe_text(twice)}' twice in one object")
    return found
