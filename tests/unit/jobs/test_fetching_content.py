"""Kinds of content, compression, characters and names of what is fetched."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles import parse_article, read_article, render_article
from locworker.errors import FetchError, InputError
from locworker.jobs.fetching.download import Page, parse_url, show_url
from locworker.jobs.fetching.kinds import find_kind
from locworker.jobs.fetching.network import public_web
from locworker.jobs.fetching.saving import file_name, host_folder, readable_content, save_article
from locworker.jobs.fetching.unpacking import join, unpack

URL = httpx2.URL("https://news.example/a.html")


def make_page(content: bytes, kind: str = "text/html", url: str = str(URL)) -> Page:
    return Page(url=httpx2.URL(url), content=content, kind=find_kind(kind, path="/a.html"))


def text_of(page: Page) -> str:
    """Return the text of a page's file as articles are read."""
    path = f"a{page.kind.suffix}"
    return parse_article(readable_content(page, Path(path)), article_id="a", path=path).text


def paragraph(text: str, charset: str = "") -> str:
    return f'<meta charset="{charset}"><p>{text}</p>' if charset else f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("header", "page", "encoding", "text"),
    [
        pytest.param("", "", "utf-8", "Börse", id="nothing declared, utf-8"),
        pytest.param("", "iso-8859-2", "iso-8859-2", "Łódź", id="the page declares"),
        pytest.param("iso-8859-2", "", "iso-8859-2", "Łódź", id="only the header declares"),
        pytest.param("ISO-8859-1", "", "cp1252", "“Börse”", id="latin-1 means windows-1252"),
        pytest.param("windows-1251", "windows-1251", "cp1251", "Биржа растёт", id="both say the same"),
        pytest.param("windows-1251", "koi8-r", "cp1251", "Биржа растёт", id="the header wins over the page"),
        pytest.param("windows-1251", "utf-8", "cp1251", "Биржа растёт", id="the page claims utf-8 and is not"),
        pytest.param("koi8-r", "", "koi8-r", "Биржа растёт", id="koi8-r"),
        pytest.param("shift_jis", "", "cp932", "株式市場", id="japanese"),
        pytest.param("gb2312", "", "gb18030", "股票市场上涨", id="chinese"),
        pytest.param("gbk", "big5", "gb18030", "股票市场上涨", id="chinese by the header"),
        pytest.param("euc-kr", "", "cp949", "주식 시장", id="korean"),
        pytest.param("iso-8859-1", "utf-8", "utf-8", "Börse 株式", id="a server's default, and the page is utf-8"),
        pytest.param("iso-8859-1", "", "utf-8", "Börse 株式", id="a server's default, and the bytes are utf-8"),
        pytest.param("utf-8", "", "utf-8", "Börse", id="utf-8"),
        pytest.param('"utf-8"', "gbk", "utf-8", "пп", id="utf-8 that would fit what the page claims"),
        pytest.param("utf-8", "iso-8859-2", "iso-8859-2", "Łódź", id="the header is wrong"),
        pytest.param("no-such-charset", "iso-8859-2", "iso-8859-2", "Łódź", id="the header is unknown"),
        pytest.param("utf-7", "", "utf-8", "+AGE- Börse", id="one that no page may choose"),
        pytest.param("utf-16", "", "utf-16-le", "Börse", id="utf-16"),
        pytest.param("iso-8859-1", "", "utf-8-sig", "Börse", id="a byte order mark wins"),
    ],
)
def test_a_saved_page_is_read_with_the_characters_of_its_server(
    header: str, page: str, encoding: str, text: str
) -> None:
    source = paragraph(text, page)

    found = text_of(make_page(source.encode(encoding), f"text/html; charset={header}" if header else "text/html"))

    assert found == source


def test_keeps_the_bytes_where_they_are_read_right_without_the_header() -> None:
    content = paragraph("Börse", "iso-8859-1").encode("cp1252")

    assert readable_content(make_page(content, "text/html; charset=latin1"), Path("a.html")) == content


def test_keeps_utf8_with_a_stray_byte_whatever_the_header_says() -> None:
    content = paragraph("Börse " * 9).encode() + b"\xff"

    assert readable_content(make_page(content, "text/html; charset=iso-8859-1"), Path("a.html")) == content


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("text/plain", "Биржа <meta charset=koi8-r>", id="text that quotes a declaration"),
        pytest.param("text/markdown", "---\ntitle: Биржа\n---\n# Биржа", id="markdown with front matter"),
        pytest.param(
            "text/xml",
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Биржа</title></channel></rss>',
            id="a feed that declares something else",
        ),
        pytest.param(
            "application/json", '{"version": "https://jsonfeed.org/version/1.1", "title": "Биржа", "items": []}',
            id="a JSON feed",
        ),
    ],
)  # fmt: skip
def test_what_is_written_anew_reads_and_renders_in_every_format(kind: str, content: str, tmp_path: Path) -> None:
    page = make_page(content.encode("cp1251"), f"{kind}; charset=windows-1251")

    path = save_article(page, tmp_path, say=lambda _: None)

    article = read_article(path, root=tmp_path)
    assert article.text == content
    assert render_article(article, {}, source_lang="ru", target_lang="de") == path.read_bytes()


