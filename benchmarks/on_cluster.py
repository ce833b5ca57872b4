"""A command of lstmdoctor on a Dask cluster of two processes; without one the cluster starts and ends.

A file of its own, because every process of the cluster imports it again.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run what the command line says."""
    from distributed import LocalCluster

    from lstmdoctor.cli import main as run

    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        if sys.argv[1:]:
            words = [*sys.argv[1:], "--executor", f"dask:{cluster.scheduler_address}"]
            sys.exit(run(words, standalone_mode=False))


if __name__ == "__main__":
    main()
