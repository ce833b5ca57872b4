"""``python -m lstmdoctor`` and the command ``lstmdoctor``."""

from __future__ import annotations

from lstmdoctor.cli.main import cli


def main() -> None:
    """Run the command line and exit with its code."""
    cli(prog_name="lstmdoctor", windows_expand_args=False)


if __name__ == "__main__":
    main()