@pytest.mark.parametrize("header", ["text/plain; charset=windows-1251", "text/plain"])
def test_saves_what_declares_nothing_as_it_came(header: str) -> None:
    content = b"Rates rise."

    assert readable_content(make_page(content, header), Path("a.txt")) == content


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        pytest.param("text/html", "", id="none"),
        pytest.param("text/html;charset=UTF-8", "UTF-8", id="plain"),
        pytest.param('text/html ; level=1; Charset = "koi8-r"', "koi8-r", id="quoted"),
        pytest.param('text/html; charset="><script>', "", id="markup"),
    ],
)
def test_finds_the_charset_of_a_header(header: str, charset: str) -> None:
    assert find_kind(header, path="/").charset == charset


def test_shows_no_type_that_could_be_a_text() -> None:
    with pytest.raises(InputError, match=r"^is of no known type, not HTML"):
        find_kind("\x1b[31m a b c", path="/")


@given(st.binary(max_size=5000), st.integers(1, 700), st.sampled_from(["gzip", "deflate", "raw"]))
def test_unpacks_what_was_packed_however_it_arrives(content: bytes, size: int, how: str) -> None:
    packer = zlib.compressobj(wbits={"gzip": 31, "deflate": 15, "raw": -15}[how])
    packed = packer.compress(content) + packer.flush()
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]

    unpacked = join(unpack(pieces, "gzip" if how == "gzip" else "deflate"))

    assert unpacked == content


def test_unpacks_large_pieces_one_by_one() -> None:
    packed = gzip.compress(bytes(4_000_000))

    pieces = list(unpack([packed], "gzip"))

    assert sum(map(len, pieces)) == 4_000_000
    assert max(map(len, pieces)) <= 65_536


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(gzip.compress(b"one ") + gzip.compress(b"two"), id="two members"),
        pytest.param(gzip.compress(b"one two") + bytes(100), id="zeros at the end"),
    ],
)
def test_reads_all_members_of_a_gzip_body(packed: bytes) -> None:
    assert join(unpack([packed], "x-gzip")) == b"one two"


