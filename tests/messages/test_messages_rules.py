"""Over all rules: each knows its examples, no earlier one does, and no search takes more than linear time."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any, get_type_hints

import pytest

from lstmdoctor import messages
from lstmdoctor.checks import CHECKS
from lstmdoctor.messages import rule_and_guess
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.messages.paste.clean import raised_statements, readable_text
from lstmdoctor.messages.paste.frames import read_hints
from lstmdoctor.messages.rules.rule import Phrase, Rule, bare_text
from lstmdoctor.messages.rules.table import CUT, FAMILIES, OPAQUE, RULES
from lstmdoctor.messages.rules.template import LAZY, TOKEN, Template

ALL = (*RULES, *OPAQUE, *CUT)
PHRASES = tuple((rule, phrase) for rule in ALL for phrase in rule.phrases)
NAMES = [phrase.template.text[:70] for _, phrase in PHRASES]


def first_to_know(example: str) -> list[Rule]:
    """The first rule that knows each statement of an example."""
    plain = readable_text(example)
    known = [rule_and_guess(statement, read_hints(plain)) for statement in raised_statements(plain)]
    return [found[0] for found in known if found]


@pytest.mark.parametrize(("rule", "phrase"), PHRASES, ids=NAMES)
def test_every_wording_is_the_first_to_know_its_example(rule: Rule, phrase: Phrase) -> None:
    assert phrase.example and any(one is rule for one in first_to_know(phrase.example)), [
        one.phrases[0].template.text for one in first_to_know(phrase.example)
    ]
    alone = {id(one): replace(rule, phrases=(one,)) for one in rule.phrases}
    plain = readable_text(phrase.example)
    hints = read_hints(plain)
    knowing: list[Phrase] = []
    for statement in raised_statements(plain):
        for text in (f"{statement.text} @ {hints.line}", statement.text):
            knowing += [one for one in rule.phrases if alone[id(one)].guess(text, bare_text(text), hints)][:1]
    assert any(one is phrase for one in knowing), [one.template.text for one in knowing]


def test_a_rule_that_is_shadowed_would_be_seen() -> None:
    last = RULES[-1]
    assert first_to_know(RULES[0].phrases[0].example)[-1] is not last


@pytest.mark.parametrize("rule", ALL, ids=[rule.phrases[0].template.text[:60] for rule in ALL])
def test_a_reader_takes_what_its_templates_hold(rule: Rule) -> None:
    if "<lambda>" in rule.read.__qualname__:
        return
    parameters = list(inspect.signature(rule.read).parameters.values())[1:]
    types = get_type_hints(rule.read)
    needed = {parameter.name for parameter in parameters if parameter.default is parameter.empty}
    for phrase in rule.phrases:
        places = phrase.template.places
        assert set(places) <= {parameter.name for parameter in parameters}
        assert needed <= set(places)
        assert all(
            kind.type in (types[name], *getattr(types[name], "__args__", ())) for name, kind in places.items()
        )


def repetitions(pattern: str) -> Iterator[tuple[int, int]]:
    """(most of a repetition, most of the one around it) of a regular expression; 1 where there is none."""
    parser = import_module("re._parser")

    def walk(items: Any, around: int) -> Iterator[tuple[int, int]]:
        for item in items:
            if isinstance(item, parser.SubPattern):
                yield from walk(item, around)
            elif isinstance(item, tuple) and str(item[0]) in (
                "MAX_REPEAT",
                "MIN_REPEAT",
                "POSSESSIVE_REPEAT",
            ):
                most = int(item[1][1])
                yield most, around
                yield from walk(item[1][2], max(most, around))
            elif isinstance(item, (tuple, list)):
                yield from walk(item, around)

    yield from walk(parser.parse(pattern), 1)


@pytest.mark.parametrize("phrase", [phrase for _, phrase in PHRASES], ids=NAMES)
def test_a_search_is_bounded(phrase: Phrase) -> None:
    found = list(repetitions(phrase.template.regex.pattern))
    assert all(most <= 2000 for most, _ in found), "a repetition without a bound"
    assert all(most == 1 or around == 1 for most, around in found), "a repetition of repetitions"
    tokens = list(TOKEN.finditer(phrase.template.text))
    assert not (tokens[-1]["gap"] or tokens[-1]["kind"] in LAZY), "nothing ends the gap"


def room_patterns() -> dict[str, re.Pattern[str]]:
    """All regular expressions of the room that are no templates."""
    found = {}
    for info in pkgutil.walk_packages(messages.__path__, "lstmdoctor.messages."):
        for name, value in vars(import_module(info.name)).items():
            if isinstance(value, re.Pattern):
                found[f"{info.name.rpartition('.')[2]}.{name}"] = value
    return found


@pytest.mark.parametrize(("name", "pattern"), room_patterns().items(), ids=list(room_patterns()))
def test_no_pattern_repeats_an_unbounded_repetition(name: str, pattern: re.Pattern[str]) -> None:
    most = 4096
    assert not [pair for pair in repetitions(pattern.pattern) if min(pair) > most], name


def test_a_nested_repetition_would_be_seen() -> None:
    assert max(map(min, repetitions(r"(?:\w+\s*)*x"))) > 4096


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.rpartition(".")[2])
def test_every_rule_of_a_family_is_listed(family: object) -> None:
    listed = {id(rule) for rule in family.RULES}  # type: ignore[attr-defined]
    assert all(id(value) in listed for value in vars(family).values() if isinstance(value, Rule))


TEMPLATES: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    ("a shape", "found {found:shape}", "FOUND (None, 5)", {"found": (None, 5)}),
    ("a number", "got {n:int} of", "got 7 of them", {"n": 7}),
    ("quotes may be missing", "layer '{name:name}' of", 'layer "lstm_1" of', {"name": "lstm_1"}),
    ("an optional part", "a[ b {n:int}] c", "a c", {}),
    ("an optional part that is there", "a[ b {n:int}] c", "a b 3 c", {"n": 3}),
    ("alternatives", "{one|two} {n:int}", "two 3", {"n": 3}),
    ("a gap", "a ... b {n:int}", "a and more b 3", {"n": 3}),
    ("brackets of the message", "In[[{n:int}]]: {{x}}", "In[0]: {x}", {"n": 0}),
    ("blanks beside punctuation", "a, b: {n:int}", "a,b:3", {"n": 3}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("template", "text", "values"), [row[1:] for row in TEMPLATES], ids=[row[0] for row in TEMPLATES]
)
def test_a_template_is_read(template: str, text: str, values: dict[str, object]) -> None:
    compiled = Template(template)
    match = compiled.regex.search(text)
    assert match is not None
    assert compiled.anchor in bare_text(text)
    assert compiled.values(match) == values


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("^a b", "x a b"),
        ("a$", "a b"),
        ("a b", "ab"),
        ("a ... b", "a " + "x" * 250 + " b"),
        ("ndim={n:int}", "xndim=3"),
    ],
)
def test_a_template_is_not_found(template: str, text: str) -> None:
    assert Template(template).regex.search(text) is None


def test_every_fault_has_a_meaning_and_a_cure() -> None:
    assert len(FAULTS) == len(CHECKS)
    for fault in FAULTS.values():
        assert fault.meaning and not fault.meaning.endswith(".") and fault.meaning[0].islower()
        assert fault.cure.help and not fault.cure.help.endswith(".") and fault.cure.help[0].islower()
        compile(fault.cure.python, "<cure>", "exec")


def test_every_code_of_a_rule_is_a_fault() -> None:
    fixed = [rule for rule in ALL if "<lambda>" in rule.read.__qualname__]
    guesses = [
        rule.guess(text, bare_text(text), read_hints(""))
        for rule in fixed
        for text in [rule.phrases[0].example]
    ]
    assert all(set(guess.codes) <= set(FAULTS) for guess in guesses if guess)
