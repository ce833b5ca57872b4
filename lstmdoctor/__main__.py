"""``python -m lstmdoctor`` and the command ``lstmdoctor``."""

from __future__ import annotations

from lstmdoctor import cli


def main() -> None:
    """Run the command line and exit with its code."""
    cli.main(prog_name="lstmdoctor", windows_expand_args=False)


if __name__ == "__main__":
    main()
