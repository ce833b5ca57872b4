"""A progress bar for work that takes longer than a second, where somebody is watching."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from lstmdoctor.core.sharding import ShardsDone

LONGEST = 120
"""Characters of what is said beside the bar."""
PATIENCE = 1.0
"""Seconds of silence before the bar appears."""


class Meter:
    """Called with what is done and all there is (None while Keras is asked); draws on stderr, if a terminal.

    Parameters
    ----------
    title : str
        What is being done.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self._start = time.monotonic()
        self._watched = sys.stderr.isatty()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._counts_shards = False

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int | None) -> None:
        if total is None:
            self._wait()
        elif not self._counts_shards:
            self._draw(self.title, done, total)

    def tell_shards(self, done: ShardsDone) -> None:
        """Several files are looked at or written: these and their bytes are counted, not the samples."""
        from lstmdoctor.text import byte_size_text

        self._counts_shards = True
        shards = f"{self.title}: shards {done.shards:,}/{done.total:,}"
        if done.total_bytes:
            sizes = f"{byte_size_text(done.bytes)} of {byte_size_text(done.total_bytes)}"
            self._draw(f"{shards}, {sizes}", done.bytes, done.total_bytes)
        else:
            self._draw(shards, done.shards, done.total)

    def _draw(self, words: str, done: int, total: int) -> None:
        """Show how far the work is, where somebody is watching and it takes long."""
        if not self._watched or time.monotonic() - self._start < PATIENCE:
            return
        if self._bar is None:
            self._open(total)
        if self._bar is not None and self._task is not None:
            from rich.markup import escape

            from lstmdoctor.text import safe_text

            shown = escape(safe_text(words, LONGEST))
            self._bar.update(self._task, completed=done, total=total, description=shown)

    def _wait(self) -> None:
        """A bar that only moves: nobody knows how long Keras takes, and it takes seconds to start."""
        if not self._watched:
            return
        if self._bar is not None:
            self._bar.stop()
        self.title = "asking Keras"
        self._open(None)

    def _open(self, total: int | None) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import Progress

        from lstmdoctor.files.parallel import start_thread
        from lstmdoctor.text import safe_text

        drawn = start_thread(lambda: None) is not None  # by a thread, which nobody may have room for
        self._bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=drawn)
        self._task = self._bar.add_task(escape(safe_text(self.title)), total=total)
        self._bar.start()
