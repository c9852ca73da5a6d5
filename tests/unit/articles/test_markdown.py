from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from locworker.articles import locate
from locworker.articles.markdown import extract, render
from locworker.errors import InputError
from locworker.model import Article, Format, Unit

PIECES = st.sampled_from(
    [
        "Word ", "*", "**", "_", "`", "[", "]", "](u)", '](u "t")', "![alt](i.png)", "[ref]", '\n[ref]: /u "T"\n', "\n",
        "\n\n", "  \n", "\\\n", "\\", "# ", "- ", "1. ", "> ", "\n> ", "    ", "\n|a|b|\n|-|-|\n|c|*d*|\n", "&amp;",
        "<b>", "</b>", "<br>", "\n<div>\n", "</div>", '<img alt="x y">', "<!-- c -->", "{{< s >}}", "{:.c}", "$$x$$",
        "$5", "~~", "[^1]", "\n[^1]: note\n", "http://a.example/c_d", "<http://x.example>", "é", "e\u0301", "\udcff",
        "\u2028", "\r", "\r\n", "\n: d", "***", "---\n", "```\n", "<", "&", '"',
    ]
)  # fmt: skip


def make_article(text: str) -> Article:
    return Article(id="a.md", path="a.md", format=Format.MARKDOWN, text=text)


def roles_and_texts(text: str) -> list[tuple[str, str]]:
    return [(unit.role, unit.text) for unit in extract(make_article(text))]


