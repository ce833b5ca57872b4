"""What a rule is: templates of what messages say, each with a real example, and a reader of their values.

A reader gets `Said` first and then, by name, what stands in the places of the template. Where a place may be
missing, the default of the reader's parameter stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.template import NO_QUOTES, Template
from lstmdoctor.records import frozen_record

Reader = Callable[..., Guess | None]


@frozen_record
class Said:
    """A message that a template was found in.

    Parameters
    ----------
    text : str
        The whole message, one line.
    start, end : int
        Where the template was found.
    hints : Hints
        What the text around the message tells.
    """

    text: str
    start: int
    end: int
    hints: Hints

    @property
    def matched(self) -> str:
        """What the template found."""
        return self.text[self.start : self.end]

    def after(self, length: int = 4000) -> str:
        """What follows."""
        return self.text[self.end : self.end + length]

    def around(self, before: int, after: int) -> str:
        """What the template found, and so many characters on both sides."""
        return self.text[max(0, self.start - before) : self.end + after]


@frozen_record
class Phrase:
    """One wording.

    Parameters
    ----------
    template : Template
    example : str
        What somebody really saw, as pasted: with the class of the exception, and with frames where the rule
        needs them.
    """

    template: Template
    example: str


@frozen_record
class Rule:
    """One kind of message.

    Parameters
    ----------
    phrases : tuple of Phrase
        Its wordings; the first that is found and understood counts.
    read : callable
        The guess; None where the rule does not apply after all.
    kinds : tuple of str
        Classes of exception it is confined to; empty for any.
    """

    phrases: tuple[Phrase, ...]
    read: Reader
    kinds: tuple[str, ...] = ()

    def guess(self, text: str, bare: str, hints: Hints) -> Guess | None:
        """What the rule makes of a message; `bare` is what `bare_text` makes of it."""
        for phrase in self.phrases:
            if phrase.template.anchor not in bare:
                continue
            match = phrase.template.regex.search(text)
            if match is None:
                continue
            values = phrase.template.values(match)
            found = self.read(Said(text, match.start(), match.end(), hints), **values)
            if found is not None:
                return found
        return None


def bare_text(text: str) -> str:
    """A message as anchors are looked for: in small letters, without quotes and the blanks around them."""
    return " ".join(text.lower().translate(NO_QUOTES).split())


def rule(template: str, *kinds: str, example: str) -> Callable[[Reader | Rule], Rule]:
    """The reader below as a rule; several of these above one reader are its wordings, in their order."""
    phrase = Phrase(Template(template), example)

    def add_phrase(reader: Reader | Rule) -> Rule:
        if isinstance(reader, Rule):
            return replace(reader, phrases=(phrase, *reader.phrases), kinds=(*kinds, *reader.kinds))
        return Rule((phrase,), reader, kinds)

    return add_phrase


def fixed_rule(
    codes: str,
    message: str,
    wordings: Mapping[str, str],
    *kinds: str,
    question: str = "",
    help: str = "",
    python: str = "",
) -> Rule:
    """A rule for messages that always mean the same.

    Parameters
    ----------
    codes : str
        Faults, best first, separated by blanks.
    message : str
    wordings : mapping
        Template to example.
    *kinds : str
        Classes of exception.
    question, help, python : str
        As in `Guess`.
    """
    guess = Guess(tuple(codes.split()), message, question=question, help=help, python=python)
    phrases = tuple(Phrase(Template(template), example) for template, example in wordings.items())
    return Rule(phrases, lambda said, **values: guess, kinds)
