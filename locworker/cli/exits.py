"""Exit codes, in one table."""

from __future__ import annotations

from enum import IntEnum

from locworker.errors import AccessError, ConfigError, InputError, LocworkerError, TransientError


class Exit(IntEnum):
    """What a command's exit code means; scripts branch on it (75 and 77 as in sysexits.h)."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    FAILED = 3
    TRY_AGAIN = 75
    NOT_AUTHORISED = 77
    INTERRUPTED = 130


_CODES: tuple[tuple[type[LocworkerError], Exit], ...] = (
    (ConfigError, Exit.USAGE),
    (InputError, Exit.USAGE),
    (AccessError, Exit.NOT_AUTHORISED),
    (TransientError, Exit.TRY_AGAIN),
)


def exit_for(error: LocworkerError) -> Exit:
    """Return the exit code of an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.FAILED)
