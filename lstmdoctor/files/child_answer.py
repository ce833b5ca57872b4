"""The child's end of the pipe: what a process that reads one file is bound to, and how it answers."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from io import BufferedReader

CPU_SECONDS = 9
MEMORY = 2**30
NOT_INSTALLED = "h5py is not installed"


def ask_no_program() -> None:
    """Answer beforehand what h5py asks at its import: the processor, for which Python runs ``uname -p``."""
    vars(platform.uname())["processor"] = ""


def limit_resources(cpu_seconds: int = CPU_SECONDS, space: int = MEMORY, memory: int = MEMORY) -> None:
    """Bound what this process may use, where the platform can: address space, and what it fills of it itself.

    What is mapped from a file takes address space and no memory (Linux counts so).
    """
    ask_no_program()
    try:
        import resource
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            continue


def answer_parent(describe: Callable[[BufferedReader], dict[str, object]]) -> None:
    """In the child: print what `describe` says of the file on standard input, or what went wrong."""
    limit_resources()
    try:
        with open(0, "rb", closefd=False) as source:
            reply = describe(source)
    except ImportError:
        reply = {"error": NOT_INSTALLED}
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"[:500]}
    sys.stdout.write(json.dumps(reply))
