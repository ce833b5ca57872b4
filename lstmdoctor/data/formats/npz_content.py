"""The packed bytes of one member of an .npz."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BufferedReader

from lstmdoctor.files.regular import Regular
from lstmdoctor.files.streams import Seekable
from lstmdoctor.files.zip_directory import ZipEntry
from lstmdoctor.files.zip_member import MemberStream
from lstmdoctor.records import unique_record

READ_AHEAD = 16 << 10


@unique_record
class MemberContent:
    """One member.

    Parameters
    ----------
    file : Regular
        The .npz.
    entry : ZipEntry
        What the directory of the zip says of it.
    """

    file: Regular
    entry: ZipEntry

    @property
    def packed(self) -> int:
        return self.entry.packed

    @property
    def size(self) -> int:
        return self.entry.size

    def opened(self) -> AbstractContextManager[Seekable]:
        return open_zip(self.file)

    def stream(self, file: Seekable, known: bool = False) -> MemberStream:
        return MemberStream(file, self.entry, known)


@contextmanager
def open_zip(file: Regular) -> Iterator[Seekable]:
    """The open zip; its members may be anywhere, so that little is read ahead."""
    with file.opened() as raw, BufferedReader(raw, READ_AHEAD) as buffered:
        yield buffered
