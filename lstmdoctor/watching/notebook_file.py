"""A notebook executed in its own kernel, the watch switched on before its first cell.

The kernel is a process of its own that the notebook names; what its cells print is passed on after each. The
file is never written to.
"""

from __future__ import annotations

import os
import re
import sys
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any

from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.limits import MADE_BYTES
from lstmdoctor.files.regular import read_small_file
from lstmdoctor.text import safe_text
from lstmdoctor.watching.report_file import publish_text

if TYPE_CHECKING:
    from lstmdoctor.watching.run_options import Running

NEEDS = "notebooks need nbclient and ipykernel: pip install 'lstmdoctor[notebook]'"
KERNEL_SIDE = "__import__('lstmdoctor.watching.notebook', fromlist=['x'])"
BEGIN = f"""
try:
    {KERNEL_SIDE}.begin_in_kernel({{check!r}}, {{fail_on!r}}, {{keeps!r}})
except ImportError:
    import sys
    sys.stderr.write("lstmdoctor: the kernel of this notebook has no lstmdoctor: install it there\\n")
"""
FINISH = f"{KERNEL_SIDE}.finish_in_kernel({{path!r}})"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
FAILED = 1


def run_notebook(running: Running, path: str) -> int:
    """Execute it; the exit code is 1 where a cell fails.

    Raises
    ------
    Refused, Usage
        The file is no notebook, or what runs notebooks is not installed.
    """
    try:
        import nbformat
        from jupyter_client.kernelspec import NoSuchKernel
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, DeadKernelError
    except ImportError as error:
        raise Usage(f"{NEEDS} ({error.name} is missing)") from None
    notebook = read_notebook(path)
    folder = {"metadata": {"path": os.path.dirname(os.path.abspath(path))}}
    client = NotebookClient(notebook, timeout=None, resources=folder, on_cell_executed=pass_on_output)
    code = 0
    try:
        execute_cells(client, notebook, running)
    except (CellExecutionError, DeadKernelError) as error:
        code = FAILED
        if isinstance(error, DeadKernelError):
            sys.stderr.write("the kernel of the notebook died\n")
    except NoSuchKernel as error:
        raise Refused(
            path, f"its kernel '{safe_text(error.name)}' is not installed: see jupyter kernelspec list"
        ) from None
    except OSError as error:
        raise Refused(
            path, f"its kernel cannot be started: {(error.strerror or str(error)).lower()}"
        ) from None
    if running.output is not None:
        publish_text(running.output, nbformat.writes(notebook) + "\n")
    return code


def read_notebook(path: str) -> Any:
    """The cells of a file, which is never waited for; raises `Refused` where it is no notebook."""
    import nbformat

    try:
        notebook = nbformat.reads(read_small_file(path, MADE_BYTES).decode("utf-8"), as_version=4)
        for cell in notebook.cells:
            cell.source.encode("utf-8")  # a kernel is sent nothing else
    except Unreadable as error:
        raise Refused(path, str(error)) from None
    except Exception as error:
        raise Refused(path, f"no notebook that can be read ({type(error).__name__})") from None
    return notebook


def execute_cells(client: Any, notebook: Any, running: Running) -> None:
    """All cells in order, between the beginning and the end of the watch."""
    fail_on = None if running.fail_on == "never" else running.fail_on
    keeps = running.report is not None
    with client.setup_kernel(stdout=DEVNULL, stderr=DEVNULL):  # cells' output comes as messages
        execute_aside(client, notebook, BEGIN.format(check=running.check, fail_on=fail_on, keeps=keeps))
        try:
            for position, cell in enumerate(notebook.cells):
                client.execute_cell(cell, position)
        finally:
            if running.report is not None:
                execute_aside(client, notebook, FINISH.format(path=os.path.abspath(running.report)))


def execute_aside(client: Any, notebook: Any, code: str) -> None:
    """Run code in the kernel that is no cell of the notebook, and leave no trace of it there."""
    import nbformat

    notebook.cells.append(nbformat.v4.new_code_cell(code))
    try:
        client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1, store_history=False)
    finally:
        notebook.cells.pop()


def pass_on_output(cell: Any, cell_index: int, execute_reply: Any) -> None:
    """Write what a cell printed where the kernel's program would have printed it, and its traceback."""
    for output in cell.get("outputs", ()):
        match output.get("output_type"):
            case "stream":
                stream = sys.stderr if output.get("name") == "stderr" else sys.stdout
                stream.write(output.get("text", ""))
            case "error":
                lines = "\n".join(output.get("traceback", ()))
                sys.stderr.write((lines if sys.stderr.isatty() else ANSI.sub("", lines)) + "\n")
    sys.stdout.flush()
    sys.stderr.flush()
