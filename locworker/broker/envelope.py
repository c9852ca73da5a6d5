"""What a message of ours looks like; anything else on the queue is dropped before Celery reads it."""

from __future__ import annotations

import json
from base64 import b64decode

_MAX_BYTES = 65536
_MAX_ID = 64


def is_ours(raw: bytes, tasks: frozenset[str]) -> bool:
    """Say whether a message is one that a worker can take: JSON, a task that we have, and one id as its argument.

    Celery refuses what it does not know as long as the message has the shape that it expects. Where it has not, the
    worker ends, the message goes back, and ends the next one.
    """
    if len(raw) > _MAX_BYTES:
        return False
    try:
        message = json.loads(raw)
        headers, properties = message["headers"], message["properties"]
        body = b64decode(message["body"], validate=True) if _is_base64(properties) else message["body"]
        arguments, named, callbacks = json.loads(body)
        return (
            message["content-type"] == "application/json"
            and headers["task"] in tasks
            and isinstance(headers["id"], str)
            and isinstance(properties["delivery_tag"], str)
            and isinstance(properties["delivery_info"], dict)
            and [type(argument) for argument in arguments] == [str]
            and len(arguments[0]) <= _MAX_ID
            and named == {}
            and isinstance(callbacks, dict)
            and not any(callbacks.values())
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _is_base64(properties: dict[str, object]) -> bool:
    return properties["body_encoding"] == "base64"
