from __future__ import annotations

import pytest
from amqp.exceptions import AccessRefused, NotAllowed, NotFound

from locworker.broker.address import parse_address
from locworker.broker.client import unreachable
from locworker.errors import BrokerAccessError

RABBIT = parse_address("amqp://ann:secret@127.0.0.1:5672//", allow_insecure=True)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(AccessRefused("Login was refused using authentication mechanism PLAIN"), id="password"),
        pytest.param(NotAllowed("vhost /news not found"), id="virtual host"),
    ],
)
def test_what_rabbitmq_refuses_is_a_matter_of_access(error: Exception) -> None:
    told = unreachable(RABBIT, error)

    assert isinstance(told, BrokerAccessError)
    assert "refuses the user or the password" in str(told)
    assert "secret" not in str(told)


def test_any_other_answer_of_rabbitmq_may_be_tried_again() -> None:
    assert not isinstance(unreachable(RABBIT, NotFound("no queue")), BrokerAccessError)
