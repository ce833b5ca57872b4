"""A watch that begins when Keras is imported: until then nothing is loaded that the program might not want.

A script may set ``OMP_NUM_THREADS`` before it imports NumPy, or have a file of its own that is called like a
library; so neither NumPy nor anything else is imported before Keras is.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from lstmdoctor.records import mutable_record
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.hook import HOMES, await_models
from lstmdoctor.watching.shadowing import path_without, shown_libraries

if TYPE_CHECKING:
    from lstmdoctor.core.run import FailOn
    from lstmdoctor.watching.switch import Watch
    from lstmdoctor.watching.watcher import Level


@mutable_record
class LaterWatch:
    """What is to be watched once there is a Keras.

    Parameters
    ----------
    check, fail_on
        As for `watch`.
    keeps : bool
        Whether reports are kept for a file.
    folder : str
        The folder of the script, in which nothing of lstmdoctor's own is looked for.
    watch : Watch or None
        Once it is on.
    """

    check: Level = "header"
    fail_on: FailOn | None = None
    keeps: bool = False
    folder: str = ""
    watch: Watch | None = None

    def begin(self) -> None:
        """Wait for Keras, or begin at once where it is there."""
        await_models(self.ready)
        for name in HOMES:
            module = sys.modules.get(name)
            if module is not None and hasattr(module, "Model"):
                self.ready(module)

    def explain(self, error: BaseException) -> None:
        """Add a note to an error that ends the program, where no watched call has had the chance."""
        if self.watch is None:
            return
        with let_user_continue(), path_without(self.folder), shown_libraries():
            from lstmdoctor.watching.uncaught import add_note_of_call

            add_note_of_call(error, self.watch.watcher)

    def ready(self, module: ModuleType) -> None:
        """Watch, now that a Keras is there; the second is wrapped as the first was."""
        with let_user_continue(), path_without(self.folder), shown_libraries():
            from lstmdoctor.watching.switch import Watch
            from lstmdoctor.watching.verbs import wrap_class_of
            from lstmdoctor.watching.watcher import Watcher

            if self.watch is None:
                self.watch = Watch(Watcher(self.check, self.fail_on, self.keeps))
            wrap_class_of(module)
