"""The cure of live data as code, on the variables of the program that holds it."""

from __future__ import annotations

from lstmdoctor.core.reports import Report
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.text import features_code, python_literal


def cure_code(before: Report) -> str:
    """The cure of every input; "" where nothing is to be done.

    An expression that can be no target is called ``x`` first, once for all the parts of it that are changed.
    """
    renamed = renaming_code(before)
    lines: list[str] = []
    for pair in before.case.pairs:
        slot = (pair.array.name, pair.member)
        steps = pair.chosen.steps if pair.chosen is not None else ()
        if before.data.table is not None:
            lines += features_of_table(before, before.data.table)
        elif steps or renamed:
            lines += [line for line in before.data.naming_lines(*slot) if line not in lines]
        lines += [step.edit.python(before.data.variable(*slot)) for step in steps]
    lines += [renamed] if renamed else []
    imports = needed_imports(before)
    return "\n".join([*imports, "", *lines] if imports else lines)


def features_of_table(before: Report, table: TableFacts) -> list[str]:
    """The lines that take the features out of a frame whose columns were named."""
    array, taken = before.data.arrays[0], table.taken
    frame, even = array.place.python(before.data.path), array.facts.container == "array"
    code = features_code(frame, table.values, taken.id, taken.time, even, table.time_order)
    return code.splitlines()


def needed_imports(before: Report) -> list[str]:
    """The imports that the code of the chosen readings stands behind."""
    codes = [reading["python"] for reading in before.to_dict()["readings"] if reading["by_itself"]]
    found = (line for code in codes for line in code.splitlines() if line.startswith("import "))
    return list(dict.fromkeys(found))


def renaming_code(report: Report) -> str:
    """The dict that gives live arrays to the inputs whose shapes they have; "" where names or places do."""
    if not report.data.live or not report.case.misnamed:
        return ""
    named = (
        f"{python_literal(pair.input.name)}: {report.data.variable(pair.array.name, pair.member)}"
        for pair in report.case.pairs
    )
    return f"x = {{{', '.join(named)}}}"
