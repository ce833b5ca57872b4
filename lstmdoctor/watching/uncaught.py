"""The note on an error that a model raised while TensorFlow traced a function of the user's own.

There the data is symbols, and the error that comes out is a new one, made of the text of the first: a note on
that one would be lost. The call stands in its traceback all the same, with the shapes.
"""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.live.asking import report_on_call
from lstmdoctor.live.callers import CallSite
from lstmdoctor.live.tracebacks import chain_of_errors, keras_call_of
from lstmdoctor.watching.notes import has_note, note_text
from lstmdoctor.watching.signatures import is_symbolic
from lstmdoctor.watching.silence import telling_report
from lstmdoctor.watching.watcher import Watcher

CALL = "__call__"
SYMBOLS = {"x": "x of the traced function"}
"""What no line can be assigned to: it is cured where it is made."""


def add_note_of_call(error: BaseException, watcher: Watcher) -> None:
    """Add the diagnosis of the call of a model with symbols that an error came out of, where it says why."""
    if any(map(has_note, chain_of_errors(error))):
        return
    call = keras_call_of(error)
    if call is None or call.verb != CALL or not is_symbolic(call.x):
        return
    site = traced_site(error)
    found = report_on_call(replace(call, site=site))
    report = None if found is None else telling_report(found)
    if report is not None and not report.ok:
        watcher.collect(report, site)
        error.add_note(note_text(report, site, call.verb))


def traced_site(error: BaseException) -> CallSite:
    """The user's line that was traced: AutoGraph runs code of its own, and keeps the line with the error."""
    for one in chain_of_errors(error):
        frames = getattr(getattr(one, "ag_error_metadata", None), "translated_stack", ())
        for frame in frames:  # innermost first
            if frame.is_converted:
                return CallSite(str(frame.filename), int(frame.lineno), str(frame.code).strip(), SYMBOLS)
    return CallSite(expressions=SYMBOLS)
