"""The address of the queue: what may stand in it, what is shown of it, and how each library wants it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from locworker.errors import ConfigError

VARIABLE = "LOCWORKER_BROKER_URL"
_FORMS = "redis://:password@host:6379/0, rediss://…, redis+socket:///path or amqp://user:password@host/"
_REDIS = ("redis", "rediss", "redis+socket")
_SCHEMES = (*_REDIS, "amqp", "amqps")
# Celery reads what follows "?" as arguments of its own calls, so that a slip would end in a traceback.
_OPTIONS = {
    "rediss": frozenset({"ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname"}),
    "redis+socket": frozenset({"virtual_host"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that was looked at: it can be used, and its password stays in `url`."""

    url: str = field(repr=False)
    scheme: str
    host: str
    options: dict[str, str]
    has_password: bool

    @property
    def is_redis(self) -> bool:
        """Say whether Redis or Valkey answers there, and not RabbitMQ."""
        return self.scheme in _REDIS

    @property
    def is_encrypted(self) -> bool:
        """Say whether what is sent is encrypted on the way."""
        return self.scheme in {"rediss", "amqps"}

    @property
    def client_url(self) -> str:
        """Return the address as the Redis library writes it."""
        if self.scheme != "redis+socket":
            return self.url
        plain, _, _ = self.url.partition("?")
        return f"unix{plain.removeprefix('redis+socket')}?db={self.options.get('virtual_host', '0')}"

    @property
    def shown(self) -> str:
        """Return the address without its password."""
        return mask_url(self.url)


def mask_url(url: str) -> str:
    """Return an address for people to read: without user, password and options, even where it is malformed."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "***"
    _, at, place = rest.rpartition("@")
    return f"{scheme}://{'***@' if at else ''}{place.partition('?')[0]}"


def parse_address(url: str, *, allow_insecure: bool) -> Address:
    """Return what an address says.

    Args:
        url: As it stands in the environment.
        allow_insecure: Whether a server on another machine may have neither password nor TLS.

    Raises:
        ConfigError: It is none that locworker can use, or anybody on the network could fill that queue.
    """
    shown = mask_url(url)
    try:
        parts = urlsplit(url)
        host, password, port = parts.hostname or "", parts.password, parts.port
    except ValueError as error:
        raise _wrong(shown, f"it is malformed; write {_FORMS}") from error
    if ";" in url:
        # Celery would take each part as a server to fall back to, and nobody would have looked at those.
        raise _wrong(shown, "name one server, and write a ';' of the password as %3B")
    if parts.scheme not in _SCHEMES:
        raise _wrong(shown, f"this kind of queue is not supported; write {_FORMS}")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    strange = sorted(options.keys() - _OPTIONS.get(parts.scheme, frozenset()))
    if strange or parts.fragment:
        raise _wrong(shown, f"unknown option '{strange[0]}'" if strange else "write a '#' of the password as %23")
    if options.get("ssl_cert_reqs", "none") not in {"none", "optional", "required"}:
        raise _wrong(shown, "ssl_cert_reqs is none, optional or required")
    address = Address(url=url, scheme=parts.scheme, host=host, options=options, has_password=bool(password))
    _check_place(address, path=unquote(parts.path), port=port)
    if not (allow_insecure or address.has_password or address.is_encrypted or _is_local(address)):
        raise _wrong(
            shown,
            "a queue on another machine needs a password or TLS, because whoever reaches it can spend your money; use"
            " redis://:password@… or rediss://…, or set LOCWORKER_ALLOW_INSECURE_BROKER=yes on a private network",
        )
    return address


def _check_place(address: Address, *, path: str, port: int | None) -> None:
    if address.scheme == "redis+socket":
        if not path.startswith("/") or address.host or not address.options.get("virtual_host", "0").isdigit():
            raise _wrong(address.shown, "write redis+socket:///path/to/socket?virtual_host=0")
        return
    if not address.host:
        raise _wrong(address.shown, f"it names no host; write {_FORMS}")
    if port == 0:
        raise _wrong(address.shown, "0 is no port")
    if address.is_redis and not (path in {"", "/"} or path[1:].isdigit()):
        raise _wrong(address.shown, "what follows the host is the number of a database, such as /0")


def _is_local(address: Address) -> bool:
    if address.scheme == "redis+socket" or address.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.host).is_loopback
    except ValueError:
        return False


def _wrong(shown: str, what: str) -> ConfigError:
    return ConfigError(f"environment: {VARIABLE}: {shown}: {what}")
