"""What names in a pickle turn into: tokens that do nothing.

A pickle builds an object by naming a function and giving it arguments. Even a list of harmless functions is
not safe to allow: with nothing but NumPy's own names a file of 167 bytes makes NumPy read memory that is not
its own, because NumPy trusts the state that it is told to restore. So no name stands for a function here. It
stands for a token; calling a token gives a `PickledCall`, which keeps the arguments; restoring one keeps the
state. What comes out is plain data, which `lstmdoctor.data.pickle.rebuild` checks against the few forms that
NumPy writes.

Tokens are instances made afresh for every mention of a name, with no attributes but their own, so that
nothing a pickle does to one of them reaches another, or a class.
"""

from __future__ import annotations

from typing import NoReturn

from lstmdoctor.data.formats.foreign_names import foreign_name_advice
from lstmdoctor.errors import Unreadable

CALLABLE = {
    **dict.fromkeys(
        [
            ("numpy.core.multiarray", "_reconstruct"),
            ("numpy._core.multiarray", "_reconstruct"),
        ],
        "reconstruct",
    ),
    **dict.fromkeys(
        [("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer")],
        "frombuffer",
    ),
    **dict.fromkeys([("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar")], "scalar"),
    ("numpy", "dtype"): "dtype",
    ("_codecs", "encode"): "encode",
    ("builtins", "bytes"): "bytes",
    ("__builtin__", "bytes"): "bytes",
    ("builtins", "bytearray"): "bytes",
    ("__builtin__", "bytearray"): "bytes",
    ("builtins", "complex"): "complex",
    ("__builtin__", "complex"): "complex",
    ("collections", "OrderedDict"): "dict",
    ("collections", "defaultdict"): "dict",
    ("collections", "deque"): "list",
    ("builtins", "set"): "set",
    ("__builtin__", "set"): "set",
    ("builtins", "frozenset"): "set",
    ("__builtin__", "frozenset"): "set",
    ("builtins", "range"): "range",
    ("__builtin__", "xrange"): "range",
    ("builtins", "slice"): "slice",
    ("__builtin__", "slice"): "slice",
    ("array", "_array_reconstructor"): "array",
    ("array", "array"): "array",
}
"""Names that may be called, and the kind of `Call` that comes of it."""

MENTIONED = frozenset(
    {
        ("numpy", "ndarray"),
        *(
            (module, name)
            for module in ("builtins", "__builtin__")
            for name in ("list", "dict", "int", "float", "object")
        ),
        # Both are named before the class that they would build, and it is the class that a reader wants to
        # hear of.
        ("copyreg", "_reconstructor"),
        ("copy_reg", "_reconstructor"),
        ("copyreg", "__newobj__"),
    }
)
"""Names that stand as arguments only."""


class Token:
    """A name of a pickle."""

    __slots__ = ("kind", "module", "name")

    def __init__(self, module: str, name: str, kind: str) -> None:
        self.module = module
        self.name = name
        self.kind = kind

    # No more arguments than any of the forms has: a call with a tuple of a million of them, repeated a
    # million times, would copy them each time before it fails.
    def __call__(
        self, a: object = None, b: object = None, c: object = None, d: object = None, e: object = None
    ) -> PickledCall:
        if not self.kind:
            raise Unreadable(
                f"a pickle that calls {self.module}.{self.name}, which could run code; not loaded"
            )
        return PickledCall(self.kind, (a, b, c, d, e))

    def __setstate__(self, state: object) -> NoReturn:
        raise Unreadable(f"a pickle that changes {self.module}.{self.name}; not loaded")


class PickledCall:
    """A call that was not made, and the state that was not restored."""

    __slots__ = ("args", "built", "kind", "parts", "state")

    def __init__(self, kind: str, args: tuple[object, ...]) -> None:
        self.kind = kind
        self.args = args
        self.state: object = None
        self.parts: list[object] | None = None
        self.built: object = None

    def __setstate__(self, state: object) -> None:
        if self.state is not None or state is None:
            raise Unreadable("a damaged pickle: one object is given its state twice")
        self.state = state

    # An OrderedDict is called first and then filled; so is a deque.
    def __setitem__(self, key: object, value: object) -> None:
        self._add("dict", (key, value))

    def append(self, item: object) -> None:
        """Add an item to what will be a list."""
        self._add("list", item)

    def _add(self, kind: str, part: object) -> None:
        if self.kind != kind:
            raise Unreadable(f"a damaged pickle: items are added to something that is no {kind}")
        if self.parts is None:
            self.parts = []
        self.parts.append(part)


class Pairs:
    """A dict before its keys have been looked at; then the dict, and the items that a visit counts for."""

    __slots__ = ("built", "items", "pairs")

    def __init__(self) -> None:
        self.pairs: list[tuple[object, object]] = []
        self.built: dict[str | int, object] | None = None
        self.items = 0

    def __setitem__(self, key: object, value: object) -> None:
        self.pairs.append((key, value))

    def __setstate__(self, state: object) -> NoReturn:
        raise Unreadable("a damaged pickle: a dict is given a state")


class LongText:
    """A text that is still in the file."""

    __slots__ = ("start", "stop")

    def __init__(self, start: int, stop: int) -> None:
        self.start = start
        self.stop = stop

    def __setstate__(self, state: object) -> NoReturn:
        raise Unreadable("a damaged pickle: a text is given a state")


class Items:
    """A set; what it holds has no order, so nothing of it is kept."""

    __slots__ = ()

    def add(self, item: object) -> None:
        """Let the item go."""

    def __setstate__(self, state: object) -> NoReturn:
        raise Unreadable("a damaged pickle: a set is given a state")


def token_of_name(module: str, name: str) -> Token:
    """The token of a name; raises `Unreadable`, naming it, for every name that arrays do not need."""
    kind = CALLABLE.get((module, name))
    if kind is None and (module, name) not in MENTIONED:
        raise Unreadable(foreign_name_advice(module, name))
    return Token(module, name, kind or "")
