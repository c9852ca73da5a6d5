# ruff: noqa: INP001 - a script of the image, of no package
"""Ask the worker of this container how it is: `health.py PORT healthz|readyz`; exit 0 when it answers with 200.

The image has no curl.
"""

from __future__ import annotations

import sys
from http.client import HTTPConnection, HTTPException

_SECONDS = 3.0


def ask(port: int, path: str) -> str:
    """Return what is wrong; nothing when all is well."""
    # Not urllib: it would send the question to the proxy that the engines' requests take.
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", f"/{path}")
        reply = connection.getresponse()
        text = reply.read(2000).decode("utf-8", "replace").strip()
    except (OSError, HTTPException) as error:
        return f"no answer: {type(error).__name__}"
    finally:
        connection.close()
    return "" if reply.status == 200 else f"{reply.status} {text}"


if __name__ == "__main__":
    sys.exit(ask(int(sys.argv[1]), sys.argv[2]) or 0)
