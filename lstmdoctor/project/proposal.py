"""What ``check --init`` proposes: tables for the models and data that lie in a folder, as commented TOML."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import SPLITS, Refusal, Task
from lstmdoctor.core.sharding import Shards
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Refused
from lstmdoctor.files.patterns import has_wildcard
from lstmdoctor.project.checking import check_task, model_or_refusal
from lstmdoctor.project.found_files import (
    FoundFiles,
    look_for_files,
    naturally_ordered,
    split_of_path,
    stem_of,
)
from lstmdoctor.project.keys import KEYS
from lstmdoctor.project.toml_values import files_value, toml_key, toml_text
from lstmdoctor.records import frozen_record
from lstmdoctor.text import count_noun, safe_text, shape_text

MOST_PAIRS = 300
"""Models times data files that are looked at; each takes some milliseconds, a pickle more."""
HDF5 = (".h5", ".hdf5")
"""Suffixes of files that hold a model, or data."""
SPLIT_OF = {"tr": "train", "va": "validation", "de": "validation", "ev": "validation", "te": "test"}
HEAD = "# Written by lstmdoctor check --init from what lies below this folder. To run it: lstmdoctor check\n"
CURED = "# Where something does not fit, lstmdoctor diagnose MODEL DATA says what cures it.\n"
MORE = "# There are more files here than were looked at: name those that are meant.\n"
SHOWN = ("fail-on", "ignore", "select", "map", "header-only")
"""Keys that are worth knowing and that nothing in a file tells."""


@frozen_record
class Judged:
    """One data file beside one model.

    Parameters
    ----------
    path : str
    words : str
        Its shape, or why it does not fit.
    fits : bool
    treatable : bool
        Whether `fix` with no options would cure it.
    refused : bool
        Whether it cannot be read.
    """

    path: str
    words: str
    fits: bool
    treatable: bool = False
    refused: bool = False

    @property
    def split(self) -> str:
        """``train``, ``validation``, ``test``, or ""."""
        return SPLIT_OF.get(split_of_path(self.path), "")


class Folder:
    """A folder whose pairs are looked at, header by header.

    Parameters
    ----------
    path : str
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.models: dict[str, ModelSpec | Refused] = {}
        self.left = MOST_PAIRS

    def told_apart(self, found: FoundFiles) -> FoundFiles:
        """The files with HDF5 that holds no model among the data."""
        other = tuple(
            name
            for name in found.models
            if name.endswith(HDF5) and isinstance(model_or_refusal(os.path.join(self.path, name)), Refused)
        )
        models = tuple(name for name in found.models if name not in other)
        return replace(found, models=models, data=naturally_ordered((*found.data, *other)))

    def report_on(self, model: str, data: str, labels: str | None = None) -> Report | Refusal:
        """The diagnosis of one pair, by headers."""
        self.left -= 1
        own = None if labels is None else os.path.join(self.path, labels)
        task = Task(os.path.join(self.path, model), os.path.join(self.path, data), own, header_only=True)
        shards = self.parts_of(data), None if labels is None else self.parts_of(labels)
        return check_task(replace(task, shards=shards[0], label_shards=shards[1]), self.models, False).outcome

    def parts_of(self, path: str) -> Shards | None:
        """The files of a pattern; None of a file."""
        placed = os.path.join(self.path, path)
        return Shards((placed,)) if has_wildcard(path) and not os.path.exists(placed) else None

    def judged(self, model: str, data: str) -> Judged:
        """Whether one file fits one model, in a few words."""
        outcome = self.report_on(model, data)
        if isinstance(outcome, Refusal):
            return Judged(data, f"cannot be read: {safe_text(outcome.reason, 120)}", False, refused=True)
        errors = [f"{one.fault.code} {one.fault.name}" for one in outcome.findings if one.severity == "error"]
        words = ", ".join(dict.fromkeys(errors)) or shapes_of_data(outcome.data)
        return Judged(data, words, not errors, outcome.verdict == "treatable")

    def with_whole_folder(self, model: str, path: str, judged: list[Judged]) -> list[Judged]:
        """What is judged, with a folder in the place of its files where it fits or none of them does."""
        inside = [one for one in judged if one.path.startswith(f"{path}/")]
        if not inside or self.left <= 0:
            return judged
        whole = self.judged(model, path)
        clearer = whole.fits and len(inside) > 1
        if whole.refused or (not clearer and any(one.fits for one in inside)):
            return judged
        return [whole, *(one for one in judged if one not in inside)]

    def labels_of(self, model: str, data: Judged, labels: Sequence[str]) -> list[str]:
        """The files of labels that go with one data file: of its set, and as many as it has samples."""
        own = split_of_path(data.path)
        named = [path for path in labels if split_of_path(path) == own]
        return [path for path in named if self.left > 0 and self.takes_labels(model, data.path, path)]

    def takes_labels(self, model: str, data: str, labels: str) -> bool:
        """Whether nothing is wrong with labels beside this data."""
        outcome = self.report_on(model, data, labels)
        return isinstance(outcome, Report) and outcome.ok


