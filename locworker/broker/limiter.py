"""Hold requests back until their engine may be sent to: one pace for all workers, wherever they run."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from locworker.broker.app import KEY_PREFIX
from locworker.broker.client import open_redis
from locworker.broker.locate import locate_broker
from locworker.broker.pace import BURST, Pace, share
from locworker.broker.script import COOL, TAKE
from locworker.errors import BrokerError, EngineBusyError
from locworker.settings import EngineLimit, Settings

if TYPE_CHECKING:
    from redis import Redis

_LOG = logging.getLogger(__name__)
_MEMBERS = f"{KEY_PREFIX}limit-members"
_MEMBER_SECONDS = 120.0
"""How long a worker counts after its last request."""
_UNKNOWN_MEMBERS = 8
"""How many workers share a limit where nobody has told yet."""
_TIMEOUT = 1.0
_PROBE = 1.0
"""Seconds between two looks whether the queue is back."""


class Limiter:
    """Keeps the pace of this worker's threads, in step with all other workers through Redis.

    While Redis is out of reach, each worker takes its share of the limit: as many parts as there were workers last.
    With RabbitMQ there is nothing to keep in step with, so that this is always so.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._client: Redis | None = None
        self._probe_at = 0.0
        self._is_away = False
        self._members = 0
        self._members_at = 0.0
        self._paces: dict[str, Pace] = {}
        self._cool: dict[str, float] = {}
        self._member = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def acquire(self, engine: str, *, characters: int, deadline: float) -> float:
        """Wait until a request may be sent, and return for how many seconds that was.

        Args:
            engine: The engine's name, as in `[limits.ENGINE]`.
            characters: How many characters the request has.
            deadline: The most seconds to wait.

        Raises:
            EngineBusyError: It would take longer; this is said as soon as it is known, and `retry_after` says how long.
        """
        began = time.monotonic()
        slot: float | None = None
        has_waited = False
        latest = began + deadline
        while True:
            now = time.monotonic()
            wait = self._cool.get(engine, 0.0) - now
            if wait > 0:
                slot = None
            else:
                shared = self._ask(engine, characters, longest=max(0.0, latest - now), has_waited=has_waited)
                # To be told that nobody answers may have taken a while.
                now = time.monotonic()
                if shared is not None:
                    wait, slot = shared, None
                else:
                    slot = self._reserve(engine, characters, latest=latest) if slot is None else slot
                    wait = slot - now
            if wait <= 0:
                return now - began
            if now + wait > latest:
                raise EngineBusyError(
                    f"{engine}: its limit is used up by all workers for {wait:.1f} more seconds", retry_after=wait
                )
            time.sleep(wait)
            has_waited = True

    def cool_down(self, engine: str, seconds: float) -> None:
        """Send nothing to an engine for some seconds, from any worker; a longer pause that was called before holds."""
        if seconds <= 0:
            return
        with self._lock:
            self._cool[engine] = max(self._cool.get(engine, 0.0), time.monotonic() + seconds)
        self._call(COOL, keys=[f"{KEY_PREFIX}cool:{engine}"], arguments=[f"{seconds:.6f}"])

    def close(self) -> None:
        """Count no more as a worker, and close the connection."""
        client, self._client = self._client, None
        if client is None:
            return
        from redis.exceptions import RedisError

        try:
            client.zrem(_MEMBERS, self._member)
        except (RedisError, OSError):
            _LOG.debug("The queue is out of reach; it forgets this worker by itself.")
        client.close()

    def _ask(self, engine: str, characters: int, *, longest: float, has_waited: bool) -> float | None:
        """Return the seconds to wait as all workers share them, or None while nobody can say."""
        limit = self._limit(engine)
        answer = self._call(
            TAKE,
            keys=[f"{KEY_PREFIX}limit:{engine}", f"{KEY_PREFIX}cool:{engine}", _MEMBERS],
            arguments=[
                self._member,
                _MEMBER_SECONDS,
                limit.requests_per_second or 0,
                limit.characters_per_second or 0,
                characters,
                f"{longest:.6f}",
                int(has_waited),
                BURST,
            ],
        )
        if answer is None:
            return None
        wait, members = answer
        self._members, self._members_at = int(members), time.monotonic()
        return float(wait)

    def _reserve(self, engine: str, characters: int, *, latest: float) -> float:
        """Return the moment of a request in this worker's share of the limit; one that is too late is not reserved."""
        limit, now = self._limit(engine), time.monotonic()
        with self._lock:
            part = share(limit, self._count_members(now))
            pace = self._paces.get(engine)
            if pace is None or pace.limit != part:
                # Nothing is saved up: a moment ago the whole limit may have been in use.
                pace = self._paces[engine] = Pace(limit=part, at=max(now, pace.at if pace else now))
            return pace.reserve(now=now, characters=characters, latest=latest)

    def _limit(self, engine: str) -> EngineLimit:
        return self._settings.limits.get(engine, EngineLimit())

    def _count_members(self, now: float) -> int:
        is_fresh = self._members > 0 and now - self._members_at < _MEMBER_SECONDS
        return self._members if is_fresh else max(self._members, _UNKNOWN_MEMBERS)

    def _call(self, script: str, *, keys: list[str], arguments: list[Any]) -> Any:
        """Return what a script answers, or None while the queue is out of reach: then it is asked once a second."""
        from redis.exceptions import RedisError

        with self._lock:
            now = time.monotonic()
            if self._is_away and now < self._probe_at:
                return None
            # While one thread looks, which may take a while, the others do not.
            self._probe_at = now + 3 * _TIMEOUT
        try:
            answer = self._run(script, keys, arguments)
        except (RedisError, BrokerError, OSError) as error:
            if not self._is_away:
                _LOG.warning("The shared limits are out of reach: %s", type(error).__name__)
            self._is_away = True
            self._probe_at = time.monotonic() + _PROBE
            return None
        if self._is_away:
            _LOG.info("The shared limits are back.")
            with self._lock:
                self._paces.clear()
        self._is_away = False
        return answer

    def _run(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        if self._client is None:
            address = locate_broker(self._settings)
            if not address.is_redis:
                raise BrokerError("RabbitMQ keeps no pace")
            self._client = open_redis(address, timeout=_TIMEOUT)
        return self._client.register_script(script)(keys=keys, args=arguments)
