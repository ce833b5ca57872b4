"""Pickles made to harm: what each of them tries, by name."""

from __future__ import annotations

import pickle
import struct

F4 = b"cnumpy\ndtype\n\x8c\x02f4\x89\x88\x87R"
CORE = b"cnumpy._core.multiarray\n"
RECONSTRUCT = CORE + b"_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R"
FROMBUFFER = b"cnumpy._core.numeric\n_frombuffer\n"
TWO = b"\x80\x02"
FOUR = b"\x80\x04"


def text(word: str) -> bytes:
    return b"\x8c" + bytes([len(word)]) + word.encode()


def number(value: int) -> bytes:
    return b"\x8a\x09" + value.to_bytes(9, "little", signed=True)


def size(*axes: bytes) -> bytes:
    return b"(" + b"".join(axes) + b"t"


def stacked(module: str, name: str) -> bytes:
    return text(module) + text(name) + b"\x93"


def dtype(name: str, state: bytes = b"") -> bytes:
    return b"cnumpy\ndtype\n" + text(name) + b"\x89\x88\x87R" + state


def frombuffer(content: bytes, kind: bytes, shape: bytes, order: str = "C") -> bytes:
    return (
        FOUR
        + FROMBUFFER
        + b"("
        + b"B"
        + struct.pack("<I", len(content))
        + content
        + kind
        + shape
        + text(order)
        + b"tR."
    )


def state(shape: bytes, kind: bytes, content: bytes) -> bytes:
    return FOUR + RECONSTRUCT + b"(K\x01" + shape + kind + b"\x89" + content + b"tb."


def lists(levels: int) -> bytes:
    """Each level a list of ten references to the one before: ten to the power of `levels` items."""
    out = b"\x80\x04]\x94(" + b"K\x01" * 10 + b"e"
    for level in range(levels):
        out += b"0]\x94(" + b"h" + bytes([level]) + b"h" + bytes([level]) * 1
        out += (b"h" + bytes([level])) * 8 + b"e"
    return out + b"."


