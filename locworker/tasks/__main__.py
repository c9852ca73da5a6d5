"""Run a worker as a process of its own: `python -m locworker.tasks --queue mt|cpu`."""

from __future__ import annotations

import logging
import os
import sys

from locworker.errors import LocworkerError
from locworker.tasks.worker import run

if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1:], os.environ))
    except LocworkerError as error:
        logging.getLogger("locworker.tasks").critical("%s", error)
        sys.exit(2)
