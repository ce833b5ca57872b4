"""The HTML report: whole, bounded, inert, the same bytes every time; and the counts that its pictures need."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from outputs_cases import EVIL, hostile_run, many
from places import SAMPLES
from report_cases import CASES, report

from lstmdoctor.cli import main
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.histograms import Histograms
from lstmdoctor.core.reports import Report
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.histograms import asked_of_facts, histograms_of_steps
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.report.html.document import render, report_document, report_fragment
from lstmdoctor.report.html.joins import origins_in_pair

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Whole(HTMLParser):
    """Every element that is opened is closed in its order; tags and attributes are kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag


def parsed(page: str) -> Whole:
    parser = Whole()
    parser.feed(page)
    parser.close()
    assert not parser.open
    return parser


def page_of_case(name: str) -> str:
    return report_document(report(name))


PAGES: dict[str, Callable[[], str]] = {
    **{name: partial(page_of_case, name) for name in CASES},
    "hostile": lambda: render(hostile_run()),
    "a fragment": lambda: report_fragment(report("too_long")),
    "of a run": lambda: render(many(3)),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_asks_no_other_place(name: str) -> None:
    page = PAGES[name]()
    for _, attributes in parsed(page).seen:
        assert not attributes.keys() & {"src", "href", "action", "onerror", "onload", "onclick", "srcset"}
    assert "http:" not in page and "https:" not in page and "url(" not in page and "@import" not in page
    assert page == PAGES[name]()


def test_names_out_of_files_are_text() -> None:
    page = render(hostile_run())
    tags = {tag for tag, _ in parsed(page).seen}
    assert not tags & {"b", "a", "img", "iframe", "object", "form", "base", "link"}
    assert "\x1b" not in page and "\u202e" not in page
    assert "<b>" not in page.replace(EVIL, "") and "&lt;b&gt;" in page


@pytest.mark.parametrize("name", CASES)
def test_codes_and_messages_are_visible_without_opening_anything(name: str) -> None:
    found = report(name)
    shown = re.sub(
        r"<details.*?</details>|<script.*?</script>|<style.*?</style>", "", report_document(found), flags=re.S
    )
    for finding in found.findings:
        assert finding.fault.code in shown
    assert ("healthy" in shown) == (not found.findings)


def test_the_report_for_machines_is_in_the_page() -> None:
    page = report_document(report("two_faults"))
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)
    assert found is not None
    assert json.loads(found[1])["findings"][0]["code"].startswith("LD")


def test_a_fragment_has_no_script_and_no_head() -> None:
    tags = {tag for tag, _ in parsed(report_fragment(report("ragged"))).seen}
    assert not tags & {"script", "html", "head", "body", "button"}


def test_sizes_are_bounded() -> None:
    assert len(render(many(50)).encode()) < 500_000
    wide = report("features")
    assert len(report_document(wide).encode()) < 200_000


@pytest.mark.parametrize(
    ("name", "origins"),
    [
        ("healthy", [{0}, {1}, {2}]),
        ("swapped", [{0}, {2}, {1}]),
        ("two_faults", [set(), {1}, {0}]),
        ("series", [{0}, {0}, set()]),
        ("flat", [{0}, {1}, {1}]),
        ("extra_axis", [{0}, {2}, {3}]),
        ("video", [set(), {0}, {1}, {2}, {3}]),
        ("keras_adds_it", [{0}, {1}, set()]),
        ("too_long", [{0}, {1}, {2}]),
    ],
)
def test_axes_are_joined_as_the_reading_moves_them(name: str, origins: list[set[int]]) -> None:
    [pair] = report(name).case.pairs
    assert [set(one) for one in origins_in_pair(pair)] == origins


SAMPLE = np.array([[[0.5, -3.0], [np.nan, 8.0]], [[0.0, np.inf], [1.0, -0.25]]], "f4")


def test_counts_of_a_block_by_hand() -> None:
    facts = Facts((2, 2, 2))
    found = histograms_of_steps(SAMPLE.reshape(4, 2), np.array([2, 2]), asked_of_facts(facts))
    assert found == Histograms(
        positive=((-1, 1), (0, 1), (3, 1)),
        negative=((-2, 1), (1, 1)),
        zero=1,
        only_whole=False,
        not_finite=((0, 1), (1, 1)),
        cells=((0, 1, 1), (1, 0, 1)),
    )


@pytest.mark.parametrize("rows", [1, 3, 100])
@pytest.mark.parametrize("kind", ["f4", "i8", "u1", "?"])
def test_counts_of_pieces_merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, rows: int
) -> None:
    x = np.random.default_rng(3).normal(0, 40, (100, 7, 5)).astype(kind)
    if kind == "f4":
        x[3:9, 2:, 1] = np.nan
    np.save(tmp_path / "x.npy", x)
    [array] = open_data(str(tmp_path / "x.npy")).arrays
    whole = scan_sequences(array, histograms=True).values
    monkeypatch.setattr("lstmdoctor.data.formats.npy.rows_per_block", lambda shape, itemsize: rows)
    pieces = scan_sequences(array, histograms=True).values
    assert whole is not None and pieces is not None and whole.histograms is not None
    assert whole == pieces
    spread = whole.histograms
    counted = sum(n for _, n in (*spread.positive, *spread.negative)) + spread.zero
    assert counted + sum(n for _, n in spread.not_finite) == x.size


def test_nothing_is_counted_unasked() -> None:
    [array] = open_data(str(SAMPLES / "healthy.npy")).arrays
    values = scan_sequences(array).values
    assert values is not None and values.histograms is None


def test_the_command_writes_one_file(tmp_path: Path) -> None:
    words = ["diagnose", str(SAMPLES / "model_50x100.keras"), str(SAMPLES / "ragged_20_to_59.pkl")]
    path = tmp_path / "report.html"
    done = CliRunner().invoke(main, [*words, "--output-format", "html", "-o", str(path)])
    assert (done.exit_code, done.stdout) == (1, "")
    page = path.read_text(encoding="utf-8")
    assert "Lengths" in page and "Values" in page and len(page) < 200_000
    parsed(page)
    assert isinstance(report("healthy"), Report)
