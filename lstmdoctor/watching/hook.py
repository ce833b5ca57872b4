"""What waits for Keras to be imported, where a watch begins before that.

The finder stands in front of the others, lets them find the module, and wraps its loader for the one moment
after the module has been run. Nothing of that stays on the module.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from lstmdoctor.watching.guard import undisturbed

HOMES = (
    "keras.src.models.model",
    "keras.src.engine.training",
    "keras.engine.training",
    "tf_keras.src.engine.training",
    "tensorflow.python.keras.engine.training",
)
"""The modules that define `Model`: Keras 3, tf.keras from 2.13 on, before, tf_keras, that in TensorFlow."""


class LoaderOnce(Loader):
    """A loader that says when its module has been run."""

    def __init__(self, inner: Loader, ready: Callable[[ModuleType], None]) -> None:
        self.inner = inner
        self.ready = ready

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the real loader does."""
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module by the real loader, which it keeps, and say so."""
        if module.__spec__ is not None:
            module.__spec__.loader = self.inner
        module.__loader__ = self.inner
        self.inner.exec_module(module)
        with undisturbed():
            self.ready(module)


class Finder(MetaPathFinder):
    """A finder for some modules by name, that asks the others where they are."""

    def __init__(self, names: Sequence[str], ready: Callable[[ModuleType], None]) -> None:
        self.names = frozenset(names)
        self.ready = ready

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that the other finders have, with a loader that tells."""
        if fullname not in self.names:
            return None
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            if finder is self or find is None:
                continue
            spec: ModuleSpec | None = find(fullname, path, target)
            if spec is not None:
                with undisturbed():
                    if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                        spec.loader = LoaderOnce(spec.loader, self.ready)
                return spec
        return None


FINDERS: list[Finder] = []


def await_models(ready: Callable[[ModuleType], None]) -> None:
    """Call `ready` with each module that defines `Model` when it has been imported."""
    if not FINDERS:
        FINDERS.append(Finder(HOMES, ready))
        sys.meta_path.insert(0, FINDERS[0])


def await_no_longer() -> None:
    """Take the finder away."""
    while FINDERS:
        finder = FINDERS.pop()
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
