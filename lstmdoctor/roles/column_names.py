"""What a column may be, by its name and what it holds; never decided, only offered and told.

The names are those of tsfresh, darts, GluonTS, pytorch-forecasting, neuralforecast, sktime and tsai, and of
tables that people publish.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from lstmdoctor.core.tables import Column

WORDS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+"
IDS = (
    r"id|ids|uid|uuid|key|item|series|patient|subject|user|customer|client|person|participant|player"
    r"|animal|station|site|store|shop|sensor|device|machine|engine|unit|vehicle|car|trip|ride|session"
    r"|sequence|seq|group|ticker|symbol|stock|asset|product|sku|meter|household|house|building|well"
    r"|turbine|battery|cell|episode|trial|recording|record|plant|city|country|region|area|zone"
    r"|account|hadm|stay|night|run|trace|track|trajectory|flight|match|game|experiment|exp"
)
SURE_IDS = r"id|ids|uid|uuid"
TIMES = (
    r"time|timestamp|date|datetime|ds|day|hour|minute|second|month|year|week|epoch|tick|cycle|cycles"
    r"|step|t|ts|timestep|timeidx|timepoint|visit|frame|when|moment|minutes|seconds|hours|days|millis"
)
CLOCKS = r"time|elapsed"
"""First words of a time whose unit comes behind: ``time_min``, ``time (s)``."""
UNITS = r"s|ms|us|ns|sec|secs|min|mins|h|hr|hrs|d"
SURE_TIMES = r"timestamp|datetime|date|ds"
TARGETS = r"target|targets|label|labels|y|class|outcome|response|survived|rul"
KINDS = r"kind|variable|feature|parameter|metric|signal|channel|quantity|attribute|measure"
VALUES = r"value|values|val|reading|readings|valuenum"
INDEX = r"(?i)unnamed:? ?\d+|index|row|rownumber|row_?id|__index_level_\d+__"


def words_of_column(name: str) -> list[str]:
    """``patient``, ``id`` of ``patientID``, ``patient_id`` and ``Patient Id``."""
    return [word.lower() for word in re.findall(WORDS, name)]


def is_word(pattern: str, word: str) -> bool:
    """Whether a word is one of a pattern."""
    return re.fullmatch(pattern, word) is not None


def is_index_name(name: str) -> bool:
    """Whether pandas, R or somebody who numbers rows gives a column this name."""
    return re.fullmatch(INDEX, name) is not None


def is_id_name(name: str) -> bool:
    """Whether a column of this name tells sequences apart, or numbers rows."""
    words = words_of_column(name)
    return is_index_name(name) or (bool(words) and (is_word(IDS, words[-1]) or is_word(SURE_IDS, words[0])))


def is_sure_id_name(name: str) -> bool:
    """Whether a column of this name can be nothing else than a number that stands for something."""
    words = words_of_column(name)
    return is_index_name(name) or (bool(words) and is_word(SURE_IDS, words[-1]))


def is_time_name(name: str) -> bool:
    """Whether a column of this name tells when."""
    words = words_of_column(name)
    if len(words) > 1 and is_word(CLOCKS, words[0]) and is_word(UNITS, words[-1]):
        return True
    return bool(words) and (is_word(TIMES, words[-1]) or is_word(SURE_TIMES, words[0]))


def is_sure_time_name(name: str) -> bool:
    """Whether a column of this name can be nothing else than a time."""
    words = words_of_column(name)
    return bool(words) and (is_word(SURE_TIMES, words[-1]) or is_word(SURE_TIMES, words[0]))


def is_target_name(name: str) -> bool:
    """Whether a column of this name holds labels."""
    words = words_of_column(name)
    return bool(words) and (is_word(TARGETS, words[-1]) or words[0] in ("target", "label"))


def long_columns(columns: Sequence[Column]) -> tuple[str, str] | None:
    """The columns of a long table that say what was measured and how much; None of any other table."""
    kinds = [one.name for one in columns if one.kind == "text" and is_last_word(KINDS, one.name)]
    values = [one.name for one in columns if one.numeric and is_last_word(VALUES, one.name)]
    return (kinds[0], values[0]) if len(kinds) == len(values) == 1 else None


def is_last_word(pattern: str, name: str) -> bool:
    """Whether the last word of a name is one of a pattern."""
    words = words_of_column(name)
    return bool(words) and is_word(pattern, words[-1])


def time_columns(columns: Sequence[Column]) -> list[str]:
    """Columns that may hold the time of a row: those of times first, then numbers of such a name."""
    clocks = [column.name for column in columns if column.kind == "time" and not column.missing]
    numbers = [
        column.name
        for column in columns
        if column.kind == "number" and is_time_name(column.name) and not column.missing
    ]
    return [*clocks, *numbers]


def target_columns(columns: Sequence[Column]) -> list[str]:
    """Columns of numbers that bear the name of labels."""
    return [column.name for column in columns if column.numeric and is_target_name(column.name)]


def id_columns(columns: Sequence[Column], repeating: Container[str]) -> list[str]:
    """Columns whose values repeat and that may tell sequences apart: such names, else text."""
    found = [column for column in columns if column.name in repeating and column.kind in ("number", "text")]
    found = [column for column in found if not is_index_name(column.name)]  # it counts anew in every part
    named = [column.name for column in found if is_id_name(column.name) and not is_time_name(column.name)]
    texts = [column.name for column in found if column.kind == "text" and not is_target_name(column.name)]
    return named or texts
