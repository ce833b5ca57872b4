"""All files that a configuration names, which are read by one run or another and never written to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.folder_walk import Looks, TooManyLooks, matching_files
from lstmdoctor.files.opening import is_existing_path
from lstmdoctor.files.patterns import has_wildcard
from lstmdoctor.files.places import is_place
from lstmdoctor.project.config import check_tables

PATH_KEYS = ("model", "data", "labels")


def files_of_all_checks(path: str) -> list[str]:
    """The files and folders that the tables of a configuration name, whatever else is wrong with a table.

    A pattern that leads too far stands for the folder that it begins in.

    Raises
    ------
    Refused
        The configuration cannot be read.
    """
    folder, looks = Path(path).parent, Looks()
    words = [word for table in check_tables(path).values() for word in path_words(table)]
    return [file for word in dict.fromkeys(words) for file in files_of_word(word, folder, looks)]


def path_words(table: object) -> Iterator[str]:
    """The texts in a table under the keys whose values are paths."""
    if isinstance(table, dict):
        yield from (word for key in PATH_KEYS for word in texts_in_value(table.get(key)))


def texts_in_value(value: object) -> Iterator[str]:
    """A text, or those in a list or a table of them."""
    match value:
        case str(word) if word:
            yield word
        case list(items):
            yield from (word for item in items for word in texts_in_value(item))
        case dict(items):
            yield from (word for item in items.values() for word in texts_in_value(item))
        case _:
            return


def files_of_word(word: str, folder: Path, looks: Looks) -> list[str]:
    """What is there of a path or pattern in a configuration."""
    if is_place(word):
        return [word]
    file = split_array_path(word, lambda name: is_existing_path(str(folder / name)))[0]
    if is_existing_path(str(folder / file)):
        return [str(folder / file)]
    if not has_wildcard(file):
        return []
    try:
        return [str(folder / one) for one in matching_files(file, folder, looks)]
    except TooManyLooks:
        parts = takewhile(lambda part: not has_wildcard(part), Path(file).parts)
        return [str(folder.joinpath(*parts))]
