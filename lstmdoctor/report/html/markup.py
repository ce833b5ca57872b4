"""The few ways in which the page is put together; text is escaped here and nowhere else."""

from __future__ import annotations

import html
from collections.abc import Iterable

from lstmdoctor.text import safe_text

LONGEST_NAME = 300
"""Characters of a name out of a file that are shown."""


def escape_html(text: object, most: int = 4000) -> str:
    """Text that a browser shows as it is, control and direction characters made visible."""
    return html.escape(safe_text(str(text), most), quote=True)


def html_element(tag: str, content: str = "", /, **attributes: object) -> str:
    """``<tag name="value">content</tag>``; content is markup, attribute values are text.

    A trailing ``_`` of a name is dropped and other ``_`` become ``-``: ``class_``, ``aria_label``.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape_html(value)}"' for name, value in attributes.items()
    )
    return f"<{tag}{written}>{content}</{tag}>"


def html_table(heads: Iterable[str], rows: Iterable[Iterable[object]], caption: str) -> str:
    """A table of text cells that scrolls by itself where it is too wide."""
    head = html_element("tr", "".join(html_element("th", escape_html(one), scope="col") for one in heads))
    body = "".join(
        html_element("tr", "".join(html_element("td", escape_html(cell, LONGEST_NAME)) for cell in row))
        for row in rows
    )
    inner = (
        html_element("caption", escape_html(caption))
        + html_element("thead", head)
        + html_element("tbody", body)
    )
    table = html_element("table", inner)
    return html_element("div", table, class_="wide", role="group", aria_label=caption, tabindex="0")


def folded_table(title: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """The numbers behind a figure, closed until they are asked for."""
    return html_element(
        "details", html_element("summary", escape_html(title)) + html_table(heads, rows, title)
    )


def html_figure(drawing: str, caption: str) -> str:
    """A drawing with the sentence that says what it shows."""
    return html_element("figure", drawing + html_element("figcaption", escape_html(caption)))


def code_block(title: str, code: str, label: str, scripted: bool) -> str:
    """Code or a command to copy, under its title; the button appears where scripts run."""
    button = (
        html_element(
            "button", "Copy", type="button", class_="copy", aria_label=f"Copy {label}", hidden="hidden"
        )
        if scripted
        else ""
    )
    head = html_element("span", escape_html(title), class_="soft") + button
    code_markup = html_element("code", escape_html(code, 20_000) if "\n" not in code else escaped_lines(code))
    block = html_element("pre", code_markup, tabindex="0", role="group", aria_label=label)
    return html_element("div", html_element("div", head, class_="bar") + block, class_="code")


def escaped_lines(code: str) -> str:
    """Lines of code, each made safe by itself, since a line break is no character to be made visible."""
    return "\n".join(escape_html(line, 20_000) for line in code.split("\n"))