# Names that run code when they are called.
CODE: dict[str, tuple[bytes, str]] = {
    "os.system": (b"cos\nsystem\n(S'touch OWNED'\ntR.", "os.system"),
    "posix.system": (TWO + b"cposix\nsystem\nX\x0b\x00\x00\x00touch OWNED\x85R.", "posix.system"),
    "eval": (TWO + b"cbuiltins\neval\n" + text("open('OWNED','w')") + b"\x85R.", "builtins.eval"),
    "python 2 eval": (TWO + b"c__builtin__\neval\n" + text("1") + b"\x85R.", "__builtin__.eval"),
    "getattr": (TWO + b"cbuiltins\ngetattr\nNN\x86R.", "builtins.getattr"),
    "runstring": (
        FOUR + stacked("numpy.testing._private.utils", "runstring") + text("import os") + b"}\x86R.",
        "runstring",
    ),
    "dotted name": (FOUR + stacked("numpy", "testing._private.utils.os.getuid") + b")R.", "os.getuid"),
    "dotted allowed name": (FOUR + stacked("numpy", "dtype.type") + b")R.", "dtype.type"),
    "load from bytes": (FOUR + stacked("torch.storage", "_load_from_bytes") + b"C\x00\x85R.", "torch"),
    "numpy.load": (TWO + b"cnumpy\nload\n" + text("x") + b"\x85R.", "numpy.load"),
    "numpy.fromfile": (TWO + b"cnumpy\nfromfile\n" + text("x") + b"\x85R.", "numpy.fromfile"),
    "memmap": (TWO + b"cnumpy\nmemmap\n" + text("x") + b"\x85R.", "numpy.memmap"),
    "copyreg": (TWO + b"ccopyreg\n_reconstructor\ncos\nenviron\nc__builtin__\nobject\nN\x87R.", "os.environ"),
    "instance": (b"(S'touch OWNED'\nios\nsystem\n.", "os.system"),
    "object": (b"(cos\nsystem\nS'touch OWNED'\no.", "os.system"),
    "new object": (TWO + b"csubprocess\nPopen\n(" + text("true") + b"t\x81.", "subprocess.Popen"),
    "new object with names": (
        FOUR + stacked("subprocess", "Popen") + b"(" + text("true") + b"t}\x92.",
        "subprocess.Popen",
    ),
    "pandas 2": (TWO + b"cpandas.core.frame\nDataFrame\n)\x81}b.", "df.to_numpy()"),
    "pandas 3": (FOUR + stacked("pandas", "DataFrame") + b")\x81}b.", "df.to_numpy()"),
    "pandas protocol 0": (
        b"ccopy_reg\n_reconstructor\n(cpandas.core.frame\nDataFrame\nc__builtin__\nobject\nNtR.",
        "df.to_numpy()",
    ),
    "torch tensor": (TWO + b"ctorch._utils\n_rebuild_tensor_v2\n)R.", "detach().cpu().numpy()"),
    "tensorflow": (TWO + b"ctensorflow.python.framework.ops\nconvert_to_tensor\n)R.", "tensor.numpy()"),
    "keras": (TWO + b"ckeras.src.saving.pickle_utils\ndeserialize_model_from_bytecode\n)R.", "keras"),
    "jax": (TWO + b"cjax._src.array\n_reconstruct_array\n)R.", "np.asarray(array)"),
    "scipy sparse": (TWO + b"cscipy.sparse._csr\ncsr_matrix\n)\x81}b.", "matrix.toarray()"),
    "masked array": (TWO + b"cnumpy.ma.core\n_mareconstruct\n)R.", "array.filled"),
    "matrix": (TWO + CORE + b"_reconstruct\ncnumpy\nmatrix\nK\x00\x85C\x01b\x87R.", "np.asarray(matrix)"),
    "class of ours": (TWO + b"clstmdoctor.data.tokens\nToken\n)\x81.", "lstmdoctor.data.tokens.Token"),
    "persistent id": (b"(lp0\nP1\na.", "persistent"),
    "persistent id on the stack": (TWO + b"K\x01Q.", "persistent"),
    "extension 1": (TWO + b"\x82\x01.", "extension"),
    "extension 2": (TWO + b"\x83\x01\x00.", "extension"),
    "extension 4": (TWO + b"\x84\x01\x00\x00\x00.", "extension"),
    "buffer from outside": (b"\x80\x05\x97.", "outside"),
    "read-only buffer": (b"\x80\x05C\x01a\x98.", "outside"),
}

# Allowed names, used in ways that no pickler writes.
TOKENS: dict[str, bytes] = {
    "state on a token": TWO + b"cnumpy\ndtype\n}" + text("x") + b"K\x01sb.",
    "slots on a token": TWO + b"cnumpy\ndtype\nN}" + text("kind") + text("dict") + b"s\x86b.",
    "state on a list": TWO + b"]}" + text("x") + b"K\x01sb.",
    "state on a dict": TWO + b"}}b.",
    "state on a set": FOUR + b"\x8f}b.",
    "state on bytes": FOUR + b"C\x01aN}" + text("start") + b"K\x01s\x86b.",
    "state twice": TWO
    + F4
    + b"(K\x03X\x01\x00\x00\x00<NNNK\x01K\x01K\x00tb(K\x03X\x01\x00\x00\x00<NNNK\x01K\x01K\x00tb.",
    "state of nothing": TWO + F4 + b"Nb.",
    "call of an argument": TWO + b"cnumpy\nndarray\nK\x05\x85R.",
    "call of a call": TWO + F4 + b")R.",
    "call of a number": TWO + b"K\x01)R.",
    "new array": TWO + b"cnumpy\nndarray\n)\x81.",
    "new dtype": TWO + b"cnumpy\ndtype\n)\x81.",
    "item in a token": TWO + b"cnumpy\ndtype\nK\x01K\x02s.",
    "item in an array": TWO + F4 + b"K\x01K\x02s.",
    "items in bytes": FOUR + b"C\x01a(K\x01K\x02u.",
    "append to bytes": FOUR + b"C\x01aK\x01a.",
    "append to a dict": TWO + b"}K\x01a.",
    "append to a dtype": TWO + F4 + b"K\x01a.",
    "too many arguments": TWO + b"cnumpy\ndtype\n(" + b"K\x01" * 100 + b"tR.",
    "token as the whole": TWO + b"cnumpy\ndtype\n.",
    "call as the whole": TWO + F4 + b".",
}

