"""Addresses of queues: what is taken, what is refused, and what is never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.broker.address import mask_url, parse_address
from locworker.broker.app import celery_url, rank, tls_options
from locworker.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "client", "celery"),
    [
        pytest.param("redis://localhost", "redis://localhost", "locworker://localhost", id="local"),
        pytest.param("redis://127.0.0.9:1/3", "redis://127.0.0.9:1/3", "locworker://127.0.0.9:1/3", id="loopback"),
        pytest.param("redis://[::1]:1/", "redis://[::1]:1/", "locworker://[::1]:1/", id="loopback of IPv6"),
        pytest.param("redis://:pw@h:1/0", "redis://:pw@h:1/0", "locworker://:pw@h:1/0", id="password"),
        pytest.param("rediss://h:1/0", "rediss://h:1/0", "locworker://h:1/0", id="TLS"),
        pytest.param(
            "rediss://h?ssl_cert_reqs=optional&ssl_ca_certs=/ca",
            "rediss://h?ssl_cert_reqs=optional&ssl_ca_certs=/ca",
            "locworker://h?ssl_cert_reqs=optional&ssl_ca_certs=/ca",
            id="TLS with options",
        ),
        pytest.param(
            "redis+socket:///run/q.sock?virtual_host=2",
            "unix:///run/q.sock?db=2",
            "locworker+socket:///run/q.sock?virtual_host=2",
            id="socket",
        ),
        pytest.param(
            "redis+socket://:pw@/run/q.sock",
            "unix://:pw@/run/q.sock?db=0",
            "locworker+socket://:pw@/run/q.sock",
            id="socket with a password",
        ),
        pytest.param("amqp://u:p@h//", "amqp://u:p@h//", "amqp://u:p@h//", id="RabbitMQ"),
        pytest.param("amqps://u:p@h/", "amqps://u:p@h/", "amqps://u:p@h/", id="RabbitMQ with TLS"),
    ],
)
def test_each_library_gets_its_form(url: str, client: str, celery: str) -> None:
    address = parse_address(url, allow_insecure=False)

    assert address.url == url
    assert address.client_url == client
    assert celery_url(address) == celery


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("redis://10.0.0.1:6379/0", "needs a password or TLS", id="open Redis"),
        pytest.param("redis://user@redis.example/0", "needs a password or TLS", id="user without password"),
        pytest.param("amqp://rabbit.example//", "needs a password or TLS", id="open RabbitMQ"),
        pytest.param("redis://localhost.evil.example/", "needs a password or TLS", id="nearly local"),
        pytest.param("memory://", "not supported", id="memory"),
        pytest.param("filesystem:///tmp", "not supported", id="files"),
        pytest.param("sqla+sqlite:///db", "not supported", id="SQL"),
        pytest.param("localhost:6379", "not supported", id="no scheme"),
        pytest.param("", "not supported", id="empty"),
        pytest.param("redis://", "names no host", id="no host"),
        pytest.param("redis://:pw@", "names no host", id="password only"),
        pytest.param("redis://h:99999/0", "malformed", id="port"),
        pytest.param("redis://localhost:0/0", "0 is no port", id="port 0"),
        pytest.param("redis://[::1", "malformed", id="bracket"),
        pytest.param("redis://:pa#ss@h/0", "malformed", id="hash in the password"),
        pytest.param("redis://localhost/0#x", "%23", id="fragment"),
        pytest.param("redis://localhost/name", "number of a database", id="database name"),
        pytest.param("redis://localhost/0?password=x", "unknown option 'password'", id="option"),
        pytest.param("rediss://h/0?ssl_cert_reqs=maybe", "none, optional or required", id="certificates"),
        pytest.param("redis://localhost;redis://evil", "one server", id="two servers"),
        pytest.param("redis+socket://host/path", "redis+socket:///path", id="socket with a host"),
        pytest.param("redis+socket:///p?virtual_host=x", "redis+socket:///path", id="socket's database"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_write(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match="LOCWORKER_BROKER_URL") as caught:
        parse_address(url, allow_insecure=False)

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_open_queue_is_taken_where_the_project_says_so() -> None:
    assert parse_address("redis://10.0.0.1/0", allow_insecure=True).host == "10.0.0.1"


@given(password=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1).map(lambda text: "~Qz" + text))
def test_a_password_is_never_shown_however_odd_it_is(password: str) -> None:
    url = f"redis://user:{password}@host:6379/0"

    try:
        address = parse_address(url, allow_insecure=False)
    except ConfigError as error:
        says = str(error)
    else:
        says = f"{address.shown} {address!r}"

    assert "~Qz" not in says
    assert "~Qz" not in mask_url(url)


def test_certificates_are_looked_at_unless_the_address_says_otherwise() -> None:
    import ssl

    assert tls_options(parse_address("redis://localhost", allow_insecure=False)) is None
    assert tls_options(parse_address("rediss://h", allow_insecure=False)) == {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    assert tls_options(parse_address("amqps://u:p@h/", allow_insecure=False)) == {
        "cert_reqs": ssl.CERT_REQUIRED,
        "server_hostname": "h",
    }


def test_priorities_are_counted_from_the_other_end_in_rabbitmq() -> None:
    redis, rabbit = (parse_address(url, allow_insecure=False) for url in ("redis://localhost", "amqp://u:p@h/"))

    assert [rank(priority, redis) for priority in (0, 3, 6, 9)] == [0, 3, 6, 9]
    assert [rank(priority, rabbit) for priority in (0, 3, 6, 9)] == [9, 6, 3, 0]
