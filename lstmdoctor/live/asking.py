"""What the verbs have in common: what was asked, by whom, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import FrameType

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.explanation import Explanation
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import FAIL_ON, FailOn, has_failing_finding
from lstmdoctor.core.spec import Shape
from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.tensors import shape_of_tensor
from lstmdoctor.data.sequences.source import Progress
from lstmdoctor.errors import LstmdoctorError
from lstmdoctor.live.callers import CallSite, call_site
from lstmdoctor.live.live_report import diagnose_objects
from lstmdoctor.live.outcome import DataShapeError
from lstmdoctor.live.pairs import Asked
from lstmdoctor.live.tracebacks import ENGINES, MOST_CAUSES, KerasCall, chain_of_errors, keras_call_of
from lstmdoctor.messages import explain as explain_text
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.project.fault_words import code_of_word, looks_like_fault, nearest_fault
from lstmdoctor.project.selection import filter_report
from lstmdoctor.text import count_noun, kind_text, shape_text

PARAMETERS = ("model", "x", "y")
INNER_RANK = "LD902"
VECTORS = "LD604"
PLAIN = (str, bytes, int, float, type(None))
"""What is told of an exception without a look at code that made it."""
AGAIN = frozenset({"LD801"})
"""Findings that say nothing of the data: a model without shapes is none of its faults."""


def asked_by(
    caller: FrameType | None,
    look: Look,
    mapping: Mapping[str, str] | None,
    choices: Choices | None,
    progress: Progress | None = None,
) -> Asked:
    """The request, with the names that the caller's own line uses; of files, nobody's line is read."""
    try:
        site = CallSite() if caller is None else call_site(caller, PARAMETERS)
    except Exception:  # a name for a cure is not worth an error
        site = CallSite()
    return Asked(site, look, mapping, choices, progress)


def checked_report(
    report: Report, fail_on: FailOn, select: str | Sequence[str], ignore: str | Sequence[str]
) -> Report:
    """The report with the findings that count; raises `DataShapeError` where one of them fails."""
    __tracebackhide__ = True
    if fail_on not in FAIL_ON:
        raise ValueError(f"fail_on={fail_on!r}: one of {', '.join(map(repr, FAIL_ON))} is expected")
    kept = filter_report(report, codes_of(select, "select"), codes_of(ignore, "ignore"))
    if has_failing_finding(kept, fail_on):
        raise DataShapeError(kept)
    return kept


def codes_of(words: str | Sequence[str], name: str) -> tuple[str, ...]:
    """Codes as one word or several; raises `ValueError` for what is none."""
    codes = []
    for word in words.replace(",", " ").split() if isinstance(words, str) else words:
        code = code_of_word(word)
        if code is None:
            raise ValueError(f"{name}: {word!r} is no code or name of a fault, such as 'LD304'")
        codes.append(code)
    return tuple(codes)


def explained_error(error: BaseException | str) -> Explanation | Report:
    """The report on the call that an exception came out of; else what its text says."""
    if isinstance(error, str):
        return explained_words(error)
    if not isinstance(error, BaseException):
        raise TypeError(f"{kind_text(error)}: an exception or a text is expected")
    call = keras_call_of(error)
    if call is not None:
        report = report_on_call(call)
        if report is not None and not report.ok:
            return report
    return explained_text(error, None if call is None else call.x)


def explained_text(error: BaseException, x: object) -> Explanation:
    """What the text of an exception says, with the data at hand that it came out of."""
    return settled_by_rank(explain_text(text_of_error(error)), x)


def settled_by_rank(found: Explanation, x: object) -> Explanation:
    """The explanation of a wrong rank, with the data at hand that the text alone does not show.

    Data of as many axes as the layer wants came through the layers before it and lost one there: LD902. Data
    of as many as the layer got is wrong itself.
    """
    shape = shape_of_tensor(x)
    if shape is None or found.expected is None or found.found is None or set(found.expected) != {None}:
        return found
    wanted, got = len(found.expected), len(found.found)
    if INNER_RANK not in found.codes and got != wanted - 1:  # what a recurrent layer takes away
        return found
    if got == wanted + 1 and shapes_agree(found.found[:-1], shape):
        words = f"the data {shape_text(shape)} has a vector where an Embedding takes an id"
        return explanation_as(found, VECTORS, words)
    if wanted == got or len(shape) not in (wanted, got):
        return found
    inner = len(shape) == wanted
    codes = (INNER_RANK,) if inner else tuple(code for code in found.codes if code != INNER_RANK)
    if not codes or codes[0] == found.code:
        return replace(found, codes=codes or found.codes, question="" if inner else found.question)
    fault = FAULTS[codes[0]]
    axes = count_noun(got, "axis", "axes")
    words = f"the data has {axes}, the layer that it comes to takes {wanted}: {fault.meaning}"
    return replace(
        found, codes=codes, message=words, help=fault.cure.help, python=fault.cure.python, question=""
    )


def shapes_agree(first: Shape, second: Shape) -> bool:
    """Whether two shapes can be one, and are known to share two sizes at least."""
    pairs = list(zip(first, second, strict=False))
    known = [a == b for a, b in pairs if a is not None and b is not None]
    return len(first) == len(second) and all(known) and len(known) > 1


def explanation_as(found: Explanation, code: str, words: str) -> Explanation:
    """The explanation with the fault that the data decides for."""
    cure = FAULTS[code].cure
    return replace(found, codes=(code,), message=words, help=cure.help, python=cure.python, question="")


def explained_words(words: str) -> Explanation:
    """What a text says, or what the fault means that it names; raises `ValueError` for a code of none."""
    code = code_of_word(words)
    if code in FAULTS:
        fault = FAULTS[code]
        cure = fault.cure
        return Explanation(True, (code,), None, None, fault.meaning, cure.help, cure.python, named=True)
    if looks_like_fault(words):
        raise ValueError(f"'{words.strip()}' is no code or name of a fault{nearest_fault(words)}")
    return explain_text(words)


def report_on_call(call: KerasCall) -> Report | None:
    """The diagnosis of what a verb was given; None where it cannot be made."""
    report = None
    for look in (Look(batches=0), Look(header_only=True, batches=0)):  # what is traced has no values
        with suppress(LstmdoctorError):
            asked = Asked(call.site, look)
            report = report or diagnose_objects(call.model, call.x, call.y, call.validation, asked)
    if report is None:
        return None
    told = tuple(one for one in report.findings if one.fault.code not in AGAIN)
    known = replace(report, findings=told)
    return replace(known, caller=call.site.expression("model") if call.site.file else "model")


def text_of_error(error: BaseException) -> str:
    """An exception as Python prints it, without frames: kind and message, causes first."""
    said = [f"{type(one).__name__}: {message_of_error(one)}" for one in chain_of_errors(error)]
    return "\n\n".join(reversed(said))


def message_of_error(error: BaseException, depth: int = 0) -> str:
    """The message of one exception; no code of the program is called for it, which may fail or never end."""
    made_by = getattr(type(error).__str__, "__module__", None)  # None: Python's own
    if made_by is not None and made_by.partition(".")[0] in (*ENGINES, "numpy"):
        return str(error)
    if made_by is None and all(isinstance(one, PLAIN) for one in error.args):
        return str(error)
    inner = [one for one in error.args if isinstance(one, BaseException) and depth < MOST_CAUSES]
    told = [str(one) for one in error.args if isinstance(one, PLAIN)]
    return ", ".join([*told, *(message_of_error(one, depth + 1) for one in inner)])
