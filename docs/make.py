"""Make all pages again that come from code: ``python docs/make.py``; ``--check`` compares; ``--keras`` asks Keras too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = ("faults.py", "reference.py", "limits.py", "formats.py", "examples.py")
HERE = Path(__file__).parent


def main() -> None:
    """Run the scripts one after the other; end with 1 where one does."""
    codes = [subprocess.run([sys.executable, HERE / name, *sys.argv[1:]]).returncode for name in SCRIPTS]
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
