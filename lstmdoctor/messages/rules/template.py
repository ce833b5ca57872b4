"""Templates: what a message says, with typed places for what changes from one to the next.

``expected {layer:name} to have shape {expected:shape}[,] but got {an|the} array ... {found:shape}`` holds

- ``{name:kind}``  a place; the reader of the rule gets its value under this name, with the type of its kind,
- ``[text]``       a part that may be missing, ``{one|other}`` alternatives; both may hold places,
- ``...``          anything, as little as possible and at most `GAP` characters,
- ``^`` and ``$``  in front and at the end: where the message begins and ends.

Brackets and braces that a message really holds are written twice, quotes not at all: they may stand around
any word. Blanks beside punctuation may be missing, upper and lower case are the same.

Every repetition is bounded, and what follows a gap is found once and for all (an atomic group), so that the
time of a search grows with the length of the text and not faster. A message that does not hold the longest
fixed words of a template, its `anchor`, is not searched at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.paste.shapes import SHAPE, parse_shape
from lstmdoctor.records import frozen_record

Value = int | str | Shape
GAP = 200
"""Characters that a gap may leap over: a path, a node of a graph, a few words of another version."""
QUOTES = "`'\""
NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES))
QUOTE = rf"[{QUOTES}]{{0,2}}"
RUNS = re.compile(r"\w+|[^\w]+")


@frozen_record
class Kind:
    """What may stand in a place of a template, and what it is read as."""

    regex: str
    read: Callable[[str], Value]
    type: object
    quoted: bool = False


KINDS = {
    "shape": Kind(SHAPE, parse_shape, Shape, quoted=True),
    "int": Kind(r"-?\d{1,20}", int, int),
    "name": Kind(r"[\w/.\-<>]{1,80}(?::\d)?", str, str, quoted=True),
    "word": Kind(r"\w{1,60}", str, str),
    "text": Kind(rf".{{1,{GAP}}}?", str, str),
    "long": Kind(r".{1,2000}?", str, str),
    "sizes": Kind(
        r"(?!(?<=\w)\[\d{1,2}\])[(\[](?=[^)\]]{0,60}[\d?N])[\dNoneA?L, \-]{1,80}[)\]]",
        parse_shape,
        Shape,
        quoted=True,
    ),
}
LAZY = frozenset({"text", "long"})
TOKEN = re.compile(
    r"(?P<double>\[\[|\]\]|\{\{|\}\})|\{(?P<place>\w+):(?P<kind>\w+)\}|(?P<gap>\.\.\.)|"
    r"(?P<mark>[\[\]{}|])|(?P<char>.)"
)


@frozen_record
class Piece:
    """A part of a template: its regular expression, and its fixed words where it has any.

    `lazy` where it takes as little as the next piece allows.
    """

    regex: str
    words: str = ""
    lazy: bool = False


@frozen_record
class Template:
    """What one kind of message says."""

    text: str

    @cached_property
    def places(self) -> dict[str, Kind]:
        """The places and what may stand in them."""
        return {found["place"]: KINDS[found["kind"]] for found in TOKEN.finditer(self.text) if found["place"]}

    @cached_property
    def anchor(self) -> str:
        """The longest words that every such message holds, in small letters and without quotes."""
        whole = "".join(piece.words or "\0" for piece in self.pieces).lower().translate(NO_QUOTES)
        runs = re.split(r"\0|(?<=\W) | (?=\W)", whole)
        return max((run.strip() for run in runs), key=len)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """What a message is searched for."""
        start = "^ ?" if self.text.startswith("^") else r"\b" if self.text[:1].isalnum() else ""
        end = r" ?$" if self.text.endswith("$") else ""
        return re.compile(start + joined_regex(self.pieces) + end, re.IGNORECASE)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What stands between the marks of beginning and end."""
        return parse_pieces(list(TOKEN.finditer(self.text.removeprefix("^").removesuffix("$"))))[0]

    def values(self, match: re.Match[str]) -> dict[str, Value]:
        """What stands in the places; a place in a part that is missing is left out."""
        found = match.groupdict().items()
        return {name: self.places[name].read(text) for name, text in found if text is not None}


def parse_pieces(tokens: list[re.Match[str]], closing: str = "") -> list[tuple[Piece, ...]]:
    """The alternatives up to the closing mark; the tokens are used up."""
    ways: list[tuple[Piece, ...]] = []
    way: list[Piece] = []
    while tokens:
        token = tokens.pop(0)
        mark = token["mark"]
        if mark == closing and closing:
            break
        if mark == "|":
            ways.append(tuple(way))
            way = []
        else:
            way.append(token_piece(token, tokens))
    return [*ways, tuple(way)]


def token_piece(token: re.Match[str], rest: list[re.Match[str]]) -> Piece:
    """The piece that begins with a token."""
    if token["mark"]:
        closing = {"[": "]", "{": "}"}[token["mark"]]
        ways = "|".join(joined_regex(way) for way in parse_pieces(rest, closing))
        return Piece(f"(?:{ways})" + ("?" if closing == "]" else ""))
    if token["gap"]:
        return Piece(rf".{{0,{GAP}}}?", lazy=True)
    if token["place"]:
        kind = KINDS[token["kind"]]
        quote = QUOTE if kind.quoted else ""
        return Piece(f"{quote}(?P<{token['place']}>{kind.regex}){quote}", lazy=token["kind"] in LAZY)
    return Piece("", (token["double"] or token["char"])[:1])


def joined_regex(pieces: tuple[Piece, ...]) -> str:
    """One regular expression of several pieces; what follows a lazy one is found once and for all."""
    out, waiting = "", ""
    for piece in merged_words(pieces):
        words = piece.words.lstrip() if waiting else piece.words
        if piece.words and not words:
            continue
        regex = words_regex(words) if words else piece.regex
        if piece.lazy:
            waiting += regex
        else:
            out += f"(?>{waiting}{regex})" if waiting else regex
            waiting = ""
    return out + waiting


def merged_words(pieces: tuple[Piece, ...]) -> list[Piece]:
    """The pieces with neighbouring words in one."""
    merged: list[Piece] = []
    for piece in pieces:
        if piece.words and merged and merged[-1].words:
            merged[-1] = Piece("", merged[-1].words + piece.words)
        else:
            merged.append(piece)
    return merged


def words_regex(words: str) -> str:
    """Fixed words: quotes may stand around each of them or not, blanks beside punctuation too."""
    runs = RUNS.findall(words)
    out = ""
    for position, run in enumerate(runs):
        marks = run.translate(NO_QUOTES)
        if run[0].isalnum() or run[0] == "_":
            out += re.escape(run)
        elif run == " " and 0 < position < len(runs) - 1:
            out += f"{QUOTE} {QUOTE} ?"
        else:
            out += "".join(QUOTE + (" ?" if mark == " " else re.escape(mark)) for mark in marks) + QUOTE
    return out
