"""The supervisor. In: programs to keep running, duties to do meanwhile; out: how it came to its end.

It starts again what ends unasked, passes a signal to stop on once, and leaves no process behind, however it ends.
"""

from __future__ import annotations

from locworker.supervisor.children import READY_FLAG, Program
from locworker.supervisor.duties import Duty
from locworker.supervisor.supervisor import Ending, Supervisor

__all__ = ["READY_FLAG", "Duty", "Ending", "Program", "Supervisor"]
