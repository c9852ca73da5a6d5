"""The store: all that is asked of it, put together."""

from __future__ import annotations

from locworker.store.activity import Activity
from locworker.store.backup import Backup
from locworker.store.batches import Batches
from locworker.store.control import Control
from locworker.store.glossaries import Glossaries
from locworker.store.jobs import JobList
from locworker.store.memories import Memories
from locworker.store.outbox import Outbox
from locworker.store.results import Results
from locworker.store.rounds import Rounds
from locworker.store.turns import Turns
from locworker.store.upkeep import Upkeep


class Store(Results, Memories, JobList, Rounds, Batches, Outbox, Control, Glossaries, Upkeep, Backup, Activity, Turns):
    """The SQL store. Each method is one transaction, safe beside other threads and other processes.

    A store may be opened before a process forks: the child makes connections of its own.
    """
