"""Products and element-wise operations as Theano names them: sizes, and the node that failed."""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.elementwise import batch_guess
from lstmdoctor.messages.rules.encoding import CLASSES, PER_STEP
from lstmdoctor.messages.rules.products import inner_sizes, product_guess
from lstmdoctor.messages.rules.rule import Said, rule

FLAT = re.compile(r"Flatten\{1\}|Inputs shapes: \[\(\d+L?,\), ?\(\d+L?,\)\]")
"""Arrays of one axis, to which a loss per timestep and its weights are flattened."""
LOSS_NODE = re.compile(r"\blog\(|clip|EQ\(|sqr\(|abs_?\(")
"""What Theano's node of a loss, or of the mask of its labels, holds."""


@rule(
    "mismatch in args to gemm {given:shape}x{kernel:shape}->{out:shape}",
    example="ValueError: dimension mismatch in args to gemm (2000,64)x(64,64)->(5,64)",
)
def theano_gemm(said: Said, given: Shape, kernel: Shape, out: Shape) -> Guess | None:
    """Theano."""
    if given[-1:] != kernel[:1]:
        return product_guess(given, kernel, "lstm")
    return batch_guess(given[0], out[0]) if given and out else None


@rule(
    "mismatch in args to gemv {kernel:shape}x{given:shape}",
    example="ValueError: dimension mismatch in args to gemv (50,50)x(80)->(50)",
)
def theano_gemv(said: Said, kernel: Shape, given: Shape) -> Guess | None:
    """Theano."""
    if len(kernel) != 2 or len(given) != 1:
        return None
    return product_guess((None, *given), (kernel[-1], kernel[0]), "rnn")


@rule(
    "Shape mismatch: {x:word} has {a:int} {axis:word}[ (and {n:int} {other:word})] but {z:word} has {b:int} {rows|cols}",
    example="ValueError: Shape mismatch: x has 4 rows but z has 48 rows",
)
def theano_blas(
    said: Said, x: str, a: int, axis: str, z: str, b: int, n: int = 0, other: str = ""
) -> Guess | None:
    """Theano: rows of a batch, or of all its timesteps."""
    if axis == "cols":
        return inner_sizes(a, b)
    multiple = a and b > a and b % a == 0 and b // a not in (2, 4, 8, 16, 32, 64)
    if not multiple:
        return batch_guess(a, b)
    steps = f"{b // a} timesteps per sample instead of the declared number"
    return Guess(("LD302", "LD401"), f"{b} rows came where {a} were built for: {steps}")


@rule(
    "Input dimension mis-match. (input[[{n:int}]].shape[[{axis:int}]] = {a:int}, input[[{m:int}]].shape[[{other:int}]] = {b:int})",
    example="ValueError: Input dimension mis-match. (input[0].shape[0] = 10, input[1].shape[0] = 1)",
)
def theano_mismatch(said: Said, n: int, axis: int, a: int, m: int, other: int, b: int) -> Guess | None:
    """Theano: two operands of an element-wise operation, which the node that follows shows."""
    low, high = sorted((a, b))
    if axis == 0 and low > 1 and high % low == 0 and FLAT.search(said.after(600)):
        words = f"{low} and {high} values meet, {high // low} times as many: one for each timestep"
        return Guess(("LD702", "LD701", "LD401"), words, question=PER_STEP)
    if axis == 0:
        return batch_guess(a, b)
    words = f"axis {axis} has size {a} on one side and {b} on the other"
    if LOSS_NODE.search(said.after(400)):
        return Guess(("LD702", "LD703", "LD210"), f"{words} where labels, or their mask, meet the output")
    if 1 in (a, b):
        return Guess(("LD702", "LD704", "LD210"), words, question=CLASSES)
    which = "is it the labels or the data that has the one size"
    return Guess(("LD210", "LD702", "LD302"), words, question=which)


RULES = (theano_gemm, theano_gemv, theano_blas, theano_mismatch)
