from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles.front_matter import read_front_matter
from locworker.articles.markdown import extract, render
from locworker.model import Article, Format


def make_article(front: str) -> Article:
    return Article(id="a.md", path="a.md", format=Format.MARKDOWN, text=front + "\nBody\n")


def found(front: str) -> list[tuple[str, str]]:
    units = extract(make_article(front))
    return [(unit.role.removeprefix("front:"), unit.text) for unit in units if unit.role != "p"]


def yaml(lines: str) -> str:
    return f"---\n{lines}\n---\n"


def toml(lines: str) -> str:
    return f"+++\n{lines}\n+++\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("title: Rates fall", [("title", "Rates fall")], id="plain"),
        pytest.param("title: Rates & bonds # note", [("title", "Rates &amp; bonds")], id="comment"),
        pytest.param("title: 'It''s time' # note", [("title", "It's time")], id="single"),
        pytest.param('title: "A \\"b\\" \\u00e9 \\x41"', [("title", 'A "b" é A')], id="double"),
        pytest.param('"title": a\n\'subtitle\': b', [("title", "a"), ("subtitle", "b")], id="quoted-keys"),
        pytest.param("title: a\n  and b\ndate: c", [("title", "a and b")], id="plain-on-two-lines"),
        pytest.param("title: a\n\n  and b", [], id="plain-with-blank-line"),
        pytest.param("title: a: b", [], id="no-scalar"),
        pytest.param('title: "a\n  b"', [], id="double-on-two-lines"),
        pytest.param('title: "a" b', [], id="text-after-quotes"),
        pytest.param('title: "a', [], id="open-quote"),
        pytest.param('title: "\\q"', [], id="unknown-escape"),
        pytest.param('title: "\\uD800"', [], id="lone-surrogate"),
        pytest.param("title:", [], id="empty"),
        pytest.param("title: &anchor a\nexcerpt: *anchor", [], id="anchors"),
        pytest.param('title: !!python/object/apply:os.system ["true"]', [], id="tag"),
        pytest.param("title: {a: b}", [], id="mapping"),
        pytest.param("layout: post\nslug: a-b", [], id="other-keys"),
        pytest.param("title: 2024-01-01\nsummary: 12", [], id="no-text"),
        pytest.param("title: a\ntitle: b", [("title", "a"), ("title", "b")], id="twice"),
        pytest.param("seo:\n  meta_title: a\n  alt: b", [("meta_title", "a"), ("alt", "b")], id="nested"),
        pytest.param("cards:\n  - title: a\n    url: b\n  - title: c", [("title", "a"), ("title", "c")], id="in-items"),
        pytest.param("summary: |\n  a\n\n    b\nx: c", [("summary", "a"), ("summary", "b")], id="literal"),
        pytest.param("summary: >-\n  a\n  b\n\n  c\n", [("summary", "a b"), ("summary", "c")], id="folded"),
        pytest.param("code: |\n  title: a\n  b\ntitle: c", [("title", "c")], id="other-block"),
        pytest.param("d: |2-\n   keep\n  me\ntitle: a", [("title", "a")], id="indentation-sign"),
        pytest.param("note: 'a\n  title: b'\ntitle: c", [("title", "c")], id="other-quoted"),
        pytest.param("tags: a, b", [("tags", "a, b")], id="tags-as-text"),
        pytest.param("tags: [a b, 'c', \"d\", 1]", [("tags", "a b"), ("tags", "c"), ("tags", "d")], id="flow"),
        pytest.param("tags: [\n  a b, # note\n  c\n]\nx: d", [("tags", "a b"), ("tags", "c")], id="flow-lines"),
        pytest.param("tags: [a, [b]]", [], id="nested-flow"),
        pytest.param("tags: [a, b", [], id="open-flow"),
        pytest.param("images: [a b]", [], id="other-flow"),
        pytest.param("tags:\n  - a b\n  # note\n\n  - 'c'\nx: e", [("tags", "a b"), ("tags", "c")], id="items"),
        pytest.param("tags:\n- a b\n- c\n-\nkey: d", [("tags", "a b"), ("tags", "c")], id="items-at-margin"),
        pytest.param("tags:\n  - name: a\n  - [b]\n  - c", [("tags", "c")], id="items-of-other-kinds"),
        pytest.param("? complex\n: v\ntitle: a", [("title", "a")], id="complex-key"),
    ],
)  # fmt: skip
def test_reads_yaml(lines: str, expected: list[tuple[str, str]]) -> None:
    assert found(yaml(lines)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param('title = "a \\"b\\""', [("title", 'a "b"')], id="basic"),
        pytest.param("title = 'C:\\dir' # note", [("title", "C:\\dir")], id="literal"),
        pytest.param('title = """a\nb"""\nsummary = "c"', [("summary", "c")], id="multi-line"),
        pytest.param("title = '''a'''\nsummary = 'c'", [("summary", "c")], id="multi-line-literal"),
        pytest.param(
            '[taxonomies]\ntags = [\n  "a", # "no"\n  "b"]\nslug = "c"', [("tags", "a"), ("tags", "b")], id="list"
        ),
        pytest.param('title = 3\nurl = "a"', [], id="nothing"),
        pytest.param('images = ["a"]\ntitle = ["b"]', [], id="other-lists"),
    ],
)
def test_reads_toml(lines: str, expected: list[tuple[str, str]]) -> None:
    assert found(toml(lines)) == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        pytest.param('{"title": "a", "url": "b"}\n', [("title", "a")], id="object"),
        pytest.param('{\n  "title": "\\ud83d\\ude00 a",\n  "tags": ["b", "c"],\n  "x": {"alt": "d"}\n}\n',
                     [("title", "😀 a"), ("tags", "b"), ("tags", "c"), ("alt", "d")], id="nested"),
        pytest.param('{"title": "title"}\n', [("title", "title")], id="value-like-key"),
    ],
)  # fmt: skip
def test_reads_json(front: str, expected: list[tuple[str, str]]) -> None:
    assert found(front) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\n\nSome text\n\n---\n", id="thematic-breaks"),
        pytest.param("---\ntitle: a\n", id="open"),
        pytest.param("Text\n---\ntitle: a\n---\n", id="later"),
        pytest.param('{"title": "a"\n', id="open-json"),
        pytest.param('{"title" "a"}\n', id="broken-json"),
        pytest.param('{"title": "a"} and text\n', id="text-after-json"),
        pytest.param('{% include "a" %}\n', id="template-tag"),
        pytest.param('{"a":' * 100_000, id="deep-json"),
    ],
)
def test_takes_nothing_else_for_front_matter(text: str) -> None:
    assert read_front_matter(text) == (0, [])


