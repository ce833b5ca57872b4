"""`watch`: a context manager and a switch."""

from __future__ import annotations

from types import TracebackType

from lstmdoctor.core.run import FAIL_ON, FailOn
from lstmdoctor.watching.hook import await_models, await_no_longer
from lstmdoctor.watching.verbs import (
    WATCHERS,
    unwrap_all_classes,
    wrap_class_of,
    wrap_loaded_classes,
)
from lstmdoctor.watching.watcher import LEVELS, Level, Watcher


class Watch:
    """A watch that is on until `stop`, or until its ``with`` block ends.

    Parameters
    ----------
    watcher : Watcher
    """

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        WATCHERS.append(watcher)
        wrap_loaded_classes()
        await_models(wrap_class_of)

    def stop(self) -> None:
        """End it; where it was the last, Keras is as it was before. A second time does nothing."""
        if self.watcher in WATCHERS:
            WATCHERS.remove(self.watcher)
        if not WATCHERS:
            await_no_longer()
            unwrap_all_classes()

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "on" if self.watcher in WATCHERS else "stopped"
        return f"<lstmdoctor.Watch {state}, check={self.watcher.check!r}, fail_on={self.watcher.fail_on!r}>"


def watch(check: Level = "header", fail_on: FailOn | None = None) -> Watch:
    """Look at the data of every `fit`, `evaluate`, `predict`, ``*_on_batch`` and call of a Keras model.

    Where Keras raises, the diagnosis is added to the exception as a note. What Keras would pass over in
    silence is said on stderr, once for every place in the code, before the first step. Errors and warnings,
    no notes.

    Parameters
    ----------
    check : {"header", "values", "off"}
        Look at shapes and dtypes, which costs no value read; at values too, a few milliseconds of them; or
        only where something fails.
    fail_on : {"error", "warning", "note", "never"} or None
        Raise `DataShapeError` before the step for findings that are as bad.

    Returns
    -------
    Watch
        A context manager; as a switch it is on at once, until its method ``stop``.
    """
    if check not in LEVELS:
        raise ValueError(f"check={check!r}: one of {', '.join(map(repr, LEVELS))} is expected")
    if fail_on is not None and fail_on not in FAIL_ON:
        raise ValueError(f"fail_on={fail_on!r}: one of {', '.join(map(repr, FAIL_ON))} is expected")
    return Watch(Watcher(check, None if fail_on == "never" else fail_on))
