"""What may fail, split by what the reader can do about it.

Every error that locworker raises on purpose derives from `LocworkerError`; its text is one line that says what, where
and what to do. Exit codes are given to these classes in `locworker.cli`, HTTP statuses in `locworker.web`.
"""

from __future__ import annotations


class LocworkerError(Exception):
    """Base of all errors that a user can act on."""


class TransientError(LocworkerError):
    """Mark an error after which trying again later may help.

    Args:
        message: What happened, in one line.
        retry_after: Seconds to wait that the other side asked for, or None when it named none.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AccessError(LocworkerError):
    """Mark an error that only another key, password or right helps against."""


class ConfigError(LocworkerError):
    """A setting, flag or environment variable is missing, unknown or malformed."""


class InputError(LocworkerError):
    """A file that the user gave cannot be used.

    Args:
        message: What is wrong with it and what to do, in one line without the path.
        path: The file, as the user wrote it.
        line: 1-based line of the fault, where known.
        column: 1-based column of the fault, where known.
    """

    def __init__(
        self, message: str, *, path: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)
        self.path = path
        self.line = line
        self.column = column


class FetchError(TransientError):
    """An article's address did not answer in time, or its server cannot give it now."""


class StoreError(LocworkerError):
    """The SQL store cannot be opened, read or written."""


class StoreBusyError(StoreError, TransientError):
    """The store is locked by another process, or the disk is full; nothing was paid."""


class StoreAccessError(StoreError, AccessError):
    """The database does not let this user in, or not do what the store needs."""


class StaleClaimError(StoreError):
    """Another owner has taken the work over, or it was paused or cancelled meanwhile; nothing was changed."""


class UnknownJobError(InputError):
    """An id names no job, or more than one."""


class BudgetExceededError(TransientError):
    """The call would exceed the budget of the month; nothing was claimed or sent."""


class BrokerError(TransientError):
    """The queue cannot be reached or cannot be used; nothing is lost, what waits stands in the store."""


class BrokerAccessError(BrokerError, AccessError):
    """The queue does not let this user in, or not do what locworker needs."""


class EngineError(LocworkerError):
    """An engine failed for good: trying the same again would fail again."""


class NoEngineError(EngineError):
    """No engine can translate the language pair; the text names the commands that would help."""


class EngineRejectedError(EngineError):
    """The engine refused the request (HTTP 400 and other permanent answers)."""


class RequestTooLargeError(EngineRejectedError):
    """The engine refused the request for its size (HTTP 413, 414): halve the batch."""


class AuthorisationError(EngineError, AccessError):
    """The engine refused the key (HTTP 401, 403)."""


class EngineBusyError(EngineError, TransientError):
    """The engine surely did not do the work: 429, 503, 529 or connection refused. Sending again is safe."""


class QuotaExceededError(EngineError, TransientError):
    """The account's quota is used up (HTTP 456)."""


class ReplyLostError(EngineError, TransientError):
    """The request went out and no whole reply came back: it may have been done, and paid."""
