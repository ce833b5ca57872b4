"""Matrix products and element-wise operations inside the model, which name sizes and not shapes.

In ``MatMul`` of ``[?,4]`` and ``[3,16]`` the data has 4 features, the kernel was built for 3; 16 is 4 gates
of 4 units in an LSTM, 3 in a GRU, 1 in a SimpleRNN. Element-wise, ``[8,16]`` against ``[32,16]`` is the rest
of the samples against the batch that a state was built for.
"""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.elementwise import LOSS, batch, element_wise
from lstmdoctor.messages.rules.encoding import CLASSES
from lstmdoctor.messages.rules.rule import Match, fixed, rule
from lstmdoctor.text import count_noun

GATES = (
    ("gru", 3, "GRU"),
    ("simple_rnn", 1, "SimpleRNN"),
    ("simplernn", 1, "SimpleRNN"),
    ("lstm", 4, "LSTM"),
)
OPERATION = re.compile(r"(?:\(op: '|\}\} = |^'?\S{1,200} = )(\w+)")
PRODUCT = re.compile(r"matmul|dot|einsum", re.IGNORECASE)
DENSE = re.compile(r"dense[\w/]{0,20}/(?:MatMul|Tensordot)", re.IGNORECASE)


def product(given: Shape, kernel: Shape, where: str) -> Guess | None:
    """The product of a batch and a kernel."""
    if len(given) != 2 or len(kernel) != 2 or given[1] is None or kernel[0] is None:
        return None
    if given[1] == kernel[0]:
        return None
    found, wanted = given[1], kernel[0]
    if re.search(r"loss/|crf", where, re.IGNORECASE):
        return Guess(
            ("LD702", "LD704"), f"labels and output differ: {found} against {wanted}", question=CLASSES
        )
    if DENSE.search(where):
        return dense(given, kernel)
    units = cell(kernel, where)
    return Guess(
        ("LD210", "LD207", "LD302"),
        f"the data has {count_noun(found, 'feature')}, the model takes {wanted}{units}",
        (None, None, wanted),
        (given[0], None, found),
        help="give the features the model was built with, in the same order",
        question=f"does another axis of the array have the size {wanted}",
    )


def dense(given: Shape, kernel: Shape) -> Guess:
    """A Dense layer whose input changed its size."""
    return Guess(
        ("LD210", "LD302", "LD902"),
        f"a Dense layer takes {kernel[0]} values and gets {given[1]}",
        (None, kernel[0]),
        given,
        question="does a Flatten stand before this layer, so that the number of timesteps counts",
    )


def cell(kernel: Shape, where: str) -> str:
    """The recurrent layer behind a kernel: by its name, else by what divides its width."""
    width = kernel[1]
    if width is None:
        return ""
    for word, gates, name in GATES:
        if word in where.lower() and width % gates == 0:
            return f" (a {name} of {count_noun(width // gates, 'unit')})".replace("a LSTM", "an LSTM")
    return (
        f" (an LSTM of {count_noun(width // 4, 'unit')})"
        if width % 4 == 0 and "cell" in where.lower()
        else ""
    )


def equal(match: Match, hints: Hints) -> Guess | None:
    """``Dimensions must be equal, but are 4 and 3 for '...MatMul}} ... with input shapes: [?,4], [3,16].``"""
    a, b, where, shapes = int(match.group(1)), int(match.group(2)), match.group(3), match.group(4)
    listed = [parse(text) for text in re.findall(SHAPE, shapes or "")]
    if len(listed) >= 2 and convolves(where) and len(listed[1]) > 2:
        listed = [(None, listed[0][-1]), (listed[1][-2], None)]
        where = "MatMul"
    if len(listed) >= 2 and multiplies(where):
        known = product(listed[0], listed[1], where)
        if known is not None:
            return known
    if len(listed) >= 2:
        return element_wise(listed[0], listed[1], where, hints)
    if LOSS.search(where):
        return Guess(("LD702", "LD704"), f"labels and output differ: {a} against {b}")
    return sizes(a, b)


def multiplies(where: str) -> bool:
    """Whether the operation is a product of matrices, and not only one whose operands are."""
    operation = OPERATION.search(where)
    return PRODUCT.search(operation.group(1) if operation else where) is not None


def convolves(where: str) -> bool:
    """Whether the operation is a convolution, whose kernel ends in (features, filters)."""
    operation = OPERATION.search(where)
    return operation is not None and operation.group(1).lower().startswith("conv")


def sizes(a: int, b: int) -> Guess:
    """Two sizes of an inner axis and nothing else."""
    return Guess(
        ("LD210", "LD702", "LD207"),
        f"the data has {count_noun(a, 'feature')}, the model takes {b}",
        question="is it the product with a kernel that fails, or the loss",
    )


def matrices(match: Match, hints: Hints) -> Guess | None:
    """``Matrix size-incompatible: In[0]: [32,4], In[1]: [3,16]``."""
    return product(
        parse(match.group(1)), parse(match.group(2)), match.string[match.end() : match.end() + 300]
    )


def gemm(match: Match, hints: Hints) -> Guess | None:
    """``dimension mismatch in args to gemm (2000,64)x(64,64)->(5,64)`` (Theano)."""
    given, kernel, out = (parse(match.group(i)) for i in (1, 2, 3))
    if given[-1:] != kernel[:1]:
        return product(given, kernel, "lstm")
    return batch(given[0], out[0]) if given and out else None


