"""Which queue a project uses: the one that is named, else the embedded one; never one that keeps nothing."""

from __future__ import annotations

from locworker.broker.address import VARIABLE, Address, parse_address
from locworker.broker.embedded import find_server
from locworker.errors import BrokerError
from locworker.settings import Settings


def locate_broker(settings: Settings) -> Address:
    """Return the address of the queue.

    Raises:
        ConfigError: It cannot be used; the text says why.
        BrokerError: None is named, and no embedded one runs.
    """
    url = settings.broker_url or find_server(settings.data_dir)
    if url is None:
        raise BrokerError(
            f"no queue is running in {settings.data_dir}; start it with `locworker up`, or set {VARIABLE}"
        )
    return parse_address(url, allow_insecure=settings.allow_insecure_broker)


def broker_url(settings: Settings) -> str:
    """Return the address of the queue with its password; see `locate_broker`."""
    return locate_broker(settings).url
