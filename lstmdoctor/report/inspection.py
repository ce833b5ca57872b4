"""What one model or data file holds, for people."""

from __future__ import annotations

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Varies, length_percentile
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import InputSpec, Layer, ModelSpec, OutputSpec
from lstmdoctor.report.align import axis_names
from lstmdoctor.report.lengths import histogram_of
from lstmdoctor.report.paper import Paper, drawn_text
from lstmdoctor.report.words import array_words, container_words, model_words
from lstmdoctor.text import count_noun, safe_text, shape_text

LONGEST_PATH = 4096
SHOWN = 20
SETTINGS = (
    "units", "filters", "return_sequences", "stateful", "go_backwards", "mask_value", "input_dim",
    "output_dim", "mask_zero", "kernel_size", "strides", "pool_size", "rate", "activation",
)  # fmt: skip


def render(found: ModelSpec | DataFile, width: int, color: bool, verbose: bool = False) -> str:
    """One file as text; parameters as in `lstmdoctor.report.text.render`."""
    match found:
        case ModelSpec():
            return drawn_text(lambda paper: draw_model(found, paper, verbose), width, color)
        case DataFile():
            return drawn_text(lambda paper: draw_data_file(found, paper, verbose), width, color)


def draw_model(spec: ModelSpec, paper: Paper, verbose: bool) -> None:
    """What a model takes and gives, and the layers that decide about data."""
    paper.line(
        (safe_text(spec.path, LONGEST_PATH), "bold"), (f"  {model_words(spec)}, {safe_text(spec.format)}", "")
    )
    names = [end.name for end in spec.inputs] + [end.name for end in spec.outputs]
    width = max((len(safe_text(name)) for name in names), default=0)
    for end in spec.inputs:
        paper.line(("  takes  ", "dim"), *end_runs(end, width), (input_notes(end), "dim"))
    for out in spec.outputs:
        paper.line(("  gives  ", "dim"), *end_runs(out, width), (output_notes(out), "dim"))
    layers = spec.layers if verbose else spec.recurrent
    for layer in layers:
        paper.line(("  layer  ", "dim"), (layer_words(layer), ""))
    for name in spec.code:
        paper.line(("  code   ", "bold yellow"), (f"{safe_text(name)}: {loading_words(name, spec)}", ""))
    for sentence in spec.legacy:
        paper.line(("  old    ", "bold yellow"), (safe_text(sentence, 400), ""))


def loading_words(code: str, spec: ModelSpec) -> str:
    """What loading a model does about code that it holds, or names."""
    stored = code in spec.stored
    return "Keras runs code from the file to load it" if stored else "Keras needs its code to load it"


def end_runs(end: InputSpec | OutputSpec, width: int) -> list[tuple[str, str]]:
    """Name, shape and dtype."""
    axes = "a shape that the file does not say" if end.shape is None else shape_text(end.shape)
    return [(f"{safe_text(end.name):<{width}}  ", "bold"), (f"{axes} {safe_text(end.dtype)}", "")]


def input_notes(end: InputSpec) -> str:
    """Axis names, mask, vocabulary, batch."""
    notes = [", ".join(axis_names(end, len(end.shape)))] if end.shape else []
    if end.mask_value is not None:
        notes.append(f"masks {end.mask_value:g}")
    if end.embedding is not None:
        notes.append(f"ids below {end.embedding.options.get('input_dim')}")
    if end.batch is not None:
        notes.append(f"batches of {end.batch}")
    return "".join(f"   {note}" for note in ["; ".join(notes)] if note)


def output_notes(out: OutputSpec) -> str:
    """Activation and loss."""
    notes = [safe_text(word) for word in (out.activation, out.loss) if word]
    return f"   {', '.join(notes)}" if notes else ""


def layer_words(layer: Layer) -> str:
    """``Bidirectional LSTM 'lstm': units=32``."""
    chosen = [(key, layer.options[key]) for key in SETTINGS if layer.options.get(key) not in (None, False)]
    settings = ", ".join(f"{key}={safe_text(str(value))}" for key, value in chosen)
    wrapper = f"{safe_text(layer.wrapper)} " if layer.wrapper else ""
    return f"{wrapper}{safe_text(layer.class_name)} '{safe_text(layer.name)}'" + (
        f": {settings}" if settings else ""
    )


def draw_data_file(found: DataFile, paper: Paper, verbose: bool) -> None:
    """Every array of a data file."""
    kind = f"  {found.format}, {count_noun(len(found.arrays), 'array')}"
    paper.line((safe_text(found.path, LONGEST_PATH), "bold"), (kind, ""))
    shown = found.arrays if verbose else found.arrays[:SHOWN]
    width = max((len(safe_text(array.name)) for array in shown), default=0)
    for array in shown:
        draw_array(array, width, paper)
    if len(shown) < len(found.arrays):
        paper.line((f"  and {len(found.arrays) - len(shown):,} more: add -v", "dim"))
    told = found.remarks if verbose else found.remarks[:SHOWN]
    for remark in told:
        paper.paragraph(2, ("note: ", "cyan"), (safe_text(remark, 400), ""))
    if len(told) < len(found.remarks):
        paper.line((f"  and {count_noun(len(found.remarks) - len(told), 'more note')}: add -v", "dim"))


def draw_array(array: Named, width: int, paper: Paper) -> None:
    """Name, shape, dtype, container; lengths where they differ."""
    name = f"{safe_text(array.name):<{width}}  " if width else ""
    container = container_words(array.facts)
    paper.line((f"  {name}", "bold"), (f"{array_words(array.facts)}   ", ""), (container, "dim"))
    lengths = lengths_words(array.facts)
    if lengths:
        paper.line((f"  {'':<{width}}  " if width else "  ", ""), (lengths, "dim"))


def lengths_words(facts: Facts) -> str:
    """``lengths: 20 to 59, half of them up to 40, 95 % up to 57``."""
    axis = next((axis for axis in facts.axes[1:] if isinstance(axis, Varies)), None)
    half, most = (
        length_percentile(histogram_of(axis), share) if axis is not None else None for share in (50, 95)
    )
    if axis is None or half is None or most is None:
        return ""
    return f"lengths: {axis.low:,} to {axis.high:,}, half of them up to {half:,}, 95 % up to {most:,}"
