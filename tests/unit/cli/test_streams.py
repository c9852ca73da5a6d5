"""How the program ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

INTERRUPTED_IN_A_STRING = """
from locworker.cli.streams import leave
try:
    exec("raise KeyboardInterrupt")
except KeyboardInterrupt:
    leave(130)
"""


def test_ctrl_c_in_code_made_from_a_string_ends_with_the_code(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text(INTERRUPTED_IN_A_STRING, encoding="utf-8")

    # As a module, as the program itself runs: with `-c` Python takes another way out.
    assert subprocess.run([sys.executable, "-m", "interrupted"], cwd=tmp_path, check=False).returncode == 130
