"""Readiness: which parts of the service answer, and what is said of one that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from locworker.errors import LocworkerError
from locworker.telemetry.fields import Redactor, is_telling
from locworker.telemetry.watched import KEEP, LIMIT, NoAnswerError, Watched

OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether the service can do its work, and of each part `ok` or what is wrong."""

    ready: bool
    parts: Mapping[str, str] = field(default_factory=dict)


class ReadinessCheck:
    """Asks all parts at once, each at most every `keep` seconds and for at most `limit` seconds.

    Args:
        parts: By name what asks a part: it returns when all is well, and raises a `LocworkerError` that says what is
            missing.
        secrets: What is taken out of the answers.
        limit: Seconds that a part may take.
        keep: Seconds for which an answer is given again.
    """

    def __init__(
        self,
        parts: Mapping[str, Callable[[], object]],
        *,
        secrets: Iterable[str] = (),
        limit: float = LIMIT,
        keep: float = KEEP,
    ) -> None:
        self._parts = {name: Watched(ask, limit=limit, keep=keep) for name, ask in parts.items()}
        self._redactor = Redactor(secrets)

    def __call__(self) -> Readiness:
        """Return how the parts are now."""
        for part in self._parts.values():
            part.start()
        said = {name: self._redactor.clean(_say(part)) for name, part in self._parts.items()}
        return Readiness(ready=all(text == OK for text in said.values()), parts=said)


def _say(part: Watched[object]) -> str:
    try:
        part.answer()
    except NoAnswerError as error:
        return str(error)
    except LocworkerError as error:
        return str(error) if is_telling(error) else type(error).__name__
    return OK
