"""The page made from signatures and docstrings of what the package exports."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import lstmdoctor

SECTIONS = ("Parameters", "Returns", "Raises", "Attributes")


def python_page() -> str:
    """Everything that the package exports: signatures and docstrings."""
    parts = [
        f"# Python\n\nWritten by `python docs/reference.py` from signatures and docstrings.\n\n{prose(lstmdoctor.__doc__ or '')}"
    ]
    things = {name: getattr(lstmdoctor, name) for name in lstmdoctor.__all__ if not name.startswith("_")}
    functions = {
        name: one for name, one in things.items() if inspect.isfunction(one) and "ipython" not in name
    }
    classes = {name: one for name, one in things.items() if inspect.isclass(one)}
    parts += [f"## lstmdoctor.{name}\n\n{documented(one, name)}" for name, one in functions.items()]
    for name, one in classes.items():
        parts.append(f"## lstmdoctor.{name}\n\n{documented(one, name)}")
        parts += ["\n".join(members(one))] if list(members(one)) else []
    return "\n\n".join(parts) + "\n"


def members(kind: type) -> Iterator[str]:
    """Public methods and properties of a class that say what they are for."""
    for name, one in vars(kind).items():
        function = one.fget if isinstance(one, property) else one
        if name.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
            continue
        call = signature_text(function).replace("(self, ", "(").replace("(self)", "()")
        shown = f"`.{name}`" if isinstance(one, property) else f"`.{name}{call}`"
        yield f"- {shown}: {' '.join(prose(function.__doc__).partition('Raises')[0].split())}"


def documented(thing: Any, name: str) -> str:
    """Signature and docstring as Markdown."""
    code = f"```python\n{name}{signature_text(thing)}\n```\n\n" if inspect.isfunction(thing) else ""
    return code + "\n\n".join(doc_parts(thing.__doc__ or ""))


def signature_text(function: Any) -> str:
    """The signature, over several lines where one is too long."""
    signature = inspect.signature(function)
    inner = []
    for param in signature.parameters.values():
        if param.kind is param.KEYWORD_ONLY and "*" not in inner:
            inner.append("*")
        kind = "" if param.annotation is param.empty else f": {param.annotation}"
        default = "" if param.default is param.empty else f" = {param.default!r}"
        inner.append(f"{param.name}{kind}{default}")
    back = "" if signature.return_annotation is signature.empty else f" -> {signature.return_annotation}"
    one_line = f"({', '.join(inner)}){back}"
    return one_line if len(one_line) <= 80 else "(\n" + "".join(f"    {one},\n" for one in inner) + f"){back}"


def doc_parts(doc: str) -> Iterator[str]:
    """Paragraphs, and the sections of a NumPy docstring as lists."""
    lines = inspect.cleandoc(doc).splitlines()
    heads = [n for n, line in enumerate(lines[:-1]) if line in SECTIONS and set(lines[n + 1]) == {"-"}]
    yield prose("\n".join(lines[: heads[0]] if heads else lines))
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=False):
        yield f"**{lines[start]}**"
        yield "\n".join(section_items(lines[start + 2 : end]))


def section_items(lines: list[str]) -> Iterator[str]:
    """One item for every name, its words behind it."""
    item = ""
    for line in lines:
        if line and not line[0].isspace():
            if item:
                yield item
            name, colon, kind = line.partition(" : ")
            item = f"- `{name}`" + (f" ({prose(kind)})" if colon else "")
        elif line.strip():
            item += (": " if item.endswith(("`", ")")) and ": " not in item[3:] else " ") + prose(
                line.strip()
            )
    if item:
        yield item


def prose(text: str) -> str:
    """A docstring's code as Markdown has it."""
    return inspect.cleandoc(text).replace("``", "`")
