"""Where padding stands: how much of each candidate value is in front, inside and at the end."""

from __future__ import annotations

from lstmdoctor.core.values import ConstantRun, Values
from lstmdoctor.report.html.drawing import svg_drawing, svg_rectangle, text_at
from lstmdoctor.report.html.markup import html_figure

WIDTH, LEFT, ROW = 720.0, 110.0, 34.0


def draw_padding(values: Values | None) -> str:
    """A strip for each value that fills whole timesteps; "" where none does."""
    runs = [run for run in (values.runs if values is not None else ()) if stands_at_an_end(run)]
    if values is None or not values.steps or not runs:
        return ""
    words = "; ".join(padding_words(run, values) for run in runs)
    sentence = f"timesteps in which every feature has one value: {words}"
    parts = [strip_of_run(run, values.steps, 6 + i * ROW) for i, run in enumerate(runs)]
    return html_figure(svg_drawing(WIDTH, ROW * len(runs) + 8, sentence, parts), sentence)


def stands_at_an_end(run: ConstantRun) -> bool:
    """Whether a value may be padding at all: one that mostly stands inside is data."""
    return run.front_steps + run.back_steps > run.inner_steps


def constant_steps(run: ConstantRun) -> int:
    """Timesteps of that value, wherever they stand."""
    return run.front_steps + run.inner_steps + run.back_steps


def padding_words(run: ConstantRun, values: Values) -> str:
    """One strip in words."""
    only = f", {run.only:,} sequences of nothing else" if run.only else ""
    return (
        f"{run.value:g} in {constant_steps(run) / values.steps:.1%} ({run.front_steps:,} in front, "
        f"{run.inner_steps:,} inside, {run.back_steps:,} at the end{only})"
    )


def strip_of_run(run: ConstantRun, steps: int, y: float) -> str:
    """In front, everything else with what lies inside, at the end: left to right as in a sequence."""
    room = WIDTH - LEFT
    front, back, inside = (room * n / steps for n in (run.front_steps, run.back_steps, run.inner_steps))
    middle = LEFT + front + (room - front - back - inside) / 2
    return "".join(
        (
            text_at(LEFT - 12, y + 16, f"all {run.value:g}", "soft", "end"),
            svg_rectangle(LEFT, y, room, 22, "bar quiet", "other timesteps"),
            svg_rectangle(LEFT, y, front, 22, "bar", f"{run.front_steps:,} timesteps in front"),
            svg_rectangle(middle, y, inside, 22, "bar other", f"{run.inner_steps:,} timesteps inside"),
            svg_rectangle(WIDTH - back, y, back, 22, "bar", f"{run.back_steps:,} timesteps at the end"),
        )
    )