def copy_of(units: tuple[Unit, ...]) -> dict[str, str]:
    return {unit.id: unit.text for unit in units}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("# One #\n\n### Two {#id}\n", [("h1", "One"), ("h3", "Two")], id="headings"),
        pytest.param("One\ntwo\n===\n\nThree\n---\n", [("h1", "One two"), ("h2", "Three")], id="setext"),
        pytest.param("One\n  two\n", [("p", "One two")], id="soft-break"),
        pytest.param("One  \ntwo\\\nthree\n", [("p", 'One<x id="1"/>two<x id="2"/>three')], id="hard-breaks"),
        pytest.param("- a\n- b\n  - c\n\n1. d\n\n   e\n", [("li", x) for x in "abcde"], id="lists"),
        pytest.param("- [ ] do\n- [x] done\n", [("li", "do"), ("li", "done")], id="tasks"),
        pytest.param("> a\n> b\nlazy\n\n> - c\n", [("p", "a b lazy"), ("li", "c")], id="quotes"),
        pytest.param("> [!NOTE]\n> Hear this\n", [("p", "Hear this")], id="alert"),
        pytest.param(
            "| a | b\\|c |\n|---|---|\n| `x` | *y* z |\n",
            [("th", "a"), ("th", "b|c"), ("td", '<g id="1">y</g> z')],
            id="table",
        ),
        pytest.param("A[^1]\n\n[^1]: Note\n    more\n", [("p", 'A<x id="1"/>'), ("p", "Note more")], id="footnote"),
        pytest.param("Term\n: What it is\n", [("dt", "Term"), ("dd", "What it is")], id="definition"),
        pytest.param("    code\n\n```py\ncode\n```\n\n---\n", [], id="code-and-rule"),
        pytest.param("# A\r\rb\rc\r\r- d\r", [("h1", "A"), ("p", "b c"), ("li", "d")], id="cr-only"),
        pytest.param("# A\u2028b\n", [("h1", "A\u2028b")], id="line-separator"),
        pytest.param("42\n\n`code`\n\n<https://example.org>\n", [], id="nothing-to-translate"),
    ],
)
def test_finds_the_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles_and_texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a *b* __c__ ~~d~~", 'a <g id="1">b</g> <g id="2">c</g> <g id="3">d</g>', id="emphasis"),
        pytest.param("a **b *c***", 'a <g id="1">b <g id="2">c</g></g>', id="nested"),
        pytest.param("**all of it**", "all of it", id="all-strong"),
        pytest.param("[all *of* it](u)", 'all <g id="1">of</g> it', id="all-link"),
        pytest.param("a `b` c", 'a <x id="1"/> c', id="code"),
        pytest.param("a [b](u) [c][r] [r]\n\n[r]: /u", 'a <g id="1">b</g> <g id="2">c</g> <g id="3">r</g>', id="links"),
        pytest.param("[r]\n\n[r]: /u", '<g id="1">r</g>', id="shortcut-alone"),
        pytest.param("a [no] link [^no]", "a [no] link [^no]", id="undefined"),
        pytest.param("a <https://b.example> c", 'a <x id="1"/> c', id="autolink"),
        pytest.param("a (https://b.example/c_d_e). f", 'a (<x id="1"/>). f', id="bare-address"),
        pytest.param("a https://{{ host }}/b c", 'a <x id="1"/> c', id="address-with-tag"),
        pytest.param("a ![b](c) d", 'a <x id="1"/> d', id="image"),
        pytest.param("![b](c) d", "d", id="image-first"),
        pytest.param("a <b>c</b> <br> <i>d", 'a <g id="1">c</g> <x id="2"/> <x id="3"/>d', id="html"),
        pytest.param("a <b>*c</b> d*", 'a <x id="1"/><g id="2">c<x id="3"/> d</g>', id="html-across"),
        pytest.param("a <kbd>Ctrl</kbd> b <code>*c*</code>", 'a <x id="1"/> b <x id="2"/>', id="html-code"),
        pytest.param("a <!-- no --> b <!-- no -->", 'a <x id="1"/> b', id="comment"),
        pytest.param("a & b &lt; c &copy; \\* d", "a &amp; b &lt; c © * d", id="entities"),
        pytest.param("\\*a\\*", "*a*", id="escapes"),
        pytest.param("e = $a_1 + b_2$ here", 'e = <x id="1"/> here', id="formula"),
        pytest.param("$5-$10 and *more*", '$5-$10 and <g id="1">more</g>', id="dollars"),
        pytest.param("a $$b_1*c*$$ d", 'a <x id="1"/> d', id="display-formula"),
        pytest.param('a {{< b "*c*" >}} d {% e %} f {{ g }}', 'a <x id="1"/> d <x id="2"/> f', id="tags"),
        pytest.param("{% if a %}\nb\n{% endif %}", "b", id="tags-around"),
        pytest.param("a\n{% if b %}\nc", 'a<x id="1"/>c', id="tag-on-its-line"),
        pytest.param("a\n{% b %}\n{% c %}\nd", 'a<x id="1"/><x id="2"/>d', id="tags-on-their-lines"),
        pytest.param("a `{{` b `}}` c", 'a <x id="1"/> b <x id="2"/> c', id="tag-as-code"),
        pytest.param("a {{ b", "a {{ b", id="open-tag"),
        pytest.param("a\n{:.class}", "a", id="attributes"),
        pytest.param("::: note\nHear this.\n:::", "Hear this.", id="container"),
        pytest.param("Cafe\u0301 *ole\u0301*", 'Café <g id="1">olé</g>', id="normalised"),
        pytest.param("a \udcff b", 'a <x id="1"/> b', id="stray-byte"),
    ],
)  # fmt: skip
def test_turns_inline_markup_into_tags(text: str, expected: str) -> None:
    assert [text for role, text in roles_and_texts(text) if role == "p"] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{% highlight py %}\ncode\n\nmore code\n{% endhighlight %}\n", id="highlight"),
        pytest.param("{{< highlight go >}}\ncode\n\n# more\n{{< /highlight >}}\n", id="hugo"),
        pytest.param("{% comment %}\nnever shown\n{% endcomment %}\n", id="comment"),
        pytest.param("import {Chart, Table} from './charts'\n", id="mdx"),
        pytest.param("[TOC]\n", id="contents"),
        pytest.param("<script>\nvar a;\n\nvar b;\n</script>\n", id="script"),
        pytest.param("<div>\n<pre>\n\nnot shown as text\n\n</pre>\n</div>\n", id="pre-with-blank-lines"),
        pytest.param("<!-- a\n\nb -->\n", id="html-comment"),
        pytest.param("<div>\n{% comment %}<b>a</b>{% endcomment %}\n</div>\n", id="comment-in-html"),
    ],
)
def test_offers_no_code(text: str) -> None:
    assert roles_and_texts(text) == []


