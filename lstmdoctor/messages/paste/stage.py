"""At which line of the user's own code an error came: while a layer was added, or while data ran through.

``model.add(LSTM(64))`` in the last frame of the user says that no data was there yet, whatever number the
layer has in its name; ``model.fit(x, y)`` says that there was. Frames inside installed packages do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum

RECURRENT = r"(?:LSTM|GRU|RNN|Bidirectional)\w{0,12}\("
SPEC = r"(?:input_shape|input_dim|batch_input_shape|batch_shape|inputShape|batchInputShape)\s?="
FIRST = re.compile(rf"{RECURRENT}.{{0,300}}?{SPEC}", re.IGNORECASE)
ADDED = re.compile(rf"\.add\(.{{0,80}}?{RECURRENT}", re.IGNORECASE)
CALLED = re.compile(r"\)\s?\([A-Za-z_][\w.]{0,40}\)\s*$")
BUILT = re.compile(
    r"\.add\(|Sequential\(|\b(?:build|create|make|define|get)_?\w{0,20}model",
    re.IGNORECASE,
)
RUN = re.compile(r"\.(?:fit|fit_generator|predict\w{0,12}|evaluate|train_on_batch|test_on_batch)\(")
FRAME = re.compile(
    r"""\s*(?:File ["<]|File \S+:\d+|<ipython|Cell In|\S*ipykernel|[~/\\.]?[^\s:()]{1,200}\.py\S* in )"""
)
INSTALLED = re.compile(
    r"(?:site|dist)-packages|[\\/]keras[\\/]|tensorflow|theano|traceback_utils", re.IGNORECASE
)
CODE = re.compile(r"\s*-{2,}>\s*\d+\s(.*)|\s{3,}(\S.*)")


ANSWER = re.compile(r"\b(?:LSTM|GRU|SimpleRNN|RNN)\w{0,12}\((?![^()]{0,200}return_sequences\s?=\s?True)")
"""A recurrent layer that gives one answer per sequence."""
TAKER = re.compile(
    r"\)\s?,.{0,80}\b(?:Conv1D|MaxPool\w{0,6}1D|MaxPooling1D|AveragePooling1D|Global\w{3,8}Pooling1D|"
    r"TimeDistributed)\("
)
"""A layer of a list, behind another, that takes a sequence."""


class Stage(Enum):
    """What the user's code was doing."""

    UNKNOWN = "unknown"
    FIRST = "a first layer, with the shape of its input, was added"
    INNER = "a recurrent layer without a shape of its own was added"
    BUILT = "the model was being put together"
    RUN = "data ran through the model"


def stage_of(own: Iterable[str]) -> Stage:
    """The stage that the last telling line of the user's code shows."""
    found = Stage.UNKNOWN
    for line in own:
        shown = line_stage(line)
        inside = found is Stage.INNER and shown is Stage.BUILT
        found = found if shown is Stage.UNKNOWN or inside else shown
    return found


def line_stage(line: str) -> Stage:
    """The stage that one line of code shows."""
    if follows_answer(line):
        return Stage.INNER
    if RUN.search(line):
        return Stage.RUN
    if CALLED.search(line):
        return Stage.BUILT
    if FIRST.search(line):
        return Stage.FIRST
    if ADDED.search(line):
        return Stage.INNER
    return Stage.BUILT if BUILT.search(line) else Stage.UNKNOWN


def follows_answer(line: str) -> bool:
    """Whether a line puts a layer that takes sequences behind a recurrent layer that gives none."""
    answers = list(ANSWER.finditer(line))
    return len(answers) > 1 or (len(answers) == 1 and TAKER.search(line, answers[0].end()) is not None)


def own_lines(text: str) -> Iterator[str]:
    """The lines of code that frames outside installed packages quote."""
    own = False
    for line in text.split("\n"):
        if FRAME.match(line):
            own = INSTALLED.search(line) is None
            continue
        code = CODE.match(line[:600]) if own else None
        if code:
            yield code.group(1) or code.group(2) or ""
