"""What a file is by its first bytes: the one table of them; the sentences stand with those who say them."""

from __future__ import annotations

HEAD_BYTES = 4096
"""Bytes of a file in which its format is looked for."""

MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"\x93NUMPY", "npy"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "empty zip"),
    (b"\x89HDF\r\n\x1a\n", "hdf5"),
    *((b"\x80" + bytes([protocol]), "pickle") for protocol in range(2, 32)),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x5d\x00\x00", "lzma"),
    *((b"\x78" + level, "zlib") for level in (b"\x01", b"\x5e", b"\x9c", b"\xda")),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"ZF0x", "old joblib dump"),
    (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "arrow"),
    (b"\xff\xff\xff\xff", "arrows"),
    (b"FEA1", "feather 1"),
    (b"version https://git-lfs.github.com/", "git lfs pointer"),
    (b"MATLAB 7.3 MAT-file", "matlab 7.3"),
    (b"MATLAB 5.0 MAT-file", "matlab 5"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"RIFF", "riff"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"ID3", "sound"),
    (b"%PDF", "pdf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
"""None is the beginning of another."""


def magic_kind(head: bytes) -> str:
    """What begins with these bytes; "" for what no table tells."""
    return next((kind for magic, kind in MAGICS if head.startswith(magic)), "")
