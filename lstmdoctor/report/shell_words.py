"""Words of a command line as a shell reads them."""

from __future__ import annotations

import shlex


def path_word(path: str) -> str:
    """A path as a shell word that no option parser takes for an option."""
    return quoted_shell_word(f"./{path}" if path.startswith("-") else path)


def quoted_shell_word(word: str) -> str:
    """A shell word; what is not printable is escaped in ``$'...'``, which bash, zsh and ksh read."""
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(shell_character(c) for c in word) + "'"


def shell_character(character: str) -> str:
    """One character inside ``$'...'``."""
    if character in "\\'":
        return f"\\{character}"
    if character.isprintable():
        return character
    raw = character.encode("utf-8", "surrogateescape" if "\udc80" <= character <= "\udcff" else "replace")
    return "".join(f"\\{byte:03o}" for byte in raw)
