"""The supervisor. In: programs to keep running, duties to do meanwhile; out: how it came to its end.

It starts again what ends unasked, passes a signal to stop on once, and leaves no process behind, however it ends.
`run_worker` is what the commands `worker` and `up` call; `own_folder` keeps a data folder to one `up`.
"""

from __future__ import annotations

from locworker.supervisor.children import READY_FLAG, Program
from locworker.supervisor.duties import Duty
from locworker.supervisor.embedded import EmbeddedQueue, run_queue
from locworker.supervisor.owner import own_folder
from locworker.supervisor.service import PARTS, count_jobs, run_worker
from locworker.supervisor.supervisor import Ending, Supervisor

__all__ = [
    "PARTS",
    "READY_FLAG",
    "Duty",
    "EmbeddedQueue",
    "Ending",
    "Program",
    "Supervisor",
    "count_jobs",
    "own_folder",
    "run_queue",
    "run_worker",
]
