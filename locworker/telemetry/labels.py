"""What a worker's metrics may say: the values of their labels, few and known beforehand, and where they are kept."""

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client looks for the folder; a supervisor sets it for its workers."""

BATCH_OUTCOMES = (
    "done", "partial", "held", "refused", "lost", "busy", "quota", "budget", "failed", "stale", "stopped", "shared",
    "waited",
)  # fmt: skip
"""How a batch may end: labels are kept few, and what is none of these counts as `other`."""

RETRY_KINDS = ("busy", "lost", "lease", "message", "store")
"""Why something is done again: engine busy, reply lost, owner dead, message lost, store busy; else `other`."""

REQUEST_OUTCOMES = ("ok", "busy", "refused", "lost", "quota", "unauthorised", "failed")
"""How one request to an engine may end; else `other`."""
