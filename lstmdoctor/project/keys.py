"""The keys of ``[tool.lstmdoctor.checks.NAME]``: which are read, and what pages and ``check --init`` say."""

from __future__ import annotations

from lstmdoctor.records import frozen_record


@frozen_record
class Key:
    """One key.

    Parameters
    ----------
    example : str
        A value as TOML has it.
    words : str
        What it is for, without a full stop.
    """

    example: str
    words: str


KEYS: dict[str, Key] = {
    "model": Key('"models/forecast.keras"', "the saved model, a path"),
    "data": Key(
        '{ train = "data/train.npz::X", validation = "data/val.npz::X" }',
        "a path, a pattern (`*`, `?`, `**`), a list of these, or a table of `train`, `validation`, `test`",
    ),
    "labels": Key(
        '{ train = "data/train.npz::y", validation = "data/val.npz::y" }',
        "the same form, as many files as `data` has; what patterns match is paired in the order of names",
    ),
    "select": Key('["LD2", "LD304"]', "codes, beginnings of codes or names: only these are reported"),
    "ignore": Key(
        '{ LD504 = "the cast to float32 is wanted" }',
        "a table from codes to the reason why; one that hides nothing is reported",
    ),
    "fail-on": Key('"warning"', "`error` (as if left out), `warning`, `note` or `never`"),
    "map": Key('{ seq_in = "X" }', "a table from inputs of the model to arrays of the file"),
    "header-only": Key("true", "`true` looks at shapes and dtypes and at no value"),
    "shards": Key('"rows"', "all files of a split are one data set: `auto`, `rows` or `sequences`"),
    "id": Key('"patient"', "the column of a table, or a list of them, that tells its sequences apart"),
    "time": Key('"day"', "the column of a table that tells the order of its rows"),
    "values": Key(
        '["pulse", "pressure"]', "the columns that are features; every other numeric one if left out"
    ),
    "target": Key('"risk"', "the column that holds the labels"),
    "horizon": Key("5", "the labels of a window are those of so many steps behind it"),
}
