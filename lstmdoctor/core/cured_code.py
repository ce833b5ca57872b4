"""A cure as lines of Python on the variables of a program: the data, and the labels that go along with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.readings import Step
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.records import frozen_record
from lstmdoctor.text import features_code

MODULES = ("bz2", "glob", "gzip", "h5py", "joblib", "keras", "lzma", "pandas", "pathlib", "pickle", "re")
Y = "y"


@frozen_record
class LabelVariable:
    """The labels as a program holds them.

    Parameters
    ----------
    name : str
        The variable that they are in, or are put into.
    facts : Facts
    first : tuple of str
        The line that puts them there, where they are an expression that nothing can be assigned to.
    """

    name: str
    facts: Facts
    first: tuple[str, ...] = ()


def label_variable(labels: DataFile | None) -> LabelVariable | None:
    """The labels of a report; None where there are none, or several."""
    if labels is None or len(labels.arrays) != 1:
        return None
    array = labels.arrays[0]
    if labels.table is not None or not labels.live:  # the lines that load the data put them there
        return LabelVariable(Y, array.facts)
    name, first = labels.variable(array.name, None, Y), labels.naming_lines(array.name, None, Y)
    return LabelVariable(name, array.facts, tuple(first))


def cure_lines_of(steps: Sequence[Step], data: str, labels: LabelVariable | None) -> list[str]:
    """One line for every edit of `data`; in front of it one for the labels, where they change with it."""
    lines: list[str] = []
    facts, named = None if labels is None else labels.facts, False
    for step in steps:
        if labels is not None and facts is not None:
            line = step.edit.follow_python(labels.name, data, facts, step.before)
            lines += [*([] if named else labels.first), line] if line else []
            facts, named = (facts_along(facts, step), True) if line else (facts, named)
        lines.append(step.edit.python(data))
    return lines


def facts_along(rows: Facts, step: Step) -> Facts:
    """The facts of labels that a step changed: its own axes, where they had an entry for each timestep."""
    each = rows.rank > 1 and rows.axes[1:2] == step.before.axes[1:2]
    own = (step.after.axes[:2], 2) if each else ((step.after.samples,), 1)
    return replace(rows, axes=(*own[0], *rows.axes[own[1] :]), container=step.after.container)


def is_conversion_of_keras(step: Step) -> bool:
    """Whether an edit only makes other floats of floats in the byte order of this machine."""
    plain = all(dtype_kind(one) == "f" and not one.startswith(("<", ">")) for one in step.before.dtypes)
    return plain and step.edit.traits.of_values and "dtype" in step.edit.args()


def lines_before(data: DataFile, name: str, member: int | None, labels: DataFile | None) -> list[str]:
    """The lines that put live data into the variables that are changed; none where it is in one already."""
    if data.live and data.table is not None:
        return table_features_code(data, data.table, labels).splitlines()
    return data.naming_lines(name, member)


def table_features_code(
    data: DataFile, table: TableFacts, labels: DataFile | None, frame: str | None = None
) -> str:
    """The lines that take the features, and a named target, out of a table whose columns were named.

    Parameters
    ----------
    frame : str, optional
        How it is read from a file; live data is a frame.
    """
    array, taken = data.arrays[0], table.taken
    frame, even = frame or array.place.python(data.path), array.facts.container == "array"
    target, column = None, target_of_table(table, labels)
    if column is not None and labels is not None:
        target = (column, labels.arrays[0].facts.rank == 1, labels.arrays[0].facts.container == "array")
    return features_code(frame, table.values, taken.id, taken.time, even, table.time_order, target)


def target_of_table(table: TableFacts | None, labels: DataFile | None) -> str | None:
    """The column of a table that the labels are: the lines that take out its features take it out too."""
    beside = labels.table if labels is not None and labels.arrays else None
    if table is None or beside is None:
        return None
    return table.taken.target or (beside.taken.target if beside.columns == table.columns else None)


def with_imports(code: str) -> str:
    """The code with the imports it needs in front."""
    lines = [f"import {module}" for module in MODULES if has_module_call(module, code)]
    lines += ["import numpy as np"] if has_module_call("np", code) else []
    return "\n".join([*lines, "", code]) if lines else code


def has_module_call(module: str, code: str) -> bool:
    """Whether the code calls something of this module; a name in a path is no call."""
    return re.search(rf"\b{module}\.[\w.]+\(", code) is not None