def test_a_code_tag_without_end_hides_itself_alone() -> None:
    assert roles_and_texts("{% highlight py %}\n\ntext\n\n<svg>\n\nmore\n") == [("p", "text"), ("p", "more")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a [b](u "T &amp; \\"t\\"")', [("title-attribute", 'T &amp; "t"')], id="link-title"),
        pytest.param("a [b](<u v> 'T')", [("title-attribute", "T")], id="single-quotes"),
        pytest.param("a [b](u (T))", [("title-attribute", "T")], id="parentheses"),
        pytest.param('a [b](u "\\T&q;")', [("title-attribute", "\\T&amp;q;")], id="no-escapes"),
        pytest.param('a [b](<> "T")', [("title-attribute", "T")], id="no-address"),
        pytest.param('a [b](u "T\nt")', [], id="title-on-two-lines"),
        pytest.param('a ![c *d*](u "T")', [("alt", 'c <g id="1">d</g>'), ("title-attribute", "T")], id="image"),
        pytest.param("[![c ![d](e)](u)](v)", [("alt", "c")], id="image-in-image"),
        pytest.param("a ![](u) [](u)", [], id="no-text"),
        pytest.param('a [b]\n\n[b]: /u "T"\n', [("title-attribute", "T")], id="definition"),
        pytest.param('a <img src="u" alt="c d"> b', [("alt", "c d")], id="html-image"),
    ],
)
def test_offers_what_stands_in_tags(text: str, expected: list[tuple[str, str]]) -> None:
    assert [found for found in roles_and_texts(text) if found[0] != "p"] == expected


def test_reads_html_blocks() -> None:
    text = '<div>\n<h2 title="t">Two</h2>\nRates <b>fell</b> in {{ page.year }}.\n</div>\n\n<p>{{ page.title }}</p>\n'

    found = roles_and_texts(text)

    assert ("h2", "Two") in found
    assert any("Rates" in text for _, text in found)
    assert not any("page.title" in text for _, text in found)


def test_numbers_units_by_role() -> None:
    units = extract(make_article("---\ntitle: T\n---\n# A\n\nb\n\n![c](d)\n\ne\n\n<p>f</p>\n"))

    assert [unit.id for unit in units] == ["front:title:1", "h1:1", "p:1", "alt:1", "p:2", "p:3"]


@pytest.mark.parametrize("word", ["Zwei", "fällt", "B", "lazy"])
def test_finds_the_place_of_a_word(word: str) -> None:
    text = "# Ein & \\* **Zwei**\r\n\r\n> Öl\r\n> fällt &amp; A < B\r\nlazy\r\n"
    article = make_article(text)
    unit = next(unit for unit in extract(article) if word in unit.text)

    line, column = locate(article, unit, unit.text.index(word))

    assert text.split("\r\n")[line - 1][column - 1 :].startswith(word)


@given(text=st.lists(PIECES, max_size=20).map("".join))
@example(text="\\**a*\n\n  \n\\*b")
def test_a_copy_is_the_article(text: str) -> None:
    article = make_article(text)

    units = extract(article)

    assert render(article, copy_of(units), source_lang="en", target_lang="de") == text
    assert all(unit.offsets[0][0] == 0 and 0 <= unit.start < unit.end <= len(text) for unit in units)


@given(text=st.lists(PIECES, max_size=16).map("".join))
def test_a_changed_article_reads_as_meant_or_is_refused(text: str) -> None:
    article = make_article(text)
    units = extract(article)
    targets = {unit.id: unit.text + " – 1. *neu* [ref] # &lt;b&gt;" for unit in units}

    try:
        rendered = render(article, targets, source_lang="en", target_lang="de")
    except InputError:
        return

    assert [unit.role for unit in extract(make_article(rendered))] == [unit.role for unit in units]
