"""Offer the suite's engines to processes, as a distribution that is installed beside locworker."""

from __future__ import annotations

import os
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
_ENTRY_POINTS = """\
[locworker.engines]
small = faults.engines:SmallBatches
single = faults.engines:Single
poison = faults.engines:Poison
shaky = faults.engines:Shaky
"""


def install(folder: Path) -> dict[str, str]:
    """Put the distribution's metadata into a folder, and return the environment in which it is installed."""
    info = folder / "locworker_fault_engines-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: locworker-fault-engines\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(_ENTRY_POINTS, "utf-8")
    return {"PYTHONPATH": os.pathsep.join(map(str, (folder, TESTS, TESTS.parent)))}
