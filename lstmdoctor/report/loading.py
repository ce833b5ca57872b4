"""The lines of Python that load the data of a report, and those that cure it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.cured_code import (
    cure_lines_of,
    label_variable,
    lines_before,
    table_features_code,
    target_of_table,
    with_imports,
)
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.readings import Edit, Reading
from lstmdoctor.core.tables import FILE_COLUMN, TableFacts
from lstmdoctor.records import frozen_record
from lstmdoctor.text import python_literal

OPENERS = {"gzip": "gzip.open", "bzip2": "bz2.open", "xz": "lzma.open", "lzma": "lzma.open"}


def loading_code(
    data: DataFile, name: str, member: int | None, into: str = "x", labels: DataFile | None = None
) -> str:
    """The lines that load one array of a data file into a variable, and a column of labels of a table."""
    array = next((array for array in data.arrays if array.name == name), None)
    place, facts = (array.place, array.facts) if array is not None else (Place(), None)
    path = python_literal(data.location)
    item = f"[{member}]" if member is not None else ""
    kind, _, packing = data.format.partition(".")
    if data.table is not None:
        read = f"pandas.concat([{place.python('p')}.assign({FILE_COLUMN}=p) for p in paths])"
        code = table_code(data, data.table, name, read if data.words else place.python(path), into, labels)
        return f"{paths_code(data.words)}\n{code}" if data.words else code
    if data.words:
        return shard_loading_code(data, name, facts, into)
    if kind == "hdf5":
        return f"{into} = h5py.File({path})[{python_literal(name)}][()]{item}"
    match "joblib" if packing == "zlib" else kind:
        case "folder":
            return f"{into} = {place.python(f'pathlib.Path({path})')}{item}"
        case "joblib":
            return f"{into} = {place.python(f'joblib.load({path})')}{item}"
        case "pickle":
            return open_file_code(path, packing, f"{into} = {place.python('pickle.load(f)')}{item}")
    unnamed = kind == "npz" and not name and facts is not None
    values = unnamed and facts is not None and (facts.wrapping == "dict" or place.before != "")
    if unnamed and facts is not None and not values:
        listed = f'[{into}[f"arr_{{i}}"] for i in range({facts.samples})]'
        return f"{into} = np.load({path})\n{into} = {listed}"
    own = "" if kind == "npy" or not name else f"[{python_literal(name)}]"
    objects = facts is not None and (facts.container == "list" or "object" in facts.dtypes)
    allow = ", allow_pickle=True" if not values and (objects or place.python("") != own) else ""
    if packing:
        return open_file_code(path, packing, f"{into} = {place.python(f'np.load(f{allow})')}{item}")
    return f"{into} = {place.python(f'np.load({path}{allow})')}{item}"


def table_code(
    data: DataFile, table: TableFacts, name: str, read: str, into: str, labels: DataFile | None
) -> str:
    """The lines that read the features of a table into ``x``, or the column of a name into a variable."""
    if name:
        return f"{into} = {read}[{python_literal(name)}].to_numpy()"
    return table_features_code(data, table, labels, read)


def paths_code(words: Sequence[str]) -> str:
    """The line that lists several files in their order."""
    named = ", ".join(map(python_literal, words))
    key = r'lambda p: [int(w) if w.isdigit() else w for w in re.split(r"(\d+)", p)]'
    return f"paths = sorted((p for w in ({named},) for p in glob.glob(w)), key={key})"


def shard_loading_code(data: DataFile, name: str, facts: Facts | None, into: str) -> str:
    """The lines that load one array of several files into a variable."""
    first = paths_code(data.words)
    own = f"[{python_literal(name)}]" if data.format == "npz" else ""
    objects = facts is not None and (facts.container == "list" or "object" in facts.dtypes)
    loaded = f"np.load(p{', allow_pickle=True' if objects else ''}){own}"
    if facts is not None and facts.wrapping == "folder":
        return f"{first}\n{into} = [{loaded} for p in paths]"
    if data.format.startswith(("pickle", "joblib")):
        loaded = 'pickle.load(open(p, "rb"))' if data.format == "pickle" else "joblib.load(p)"
    if facts is not None and facts.container == "list":
        return f"{first}\n{into} = [one for p in paths for one in {loaded}]"
    return f"{first}\n{into} = np.concatenate([{loaded} for p in paths])"


def open_file_code(path: str, packing: str, code: str) -> str:
    """The lines around one that reads from an open file ``f``."""
    return f'with {OPENERS.get(packing, "open")}({path}, "rb") as f:\n    {code}'


@frozen_record
class ArrayInCode:
    """The array that lines of Python are about, in its file or in the program of the caller.

    Parameters
    ----------
    data : DataFile
    name : str
        Of the array; "" for the only one.
    member : int or None
        Its place in a list of arrays.
    labels : DataFile or None
        The labels that are cured with it.
    """

    data: DataFile
    name: str
    member: int | None = None
    labels: DataFile | None = None

    def loaded(self) -> list[str]:
        """The lines that load it, or give it a name."""
        if self.data.live:
            return lines_before(self.data, self.name, self.member, self.labels)
        return [loading_code(self.data, self.name, self.member, labels=self.labels)]

    def cured(self, reading: Reading, also: Edit | None = None, loading: bool = False) -> list[str]:
        """The lines of a reading behind those, with those of the labels, and of one more edit.

        Parameters
        ----------
        loading : bool
            Whether labels in a file are loaded, where they change.
        """
        own = self.data.variable(self.name, self.member)
        last = [also.python(own)] if also is not None else []
        labels = label_variable(self.labels)
        made = not self.name and target_of_table(self.data.table, self.labels) is not None
        if labels is not None and self.labels is not None and loading and not made:
            first = loading_code(self.labels, self.labels.arrays[0].name, None, labels.name)
            labels = replace(labels, first=(first,))
        return [*cure_lines_of(reading.steps, own, labels), *last]

    def whole(self, reading: Reading, also: Edit | None = None) -> str:
        """The cure in Python, from loading the file on."""
        return with_imports("\n".join([*self.loaded(), *self.cured(reading, also, not self.data.live)]))
