"""Messages that print only a number of axes, or a shape of the wrong rank without the wanted sizes.

The text does not hold what decides, so the faults are ranked by what the numbers make likely, and the
question names what would decide.
"""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.messages.paste.declared import sample_fault
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.stage import Stage
from lstmdoctor.messages.rules.depth import (
    BATCHED,
    MODEL_NAME,
    NUMBERED,
    Rank,
    is_behind_others,
    is_inner_layer,
    is_recurrent_rank,
)
from lstmdoctor.text import shape_text

EMBEDS = re.compile(r"embed|input|model|functional|sequential", re.IGNORECASE)
WRAPPER = re.compile(r"time_?distributed", re.IGNORECASE)
LARGEST_BATCH = 32
"""The batch of `fit` and `predict` where nobody sets one."""


def explain_rank(rank: Rank, hints: Hints) -> Guess:
    """The guess for a rank."""
    codes = rank_codes(rank, hints)
    if rank.wanted == 3 and rank.found and not (is_recurrent_rank(rank) and is_inner_layer(rank, hints)):
        told = sample_fault(hints.sample, rank.found)
        codes = tuple(dict.fromkeys((told, *codes))) if told else codes
    if hints.words:
        codes = tuple(dict.fromkeys(("LD108", *codes)))
    if hints.validation and not hints.predict and rank.found:
        codes = tuple(dict.fromkeys(("LD903", *codes)))
    return Guess(
        codes=codes,
        message=rank_sentence(rank, codes[0]),
        expected=(None,) * rank.wanted if rank.wanted < 8 else None,
        found=rank.found,
        question=QUESTIONS.get(codes[0], "") if len(codes) > 1 else "",
        help=LOWER if codes[0] == "LD902" and rank.given > rank.wanted else "",
        python=LOWER_CODE if codes[0] == "LD902" and rank.given > rank.wanted == 3 else "",
    )


LOWER = "bring what the layers before give to the axes that this layer takes"
LOWER_CODE = "layers.TimeDistributed(layers.Flatten())  # in front of this layer"
DEEPER = "the layers before it give too many"


QUESTIONS = {
    "LD201": "is each value in a row one timestep of one feature, or one feature of a single moment",
    "LD202": "is a row one sample of a single moment, or one step of a longer series",
    "LD203": "is the array one sample, or many",
    "LD204": "does the axis of size 1 stand for anything",
    "LD206": "is the array one long series, or many samples",
    "LD805": "does `input_shape` hold the number of samples as its first entry",
    "LD902": "is the layer the first of the model, or does another recurrent layer stand before it",
    "LD905": "is the Dataset batched, once and only once",
    "LD209": "are batches collected in a list, or does each sample hold several sequences",
}


def rank_sentence(rank: Rank, code: str) -> str:
    """What is, what is wanted, what that means."""
    inner = code == "LD902"
    who = f"layer {rank.layer}" if rank.layer else "the layer"
    taker = who if inner or rank.built else "the model"
    given = f"{rank.given} axes" if rank.given != 1 else "1 axis"
    shape = f" {shape_text(rank.found)}" if rank.found is not None and rank.found else ""
    subject = "its input" if inner or rank.built else "the data"
    meaning = DEEPER if inner and rank.given > rank.wanted else FAULTS[code].meaning
    return f"{taker} takes {rank.wanted} axes and {subject}{shape} has {given}: {meaning}"


OTHER = "the elements of the Dataset or generator are not batches of samples"


def rank_codes(rank: Rank, hints: Hints) -> tuple[str, ...]:
    """Faults for a rank, best first."""
    if rank.found and 0 in rank.found:
        return ("LD107",)
    if rank.given == 0:
        return ("LD299", "LD108", "LD203")
    if rank.given > rank.wanted:
        return codes_of_extra_axes(rank, hints)
    data = codes_of_missing_axes(rank, hints)
    if not is_recurrent_rank(rank):
        named = rank.layer and not MODEL_NAME.search(rank.layer) and not rank.whole
        built = hints.stage is Stage.INNER and rank.found and rank.found[0] is None
        return ("LD902", *data) if named and (built or len(hints.called) > rank.given) else data
    if hints.stage is Stage.FIRST:
        return tuple(dict.fromkeys(("LD201", "LD202", "LD902", *data)))
    if is_inner_layer(rank, hints):
        return ("LD902", *data)
    maybe = rank.built or (NUMBERED.search(rank.layer) and rank.given >= BATCHED)
    return (*data, "LD902") if maybe else data