def shapes_of_data(data: DataFile) -> str:
    """``(20, 50, 100)``."""
    return ", ".join(shape_text([*map(size_or_free, one.facts.axes)]) for one in data.arrays[:4])


def size_or_free(axis: object) -> object:
    """A size; an axis that varies is free."""
    return axis if isinstance(axis, int) else None


def proposed_checks(path: str) -> str:
    """TOML with a check for every model below a folder; "" where there is no model.

    What fits is proposed, what does not is named in comments with the reason; where several files could be
    meant all of them are named, and which one is left to the reader.
    """
    folder = Folder(path)
    found = folder.told_apart(look_for_files(path))
    names: list[str] = []
    checks = []
    for model in found.models:
        names.append(free_name(stem_of(model), names))
        checks.append("\n".join(check_lines(names[-1], model, found, folder)) + "\n")
    if not checks:
        return ""
    checks.sort(key=lambda text: text.startswith("#"))  # what can be used first
    rest = [CURED] if any("\n# does not fit: " in text for text in checks) else []
    rest += [] if found.whole and folder.left > 0 else [MORE]
    return "\n".join([HEAD, *checks, "\n".join(other_keys()) + "\n", *rest])


def free_name(stem: str, taken: Sequence[str]) -> str:
    """A name for a check that no other has."""
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def check_lines(name: str, model: str, found: FoundFiles, folder: Folder) -> Iterator[str]:
    """One table, commented out as a whole where nothing fits the model."""
    judged = [folder.judged(model, path) for path in found.data if folder.left > 0]
    for path in found.folders:
        judged = folder.with_whole_folder(model, path, judged)
    fitting = [one for one in judged if one.fits]
    mark = "" if fitting else "# "
    yield f"{mark}[tool.lstmdoctor.checks.{toml_key(name)}]"
    read = folder.models.get(os.path.join(folder.path, model))
    yield f"{mark}model = {toml_text(model)}{model_comment(read)}"
    if fitting:
        yield from data_lines(model, fitting, found, folder)
    elif cured := [one for one in judged if one.treatable]:
        yield f"# data = {toml_text(cured[0].path)}  # or what lstmdoctor fix makes of it"
    else:
        yield '# data = "..."  # nothing here fits it as it is'
    for one in judged:
        if not one.fits:
            cured_by = "; lstmdoctor fix cures it" if one.treatable else ""
            yield f"# does not fit: {safe_text(one.path)}, {one.words}{cured_by}"


def model_comment(model: ModelSpec | Refused | None) -> str:
    """What the model takes, or why it cannot be read."""
    match model:
        case ModelSpec():
            shapes = [shape_text(one.shape) for one in model.inputs[:4] if one.shape is not None]
            return f"  # takes {', '.join(shapes)}" if shapes else "  # does not say what it takes"
        case Refused():
            return f"  # cannot be read: {safe_text(model.reason, 120)}"
        case None:
            return ""


def data_lines(model: str, fitting: Sequence[Judged], found: FoundFiles, folder: Folder) -> Iterator[str]:
    """The data that fits, by set where its names tell sets apart, and its labels where they are clear."""
    splits = {split: [one for one in fitting if one.split == split] for split in SPLITS}
    splits = {split: files for split, files in splits.items() if files}
    used = splits if len(splits) > 1 else {"": list(fitting)}
    for one in fitting:
        yield f"# fits: {safe_text(one.path)}, {one.words}"
    if len(used) == 1 and len(fitting) > 1:
        yield f"# all {len(fitting)} have a shape that it takes: leave those that are meant"
    yield f"data = {files_value({split: [one.path for one in files] for split, files in used.items()})}"
    if any(folder.parts_of(one.path) for files in used.values() for one in files):
        alone = all(len(files) == 1 for files in used.values())
        yield f'{"" if alone else "# "}shards = "auto"  # the files of a pattern are one data set'
    if len(used) > 1 and (others := [one.path for one in fitting if not one.split]):
        yield f"# of no set: {', '.join(map(safe_text, others))}"
    candidates = {
        one.path: folder.labels_of(model, one, found.labels) for files in used.values() for one in files
    }
    if all(len(labels) == 1 for labels in candidates.values()):
        chosen = {split: [candidates[one.path][0] for one in files] for split, files in used.items()}
        yield f"labels = {files_value(chosen)}"
    else:
        yield from label_comments(candidates)


def label_comments(candidates: dict[str, list[str]]) -> Iterator[str]:
    """The labels that could be meant, where that is not clear."""
    for data, labels in candidates.items():
        if labels:
            count = count_noun(len(labels), "file")
            yield f"# labels of {safe_text(data)} could be {count}: {', '.join(map(safe_text, labels))}"


def other_keys() -> Iterator[str]:
    """Keys that can be added, as comments."""
    yield "# More keys of a check:"
    for name in SHOWN:
        yield f"# {name} = {KEYS[name].example}  # {KEYS[name].words.replace('`', '')}"
