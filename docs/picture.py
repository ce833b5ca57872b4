"""Draw the picture of the README from a real report: ``python docs/picture.py``."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from lstmdoctor import api
from lstmdoctor.report.text import paint_report

ROOT = Path(__file__).parent.parent
MODEL, DATA = "sample_data/model_50x100.keras", "sample_data/list_of_200.pkl"


def main() -> None:
    """Write docs/report.svg."""
    console = Console(
        record=True, width=94, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(f"[bold]$[/] lstmdoctor diagnose {MODEL} {DATA}\n", highlight=False)
    paint_report(api.diagnose(MODEL, DATA), console)
    # The picture must not fetch a font from anywhere: the viewer's own monospaced one will do.
    own_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    picture = console.export_svg(title="lstmdoctor", unique_id="lstmdoctor", code_format=own_fonts)
    (ROOT / "docs" / "report.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
