"""From what people paste to the sentences that were raised.

A paste holds colour codes, frames, wrapped lines, tensors printed in full, several errors. All of it goes in
one pass per step, each linear in the length of the text; what is left of an error is a line of at most
`HEAD` + `TAIL` characters.
"""

from __future__ import annotations

import html
import re
from itertools import groupby

from lstmdoctor.messages.paste.frames import without_frames
from lstmdoctor.messages.paste.wrapped import unwrap_lines
from lstmdoctor.records import frozen_record

HEAD, TAIL = 9000, 5000
WHOLE = 400_000
"""Of a longer paste only the two ends are read."""

ANSI = re.compile(
    r"(?:\x1b|\\x1b|\\u001b|\\033|␛)\[[0-9;?]{0,20}[A-Za-z]|\x1b\][^\x07]{0,200}\x07|"
    r"\[(?:0|1|0;3\d|1;3\d|3\d|0;1;3\d)m"
)
PREFIX = re.compile(r"(?m)^(?:E {2,3}|> ?|\|\s|#>?\s?|\[\d+,\d+\]<std(?:err|out)>:\s?){1,9}")
ARGUMENTS = re.compile(
    r"(?:Call a|A)rguments received by [^\n]{0,200}:[ \t]*(?:\n{1,9}[ \t]{0,80}[•*·-] [^\n]*){0,80}"
)
WRAPPER = re.compile(
    r"Exception encountered when calling (?:layer )?[^\n]{0,160}?(?:\.call\(\)|\(type \w+\))\.?|"
    r"Unable to automatically build the model\.[^\n]{0,400}\n[^\n]{0,80}Exception encountered:\s{0,9}'?"
)
ESCAPED = re.compile(r"\\(['\"])")
"""Quotes as JSON, and the text of a string in Python, show them."""
DIMENSION = re.compile(r"Dimension\((\w+)\)")
TENSOR_SHAPE = re.compile(r"(?:TensorShape|torch\.Size)\((\[[^\[\]]{0,160}\]|\([^()]{0,160}\))\)")
BARE = re.compile(r"(?<=shape )(\d{1,12}(?:,\d{1,12}){1,6})(?![\d,\])])")
SIZES = re.compile(r"'?(\w{1,20})'? sizes: ?((?:\d{1,18}(?:,\s{0,80}|(?=\D|$)))+)")
DUMP = re.compile(r"[-+\d.,eE\[\]()\s]{240,}")
RAISED = re.compile(
    r"(?<![\w'\"`.\\/(])((?:[A-Za-z_]\w{0,60}\.){0,12}(?:[A-Z]\w{0,60}(?:Error|Exception|Warning|Interrupt)|Exception))"
    r"(?: \(see above for traceback\))?\s?:(?=\s|$|['\"(])|^(AssertionError|StopIteration)[ \t]*$",
    re.MULTILINE,
)
FENCE = re.compile(r"(?<=\S)[ \t]*\n[ \t]*(?:```|~~~|</(?:pre|code)>)|^\s*\n```[ \t]*\n")
"""The end of a block of code: what comes after it is nobody's error."""
CHAINED = re.compile(r"During handling of the above exception|direct cause of the following exception")
CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("‘’´", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("\u200b\ufeff", ""),
        "，": ", ", "、": ", ", "：": ": ", "；": "; ", "。": ". ", "＝": "=",
        "（": "(", "）": ")", "［": "[", "］": "]", "\u00a0": " ", "\r": "\n",
    }
)  # fmt: skip


@frozen_record
class Statement:
    """One error or warning of a text.

    Parameters
    ----------
    kind : str
        Class of what was raised, without its module; "" where the text does not name one.
    text : str
        Its message on one line.
    handled : bool
        Whether the next one was raised while, or because, this one was handled.
    """

    kind: str
    text: str
    handled: bool = False

    @property
    def warning(self) -> bool:
        return self.kind.endswith("Warning")


def raised_statements(plain: str) -> tuple[Statement, ...]:
    """What was raised, in the order of a readable text; the words before the first are of no kind."""
    kept = without_frames(plain)
    marks = list(RAISED.finditer(kept))
    ends = [*(mark.start() for mark in marks), len(kept)]
    found = [make_statement("", kept[: ends[0]])]
    for mark, end in zip(marks, ends[1:], strict=True):
        found.append(
            make_statement((mark.group(1) or mark.group(2)).rpartition(".")[2], kept[mark.end() : end])
        )
    return tuple(each for each in found if each.text or each.kind)


def readable_text(text: str) -> str:
    """Plain characters, Unix line ends, without colours, prefixes and the wrapping of a window."""
    if len(text) > WHOLE:
        text = text[: WHOLE // 2] + "\n" + text[-WHOLE // 2 :]
    text = ANSI.sub("", text).replace("\r\n", "\n").replace("\\r\\n", "\n").replace("\\n", "\n")
    text = ESCAPED.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
    return unwrap_lines(PREFIX.sub("", text.translate(CHARACTERS)))


def make_statement(kind: str, body: str) -> Statement:
    """One statement from its lines."""
    handled = CHAINED.search(body) is not None
    if not kind:
        return Statement(kind, one_line(body), handled)
    first, *rest = FENCE.split(body, maxsplit=2)
    text = one_line(first)
    fenced = not text and rest and WRAPPER.search(first)  # what it wraps stands in a block of its own
    return Statement(kind, one_line(rest[0]) if fenced else text, handled)


def one_line(body: str) -> str:
    """A message without its dumps, its wrapping and its wrapper."""
    body = WRAPPER.sub(" ", ARGUMENTS.sub(" ", body))
    body = SIZES.sub(run_lengths, body)
    body = DUMP.sub(" [...] ", body)
    body = BARE.sub(r"(\1)", DIMENSION.sub(r"\1", body))
    body = " ".join(TENSOR_SHAPE.sub(r"\1", body).split())
    return body if len(body) <= HEAD + TAIL else f"{body[:HEAD]} [...] {body[-TAIL:]}"


def run_lengths(match: re.Match[str]) -> str:
    """``'x' sizes: 50*200`` for 200 times 50, so that a list of any length can be counted."""
    sizes = re.findall(r"\d+", match.group(2))
    runs = [f"{size}*{len(list(run))}" for size, run in groupby(sizes)]
    shown = ",".join(runs[:400])
    return f" {match.group(1)} sizes: {shown} "
