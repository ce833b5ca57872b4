"""Draw the pictures of the README from real reports: ``python docs/picture.py``.

That of the HTML report needs ``pip install ".[browser]"`` and chromium; without them it is left as it is.
"""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from lstmdoctor import api
from lstmdoctor.report.console import print_strokes
from lstmdoctor.report.html.document import report_document
from lstmdoctor.report.paper import Paper
from lstmdoctor.report.text import draw_report

ROOT = Path(__file__).parent.parent
MODEL, DATA = "sample_data/model_50x100.keras", "sample_data/list_of_200.pkl"
SWAPPED = "sample_data/swapped_axes.npy"


def main() -> None:
    """Write docs/report.svg and docs/report.png."""
    draw_html_report()
    console = Console(
        record=True, width=94, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(f"[bold]$[/] lstmdoctor diagnose {MODEL} {DATA}\n", highlight=False)
    paper = Paper()
    draw_report(api.diagnose(MODEL, DATA), paper)
    print_strokes(paper.strokes, console)
    # The picture must not fetch a font from anywhere: the viewer's own monospaced one will do.
    own_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    picture = console.export_svg(title="lstmdoctor", unique_id="lstmdoctor", code_format=own_fonts)
    (ROOT / "docs" / "report.svg").write_text(picture, encoding="utf-8")


def draw_html_report() -> None:
    """A screenshot of the first screen of the HTML report."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    if chromium is None:
        return
    page = ROOT / "docs" / "report.html"
    page.write_text(report_document(api.diagnose(MODEL, SWAPPED, histograms=True)), encoding="utf-8")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            view = browser.new_page(viewport={"width": 900, "height": 760}, color_scheme="light")
            view.goto(page.as_uri())
            view.screenshot(path=str(ROOT / "docs" / "report.png"))
            browser.close()
    finally:
        page.unlink()


if __name__ == "__main__":
    main()
