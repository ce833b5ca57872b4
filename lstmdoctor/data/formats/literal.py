"""The Python literals of an .npy header, without Python's parser: dicts, lists, tuples, text, numbers, names.

Python's own parser turns deep brackets and long chains of signs into errors of memory, or worse, in some
versions; and a file of strangers is no text to compile.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from lstmdoctor.errors import Unreadable

DEEPEST = 20
# Names of fields are in quotes with the escapes of `repr`. Sizes of Python 2 may end in L.
TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark> [][(){}:,] )
      | (?P<number> -?[0-9]{1,40} ) L? (?![0-9A-Za-z_.])
      | (?P<other> -?[0-9]+\.[0-9]* )
      | (?P<name> True | False | None ) \b
      | u? (?P<text> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
    )""",
    re.VERBOSE | re.DOTALL,
)
NAMES = {"True": True, "False": False, "None": None}
CLOSING = {"(": ")", "[": "]", "{": "}"}
Token = tuple[str, str]
END: Token = ("end", "")


def parse_literal(text: str) -> object:
    """The value of a literal; raises `Unreadable` for anything else."""
    tokens = _literal_tokens(text)
    found = _parse_literal_value(next(tokens), tokens, 0)
    if next(tokens) != END:
        raise _damaged_header_error()
    return found


def _literal_tokens(text: str) -> Iterator[Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        match = TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _damaged_header_error()
        yield match.lastgroup, match[match.lastgroup]
        place = match.end()
    while True:
        yield END


def _parse_literal_value(token: Token, tokens: Iterator[Token], depth: int) -> object:
    match token:
        case "number", digits:
            return int(digits)
        case "other", digits:
            return float(digits)
        case "name", word:
            return NAMES[word]
        case "text", quoted:
            return _unescape_literal_text(quoted[1:-1])
        case "mark", "{" if depth < DEEPEST:
            return _parse_literal_dict(tokens, depth + 1)
        case "mark", "(" | "[" as opening if depth < DEEPEST:
            return _parse_literal_items(opening, tokens, depth + 1)
        case _:
            raise _damaged_header_error()


def _parse_literal_items(opening: str, tokens: Iterator[Token], depth: int) -> object:
    """A list, a tuple, or what stands alone in brackets."""
    items: list[object] = []
    comma = False
    while (token := next(tokens)) != ("mark", CLOSING[opening]):
        items.append(_parse_literal_value(token, tokens, depth))
        after = next(tokens)
        comma = after == ("mark", ",")
        if not comma and after != ("mark", CLOSING[opening]):
            raise _damaged_header_error()
        if not comma:
            break
    if opening == "[":
        return items
    return items[0] if len(items) == 1 and not comma else tuple(items)


def _parse_literal_dict(tokens: Iterator[Token], depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    while (token := next(tokens)) != ("mark", "}"):
        key = _parse_literal_value(token, tokens, depth)
        if not isinstance(key, str) or key in found or next(tokens) != ("mark", ":"):
            raise _damaged_header_error()
        found[key] = _parse_literal_value(next(tokens), tokens, depth)
        if (token := next(tokens)) == ("mark", "}"):
            break
        if token != ("mark", ","):
            raise _damaged_header_error()
    return found


def _unescape_literal_text(escaped: str) -> str:
    if "\\" not in escaped:
        return escaped
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return escaped.encode("latin-1", "backslashreplace").decode("unicode_escape")
    except (UnicodeDecodeError, DeprecationWarning) as error:
        raise _damaged_header_error() from error


def _damaged_header_error() -> Unreadable:
    return Unreadable("its header is damaged")
