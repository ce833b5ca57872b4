"""One table ``[tool.lstmdoctor.checks.NAME]`` as tasks. The files that it names are not opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lstmdoctor.core.choices import MOST_TIMESTEPS
from lstmdoctor.core.run import FAIL_ON, SPLITS, FailOn, Task
from lstmdoctor.core.sharding import HOWS, How, Shards
from lstmdoctor.core.tables import Table as Columns
from lstmdoctor.errors import LstmdoctorError
from lstmdoctor.files.array_paths import SEPARATOR, split_array_path
from lstmdoctor.files.folder_walk import MOST_LOOKS, Looks, TooManyLooks, matching_files
from lstmdoctor.files.patterns import has_wildcard, joint_path, pattern_matches
from lstmdoctor.files.places import is_place
from lstmdoctor.project.fault_words import code_of_word, nearest_fault
from lstmdoctor.project.keys import KEYS
from lstmdoctor.roles.names import natural_sort_key
from lstmdoctor.text import count_noun, safe_text

Table = Mapping[str, Any]
Files = dict[str, list[str]]
"""Paths by split; the key is "" where the data is not split."""


class Wrong(LstmdoctorError):
    """What is wrong with one table, without the name of the file."""


class CheckSettings:
    """One table and how to read it.

    Parameters
    ----------
    name : str
    table : mapping
    folder : Path
        What its paths are relative to.
    looks : Looks
        What the patterns of the whole file may cost.
    """

    def __init__(self, name: str, table: object, folder: Path, looks: Looks) -> None:
        self.name, self.looks = name, looks
        if not isinstance(table, dict):
            raise self.wrong("is not a table")
        self.table: Table = table
        self.folder = folder

    def wrong(self, words: str) -> Wrong:
        """An error that names the check."""
        return Wrong(f"check '{safe_text(self.name)}': {words}")

    def tasks(self) -> Iterator[Task]:
        """One task for every data file, in the order of the splits."""
        self.know(self.table, tuple(KEYS), "key")
        model = self.text("model")
        self.look_for(model)
        data, labels = self.files("data"), self.files("labels")
        if not data:
            raise self.wrong("the key 'data' is missing")
        self.know(labels, tuple(data), "split of the labels")
        how = self.sharded()
        if how is not None:
            for split, paths in data.items():
                yield self.shard_task(self.placed(model), paths, labels.get(split), split, how)
            return
        for split, paths in data.items():
            beside: Sequence[str | None] = labels.get(split) or [None] * len(paths)
            if len(beside) != len(paths):
                raise self.wrong(f"{count_noun(len(beside), 'file')} of labels for {len(paths):,} of data")
            for path, own in zip(paths, beside, strict=True):
                yield self.task(self.placed(model), path, own, split)

    def sharded(self) -> How | None:
        """How the files of a split are one data set; None where each is a data set of its own."""
        value = self.table.get("shards")
        for how in HOWS:
            if value == how:
                return how
        if value is not None:
            raise self.wrong(f"'shards' is not one of {', '.join(HOWS)}")
        return None

    def shard_task(
        self, model: str, paths: list[str], labels: list[str] | None, split: str, how: How
    ) -> Task:
        """One task for all files of a split; as many files of labels, or one for all."""
        if labels is not None and len(labels) not in (1, len(paths)):
            raise self.wrong(f"{count_noun(len(labels), 'file')} of labels for {len(paths):,} of data")
        shards = Shards(tuple(paths), how, joint=True)
        own = joint_path(labels) if labels is not None else None
        many = labels is not None and len(labels) == len(paths)
        beside = Shards(tuple(labels or ()), joint=True) if many else None
        task = self.task(model, joint_path(paths), own, split)
        return replace(task, shards=shards, label_shards=beside)

    def task(self, model: str, data: str, labels: str | None, split: str) -> Task:
        """One task with the options of the table."""
        return Task(
            model=model,
            data=data,
            labels=labels,
            check=self.name,
            split=split,
            mapping=self.words("map"),
            select=self.codes(self.table.get("select", []), "select"),
            ignore=self.codes(list(self.words("ignore")), "ignore"),
            fail_on=self.fail_on(),
            header_only=self.flag("header-only"),
            table=self.columns(),
            horizon=self.horizon(),
        )

    def know(self, found: Mapping[str, object], known: Sequence[str], noun: str) -> None:
        """Raise where a key is none of those that are known."""
        for key in found:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"did you mean '{near[0]}'" if near else f"it takes {', '.join(map(safe_text, known))}"
                raise self.wrong(f"unknown {noun} '{safe_text(key)}', {hint}")

    def text(self, key: str) -> str:
        """A string that must be there."""
        match self.table.get(key):
            case None:
                raise self.wrong(f"the key '{key}' is missing")
            case str(word) if word:
                return word
            case _:
                raise self.wrong(f"'{key}' is not a path")

    def columns(self) -> Columns:
        """What the columns of a table are for."""
        ids, values = self.names("id"), self.names("values")
        time, target = self.names("time", most=1), self.names("target", most=1)
        return Columns(ids, next(iter(time), None), values, next(iter(target), None))

    def names(self, key: str, most: int = 10_000) -> tuple[str, ...]:
        """A column, or a list of columns."""
        value = self.table.get(key, [])
        found = [value] if isinstance(value, str) else value
        fine = isinstance(found, list) and all(isinstance(name, str) and name for name in found)
        if not fine or len(found) > most:
            raise self.wrong(f"'{key}' is no column{'' if most == 1 else ' and no list of columns'}")
        return tuple(found)

    def horizon(self) -> int | None:
        """A number of steps."""
        value = self.table.get("horizon")
        if value is not None and (type(value) is not int or not 1 <= value <= MOST_TIMESTEPS):
            raise self.wrong(f"'horizon' is no number of steps (1 to {MOST_TIMESTEPS:,})")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where nothing is said."""
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"'{key}' is neither true nor false")
        return value

    def fail_on(self) -> FailOn:
        """The mildest severity that fails."""
        value = self.table.get("fail-on", "error")
        for severity in FAIL_ON:
            if value == severity:
                return severity
        raise self.wrong(f"'fail-on' is not one of {', '.join(FAIL_ON)}")

    def words(self, key: str) -> dict[str, str]:
        """A table of strings; none may be empty."""
        value = self.table.get(key, {})
        example = 'map = {input = "array"}' if key == "map" else 'ignore = {LD504 = "why"}'
        fine = isinstance(value, dict) and all(isinstance(v, str) and v.strip() for v in value.values())
        if not fine:
            raise self.wrong(f"'{key}' is not a table of words, as in {example}")
        return dict(value)

    def codes(self, value: object, key: str) -> tuple[str, ...]:
        """Codes of faults, beginnings of codes or names, as codes."""
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong(f"'{key}' is not a list of codes")
        codes = []
        for word in value:
            code = code_of_word(word)
            if code is None:
                wrong = f"'{safe_text(word)}' in '{key}' is no code, beginning of a code or name of a fault"
                raise self.wrong(wrong + nearest_fault(word))
            codes.append(code)
        return tuple(codes)

    def files(self, key: str) -> Files:
        """The files of the data or the labels, by split."""
        match self.table.get(key):
            case None:
                return {}
            case dict(splits) if splits:
                self.know(splits, SPLITS, f"split of '{key}'")
                return {split: self.paths(splits[split], key) for split in SPLITS if split in splits}
            case value:
                return {"": self.paths(value, key)}

    def paths(self, value: object, key: str) -> list[str]:
        """Files that a path, a pattern, or a list of these names."""
        words = value if isinstance(value, list) else [value]
        named = [word for word in words if isinstance(word, str) and word]
        if not words or len(named) < len(words):
            raise self.wrong(f"'{key}' is no path, no list of paths and no table of {', '.join(SPLITS)}")
        return [path for word in named for path in self.matching(word)]

    def matching(self, word: str) -> list[str]:
        """The file of that name, else all files that match the pattern, 2 before 10."""
        if is_place(word):
            return pattern_matches(word)
        file, array = split_array_path(word, self.exists)
        if not has_wildcard(file) or self.exists(file):
            self.look_for(file)
            return [self.placed(word)]
        try:
            found = sorted(matching_files(file, self.folder, self.looks), key=natural_sort_key)
        except TooManyLooks:
            raise self.wrong(
                f"the patterns lead through more than {MOST_LOOKS:,} files, the last one is {safe_text(file)}"
            ) from None
        if not found:
            raise self.wrong(f"no file matches {safe_text(file)}")
        named = "" if array is None else f"{SEPARATOR}{array}"
        return [f"{self.placed(one)}{named}" for one in found]

    def look_for(self, path: str) -> None:
        """Raise where a file is missing."""
        if not self.exists(path):
            raise self.wrong(f"{safe_text(path)}: no such file")

    def exists(self, path: str) -> bool:
        """Whether a file or folder is there; of another place that is found out when it is read."""
        if is_place(path):
            return True
        try:
            return (self.folder / path).exists()
        except (OSError, ValueError):
            return False

    def placed(self, path: str) -> str:
        """The path as seen from the current folder."""
        if is_place(path):
            return path
        return str(self.folder / path)