# What NumPy believes and must not be told.
ARRAYS: dict[str, bytes] = {
    "objects that are bytes": frombuffer(b"A" * 8, dtype("O8"), size(b"K\x01")),
    "objects that are bytes, by state": state(size(b"K\x01"), dtype("O8"), b"C\x08AAAAAAAA"),
    "fewer objects than the shape": state(size(b"K\x05"), dtype("O8"), b"]K\x01aK\x02a"),
    "fake object field": frombuffer(
        b"A" * 8,
        dtype(
            "V8",
            b"(K\x03"
            + text("|")
            + b"N"
            + text("a")
            + b"\x85}"
            + text("a")
            + dtype("O8")
            + b"K\x00\x86sK\x08K\x01K\x00tb",
        ),
        size(b"K\x01"),
    ),
    "field outside the item": frombuffer(
        b"A" * 8,
        dtype(
            "V8",
            b"(K\x03"
            + text("|")
            + b"N"
            + text("a")
            + b"\x85}"
            + text("a")
            + F4
            + b"J\x00\x09\x3d\x00\x86sK\x08K\x01K\x00tb",
        ),
        size(b"K\x01"),
    ),
    "field before the item": frombuffer(
        b"A" * 8,
        dtype(
            "V8",
            b"(K\x03"
            + text("|")
            + b"N"
            + text("a")
            + b"\x85}"
            + text("a")
            + F4
            + b"J\xff\xff\xff\xff\x86sK\x08K\x01K\x00tb",
        ),
        size(b"K\x01"),
    ),
    "subarray": frombuffer(
        b"A" * 8,
        dtype("V8", b"(K\x03" + text("|") + F4 + number(2**40) + b"\x85\x86NNK\x08K\x01K\x00tb"),
        size(b"K\x01"),
    ),
    "dtype of itself": FOUR
    + b"cnumpy\ndtype\n"
    + text("V8")
    + b"\x89\x88\x87R\x94(K\x03"
    + text("|")
    + b"N"
    + text("a")
    + b"\x85}"
    + text("a")
    + b"h\x00K\x00\x86sK\x08K\x01K\x00tb0"
    + FROMBUFFER
    + b"(C\x08AAAAAAAAh\x00K\x01\x85"
    + text("C")
    + b"tR.",
    "nested fields": frombuffer(b"A", dtype("f8,i8,[f8,i8]"), size(b"K\x01")),
    "many fields": TWO
    + FROMBUFFER
    + b"(C\x01AX"
    + struct.pack("<I", 300_000)
    + b"f8," * 100_000
    + b"\x89\x88\x87RK\x01\x85"
    + text("C")
    + b"tR.",
    "many fields in a name": frombuffer(
        b"A",
        b"cnumpy\ndtype\nX" + struct.pack("<I", 300_000) + b"f8," * 100_000 + b"\x89\x88\x87R",
        size(b"K\x01"),
    ),
    "very wide text": frombuffer(b"A", dtype("U500000000"), size(b"K\x00")),
    "short dtype state": frombuffer(b"A" * 4, dtype("f4", b"(K\x03" + text("<") + b"tb"), size(b"K\x01")),
    "dtype state of numbers": frombuffer(b"A" * 4, dtype("f4", b"(" + b"K\x03" * 8 + b"tb"), size(b"K\x01")),
    "dtype of a number": frombuffer(b"A" * 4, b"cnumpy\ndtype\nK\x05\x89\x88\x87R", size(b"K\x01")),
    "dtype that is text": frombuffer(b"A" * 4, text("f4"), size(b"K\x01")),
    "shape and bytes differ": frombuffer(b"A" * 4, F4, size(b"K\x02")),
    "negative shape": frombuffer(b"A" * 4, F4, size(b"J\xff\xff\xff\xff")),
    "two negatives": frombuffer(b"A" * 4, F4, size(b"J\xff\xff\xff\xff", b"J\xff\xff\xff\xff")),
    "truth for a size": frombuffer(b"A" * 4, F4, size(b"\x88")),
    "float for a size": frombuffer(b"A" * 4, F4, size(b"G" + struct.pack(">d", 1.0))),
    "list for a shape": frombuffer(b"A" * 4, F4, b"]K\x01a"),
    "number for a shape": frombuffer(b"A" * 4, F4, b"K\x01"),
    "huge shape": frombuffer(b"A" * 4, F4, size(number(2**62), number(2**62))),
    "huge empty shape": frombuffer(b"", F4, size(b"K\x00", number(2**62), number(2**62))),
    "65 axes": frombuffer(b"A" * 4, F4, size(*[b"K\x01"] * 65)),
    "unknown order": frombuffer(b"A" * 4, F4, size(b"K\x01"), "X"),
    "permutation of others": frombuffer(b"A" * 4, F4, size(b"K\x01"), "K"),
    "no bytes": FOUR + FROMBUFFER + b"(N" + F4 + b"K\x01\x85" + text("C") + b"tR.",
    "array of another type": FOUR
    + CORE
    + b"_reconstruct\ncnumpy\ndtype\nK\x00\x85C\x01b\x87R(K\x01K\x01\x85"
    + F4
    + b"\x89C\x04AAAAtb.",
    "array without a state": FOUR
    + CORE
    + b"_reconstruct\ncnumpy\nndarray\n"
    + number(2**31)
    + b"\x85C\x01b\x87R.",
    "array with a short state": FOUR + RECONSTRUCT + b"(K\x01tb.",
    "number of an object": FOUR + b"]" + CORE + b"scalar\n" + dtype("O8") + b"C\x08AAAAAAAA\x86Ra.",
    "number of few bytes": FOUR + b"]" + CORE + b"scalar\n" + F4 + b"C\x01A\x86Ra.",
    "array that holds itself": FOUR + RECONSTRUCT + b"\x94(K\x01K\x01\x85" + dtype("O8") + b"\x89]h\x00atb.",
    "unknown codec": TWO + b"]c_codecs\nencode\n" + text("x") + text("bz2_codec") + b"\x86Ra.",
    "codec for wide text": TWO
    + b"]c_codecs\nencode\nX\x03\x00\x00\x00\xe2\x82\xac"
    + text("latin1")
    + b"\x86Ra.",
    "many bytes": TWO + b"]cbuiltins\nbytes\n" + number(2**31) + b"\x85Ra.",
    "many bytes, mutable": TWO + b"]cbuiltins\nbytearray\n" + number(2**31) + b"\x85Ra.",
    "typed list of text": TWO + b"carray\narray\n" + text("d") + b"]" + text("a") + b"a\x86R.",
    "typed list of unknown type": TWO + b"carray\narray\n" + text("w") + b"]\x86R.",
}