def gemv(match: Match, hints: Hints) -> Guess | None:
    """``dimension mismatch in args to gemv (50,50)x(80)->(50)`` (Theano)."""
    kernel, given = parse(match.group(1)), parse(match.group(2))
    return (
        product((None, *given), (kernel[-1], kernel[0]), "rnn")
        if len(kernel) == 2 and len(given) == 1
        else None
    )


def blas(match: Match, hints: Hints) -> Guess | None:
    """``Shape mismatch: x has 4 rows but z has 48 rows`` (Theano)."""
    a, axis, b = int(match.group(1)), match.group(2), int(match.group(3))
    if axis == "cols":
        return sizes(a, b)
    multiple = a and b > a and b % a == 0 and b // a not in (2, 4, 8, 16, 32, 64)
    guess = batch(a, b)
    if not multiple:
        return guess
    return Guess(
        ("LD302", "LD401"),
        (
            f"{b} rows came where {a} were built for: {b // a} timesteps per sample instead of "
            f"the declared number"
        ),
    )


def mismatch(match: Match, hints: Hints) -> Guess | None:
    """``Input dimension mis-match. (input[0].shape[0] = 10, input[1].shape[0] = 1)`` (Theano)."""
    axis, a, b = int(match.group(1)), int(match.group(2)), int(match.group(3))
    if axis == 0:
        return batch(a, b)
    if 1 in (a, b):
        return Guess(
            ("LD702", "LD704", "LD210"),
            f"axis {axis} has size {a} on one side and {b} on the other",
            question=CLASSES,
        )
    return Guess(
        ("LD210", "LD702", "LD302"),
        f"axis {axis} has size {a} on one side and {b} on the other",
        question="is it the labels or the data that has the one size",
    )


def contracted(match: Match, hints: Hints) -> Guess | None:
    """``dot_general requires contracting dimensions to have the same shape, got (2,) and (3,)`` (JAX)."""
    a, b = parse(match.group(1)), parse(match.group(2))
    return product((None, *a), (*b, None), "lstm")


def multiplied(match: Match, hints: Hints) -> Guess | None:
    """``mat1 and mat2 shapes cannot be multiplied (32x4 and 3x16)`` (PyTorch backend)."""
    rows, found, wanted, width = (int(match.group(i)) for i in (1, 2, 3, 4))
    return product((rows, found), (wanted, width), "lstm")


def inner(match: Match, hints: Hints) -> Guess | None:
    """``Inner dimensions must be equal, but received x1.shape=(8, 4) and x2.shape=(3, 16)``."""
    a, b = parse(match.group(1)), parse(match.group(2))
    return product((a[0], a[-1]), (b[-2], b[-1]), "lstm") if len(a) > 1 and len(b) > 1 else None


def einsum(match: Match, hints: Hints) -> Guess | None:
    """``Expected dimension 6 at axis 0 of the input shaped [8,2,3] but got dimension 8``."""
    a, b = int(match.group(1)), int(match.group(2))
    return Guess(("LD210", "LD302"), f"a layer built for {b} values gets {a}, or the other way round")


RULES = (
    rule(r"expected dimension (\d+) at axis \d .{0,80}?but got dimension (\d+)", einsum),
    rule(
        (
            r"dimensions must be equal, but are (\d+) and (\d+)(?: for (.{0,600}?)(?:with input "
            r"shapes: ((?:\[[^\[\]]{0,80}\](?:, )?){1,6})|$))?"
        ),
        lambda match, hints: (
            equal(match, hints) if match.group(3) else sizes(int(match.group(1)), int(match.group(2)))
        ),
    ),
    rule(rf"matrix size-incompatible: in\[0\]: {SHAPE}, in\[1\]: {SHAPE}", matrices),
    rule(rf"mismatch in args to gemm {SHAPE}x{SHAPE}->{SHAPE}", gemm),
    rule(rf"mismatch in args to gemv {SHAPE}x{SHAPE}", gemv),
    rule(
        r"shape mismatch: \w has (\d+) (rows|cols)(?: \(and \d+ \w+\))? but \w has (\d+) (?:rows|cols)", blas
    ),
    rule(
        (
            r"input dimension mis-?match\.? ?\(input\[\d+\]\.shape\[(\d+)\] = (\d+), "
            r"input\[\d+\]\.shape\[\d+\] = (\d+)\)"
        ),
        mismatch,
    ),
    rule(
        rf"dot_general requires contracting dimensions to have the same shape, got {SHAPE} and {SHAPE}",
        contracted,
    ),
    rule(r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", multiplied),
    rule(rf"must be equal, but received `?x1\.shape={SHAPE}`? and `?x2\.shape={SHAPE}", inner),
    fixed(
        r"cannot take the length of shape with unknown rank",
        "LD202 LD203 LD905",
        "data of another rank came to a model that had been traced before",
        question="which shape does the array have, and which the one before it",
    ),
    fixed(
        r"must have a statically known rank|as_list\(\) is not defined on an unknown tensorshape",
        "LD905 LD906",
        "a Dataset does not say how many axes its elements have",
    ),
)
