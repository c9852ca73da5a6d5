"""A fetched page in, a file of the project out, under a name that its address alone decides."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import httpx2

from locworker.articles import extract_units, parse_article
from locworker.errors import InputError
from locworker.files import write_file
from locworker.jobs.fetching.download import Page, show_url
from locworker.jobs.fetching.unpacking import MAX_BYTES
from locworker.model import Article

_LONGEST = 80
_DECLARED_IN = 1024
_OTHERS = re.compile(r"[^a-z0-9]+")
_HASHED = re.compile(r".*-[0-9a-f]{8}")


def save_article(page: Page, folder: Path, *, say: Callable[[str], None]) -> Path:
    """Write a page as `<folder>/<host>/<name>`, unless it stands there already, and return that path.

    Raises:
        InputError: It is no article, or the file cannot be written inside the folder.
    """
    path = folder / host_folder(page.url) / file_name(page.url, page.kind.suffix)
    content = readable_content(page, path)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError("leads out of its folder by a symbolic link", path=str(path))
    before = _read(path)
    if before == content:
        say(f"{path}: unchanged")
        return path
    write_file(path, content)
    if before is not None:
        say(f"{path}: the article has changed since it was fetched, and the file was replaced")
    return path


def host_folder(url: httpx2.URL) -> str:
    """Return the folder of an address's host: `[a-z0-9.-]`, no dot at its ends."""
    host = url.raw_host.decode("ascii").lower()
    name = re.sub(r"[^a-z0-9.-]+", "-", host).strip("-.")
    return name if name == host and len(name) <= _LONGEST else f"{name[:_LONGEST].strip('-.')}-{_digest(host)}"


def file_name(url: httpx2.URL, suffix: str) -> str:
    """Return the file name for an address: its path in `[a-z0-9-]`, with eight hex digits where others could share it.

    Two addresses of a host never share a name. `http` and `https` are one address.
    """
    path = url.raw_path.decode("ascii")
    words = unicodedata.normalize("NFKD", unquote(path.partition("?")[0], errors="replace"))
    slug = _OTHERS.sub("-", words.removesuffix(suffix).encode("ascii", "ignore").decode().lower()).strip("-")
    # A name without digits is the last part of an address that is exactly this name.
    if slug and path == f"/{slug}{suffix}" and len(slug) <= _LONGEST and not _HASHED.fullmatch(slug):
        return f"{slug}{suffix}"
    return f"{slug[:_LONGEST].strip('-') or 'article'}-{_digest(path)}{suffix}"


def readable_content(page: Page, path: Path) -> bytes:
    """Return the bytes to save: those that came, unless only the server's header told how to read them.

    A file has no header. Where it would be read with other characters, it is written anew in UTF-8 with a byte order
    mark, which wins over whatever the page says of itself.

    Raises:
        InputError: The content is no article of its type.
    """
    content = page.content
    if not content:
        raise InputError("gave no content", path=show_url(str(page.url)))
    try:
        article = parse_article(content, article_id=path.name, path=path.name)
        if page.kind.feed:
            # Most XML and JSON on the web is no feed.
            extract_units(article)
    except InputError as error:
        raise InputError(f"gave what is no article: {error}", path=show_url(str(page.url))) from error
    # Bytes that are mostly UTF-8 are that, whatever a header claims; a byte order mark wins over it too.
    if article.bom or article.errors != "strict" or b"\x00" in content:
        return content
    text = _read_by_header(content, page.kind.charset)
    return content if text is None or text == article.text else codecs.BOM_UTF8 + text.encode()


def _read_by_header(content: bytes, charset: str) -> str | None:
    """Return the text as the header's charset gives it, or None where that is unknown or does not fit.

    The header is taken like a declaration at the page's very start, so that the same rules hold for both. The space
    after it keeps what the page itself declares from being looked at.
    """
    declaration = f'<meta charset="{charset}">{" " * _DECLARED_IN}'
    codec = _parse(declaration.encode()).encoding
    if codec == "utf-8" and charset.lower() not in {"utf-8", "utf8"}:
        return None
    article = _parse(declaration.encode() + content)
    return article.text.removeprefix(declaration) if article.encoding == codec and article.errors == "strict" else None


def _parse(content: bytes) -> Article:
    return parse_article(content, article_id="page.html", path="page.html")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _read(path: Path) -> bytes | None:
    """Return what a file holds, as far as an article may be long, or None where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + len(codecs.BOM_UTF8) + 1)
    except OSError:
        return None
