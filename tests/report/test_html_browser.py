"""The HTML report in a real browser: silent, asking nothing, readable in every way that a page is read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from outputs_cases import hostile_run
from places import SAMPLES

from lstmdoctor.api import diagnose
from lstmdoctor.report.html.document import render, report_document

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed to look at the report with"),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    x = np.random.default_rng(0).normal(size=(60, 50, 100)).astype("f4")
    x[3:5, 10:20, 4] = np.nan
    np.save(folder / "nan.npy", x)
    model = str(SAMPLES / "model_50x100.keras")
    written = {
        "hostile": render(hostile_run()),
        "ragged": report_document(diagnose(model, str(SAMPLES / "ragged_20_to_59.pkl"), histograms=True)),
        "swapped": report_document(diagnose(model, str(SAMPLES / "swapped_axes.npy"), histograms=True)),
        "nan": report_document(diagnose(model, str(folder / "nan.npy"), histograms=True)),
        "healthy": report_document(diagnose(model, str(SAMPLES / "healthy.npy"), histograms=True)),
    }
    for name, page in written.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


NAMES = ["hostile", "ragged", "swapped", "nan", "healthy"]


def opened(browser: Any, path: Path, **options: Any) -> tuple[Any, list[str]]:
    """A page, and everything that it says or asks for beside itself."""
    page = browser.new_context(**options).new_page()
    noticed: list[str] = []
    page.on("console", lambda message: noticed.append(message.text))
    page.on("pageerror", lambda error: noticed.append(str(error)))
    page.on("request", lambda request: noticed.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, noticed


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_silent_and_without_violations(browser: Any, pages: dict[str, Path], name: str, scheme: str) -> None:
    page, noticed = opened(browser, pages[name], color_scheme=scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert noticed == []
    page.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_narrow_page_does_not_scroll_sideways(browser: Any, pages: dict[str, Path], name: str) -> None:
    page, _ = opened(browser, pages[name], viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()


def test_what_is_copied_is_what_stands_there(browser: Any, pages: dict[str, Path]) -> None:
    page, noticed = opened(browser, pages["swapped"], permissions=["clipboard-read", "clipboard-write"])
    for number in range(page.locator("button.copy").count()):
        button = page.locator("button.copy").nth(number)
        button.click()
        api.expect(button).to_have_text("Copied")
        shown = page.locator(".code code").nth(number).text_content()
        assert page.evaluate("navigator.clipboard.readText()") == shown
    assert page.locator("#said").text_content() == "Copied"
    assert noticed == []
    page.context.close()


def test_readable_without_scripts(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["ragged"], java_script_enabled=False)
    text = page.locator("main").inner_text()
    assert "LD301" in text and "lstmdoctor fix" in text
    assert not page.locator("button.copy").first.is_visible()
    page.context.close()


def test_printed(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["ragged"])
    assert page.pdf().startswith(b"%PDF")
    page.context.close()


def test_the_keyboard_reaches_everything_in_order(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["swapped"])
    tops = []
    for _ in range(6):
        page.keyboard.press("Tab")
        tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
    assert tops == sorted(tops) and len(set(tops)) > 3
    page.context.close()


def test_hostile_names_stay_text(browser: Any, pages: dict[str, Path]) -> None:
    page, noticed = opened(browser, pages["hostile"])
    assert page.locator("main b, main a, main img").count() == 0
    assert noticed == []
    page.context.close()
