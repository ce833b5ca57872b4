"""Real messages of strangers, and texts that are none: what is recognised, and as what."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from places import TESTS

from lstmdoctor.messages import explain

FOLDER = TESTS / "messages"
FLOOR = 0.96
"""Share of the texts whose best code is one of those written down for them."""


def texts() -> Iterator[tuple[str, frozenset[str]]]:
    """(error text, accepted codes)."""
    for line in (FOLDER / "texts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield str(row["error"]), frozenset(map(str, row["codes"]))


def innocent() -> list[str]:
    return [str(json.loads(line)) for line in (FOLDER / "innocent.jsonl").read_text("utf-8").splitlines()]


TEXTS = tuple(texts())
INNOCENT = tuple(innocent())


def name(text: object) -> str:
    return text.strip()[:50] if isinstance(text, str) else ""


@pytest.mark.parametrize(("text", "codes"), TEXTS, ids=name)
def test_an_accepted_code_is_among_those_named(text: str, codes: frozenset[str]) -> None:
    explanation = explain(text)
    assert explanation.recognised
    assert codes & set(explanation.codes), explanation


def test_the_best_code_is_mostly_an_accepted_one() -> None:
    right = sum(explain(text).code in codes for text, codes in TEXTS)
    assert len(TEXTS) >= 450
    assert right / len(TEXTS) >= FLOOR, f"{right} of {len(TEXTS)}"


@pytest.mark.parametrize("text", INNOCENT, ids=name)
def test_what_is_not_about_data_is_not_recognised(text: str) -> None:
    explanation = explain(text)
    assert not explanation.recognised, explanation
    assert (explanation.code, explanation.codes) == (None, ())
    assert explanation.message and explanation.help


def test_the_silent_half_is_long_enough() -> None:
    assert len(INNOCENT) >= 170


@pytest.mark.parametrize(("text", "codes"), TEXTS, ids=name)
def test_words_are_ours_and_short(text: str, codes: frozenset[str]) -> None:
    explanation = explain(text)
    message = explanation.message
    assert message and "\n" not in message and not message.endswith(".") and len(message) < 260
    assert message[0].islower() or message.split()[0].strip("(,:") not in ("The", "A", "An", "Layer")
    assert explanation.help and not explanation.help.endswith(".")
    assert "1000003" not in message + explanation.python + explanation.help
    assert "[[" not in message and "numpy=" not in message
    assert not explanation.question.endswith("?")
    compile(explanation.python, "<cure>", "exec")


@pytest.mark.parametrize(("text", "codes"), TEXTS, ids=name)
def test_colours_prefixes_and_line_ends_do_not_matter(text: str, codes: frozenset[str]) -> None:
    plain = explain(text)
    for variant in (
        text.replace("\n", "\r\n"),
        f"\x1b[1m\x1b[31m{text}\x1b[0m",
        "\n".join(f"E   {line}" for line in text.split("\n")),
        text.replace("'", "’").replace('"', "”"),
        f"some log line\n{text}\n",
    ):
        assert explain(variant).codes == plain.codes, variant