# What costs memory or time, or overflows the stack.
COSTS: dict[str, bytes] = {
    "memo index": TWO + b"Nr" + struct.pack("<I", 10**8) + b".",
    "largest memo index": TWO + b"Nr\xff\xff\xff\xff.",
    "memo index as text": b"Np99999999\n.",
    "long memo index as text": b"Np" + b"9" * 5000 + b"\n.",
    "bytes": FOUR + b"B\xff\xff\xff\xff.",
    "bytes 8": FOUR + b"\x8e" + b"\xff" * 8 + b".",
    "bytes 8, positive": FOUR + b"\x8e" + struct.pack("<Q", 2**62) + b".",
    "bytearray": b"\x80\x05\x96" + struct.pack("<Q", 2**40) + b".",
    "text 8": FOUR + b"\x8d" + struct.pack("<Q", 2**40) + b".",
    "frame": FOUR + b"\x95" + struct.pack("<Q", 2**40) + b".",
    "integer": TWO + b"\x8b\xff\xff\xff\x7f.",
    "negative integer length": TWO + b"\x8b\xff\xff\xff\xff.",
    "wide integer": TWO + b"\x8b" + struct.pack("<I", 10**6) + b"\x7f" * 10**6 + b".",
    "integer as text": b"I" + b"9" * 10**6 + b"\n.",
    "long integer as text": b"L" + b"9" * 10**6 + b"L\n.",
    "negative text length": b"T\xff\xff\xff\xff.",
    "nested lists": FOUR + b"]" * 2_000_000 + b"a" * 1_999_999 + b".",
    "nested tuples": FOUR + b"N" + b"\x85" * 2_000_000 + b".",
    "nested tuple as a key": FOUR + b"}N" + b"\x85" * 2_000_000 + b"Ns.",
    "nested tuple in a set": FOUR + b"\x8f(N" + b"\x85" * 2_000_000 + b"\x90.",
    "nested tuple in a frozenset": FOUR + b"(N" + b"\x85" * 2_000_000 + b"\x91.",
    "nested tuple in a dict": b"(N" + b"\x85" * 2_000_000 + b"Nd.",
    "nested dicts": FOUR + b"}K\x01" * 200_000 + b"}" + b"s" * 200_000 + b".",
    "nested states": FOUR + F4 + b"q\x00" + F4 * 100_000 + b"b" * 100_000 + b".",
    "billion laughs": lists(29),
    "billion laughs in tuples": lists(29).replace(b"]\x94(", b"(").replace(b"e", b"t\x94"),
    "list of itself": FOUR + b"]\x94h\x00a.",
    "dict of itself": FOUR + b"}\x94" + text("a") + b"h\x00s.",
    "tuple of itself": FOUR + b"]\x94h\x00\x85a.",
    "wide calls": TWO
    + b"("
    + b"N" * 100_000
    + b"tq\x000cnumpy\ndtype\nq\x01"
    + b"h\x01h\x00R0" * 1000
    + b".",
    "unhashable key": FOUR + b"}]K\x01s.",
    "array as a key": FOUR + b"}" + F4 + b"K\x01s.",
    "group without a start": FOUR + b"t.",
    "group without an end": FOUR + b"(.",
    "missing memo": FOUR + b"h\x05.",
    "nothing to take": FOUR + b"0.",
    "no end": FOUR + b"]",
    "nothing": FOUR + b".",
    "only a start": b"\x80",
    "protocol 6": b"\x80\x06].",
    "unknown opcode": FOUR + b"\xfe.",
    "cut name": TWO + b"cnumpy\n",
    "long name": TWO + b"c" + b"a" * 100_000 + b"\nb\n.",
    "buried memo index": FOUR + b"K(dr" + struct.pack("<I", 10**8) + b".",
}


def everything() -> dict[str, bytes]:
    """All of them under one name each."""
    code = {f"code: {name}": data for name, (data, _) in CODE.items()}
    groups = (("tokens", TOKENS), ("arrays", ARRAYS), ("costs", COSTS))
    return code | {f"{group}: {name}": data for group, table in groups for name, data in table.items()}


def good() -> dict[str, bytes]:
    """A few that must be read, to show that the tables above are refused for what they try."""
    import numpy as np

    value = [np.arange(6, dtype="f4").reshape(3, 2)]
    return {f"protocol {protocol}": pickle.dumps(value, protocol) for protocol in range(6)} | {
        "by hand": frombuffer(b"A" * 4, F4, size(b"K\x01")),
        "by hand, state": state(size(b"K\x01"), F4, b"C\x04AAAA"),
        "by hand, objects": state(size(b"K\x02"), dtype("O8"), b"]K\x01aK\x02a"),
    }
