"""joblib dumps: a pickle with the raw bytes of each array right behind the opcode that finishes it.

Where an array's bytes begin and how many they are is known only once the opcodes before them have run, so a
dump cannot be checked ahead as other pickles are. It has few opcodes for its size, and is run by a machine of
its own: one small function for each opcode that joblib writes, over the same tokens, with bytes as places in
the file.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from lstmdoctor.data.formats.dtypes import checked_shape
from lstmdoctor.data.pickle.actions import ACTIONS
from lstmdoctor.data.pickle.machine import Machine
from lstmdoctor.data.pickle.pickled_dtypes import DtypeReader
from lstmdoctor.data.pickle.rebuild import Rebuilder
from lstmdoctor.data.pickle.tokens import Pairs, PickledCall, Token, token_of_name
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.regular import Data

WRAPPER = ("joblib.numpy_pickle", "NumpyArrayWrapper")
STOP = 0x2E


def load_joblib(
    data: Data, start: int, rebuild: Callable[[Data, int], tuple[object, int]]
) -> tuple[object, int]:
    """The object in a joblib dump, and where the dump ends.

    `rebuild` reads an ordinary pickle at some place of the data: arrays of Python objects are dumped as one.
    """
    machine = Machine(data, start, _joblib_token)
    dtypes = DtypeReader()
    while (opcode := machine.byte()) != STOP:
        action = ACTIONS.get(opcode)
        if action is None:
            raise Unreadable(f"a damaged joblib dump: no opcode of joblib's at byte {machine.position - 1:,}")
        try:
            action(machine)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(f"a damaged joblib dump ({type(error).__name__})") from error
        if (
            opcode == BUILD
            and isinstance(machine.stack[-1], PickledCall)
            and machine.stack[-1].kind == "wrapper"
        ):
            _take_array(machine, machine.stack[-1], dtypes, rebuild)
    raw = machine.pop()
    return Rebuilder(data, len(data)).value(raw), machine.position


BUILD = ord("b")


def _joblib_token(module: str, name: str) -> Token:
    return Token(module, name, "wrapper") if (module, name) == WRAPPER else token_of_name(module, name)


def _take_array(
    machine: Machine,
    wrapper: PickledCall,
    dtypes: DtypeReader,
    rebuild: Callable[[Data, int], tuple[object, int]],
) -> None:
    """Turn a finished wrapper into the array whose bytes follow, and step over them."""
    if not isinstance(wrapper.state, Pairs):
        raise Unreadable("a damaged joblib dump: an array without a description")
    fields = {key: value for key, value in wrapper.state.pairs if isinstance(key, str)}
    dtype = dtypes.read(fields.get("dtype"))
    wrapper.kind = "frombuffer"
    if dtype.kind == "O":
        wrapper.built, machine.position = rebuild(machine.data, machine.position)
        return
    subclass = fields.get("subclass")
    if not isinstance(subclass, Token) or (subclass.module, subclass.name) != ("numpy", "ndarray"):
        raise Unreadable("a damaged joblib dump: an array of an unknown type")
    if fields.get("numpy_array_alignment_bytes") is not None:
        machine.skip(machine.byte())
    shape = checked_shape(fields.get("shape"))
    content = machine.skip(math.prod(shape) * dtype.itemsize)
    wrapper.args = (content, fields["dtype"], shape, fields.get("order"), None)
