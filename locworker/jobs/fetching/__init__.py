"""Fetching: an article's address in, a saved file out. What is no public page of the web is refused.

The address may come from anywhere, so it must not lead into the network of this machine: each host, also after a
redirect, is resolved once, every address of it has to be public, and the connection goes to an address that was
checked. Time, size and kind of what comes back are bounded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["fetch_article"]


def _say_nothing(_: str) -> None:
    """Keep what happened to oneself."""


def fetch_article(url: str, folder: Path, *, say: Callable[[str], None] = _say_nothing) -> Path:
    """Save the article at an address as `<folder>/<host>/<name>`, and return that path.

    The same address gives the same path again; a file there is replaced when the article has changed.

    Args:
        url: An http or https address on its usual port, without a user name.
        folder: Where articles from the web are kept; what is written stays in it.
        say: Is told when a file is there already: whether it was replaced.

    Raises:
        InputError: The address cannot be used, leads to no public address, or gives no article.
        FetchError: The server does not answer in time or cannot give the page now.
    """
    # Loaded late: whoever fetches nothing needs no network library.
    from locworker.jobs.fetching.download import download
    from locworker.jobs.fetching.network import public_web
    from locworker.jobs.fetching.saving import save_article

    return save_article(download(url, public_web()), folder, say=say)
