"""Inside one HDF5 file and nowhere else: what its hard links hold; runs in a child process only.

HDF5 takes every name for a path: ``x/y`` goes through whatever ``x`` is, and through an external link another
file is opened, in C, where no audit hook sees it. Therefore

- the library is given an open file and opens none itself; what an external link asks for is an empty file;
- links are listed together with their kind, and only hard links of a plain name (no ``/``) are opened;
- what was opened has to lie at the address that the listed link gave;
- data that is stored in other files (external storage, virtual data sets) is known before its shape is asked.

(https://support.hdfgroup.org/documentation/hdf5/latest/_l_b_l_t_r_a_v_e_r_s_e.html)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from lstmdoctor.records import frozen_record

DEEPEST_GROUP = 12
KINDS = {1: "a soft link", 64: "an external link"}


@frozen_record
class HardLink:
    """A link to an object of the same file.

    Parameters
    ----------
    name : bytes
        As the file has it; no ``/`` in it.
    address : int
        Where the object lies.
    """

    name: bytes
    address: int

    @property
    def text(self) -> str:
        return self.name.decode("utf-8", "surrogateescape")


@frozen_record
class Links:
    """What a group lists: the links that can be opened, and why each of the others is not."""

    hard: tuple[HardLink, ...]
    refused: tuple[tuple[str, str], ...]


def open_hdf5(source: IO[bytes]) -> Any:
    """The file as `h5py.File`, read through the open `source`: the library opens no file by a name."""
    import h5py

    return h5py.File(source, "r")


def list_links(group: Any, most: int) -> Links:
    """The links of a group, the first `most` of them in the order of their names."""
    hard: list[HardLink] = []
    refused: list[tuple[str, str]] = []

    def note(name: bytes, link: Any) -> bool:
        if link.type != 0:
            refused.append(
                (name.decode("utf-8", "surrogateescape"), KINDS.get(link.type, "a link of its own kind"))
            )
        elif not _is_plain_name(name):
            refused.append((name.decode("utf-8", "surrogateescape"), "a link whose name is a path"))
        else:
            hard.append(HardLink(name, link.u))
        return len(hard) + len(refused) >= most

    if most > 0:
        group.id.links.iterate(note, info=True)
    return Links(tuple(hard), tuple(refused))


def find_hard_link(group: Any, name: str) -> HardLink | None:
    """The hard link of that name; None where there is none, or where it is a link of another kind."""
    key = name.encode("utf-8", "surrogateescape")
    if not _is_plain_name(key) or not group.id.links.exists(key):
        return None
    link = group.id.links.get_info(key)
    return HardLink(key, link.u) if link.type == 0 else None


def _is_plain_name(name: bytes) -> bool:
    return b"/" not in name and name not in (b"", b".")


def open_hard_link(group: Any, link: HardLink) -> Any:
    """The group or data set of a link; None for what is neither.

    Raises
    ------
    ValueError
        When the name leads to another object than the link, as with two links of one name.
    """
    import h5py
    from h5py import h5d, h5fd, h5g, h5o, h5p

    nowhere = h5p.create(h5p.FILE_ACCESS)
    nowhere.set_fileobj_driver(h5fd.fileobj_driver, BytesIO())
    access = h5p.create(h5p.LINK_ACCESS)
    access.set_elink_fapl(nowhere)
    found = h5o.open(group.id, link.name, access)
    at, around = h5o.get_info(found), h5o.get_info(group.id)
    if (at.addr, at.fileno) != (link.address, around.fileno):
        raise ValueError("a link that leads to another object than it says")
    match found:
        case h5g.GroupID():
            return h5py.Group(found)
        case h5d.DatasetID():
            return h5py.Dataset(found)
    return None


def why_stored_elsewhere(dataset: Any) -> str:
    """Why the values of a data set are not in this file; "" where they are."""
    from h5py import h5d

    plan = dataset.id.get_create_plist()
    if plan.get_external_count():
        return "a data set whose values are stored in other files"
    return (
        "a virtual data set, which is put together from other files"
        if plan.get_layout() == h5d.VIRTUAL
        else ""
    )


def find_object(file: Any, path: str) -> Any:
    """The group or data set at a path such as ``/group/x``, by hard links alone; None where there is none."""
    here = file
    for part in filter(None, path.split("/")):
        link = find_hard_link(here, part) if hasattr(here, "keys") else None
        here = None if link is None else open_hard_link(here, link)
    return here


def walk_objects(file: Any, most: int) -> Iterator[tuple[str, Any, str]]:
    """Every data set and every link that is not followed: its path, the data set, and why it is not read.

    Level by level, each object once; at most `most` links are looked at, and groups at most twelve deep.
    """
    import h5py

    pending = deque([("", file)])
    seen: set[int] = set()
    while pending and most > 0:
        prefix, group = pending.popleft()
        links = list_links(group, most)
        most -= len(links.hard) + len(links.refused)
        for name, kind in links.refused:
            yield f"{prefix}/{name}", None, kind
        for link in links.hard:
            if link.address in seen:
                continue
            seen.add(link.address)
            item, path = open_hard_link(group, link), f"{prefix}/{link.text}"
            if isinstance(item, h5py.Group) and path.count("/") <= DEEPEST_GROUP:
                pending.append((path, item))
            elif isinstance(item, h5py.Dataset):
                yield path, item, why_stored_elsewhere(item)


def walk_datasets(file: Any, most: int) -> Iterator[tuple[str, Any]]:
    """Every data set that is stored in the file, with its path; as `walk_objects`."""
    return ((path, item) for path, item, reason in walk_objects(file, most) if not reason)
