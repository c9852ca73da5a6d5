"""Write two catalogs in turn into one file, for ever: each line on stdin has another process do so, and names it.

Run as `python -m faults.writer FILE ONE OTHER`; what is imported is shared, so that a writer starts in no time.
"""

from __future__ import annotations

import os
import sys
from itertools import cycle
from pathlib import Path

from locworker.catalog import read_catalog, write_catalog


def main(target: Path, sources: list[Path]) -> None:
    """Start a writer for each line."""
    catalogs = [read_catalog(source) for source in sources]
    for _ in sys.stdin:
        writer = os.fork()
        if not writer:
            for catalog in cycle(catalogs):
                write_catalog(target, catalog)
        sys.stdout.write(f"{writer}\n")
        sys.stdout.flush()
        os.waitpid(writer, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
