"""Run the command line as `python -m locworker`."""

from __future__ import annotations

from locworker.cli import main

if __name__ == "__main__":
    main()
