"""What the data could be: the readings of a shape for a model, and what a diagnosis makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from cases import array, codes, file, model, of, report, sequences, static, unknown_axis, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Axis, Facts
from lstmdoctor.core.readings import Block, Reading
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import Layer, Shape
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.errors import Usage

FIXED: Shape = (None, 50, 100)
FREE: Shape = (None, None, 100)


@dataclass(frozen=True)
class Row:
    """One case: `wanted` is the shape of the model, `ids` the readings in order, `result` that of the chosen."""

    name: str
    facts: Facts
    wanted: Shape
    verdict: str
    ids: tuple[str, ...]
    result: tuple[int, ...] | None = None
    codes: str = ""
    labels: int | None = None
    choices: Choices = field(default_factory=Choices)

    def diagnose(self) -> Report:
        return report(wants(*self.wanted), self.facts, self.labels, self.choices)


# fmt: off
FITS = ("",)
CUT = ("truncate", "truncate", "window")
"""Cut in front, cut at the end, or cut windows."""

FILM: Shape = (None, 10, 15, 18, 3)

PERMUTED = (
    Row("channels before rows", array(200, 10, 3, 15, 18), FILM, "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211"),
    Row("channels first", array(200, 3, 10, 15, 18), FILM, "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211"),
    Row("time last", array(200, 15, 18, 3, 10), FILM, "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211"),
    Row("samples last", array(15, 18, 3, 10, 200), FILM, "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211"),
    Row("columns before rows", array(200, 10, 18, 15, 3), FILM, "needs-choice", ("permute-axes",), None, "LD211"),
    Row("columns before rows, cure", array(200, 10, 18, 15, 3), FILM, "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211", None, Choices(cure=("permute-axes",))),
    Row("channels first, columns before rows", array(200, 10, 3, 18, 15), FILM, "needs-choice", ("permute-axes",), None, "LD211"),
    Row("channels first and time last", array(200, 3, 15, 18, 10), FILM, "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211"),
    Row("square pictures keep rows and columns", array(200, 10, 3, 16, 16), (None, 10, 16, 16, 3), "treatable", ("permute-axes",), (200, 10, 16, 16, 3), "LD211"),
    Row("free rows and columns", array(200, 10, 3, 15, 18), (None, 10, None, None, 3), "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211"),
    Row("free time", array(200, 3, 10, 16, 16), (None, None, 16, 16, 3), "treatable", ("permute-axes",), (200, 10, 16, 16, 3), "LD211"),
    Row("channels first wanted", array(200, 10, 15, 18, 3), (None, 10, 3, 15, 18), "treatable", ("permute-axes",), (200, 10, 3, 15, 18), "LD211"),
    Row("rank 4, channels first", array(200, 10, 3, 18), (None, 10, 18, 3), "treatable", ("permute-axes",), (200, 10, 18, 3), "LD211"),
    Row("a list, channels first", sequences(200, 3, 10, 15, 18), FILM, "treatable", ("stack+permute-axes",), (200, 10, 15, 18, 3), "LD101 LD211"),
    Row("one film, channels first", array(3, 10, 15, 18), FILM, "treatable", ("add-batch-axis+permute-axes",), (1, 10, 15, 18, 3), "LD203 LD211"),
    Row("ragged, channels first", sequences(200, 3, (5, 9), 15, 18), (None, None, 15, 18, 3), "treatable", ("permute-axes+pad",), (200, 9, 15, 18, 3), "LD211 LD301"),
    Row("time as long as rows", array(200, 3, 16, 16, 16), (None, 16, 16, 16, 3), "needs-choice", ("permute-axes", "permute-axes:0,3,2,4,1", "permute-axes:0,4,2,3,1"), None, "LD211"),
    Row("time as long as rows, another", array(200, 3, 16, 16, 16), (None, 16, 16, 16, 3), "treatable", ("permute-axes:0,3,2,4,1",), (200, 16, 16, 16, 3), "LD211", None, Choices(cure=("permute-axes:0,3,2,4,1",))),
    Row("time as long as rows, cure", array(200, 3, 16, 16, 16), (None, 16, 16, 16, 3), "treatable", ("permute-axes",), (200, 16, 16, 16, 3), "LD211", None, Choices(cure=("permute-axes",))),
    Row("time before samples, channels first", array(10, 200, 3, 15, 18), FILM, "needs-choice", ("permute-axes",), None, "LD211"),
    Row("time before samples, channels first, 200 labels", array(10, 200, 3, 15, 18), FILM, "treatable", ("permute-axes",), (200, 10, 15, 18, 3), "LD211", 200),
    Row("film, timesteps first", array(10, 200, 15, 18, 3), FILM, "needs-choice", ("swap-batch-time", "window"), None, "LD208"),
    Row("film that fits", array(200, 10, 15, 18, 3), FILM, "healthy", FITS, ()),
    Row("cube that fits", array(3, 3, 3, 3, 3), (None, 3, 3, 3, 3), "healthy", FITS, ()),
    Row("film without channels", array(20, 16, 64, 64), (None, 16, 64, 64, 1), "healthy", ("add-feature-axis",), (20, 16, 64, 64, 1), "(LD201)"),
    Row("film of other channels", array(20, 10, 15, 18, 4), FILM, "untreatable", (), None, "LD210"),
)

ONE_FAULT = (
    Row("list", sequences(200, 50, 100), FIXED, "treatable", ("stack",), (200, 50, 100), "LD101"),
    Row("ragged, free", sequences(200, (20, 59), 100), FREE, "treatable", ("pad",), (200, 59, 100), "LD301"),
    Row("ragged, all fit", sequences(200, (20, 59), 100), (None, 60, 100), "treatable", ("pad",), (200, 60, 100), "LD301"),
    Row("ragged, some too long", sequences(200, (20, 59), 100), FIXED, "needs-choice", ("truncate+pad", "truncate+pad"), None, "LD301 LD302"),
    Row("no feature axis", array(200, 50), (None, 50, 1), "healthy", ("add-feature-axis",), (200, 50, 1), "(LD201)"),
    Row("no time axis", array(200, 8), (None, 1, 8), "treatable", ("add-time-axis",), (200, 1, 8), "LD202"),
    Row("table, free", array(200, 8), (None, None, 8), "needs-choice", ("add-time-axis", "add-batch-axis", "window"), None, "LD202"),
    Row("one sample", array(50, 100), FIXED, "treatable", ("add-batch-axis",), (1, 50, 100), "LD203"),
    Row("one film", array(16, 64, 64, 3), (None, 16, 64, 64, 3), "treatable", ("add-batch-axis",), (1, 16, 64, 64, 3), "LD203"),
    Row("one text", array(50, dtype="int64"), (None, 50), "treatable", ("add-batch-axis",), (1, 50), "LD203"),
    Row("one sample of one feature", array(50, 1), (None, 50, 1), "treatable", ("add-batch-axis",), (1, 50, 1), "LD203"),
    Row("square table", array(50, 50), (None, 50, 50), "treatable", ("add-batch-axis",), (1, 50, 50), "LD203"),
    Row("singleton last", array(200, 50, 100, 1), FIXED, "healthy", ("drop-axis",), (200, 50, 100), "(LD204)"),
    Row("singleton second", array(200, 1, 50, 100), FIXED, "treatable", ("drop-axis",), (200, 50, 100), "LD204"),
    Row("singleton first", array(1, 200, 50, 100), FIXED, "treatable", ("drop-axis",), (200, 50, 100), "LD204"),
    Row("ids, singleton last", array(20, 50, 1, dtype="int32"), (None, 50), "healthy", ("drop-axis",), (20, 50), "(LD204)"),
    Row("flattened", array(200, 5000), FIXED, "needs-choice", ("split-flat",), None, "LD205"),
    Row("one long series", array(10000, 8), (None, 60, 8), "needs-choice", ("window",), None, "LD206"),
    Row("swapped", array(200, 100, 50), FIXED, "treatable", ("swap-time-features",), (200, 50, 100), "LD207"),
    Row("swapped, free", array(200, 3, 8), (None, None, 3), "treatable", ("swap-time-features",), (200, 8, 3), "LD207"),
    Row("swapped, one sample", array(1, 100, 50), FIXED, "treatable", ("swap-time-features",), (1, 50, 100), "LD207"),
    Row("swapped, one step", array(200, 1, 8), (None, 8, 1), "treatable", ("swap-time-features",), (200, 8, 1), "LD207"),
    Row("table with an axis too many, free", array(200, 8, 1), (None, None, 8), "needs-choice", ("swap-time-features",), None, "LD207"),
    Row("table with an axis too many, one step", array(200, 8, 1), (None, 1, 8), "treatable", ("swap-time-features",), (200, 1, 8), "LD207"),
    Row("timesteps first", array(50, 200, 100), FIXED, "needs-choice", ("swap-batch-time", "window"), None, "LD208"),
    Row("batched twice", array(4, 32, 50, 100), FIXED, "needs-choice", ("merge-batches",), None, "LD209"),
    Row("batched twice, by fifty", array(4, 50, 50, 100), FIXED, "needs-choice", ("merge-batches",), None, "LD209"),
    Row("batches in a list", sequences(10, (3, 9), 50, 100), FIXED, "needs-choice", ("merge-batches",), None, "LD209"),
    Row("other features", array(200, 50, 90), FIXED, "untreatable", (), None, "LD210"),
    Row("ragged features", sequences(200, 50, (3, 5)), (None, 50, 4), "untreatable", (), None, "LD210"),
    Row("nothing in common", array(7, 9, 11, 13), FIXED, "untreatable", (), None, "LD299"),
    Row("a number", array(), FIXED, "untreatable", (), None, "LD299"),
    Row("too long", array(200, 60, 100), FIXED, "needs-choice", CUT, None, "LD302"),
    Row("too short", array(200, 40, 100), FIXED, "needs-choice", ("pad",), None, "LD302"),
    Row("ids, too long", array(200, 60, dtype="int32"), (None, 50), "needs-choice", CUT, None, "LD302"),
    Row("ids, ragged", sequences(200, (20, 59), dtype="int64"), (None, 60), "treatable", ("pad",), (200, 60), "LD301"),
    Row("built from the samples", array(1000, 1, 8), (None, 1000, 8), "needs-choice", ("pad",), None, "LD302 (LD805)"),
    Row("films without channels", array(20, 16, 64, 64), (None, 16, 64, 64, 1), "healthy", ("add-feature-axis",), (20, 16, 64, 64, 1), "(LD201)"),
)

SEVERAL_FAULTS = (
    Row("series of one feature", array(10000), (None, 60, 1), "needs-choice", ("add-feature-axis+window",), None, "LD206 (LD201)"),
    Row("series of one feature, free", array(10000), (None, None, 1), "needs-choice", ("add-feature-axis+add-time-axis", "add-feature-axis+add-batch-axis", "add-feature-axis+window"), None, "LD202 (LD201)"),
    Row("one sample, swapped", array(100, 50), FIXED, "treatable", ("add-batch-axis+swap-time-features",), (1, 50, 100), "LD203 LD207"),
    Row("one sample of 3 features, swapped", array(3, 50), (None, 50, 3), "treatable", ("add-batch-axis+swap-time-features",), (1, 50, 3), "LD203 LD207"),
    Row("one sample, swapped, free", array(8, 200), (None, None, 8), "needs-choice", ("split-flat", "add-batch-axis+swap-time-features"), None, "LD205"),
    Row("one sample of one step", array(8), (None, 1, 8), "treatable", ("add-batch-axis+add-time-axis",), (1, 1, 8), "LD202 LD203"),
    Row("one sample of one feature without its axis", array(50), (None, 50, 1), "treatable", ("add-feature-axis+add-batch-axis",), (1, 50, 1), "LD203 (LD201)"),
    Row("list, swapped", sequences(200, 100, 50), FIXED, "treatable", ("stack+swap-time-features",), (200, 50, 100), "LD101 LD207"),
    Row("list of one, swapped", sequences(1, 100, 50), FIXED, "treatable", ("stack+swap-time-features",), (1, 50, 100), "LD101 LD207"),
    Row("list, too long", sequences(200, 60, 100), FIXED, "needs-choice", ("stack+truncate", "stack+truncate", "stack+window"), None, "LD101 LD302"),
    Row("list of equal batches", sequences(4, 32, 50, 100), FIXED, "needs-choice", ("stack+merge-batches",), None, "LD101 LD209"),
    Row("list, singletons", sequences(200, 1, 50, 100), FIXED, "treatable", ("stack+drop-axis",), (200, 50, 100), "LD101 LD204"),
    Row("singleton first, swapped", array(1, 200, 100, 50), FIXED, "treatable", ("drop-axis+swap-time-features",), (200, 50, 100), "LD204 LD207"),
    Row("singleton last, swapped", array(200, 100, 50, 1), FIXED, "treatable", ("drop-axis+swap-time-features",), (200, 50, 100), "LD204 LD207"),
    Row("ragged, last singletons of one feature", sequences(24, (3, 9), 1, 1), (None, 9, 1), "treatable", ("pad+drop-axis",), (24, 9, 1), "LD301 (LD204)"),
    Row("singletons side by side", array(200, 1, 1, 50, 100), FIXED, "treatable", ("drop-axis+drop-axis",), (200, 50, 100), "LD204"),
    Row("two singletons", array(1, 200, 50, 100, 1), FIXED, "treatable", ("drop-axis+drop-axis",), (200, 50, 100), "LD204"),
    Row("ragged, one feature", sequences(60, (3, 29)), (None, 29, 1), "treatable", ("pad+add-feature-axis",), (60, 29, 1), "LD301 (LD201)"),
    Row("ragged, swapped", sequences(200, 100, (20, 59)), FREE, "treatable", ("swap-time-features+pad",), (200, 59, 100), "LD207 LD301"),
    Row("ragged, singletons", sequences(200, 1, (20, 59), 100), FREE, "treatable", ("drop-axis+pad",), (200, 59, 100), "LD204 LD301"),
    Row("ragged, last singletons", sequences(200, (20, 59), 100, 1), (None, 60, 100), "treatable", ("pad+drop-axis",), (200, 60, 100), "LD301 (LD204)"),
    Row("ragged, other features", sequences(200, (20, 59), 90), (None, 60, 100), "untreatable", (), None, "LD210 LD301"),
    Row("ragged both ways", sequences(200, (20, 59), (3, 5)), (None, 60, 4), "untreatable", (), None, "LD210 LD301"),
    Row("too long, other features", array(200, 60, 90), FIXED, "untreatable", (), None, "LD210 LD302"),
    Row("one timestep, the new axis in front", array(1, 200, 8), (None, 1, 8), "needs-choice", ("swap-batch-time",), None, "LD208"),
    Row("one timestep, the new axis in front, 200 labels", array(1, 200, 8), (None, 1, 8), "treatable", ("swap-batch-time",), (200, 1, 8), "LD208", 200),
    Row("timesteps first, swapped", array(50, 100, 200), FIXED, "needs-choice", ("swap-time-features+swap-batch-time", "swap-time-features+window"), None, "LD207 LD208"),
)

HEALTHY = (
    Row("exact", array(200, 50, 100), FIXED, "healthy", FITS, ()),
    Row("as many samples as timesteps", array(50, 50, 100), FIXED, "healthy", FITS, ()),
    Row("as many samples as free timesteps", array(200, 200, 100), FREE, "healthy", FITS, ()),
    Row("a cube", array(20, 20, 20), (None, 20, 20), "healthy", FITS, ()),
    Row("free timesteps", array(200, 7, 100), FREE, "healthy", FITS, ()),
    Row("everything free", array(200, 7, 9), (None, None, None), "healthy", FITS, ()),
    Row("one sample with its axis", array(1, 50, 100), FIXED, "healthy", FITS, ()),
    Row("one step", array(200, 1, 8), (None, 1, 8), "healthy", FITS, (), "(LD310)"),
    Row("one feature", array(200, 50, 1), (None, 50, 1), "healthy", FITS, ()),
    Row("one of everything", array(1, 1, 1), (None, 1, 1), "healthy", FITS, ()),
    Row("ids, fixed", array(200, 50, dtype="int64"), (None, 50), "healthy", FITS, ()),
    Row("ids, one each", array(200, 1, dtype="int32"), (None, 1), "healthy", FITS, ()),
    Row("ids, free", array(200, 9, dtype="int32"), (None, None), "healthy", FITS, ()),
    Row("films", array(20, 16, 64, 64, 3), (None, 16, 64, 64, 3), "healthy", FITS, ()),
    Row("labels agree", array(200, 50, 100), FIXED, "healthy", FITS, (), labels=200),
    Row("labels agree with free timesteps", array(50, 200, 100), FREE, "healthy", FITS, (), labels=50),
)

LABELS = (
    Row("timesteps first, 200 labels", array(50, 200, 100), FIXED, "treatable", ("swap-batch-time",), (200, 50, 100), "LD208", 200),
    Row("as many wrong labels as timesteps", array(200, 50, 100), FIXED, "untreatable", FITS, (), "LD701", 50),
    Row("timesteps first, free, 200 labels", array(50, 200, 100), FREE, "treatable", ("swap-batch-time",), (200, 50, 100), "LD208", 200),
    Row("as many labels as timesteps", array(50, 200, 100), FIXED, "needs-choice", CUT, None, "LD302 (LD805)", 50),
    Row("swapped, 200 labels", array(200, 100, 50), FIXED, "treatable", ("swap-time-features",), (200, 50, 100), "LD207", 200),
    Row("table, 200 labels", array(200, 8), (None, None, 8), "needs-choice", ("add-time-axis", "window"), None, "LD202", 200),
    Row("table, one label", array(200, 8), (None, None, 8), "treatable", ("add-batch-axis",), (1, 200, 8), "LD203", 1),
    Row("one sample, one label", array(50, 100), FIXED, "treatable", ("add-batch-axis",), (1, 50, 100), "LD203", 1),
    Row("one sample, fifty labels", array(50, 100), FIXED, "untreatable", (), None, "LD299 (LD805)", 50),
    Row("built from the samples, with labels", array(1000, 8), (None, 1000, 8), "untreatable", (), None, "LD299 (LD805)", 1000),
    Row("batched twice, a label for each", array(4, 32, 50, 100), FIXED, "needs-choice", ("merge-batches",), None, "LD209", 128),
    Row("series, a label for each step", array(10000, 8), (None, 60, 8), "needs-choice", ("window",), None, "LD206", 10000),
)

TRUNCATE = Choices(truncate="pre")
OPTIONS = (
    Row("ragged, cut in front", sequences(200, (20, 59), 100), FIXED, "treatable", ("truncate+pad",), (200, 50, 100), "LD301 LD302", None, TRUNCATE),
    Row("ragged, cut at the end", sequences(200, (20, 59), 100), FIXED, "treatable", ("truncate+pad",), (200, 50, 100), "LD301 LD302", None, Choices(truncate="post")),
    Row("ragged, pad 60", sequences(200, (20, 59), 100), FREE, "treatable", ("pad",), (200, 60, 100), "LD301", None, Choices(pad=60)),
    Row("ragged, pad 50", sequences(200, (20, 59), 100), FREE, "needs-choice", ("truncate+pad", "truncate+pad"), None, "LD301 LD302", None, Choices(pad=50)),
    Row("ragged, pad 50 and cut", sequences(200, (20, 59), 100), FREE, "treatable", ("truncate+pad",), (200, 50, 100), "LD301 LD302", None, Choices(pad=50, truncate="pre")),
    Row("ragged, pad longest", sequences(200, (20, 59), 100), FREE, "treatable", ("pad",), (200, 59, 100), "LD301", None, Choices(pad="longest")),
    Row("ragged, pad to the median", sequences(200, (20, 59), 100), FREE, "treatable", ("truncate+pad",), (200, 39, 100), "LD301 LD302", None, Choices(pad="p50", truncate="post")),
    Row("too short, pad 50", array(200, 40, 100), FIXED, "treatable", ("pad",), (200, 50, 100), "LD302", None, Choices(pad=50)),
    Row("too long, cut in front", array(200, 60, 100), FIXED, "treatable", ("truncate",), (200, 50, 100), "LD302", None, TRUNCATE),
    Row("too long, windows", array(200, 60, 100), FIXED, "treatable", ("window",), (2200, 50, 100), "LD302", None, Choices(window=50)),
    Row("too long, windows end to end", array(200, 100, 8), (None, 50, 8), "treatable", ("window",), (400, 50, 8), "LD302", None, Choices(window=50, stride=50)),
    Row("too long, cure without a side", array(200, 60, 100), FIXED, "needs-choice", ("truncate", "truncate"), None, "LD302", None, Choices(cure=("truncate",))),
    Row("too long, cure with a side", array(200, 60, 100), FIXED, "treatable", ("truncate",), (200, 50, 100), "LD302", None, Choices(cure=("truncate",), truncate="post")),
    Row("series, windows", array(10000, 8), (None, 60, 8), "treatable", ("window",), (9941, 60, 8), "LD206", None, Choices(window=60)),
    Row("series of one feature, windows", array(10000), (None, 60, 1), "treatable", ("add-feature-axis+window",), (9941, 60, 1), "LD206 (LD201)", None, Choices(window=60)),
    Row("series, free, windows", array(10000, 8), (None, None, 8), "treatable", ("window",), (9977, 24, 8), "LD206", None, Choices(window=24)),
    Row("series, free, cure without a length", array(10000, 8), (None, None, 8), "needs-choice", ("window",), None, "LD206", None, Choices(cure=("window",))),
    Row("table, cure add-time-axis", array(200, 8), (None, None, 8), "treatable", ("add-time-axis",), (200, 1, 8), "LD202", None, Choices(cure=("add-time-axis",))),
    Row("table, cure add-batch-axis", array(200, 8), (None, None, 8), "treatable", ("add-batch-axis",), (1, 200, 8), "LD203", None, Choices(cure=("add-batch-axis",))),
    Row("flattened, cure split-flat", array(200, 5000), FIXED, "treatable", ("split-flat",), (200, 50, 100), "LD205", None, Choices(cure=("split-flat",))),
    Row("timesteps first, cure", array(50, 200, 100), FIXED, "treatable", ("swap-batch-time",), (200, 50, 100), "LD208", None, Choices(cure=("swap-batch-time",))),
    Row("batched twice, cure", array(4, 32, 50, 100), FIXED, "treatable", ("merge-batches",), (128, 50, 100), "LD209", None, Choices(cure=("merge-batches",))),
    Row("two edits, cure", array(8, 200), (None, None, 8), "treatable", ("add-batch-axis+swap-time-features",), (1, 200, 8), "LD203 LD207", None, Choices(cure=("add-batch-axis", "swap-time-features"))),
    Row("a cure that leads nowhere", array(200, 100, 50), FIXED, "untreatable", (), None, "LD210", None, Choices(cure=("stack",))),
)
# fmt: on

ROWS = PERMUTED + ONE_FAULT + SEVERAL_FAULTS + HEALTHY + LABELS + OPTIONS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_reading(row: Row) -> None:
    found = row.diagnose()
    (pair,) = found.case.pairs
    assert codes(found.findings) == row.codes
    assert [reading.id for reading in pair.readings] == list(row.ids)
    assert found.verdict == row.verdict
    assert axes(pair.chosen) == row.result


def axes(reading: Reading | None) -> tuple[Axis, ...] | None:
    if reading is None:
        return None
    return reading.result.axes if reading.result else ()


def test_names_of_rows_are_unique() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) >= 60


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_reading_ends_in_what_the_model_takes(row: Row) -> None:
    (pair,) = row.diagnose().case.pairs
    for reading in pair.readings:
        assert reading.result is None or None in arguments(reading) or pair.goal.fits(reading.result)
        assert len(reading.steps) <= 5
        for before, after in zip(reading.steps, reading.steps[1:], strict=False):
            assert before.after == after.before


def arguments(reading: Reading) -> list[object]:
    return [value for step in reading.steps for value in step.edit.args().values()]


@pytest.mark.parametrize("row", ONE_FAULT + SEVERAL_FAULTS, ids=lambda row: row.name)
def test_nothing_is_invented_or_lost_unasked(row: Row) -> None:
    (pair,) = row.diagnose().case.pairs
    if pair.chosen is not None:
        assert pair.chosen.keeps_values and pair.chosen.by_itself


WRONG = (
    # name, data, model, what no reading may do
    ("a batch axis around a list of samples", sequences(200, 50, 100), FIXED, "add-batch-axis"),
    ("a batch axis around a ragged list", sequences(200, (20, 59), 100), FREE, "add-batch-axis"),
    ("a reshape for a transpose", array(200, 100, 50), FIXED, "split-flat"),
    ("a reshape for a transpose of a list", sequences(200, 100, 50), FIXED, "split-flat"),
    ("a reshape for timesteps first", array(50, 200, 100), FIXED, "merge-batches"),
    ("all samples as one sequence", array(1000, 1, 8), (None, 1000, 8), "drop-axis"),
    ("all samples as one sequence, swapped", array(1000, 1, 8), (None, 1000, 8), "swap-batch-time"),
    ("features as timesteps", array(200, 8), (None, None, 8), "add-feature-axis"),
    ("features as timesteps, one step", array(200, 8), (None, 1, 8), "add-feature-axis"),
    ("features padded", array(200, 50, 90), FIXED, "pad"),
    ("features cut", array(200, 50, 110), FIXED, "truncate"),
    ("padding that nobody asked for", array(200, 50, 100), FREE, "pad"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "wanted", "edit"), WRONG, ids=[row[0] for row in WRONG])
def test_a_cure_that_only_silences_is_never_offered(
    name: str, facts: Facts, wanted: Shape, edit: str
) -> None:
    (pair,) = report(wants(*wanted), facts).case.pairs
    assert not any(reading.has(edit) for reading in pair.readings), name


def test_samples_as_timesteps_never_become_one_sequence() -> None:
    for labels in (None, 1, 1000):
        (pair,) = report(wants(None, 1000, 8), array(1000, 1, 8), labels).case.pairs
        assert all(reading.result is None or reading.result.axes != (1, 1000, 8) for reading in pair.readings)


def test_two_counts_are_never_cut_to_agree() -> None:
    found = report(wants(*FIXED), array(200, 50, 100), labels=190)
    assert found.case.pairs[0].fits


def test_the_labels_of_another_split_are_no_evidence() -> None:
    beside = file(y_train=array(40), y_test=array(20))
    data = file(x_train=array(40, 3), x_test=array(20, 3))
    (pair,) = diagnose_facts(model(wants(None, None, 3)), data, beside).case.pairs
    assert [reading.id for reading in pair.readings] == ["add-time-axis", "window"]


@pytest.mark.parametrize(
    ("facts", "ids"),
    [
        (array(40, 3), ["add-batch-axis", "window"]),
        (array(4, 3), ["add-time-axis", "add-batch-axis"]),
        (array(40, 5, 3), [""]),
        (array(40, 4, 3), [""]),
        (array(40, 3, 9), ["swap-time-features"]),
    ],
)
def test_what_is_too_short_for_a_convolution_is_not_offered(facts: Facts, ids: list[str]) -> None:
    conv = Layer("Conv1D", "conv", {"kernel_size": 5, "padding": "valid"})
    spec = replace(wants(None, None, 3), path=(conv, *wants(None, None, 3).path))
    (pair,) = report(spec, facts).case.pairs
    assert [reading.id for reading in pair.readings][: len(ids)] == ids


@pytest.mark.parametrize(
    "shape", [(4, 8, 6, 3), (192, 3), (32, 18), (32, 3, 6), (6, 3), (32, 1, 6, 3), (32, 9, 3), (6, 32, 3)]
)
@pytest.mark.parametrize("dtype", ["float32", ">f4", ">i2", "float64"])
def test_every_edit_leaves_the_dtype_that_its_facts_say(shape: tuple[int, ...], dtype: str) -> None:
    (pair,) = report(wants(None, 6, 3), array(*shape, dtype=dtype)).case.pairs
    assert pair.readings
    for reading in pair.readings:
        block: Block = np.zeros(shape, dtype)
        for step in reading.steps:
            block = step.edit.apply(block)
            assert isinstance(block, np.ndarray)
            assert (block.shape, block.dtype) == (step.after.axes, np.dtype(step.after.dtype))


class TestBatch:
    """A stateful model with batches of four."""

    @pytest.mark.parametrize(
        ("facts", "choices", "verdict", "ids", "result"),
        [
            (array(8, 5, 3), Choices(), "healthy", [""], ()),
            (array(10, 5, 3), Choices(), "needs-choice", ["drop-remainder", "pad-batch"], None),
            (array(10, 5, 3), Choices(remainder="drop"), "treatable", ["drop-remainder"], (8, 5, 3)),
            (array(10, 5, 3), Choices(remainder="pad"), "treatable", ["pad-batch"], (12, 5, 3)),
            (array(3, 5, 3), Choices(remainder="pad"), "treatable", ["pad-batch"], (4, 5, 3)),
        ],
        ids=["full", "left over", "drop", "pad", "less than one"],
    )
    def test_remainder(
        self, facts: Facts, choices: Choices, verdict: str, ids: list[str], result: tuple[int, ...] | None
    ) -> None:
        found = report(wants(4, 5, 3, batch=4), facts, choices=choices)
        (pair,) = found.case.pairs
        assert found.verdict == verdict
        assert sorted(reading.id for reading in pair.readings) == ids
        assert axes(pair.chosen) == result

    def test_other_features_are_told_beside_a_remainder(self) -> None:
        found = report(wants(4, 5, 3, batch=4), array(10, 5, 2))
        assert codes(found.findings) == "LD210 (LD402)"


class TestTimeMajor:
    """A model of Keras 2 that takes (timesteps, samples, features)."""

    @pytest.mark.parametrize(
        ("facts", "labels", "choices", "wanted", "result"),
        [
            (array(50, 200, 8), None, Choices(), "", ()),
            (array(50, 200, 8), 200, Choices(), "", ()),
            (array(50, 50, 8), 50, Choices(), "", ()),
            (array(200, 50, 8), None, Choices(), "LD208", (50, 200, 8)),
            (array(200, 50, 8), None, Choices(cure=("swap-batch-time",)), "LD208", (50, 200, 8)),
            (array(50, 8), None, Choices(), "LD203 LD208", (50, 1, 8)),
            (sequences(200, (20, 50), 8), None, Choices(), "LD208 LD301", (50, 200, 8)),
            (sequences(200, 50, 8), None, Choices(), "LD101 LD208", (50, 200, 8)),
            (array(200, 60, 8), None, Choices(truncate="pre"), "LD208 LD302", (50, 200, 8)),
            (array(50, 200, 7), None, Choices(), "LD210", None),
        ],
    )
    def test_reading(
        self,
        facts: Facts,
        labels: int | None,
        choices: Choices,
        wanted: str,
        result: tuple[int, ...] | None,
    ) -> None:
        spec = replace(wants(50, None, 8), time_major=True)
        found = report(spec, facts, labels, choices)
        assert codes(found.findings) == wanted
        assert axes(found.case.pairs[0].chosen) == result

    def test_the_message_says_which_way_round(self) -> None:
        spec = replace(wants(50, None, 8), time_major=True)
        finding = of(report(spec, array(200, 50, 8)), "LD208")
        assert finding.message == (
            "the data is (200, 50, 8), the model takes (50, any, 8): samples come before timesteps"
        )


class TestSeveralInputs:
    """Options meant for one input leave the other alone."""

    INPUTS = model(wants(None, 50, 8, name="seq"), static(4))

    def test_cure(self) -> None:
        found = report(
            self.INPUTS,
            file(seq=array(200, 400), static=array(200, 4)),
            choices=Choices(cure=("split-flat",)),
        )
        assert [pair.chosen.id if pair.chosen else None for pair in found.case.pairs] == ["split-flat", ""]
        assert found.verdict == "treatable"

    def test_window(self) -> None:
        found = report(self.INPUTS, file(seq=array(249, 8), static=array(200, 4)), choices=Choices(window=50))
        assert [pair.chosen.id if pair.chosen else None for pair in found.case.pairs] == ["window", ""]
        assert found.verdict == "treatable"

    def test_a_length_that_no_input_takes(self) -> None:
        with pytest.raises(Usage, match="--pad 60: the model takes 50 timesteps"):
            report(self.INPUTS, file(seq=array(200, 40, 8), static=array(200, 4)), choices=Choices(pad=60))


def test_an_ambiguous_message_names_all_readings() -> None:
    finding = of(report(wants(None, None, 8), array(200, 8)), "LD202")
    assert finding.message == (
        "the data is (200, 8), the model takes (any, any, 8): it could be 200 samples of 1 timestep, "
        "1 sample of 200 timesteps (LD203) or 1 series of 200 timesteps to cut into windows (LD206)"
    )
    assert finding.evidence["readings"] == ["add-time-axis", "add-batch-axis", "window"]


def test_a_ragged_axis_without_a_histogram_is_truncated_all_the_same() -> None:
    facts = Facts((200, unknown_axis(20, 59), 100), "list", wrapping="list")
    found = report(wants(*FIXED), facts, choices=TRUNCATE)
    assert axes(found.case.pairs[0].chosen) == (200, 50, 100)
