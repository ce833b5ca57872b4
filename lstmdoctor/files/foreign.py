"""Files that are not arrays, told by their first bytes, with what they are and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable

from lstmdoctor.files.checksum import masked_crc32c
from lstmdoctor.files.magic import magic_kind

WORDS = {
    "hdf5": "an HDF5 file: is it the MODEL argument? if it is data, save the dataset with np.save",
    "git lfs pointer": "a Git LFS pointer, not the data: run git lfs pull",
    "zstd": "packed with zstd, which Python cannot unpack: unpack it with zstd -d",
    "lz4": "packed with lz4, which Python cannot unpack: unpack it with lz4 -d",
    "old joblib dump": "a compressed joblib dump of a version before 0.10: np.save(path, joblib.load(file))",
    "arrows": "an Arrow stream, or no array at all: save the columns with np.save",
    "feather 1": "a Feather file of version 1: write it anew with pandas.read_feather(file).to_feather(path)",
    "matlab 7.3": "a MATLAB 7.3 file, HDF5 with its axes reversed: "
    "np.save(path, h5py.File(file)['name'][()].T)",
    "office": "an Office document, not an array: pandas.read_excel(file).to_csv(path, index=False) for a "
    "workbook",
    "matlab 5": "a MATLAB file: np.save(path, scipy.io.loadmat(file)['name'])",
    "png": "a PNG image, not an array",
    "jpeg": "a JPEG image, not an array",
    "gif": "a GIF image, not an array",
    "tiff": "a TIFF image, not an array",
    "riff": "a sound or video file (RIFF), not an array",
    "sound": "a sound file, not an array",
    "pdf": "a PDF document, not an array",
    "sqlite": "an SQLite database, not an array",
    "program": "a program, not an array",
    "rar": "a RAR archive, not an array: unpack it",
    "7z": "a 7z archive, not an array: unpack it",
}
"""What is said of the kinds that are no data."""

ZIPS: tuple[tuple[Callable[[set[str]], bool], str], ...] = (
    (lambda names: "config.json" in names, "a Keras model, not data; is it the MODEL argument?"),
    (
        lambda names: any(name == "data.pkl" or name.endswith("/data.pkl") for name in names),
        "a file of torch.save, not an array: save the tensor with np.save(path, tensor.numpy())",
    ),
    (
        lambda names: any(name.startswith("xl/") for name in names),
        "an Excel workbook: pandas.read_excel(file).to_csv(path, index=False), which is read as a table",
    ),
    (
        lambda names: {"format.npy", "shape.npy", "data.npy"} <= names,
        "a scipy.sparse matrix: np.save(path, scipy.sparse.load_npz(file).toarray())",
    ),
    (
        lambda names: "[Content_Types].xml" in names,
        "an Office document, not an array: save it as numbers with np.save",
    ),
    (lambda names: "META-INF/MANIFEST.MF" in names, "a Java archive, not an array"),
)
"""Zips that are something else, told by a member that they have."""

HTML = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE)
XML = re.compile(rb"\s*<\?xml")
JSON = re.compile(rb"\s*[\[{]")
QUOTED_JSON = re.compile(rb'\s*"?\{')
CLASS_NAME = re.compile(rb'"class_name\\?":\s*\\?"(\w+)')
"""The first that ``to_json()`` names is that of the whole; the text may have been put into JSON once more."""
PREPARERS = {
    b"Tokenizer": "a Keras Tokenizer, not a model nor the data: np.save(path, "
    "pad_sequences(tokenizer_from_json(text).texts_to_sequences(texts)))",
    b"TimeseriesGenerator": "a Keras TimeseriesGenerator, not a model nor an array, with a series as text: "
    "np.save(path, json.loads(json.load(file)['config']['data'])), then cut windows of it with --window",
}
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
TAR_MAGIC = slice(257, 262)
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def foreign_format(head: bytes) -> str | None:
    """What a file is that starts with these bytes (a few kB of them); None when it may be an array."""
    if words := WORDS.get(magic_kind(head)):
        return words
    if head[TAR_MAGIC] == b"ustar":
        return "a tar archive, not an array: unpack it"
    if is_tfrecord(head):
        return (
            "a TFRecord file: parse it with tf.io.parse_single_example and save the arrays with np.save, "
            "np.save(path, np.stack([example['x'] for example in parsed]))"
        )
    if is_safetensors(head):
        return "a safetensors file: np.savez(path, **safetensors.numpy.load_file(file))"
    return None


def is_tfrecord(head: bytes) -> bool:
    """Whether a record begins here: its length, and the checksum of that."""
    return len(head) >= 12 and masked_crc32c(head[:8]) == int.from_bytes(head[8:12], "little")


def is_safetensors(head: bytes) -> bool:
    """Whether the length of a header in JSON stands here, and a JSON object behind it."""
    return head[8:10] == b'{"' and 2 < int.from_bytes(head[:8], "little") <= 100_000_000


def foreign_folder(names: set[str]) -> str | None:
    """What a folder is that has these entries; None when it may hold arrays."""
    if names & {".zarray", ".zgroup", "zarr.json", ".zattrs"}:
        return "a zarr store: np.save(path, zarr.open(folder)[:]), or np.savez with one array for each name"
    if names & {"dataset_spec.pb", "snapshot.metadata"}:
        return (
            "a saved tf.data.Dataset: np.save(path, np.concatenate([x for x, y in "
            "tf.data.Dataset.load(folder).as_numpy_iterator()]))"
        )
    return None


def foreign_zip(names: set[str]) -> str | None:
    """What a zip is that has members of these names; None when it may hold arrays."""
    return next((words for fits, words in ZIPS if fits(names)), None)


FIRST_LINES = 50
BLANK_SEPARATED = re.compile(rb"[-+]?[\d.][-+.\deE]*([ \t]+[-+]?[\d.naNA][-+.\deEnaNA]*)+")
RECORDS = re.compile(rb"\s*\[\s*\{")
RECORDS_WORDS = (
    "JSON text, not an array: make a table of its records, "
    'pandas.read_json(path).to_csv("table.csv", index=False)'
)


def text_format(head: bytes) -> str | None:
    """What kind of text a file is that starts with these bytes; None when it is not text."""
    body = head
    for mark in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            body = head[len(mark) :].replace(b"\x00", b"")
    if HTML.match(body):
        return "an HTML page, not an array: the download gave an error page, or a page about the file"
    if CONTROL.search(body) or not _is_decodable_text(body):
        return None
    if words := prepared_format(body):
        return words
    if XML.match(body):
        return "XML, not an array: save the numbers in it with np.save"
    if JSON.match(body):
        records = RECORDS.match(body) is not None
        return (
            RECORDS_WORDS
            if records
            else "JSON text, not an array: np.save(path, np.asarray(json.load(file)))"
        )
    return table_like_text(body)


def table_like_text(body: bytes) -> str:
    """How pandas reads a text that is nearly a table, so that it can be saved as one."""
    lines = [line.strip() for line in body.split(b"\n")[:FIRST_LINES] if line.strip()]
    noted = [line for line in lines if line[:1] in (b"#", b"%")]
    if noted and len(noted) < len(lines):
        sign = noted[0][:1].decode()
        return (
            f"text, not an array: some lines are comments ('{sign}'), make a table of the others, "
            f'pandas.read_csv(path, comment="{sign}").to_csv("table.csv", index=False)'
        )
    numbers = [BLANK_SEPARATED.fullmatch(line) is not None for line in lines[:-1]]
    if numbers and all(numbers[1:]) and numbers[-1]:
        named = "" if not numbers[0] else ", header=None"
        return (
            "text, not an array: blanks stand between its numbers, make a table of it, "
            rf'pandas.read_csv(path, sep=r"\s+"{named}).to_csv("table.csv", index=False)'
        )
    return "text, not an array: load it with np.loadtxt or pandas.read_csv and save it with np.save"


def prepared_format(body: bytes) -> str:
    """What a text is that Keras wrote of something which prepares data; "" where it is none."""
    found = CLASS_NAME.search(body) if QUOTED_JSON.match(body) else None
    return PREPARERS.get(found[1], "") if found else ""


def _is_decodable_text(body: bytes) -> bool:
    # The head may end inside a character; Latin-1 tables of numbers hold next to nothing above ASCII.
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return 0 < len(body) - 4 < error.start or sum(byte > 0x7F for byte in body) * 20 < len(body)
    return True