@pytest.mark.parametrize(
    ("packed", "encoding", "kind"),
    [
        pytest.param(gzip.compress(b"x") + b"garbage", "gzip", InputError, id="garbage at the end"),
        pytest.param(b"\x00" * 50, "deflate", InputError, id="nothing compressed"),
        pytest.param(gzip.compress(b"x" * 999)[:-1], "gzip", FetchError, id="cut"),
        pytest.param(b"x", "gzip, gzip", InputError, id="packed twice"),
        pytest.param(b"x", "zstd", InputError, id="not asked for"),
    ],
)
def test_refuses_bodies_that_cannot_be_unpacked(packed: bytes, encoding: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        join(unpack([packed], encoding))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_stops_reading_when_it_is_too_large(pack: Callable[[bytes], bytes]) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        yield from ()
        piece = pack(bytes(100_000))
        while True:
            read += 1
            yield piece

    with pytest.raises(InputError, match="larger than 5 MB"):
        join(unpack(endless(), "" if pack is bytes else "gzip"))

    assert read == 51


@pytest.mark.parametrize(
    ("url", "name"),
    [
        pytest.param("https://a.example/fed-cuts.html", "fed-cuts.html", id="its own name"),
        pytest.param("https://a.example/fed-cuts", "fed-cuts-#.html", id="without a suffix"),
        pytest.param("https://a.example/markets/fed.html", "markets-fed-#.html", id="in a folder"),
        pytest.param("https://a.example/", "article-#.html", id="no name"),
        pytest.param("https://a.example/fed.html?page=2", "fed-#.html", id="a query"),
        pytest.param("https://a.example/B%C3%B6rse.html", "borse-#.html", id="letters beyond ASCII"),
        pytest.param("https://a.example/%E6%A0%AA", "article-#.html", id="no letter of ASCII"),
        pytest.param("https://a.example/..%2f..%2fetc%2fpasswd", "etc-passwd-#.html", id="up"),
        pytest.param("https://a.example/%00%0a-rf", "rf-#.html", id="control characters"),
        pytest.param("https://a.example/.html", "article-#.html", id="a suffix alone"),
        pytest.param("https://a.example/" + "a" * 300 + ".html", "a" * 80 + "-#.html", id="long"),
    ],
)
def test_names_files_by_their_address(url: str, name: str) -> None:
    found = file_name(httpx2.URL(url), ".html")

    assert re.sub(r"-[0-9a-f]{8}\.html", "-#.html", found) == name


@given(st.text(max_size=200).map(lambda text: "/" + text))
def test_a_name_is_always_plain_and_short(path: str) -> None:
    try:
        url = httpx2.URL("https://a.example").copy_with(path=path)
    except httpx2.InvalidURL:
        return

    stem, _, suffix = file_name(url, ".html").partition(".")

    assert suffix == "html"
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 1 <= len(stem) <= 89


@given(st.lists(st.text("ab-/.?=%Aé", max_size=9), min_size=2, max_size=2, unique=True))
def test_two_addresses_share_no_name(paths: list[str]) -> None:
    urls = [httpx2.URL(f"https://a.example/{path.replace('%', '%25')}") for path in paths]

    names = {file_name(url, ".html") for url in urls}

    assert len(names) == len({url.raw_path for url in urls})


def test_a_name_that_looks_hashed_is_hashed() -> None:
    hashed = file_name(httpx2.URL("https://a.example/fed"), ".html")

    assert file_name(httpx2.URL(f"https://a.example/{hashed}"), ".html") != hashed


@pytest.mark.parametrize(
    ("host", "folder"),
    [
        pytest.param("news.example", "news.example", id="plain"),
        pytest.param("NEWS.example", "news.example", id="capitals"),
        pytest.param("bücher.example", "xn--bcher-kva.example", id="international"),
        pytest.param("a_b.example", "a-b.example-", id="underscore"),
        pytest.param("[2606:4700::1]", "2606-4700-1-", id="address"),
        pytest.param("a." * 60 + "example", "a." * 39 + "a-", id="long"),
    ],
)
def test_names_folders_by_their_host(host: str, folder: str) -> None:
    assert host_folder(httpx2.URL(f"https://{host}/")).startswith(folder)


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("", "only http and https"), ("news.example/a", "only http and https"), ("ftp://news.example/", "only http"),
        ("http://", "names no host"), ("http://a b/", "names no host"), ("http://a..b/", "names no host"),
        ("http://a\x00b/", "no address"), ("http://a:b/", "no address"), ("http://[::1", "no"),
        ("https://x@y/", "user"), ("https://y:8443/", "port 8443"),
    ],
)  # fmt: skip
def test_refuses_addresses_that_are_none(url: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        parse_url(url, public_web())


@pytest.mark.parametrize(
    ("url", "parsed"),
    [
        ("  https://News.Example./a#b ", "https://news.example/a"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://[2606:4700::1]:443/", "https://[2606:4700::1]/"),
    ],
)
def test_reads_an_address(url: str, parsed: str) -> None:
    assert str(parse_url(url, public_web())) == parsed


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("https://me:pa@ss@a.example/b@c", "https://…@a.example/b@c"),
        ("https://a.example/\x1b[31m\n\u202e", "https://a.example/�[31m��"),
        ("https://a.example/" + "b" * 300, "https://a.example/" + "b" * 181 + "…"),
    ],
)
def test_shows_an_address_in_one_safe_line(url: str, shown: str) -> None:
    assert show_url(url) == shown


def test_says_when_a_file_stays_or_is_replaced(tmp_path: Path) -> None:
    said: list[str] = []

    path = save_article(make_page(b"<p>One</p>"), tmp_path, say=said.append)
    save_article(make_page(b"<p>One</p>"), tmp_path, say=said.append)
    save_article(make_page(b"<p>Two</p>"), tmp_path, say=said.append)

    assert path.read_bytes() == b"<p>Two</p>"
    assert said == [
        f"{path}: unchanged",
        f"{path}: the article has changed since it was fetched, and the file was replaced",
    ]


@pytest.mark.parametrize("target", ["outside", "outside-of-it"])
def test_writes_through_no_link_out_of_its_folder(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / target).mkdir()
    (folder / "news.example").symlink_to(tmp_path / target)

    with pytest.raises(InputError, match="out of its folder"):
        save_article(make_page(b"<p>One</p>"), folder, say=lambda _: None)

    assert list((tmp_path / target).iterdir()) == []


def test_writes_over_no_link(tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_bytes(b"kept")
    (tmp_path / "news.example").mkdir()
    (tmp_path / "news.example" / "a.html").symlink_to(other)

    with pytest.raises(InputError, match="symbolic link"):
        save_article(make_page(b"<p>One</p>"), tmp_path, say=lambda _: None)

    assert other.read_bytes() == b"kept"
