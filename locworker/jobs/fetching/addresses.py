"""Which addresses are of the public internet, as a table of our own: Python's `is_global` differs between releases."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3",
        # Public by its number, and served to each virtual machine by its own host (Azure).
        "168.63.129.16/32",
    )
)  # fmt: skip
# Everything else of IPv6 is local, multicast, reserved, or a way to write an IPv4 address.
_PUBLIC_V6 = IPv6Network("2000::/3")
# Teredo, ORCHID and other protocols; documentation; and 6to4, whose inner address is looked at instead.
_NOT_PUBLIC_V6 = tuple(IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Return whether an IP address belongs to the public internet, one that is written inside another included."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is None:
            inside = address in _PUBLIC_V6 and address.scope_id is None
            return inside and not any(address in block for block in _NOT_PUBLIC_V6)
        address = inner
    return not any(address in block for block in _NOT_PUBLIC)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a mapped, NAT64 or 6to4 address leads to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
