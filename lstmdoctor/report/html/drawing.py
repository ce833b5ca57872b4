"""SVG by hand: numbers with few digits, texts escaped, one drawing as a string.

Colours are classes of the style sheet, so that dark pages, print and a notebook's own theme decide them.
"""

from __future__ import annotations

from collections.abc import Iterable

from lstmdoctor.report.html.markup import escape_html, html_element


def short_number(value: float) -> str:
    """A coordinate with two digits at most; the same bytes on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def svg_drawing(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    """A drawing that scales with the page; the label is what a screen reader says of it."""
    view = f"0 0 {short_number(width)} {short_number(height)}"
    return html_element(
        "svg",
        html_element("title", escape_html(label)) + "".join(parts),
        viewBox=view,
        role="img",
        aria_label=label,
        style=f"max-width:{short_number(width)}px",
    )


def svg_rectangle(
    x: float, y: float, width: float, height: float, kind: str, title: str = "", radius: float = 0
) -> str:
    """A box; its title shows under the pointer."""
    inside = html_element("title", escape_html(title)) if title else ""
    rounded = {"rx": short_number(radius)} if radius else {}
    return html_element(
        "rect",
        inside,
        x=short_number(x),
        y=short_number(y),
        width=short_number(max(width, 0)),
        height=short_number(max(height, 0)),
        class_=kind,
        **rounded,
    )


def text_at(x: float, y: float, text: str, kind: str = "", anchor: str = "middle") -> str:
    """A line of text."""
    return html_element(
        "text", escape_html(text), x=short_number(x), y=short_number(y), class_=kind, text_anchor=anchor
    )


def line_between(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return html_element(
        "line",
        "",
        x1=short_number(x1),
        y1=short_number(y1),
        x2=short_number(x2),
        y2=short_number(y2),
        class_=kind,
    )


def curve_through(points: Iterable[tuple[float, float]]) -> str:
    """A line through points."""
    places = " ".join(f"{short_number(x)},{short_number(y)}" for x, y in points)
    return html_element("polyline", "", points=places, class_="curve")
