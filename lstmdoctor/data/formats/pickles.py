"""Pickles as data: what their objects hold, in arrays and lists of arrays."""

from __future__ import annotations

from lstmdoctor.data.contents.container import Parts, Remarks
from lstmdoctor.files.budget import Budget, budget_of_file
from lstmdoctor.files.regular import Data, Regular


def open_pickle(file: Regular) -> tuple[Parts, Remarks]:
    """What a pickle holds, and remarks about it; raises `Unreadable`."""
    return parts_of_pickle(file.content(), budget_of_file(file.size))


def parts_of_pickle(data: Data, budget: Budget) -> tuple[Parts, Remarks]:
    """The same of bytes that may be in memory, charged to this budget."""
    from lstmdoctor.data.contents.parts import collect_parts
    from lstmdoctor.data.pickle.pickled import load_pickle

    value, remarks = load_pickle(data, 0, budget)
    return collect_parts(value, "", budget), remarks


def pickle_format(head: bytes) -> str:
    """The format of a pickle: joblib names its wrapper of arrays before the first of them."""
    from lstmdoctor.data.pickle.opcodes import JOBLIB

    return "joblib" if JOBLIB in head else "pickle"