def codes_of_extra_axes(rank: Rank, hints: Hints) -> tuple[str, ...]:
    """Faults for an axis too many."""
    found = rank.found or ()
    if is_recurrent_rank(rank) and len(hints.called) == rank.given - 1:
        return ("LD604", "LD902", "LD209")
    if is_recurrent_rank(rank) and hints.called and len(hints.called) == rank.given:
        return ("LD204", "LD209", "LD805") if 1 in found[1:] else ("LD209", "LD902", "LD204", "LD805")
    if (
        is_recurrent_rank(rank)
        and hints.stage is Stage.RUN
        and found[:1] == (LARGEST_BATCH,)
        and 1 not in found
    ):
        return ("LD604", "LD209", "LD902", "LD204")
    if is_recurrent_rank(rank) and ran_through_embedding(rank, hints):
        return ("LD604", "LD209", "LD902", "LD204")
    if is_recurrent_rank(rank) and len(found) == 4 and is_embedded_shape(found):
        return ("LD604", "LD902", "LD805", "LD203")
    if is_recurrent_rank(rank) and rank.wanted == 3 and is_behind_others(rank, hints):
        return ("LD902", "LD604", "LD805", "LD203", "LD209")
    if rank.wanted == 2:
        return (
            ("LD604", "LD204")
            if rank.whole or not rank.layer or EMBEDS.search(rank.layer)
            else ("LD902", "LD204")
        )
    if rank.wanted > 3 and not MODEL_NAME.search(rank.layer) and found and not rank.whole:
        return ("LD209", "LD902", "LD204")
    if rank.built and WRAPPER.search(rank.layer) and NUMBERED.search(rank.layer):
        return ("LD902", "LD209", "LD805")
    if 1 in found[1:] and (rank.whole or MODEL_NAME.search(rank.layer)):
        return ("LD204", "LD209")
    if rank.built and rank.given - rank.wanted > 1:
        return ("LD902", "LD209", "LD805")
    if found[:1] == (None,) and found[-1] == 1 and not rank.built:
        return ("LD204", "LD805", "LD902", "LD209")
    if rank.built or (found[:1] == (None,) and not MODEL_NAME.search(rank.layer)):
        built_from_samples = not found or found[1] == 1 or rank.built
        return ("LD805", "LD203", "LD902") if built_from_samples else ("LD902", "LD805", "LD209", "LD604")
    return ("LD204", "LD209") if 1 in found else ("LD209", "LD204", "LD905")


def ran_through_embedding(rank: Rank, hints: Hints) -> bool:
    """Whether data came to the first recurrent layer through one that takes any rank, as an Embedding does.

    The model itself would have refused the data before its first layer did.
    """
    found = rank.found or ()
    first = NUMBERED.search(rank.layer) is None
    running = hints.traced or hints.stage is Stage.RUN
    return first and running and len(found) == rank.wanted + 1 and 1 not in found


def is_embedded_shape(found: Shape) -> bool:
    """Whether an Embedding has looked up vectors: an axis as long as a vocabulary, or as long as the last."""
    third, last = found[2] or 0, found[3] or 0
    return 1 not in found[1:] and third == last


def codes_of_missing_axes(rank: Rank, hints: Hints) -> tuple[str, ...]:
    """Faults for an axis or two too few."""
    found = rank.found or ()
    if rank.given <= 1:
        return codes_of_one_axis(rank, hints)
    if rank.wanted > 4 and rank.wanted - rank.given > 2:
        return ("LD299", "LD202", "LD203")
    if rank.wanted > 3 or rank.wanted - rank.given > 1:
        return codes_of_images(found)
    if len(found) < 2:
        return ("LD201", "LD202", "LD203", "LD605")
    if rank.whole and not hints.dataset:
        codes = codes_of_array(found[0], found[1])
        single = hints.predict and found[1] != 1 and "LD206" in codes and found[0] != 1
        return tuple(dict.fromkeys(("LD203", *codes))) if single else codes
    return codes_of_batch(found[0], found[1], hints)


def codes_of_one_axis(rank: Rank, hints: Hints) -> tuple[str, ...]:
    """Faults for data of one axis."""
    batched = not rank.whole and not hints.dataset
    return ("LD206", "LD202", "LD203", "LD201") if batched or rank.whole else ("LD905", "LD203", "LD206")


def codes_of_images(found: Shape) -> tuple[str, ...]:
    """Faults for sequences of images that lack an axis: the channels, where a batch axis is there and no
    channels are at the end.
    """
    if len(found) > 3 and found[-1] in (1, 3):
        return ("LD202", "LD203", "LD201")
    batched = found[:1] == (None,) and set(found) != {None}
    return ("LD201", "LD202", "LD203") if batched else ("LD203", "LD202", "LD201")


def codes_of_array(samples: int | None, width: int | None) -> tuple[str, ...]:
    """Faults for a whole array (N, K) where three axes are taken."""
    if samples is None or width is None:
        return ("LD202", "LD201", "LD203")
    if samples == 1:
        return ("LD201", "LD203", "LD202")
    if samples < width:
        return ("LD203", "LD201", "LD202")
    if width == 1:
        return ("LD202", "LD206", "LD301", "LD203")
    return ("LD202", "LD201", "LD206", "LD203")


def is_single_element(samples: int | None, hints: Hints) -> bool:
    """Whether the first axis can be no batch of `fit`, so that it is the first of a single element."""
    if samples in (None, LARGEST_BATCH):
        return False
    return hints.traced or (hints.fitted and samples % 10 != 0 and samples & (samples - 1) != 0)


def codes_of_batch(samples: int | None, width: int | None, hints: Hints) -> tuple[str, ...]:
    """Faults for a batch (B, K) where three axes are taken."""
    if width == 1 and samples is not None and (samples > LARGEST_BATCH or is_single_element(samples, hints)):
        return ("LD905", "LD203", "LD206", "LD202")
    if width == 1:
        return ("LD202", "LD905", "LD206", "LD203")
    if hints.dataset or is_single_element(samples, hints):
        return ("LD905", "LD203", "LD201", "LD202")
    if hints.predict and samples not in (None, LARGEST_BATCH):
        return ("LD203", "LD201", "LD202", "LD605")
    return ("LD201", "LD202", "LD203", "LD605")