@pytest.mark.parametrize(
    ("front", "target", "expected"),
    [
        pytest.param(yaml("title: a b"), "Zinsen fallen", "title: Zinsen fallen", id="plain"),
        pytest.param(yaml("title: a b # note"), "Zinsen: c", 'title: "Zinsen: c" # note', id="plain-gets-quotes"),
        pytest.param(yaml("title: a b"), "no", 'title: "no"', id="no-boolean"),
        pytest.param(yaml("title: a b"), "- 5 %", 'title: "- 5 %"', id="no-list"),
        pytest.param(yaml("title: a b"), '"c" \\', 'title: "\\"c\\" \\\\"', id="escapes"),
        pytest.param(yaml("title: 'a'"), "it's", "title: 'it''s'", id="single"),
        pytest.param(yaml('title: "a"'), 'x "y"\nz', 'title: "x \\"y\\" z"', id="double"),
        pytest.param(yaml("tags: [a b, c]"), "x, y", 'tags: ["x, y", c]', id="flow"),
        pytest.param(yaml("tags: [a b, c]"), "x", "tags: [x, c]", id="flow-plain"),
        pytest.param(yaml("tags:\n  - a b\n  - c"), "x", "tags:\n  - x\n  - c", id="item"),
        pytest.param(yaml("summary: >\n  a\n  b\nx: y"), "eins: zwei", "summary: >\n  eins: zwei\nx: y", id="folded"),
        pytest.param(toml("title = 'a'"), "C:\\dir", "title = 'C:\\dir'", id="literal"),
        pytest.param(toml("title = 'a'"), "it's", 'title = "it\'s"', id="literal-gets-quotes"),
        pytest.param('{"title": "a"}\n', 'x "y"', '{"title": "x \\"y\\""}', id="json"),
    ],
)
def test_writes_a_target_as_a_value(front: str, target: str, expected: str) -> None:
    article = make_article(front)
    unit = next(unit for unit in extract(article) if unit.role.startswith("front:"))

    rendered = render(article, {unit.id: target}, source_lang="en", target_lang="de")

    assert expected in rendered
    assert rendered.endswith("\nBody\n")


@given(
    target=st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]) | st.just(" "), min_size=1, max_size=20
    )
)
def test_a_json_value_reads_as_its_target(target: str) -> None:
    article = make_article('{"title": "a"}\n')
    escaped = target.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    rendered = render(article, {"front:title:1": escaped}, source_lang="en", target_lang="de")

    assert json.loads(rendered.partition("\n\nBody")[0])["title"].split() == (target.split() or ["a"])
