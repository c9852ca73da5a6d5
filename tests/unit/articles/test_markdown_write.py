from __future__ import annotations

import pytest

from locworker.articles import parse_article, render_article
from locworker.articles.markdown import extract, render
from locworker.errors import InputError
from locworker.model import Article, Format


def make_article(text: str) -> Article:
    return Article(id="a.md", path="a.md", format=Format.MARKDOWN, text=text)


def render_one(text: str, target: str, *, name: str | None = None) -> str:
    article = make_article(text)
    unit = next(unit for unit in extract(article) if name in {None, unit.id})
    return render(article, {unit.id: target}, source_lang="en", target_lang="de")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("# One #\n", "Eins", "# Eins #\n", id="heading"),
        pytest.param("# One\n", "C #", "# C \\#\n", id="heading-mark-at-end"),
        pytest.param("One\ntwo\n===\n", "Eins zwei", "Eins zwei\n===\n", id="setext"),
        pytest.param("> a\n> b\n\nc\n", "eins\nzwei", "> eins zwei\n\nc\n", id="quote"),
        pytest.param("- a\n  b\n- c\n", "eins", "- eins\n- c\n", id="item"),
        pytest.param("a  \nb\n", 'eins<x id="1"/>zwei', "eins  \nzwei\n", id="hard-break"),
        pytest.param("> a\\\n> b\n", 'eins<x id="1"/>zwei', "> eins\\\n> zwei\n", id="hard-break-in-quote"),
        pytest.param("a  \n\\*b", 'eins<x id="1"/>*zwei', "eins  \n\\*zwei", id="hard-break-before-escape"),
        pytest.param("| a |\n|---|\n| b |\n", "x|y", "| x\\|y |\n|---|\n| b |\n", id="cell"),
        pytest.param("\\*a", "eins", "eins", id="escaped-start"),
        pytest.param("a *b* c", 'eins <g id="1">zwei</g>', "eins *zwei*", id="emphasis"),
        pytest.param("a _b_ c", 'eins<g id="1">zwei</g>drei', "eins*zwei*drei", id="underscore-in-word"),
        pytest.param("a _b_ c", 'eins <g id="1">zwei</g> drei', "eins _zwei_ drei", id="underscore"),
        pytest.param("a **b** c", '<g id="1"> eins </g> zwei', "**eins** zwei", id="spaces-moved"),
        pytest.param("a **b**c", '<g id="1"> eins </g>x', "**eins** x", id="spaces-moved-into-text"),
        pytest.param("a **b** `c`", 'x<g id="1">eins </g><x id="2"/>', "x**eins** `c`", id="spaces-moved-before-tag"),
        pytest.param("a **b** c", '中<g id="1">「重要」</g>次', "中<strong>「重要」</strong>次", id="emphasis-as-tag"),
        pytest.param("a [b](u) c", 'x <g id="1">y</g>', "x [y](u)", id="link"),
        pytest.param("a [b][r] c\n\n[r]: /u", 'x <g id="1">y</g>', "x [y][r]\n\n[r]: /u", id="reference"),
        pytest.param("a [r] c\n\n[r]: /u", 'x <g id="1">y</g>', "x [y][r]\n\n[r]: /u", id="shortcut"),
        pytest.param("a [r][] c\n\n[r]: /u", 'x <g id="1">y</g>', "x [y][r]\n\n[r]: /u", id="collapsed"),
        pytest.param("a [r][] c\n\n[r]: /u", 'x <g id="1">r</g>', "x [r][]\n\n[r]: /u", id="collapsed-same-text"),
        pytest.param("a [b](u) `c`", '<x id="2"/> <g id="1">x</g>', "`c` [x](u)", id="reordered"),
        pytest.param("a\n{% if b %}\nc", 'x<x id="1"/>y', "x\n{% if b %}\ny", id="tag-on-its-line"),
        pytest.param("![a](b)\n{:.c}\nd\n", "eins", "![a](b)\n{:.c}\neins\n", id="around"),
    ],
)
def test_writes_a_target_in_place_of_its_source(source: str, target: str, expected: str) -> None:
    name = "alt:0" if source.startswith("![") else None
    units = extract(make_article(source))
    name = next(unit.id for unit in units if unit.role != "alt") if name else None

    assert render_one(source, target, name=name) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("# eins", "\\# eins", id="heading"),
        pytest.param("#1 pick", "#1 pick", id="number-sign"),
        pytest.param("- eins", "\\- eins", id="list"),
        pytest.param("-5 %", "-5 %", id="minus"),
        pytest.param("+ eins", "\\+ eins", id="plus-list"),
        pytest.param("1. Quartal", "1\\. Quartal", id="ordered-list"),
        pytest.param("1.5 %", "1.5 %", id="figure"),
        pytest.param("&gt; 5 %", "\\> 5 %", id="quote"),
        pytest.param("---", "\\---", id="rule"),
        pytest.param("* * *", "\\* * *", id="rule-of-stars"),
        pytest.param("[a]: b", "\\[a]: b", id="definition"),
        pytest.param("`a`", "\\`a\\`", id="code"),
        pytest.param("*a* 2 * 3", "\\*a\\* 2 * 3", id="star"),
        pytest.param("snake_case _a_ _", "snake_case \\_a\\_ _", id="underscore"),
        pytest.param("[a](b) [c] [d] [e", "\\[a](b) [c] \\[d] [e", id="brackets"),
        pytest.param("a &lt;b&gt; &lt; 5", "a \\<b> < 5", id="tag"),
        pytest.param("&amp;copy; &amp; co", "&amp;copy; & co", id="reference"),
        pytest.param("a~b~ ~~c~~ ~5", "a\\~b\\~ \\~\\~c\\~\\~ ~5", id="tilde"),
        pytest.param("C:\\dir \\* \\", "C:\\dir \\\\\\* \\\\", id="backslash"),
        pytest.param("{{ a }} {% b %}", "\\{\\{ a \\}\\} \\{\\% b \\%\\}", id="template-tag"),
    ],
)
def test_escapes_what_would_be_read_as_markdown(target: str, expected: str) -> None:
    source = "One\n\n[d]: /u\n"

    assert render_one(source, target) == f"{expected}\n\n[d]: /u\n"


def test_escapes_a_backtick_that_would_close_an_earlier_one() -> None:
    assert render_one("a ` ![b](c)", "x ` y", name="alt:1") == "a ` ![x &#96; y](c)"


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param('a [b](u "t")', 'say "x" \\ &amp;lt;', 'a [b](u "say \\"x\\" \\\\ &amp;lt;")', id="double"),
        pytest.param("a [b](u 't')", "it's", "a [b](u 'it\\'s')", id="single"),
        pytest.param("a [b](u (t))", "x (y)", "a [b](u (x \\(y\\)))", id="parentheses"),
        pytest.param('[b] c\n\n[b]: /u "t"\n', "x", '[b] c\n\n[b]: /u "x"\n', id="definition"),
    ],
)
def test_writes_titles_between_their_marks(source: str, target: str, expected: str) -> None:
    assert render_one(source, target, name="title-attribute:1") == expected


def test_writes_units_inside_of_units() -> None:
    article = make_article('See ![a](i.png "t") and [b](u "v") **c**.\n')
    targets = {
        "p:1": 'Siehe <g id="2">B</g>, <x id="1"/> <g id="3">C</g>.',
        "alt:1": "A",
        "title-attribute:1": "T",
        "title-attribute:2": "V",
    }

    rendered = render(article, targets, source_lang="en", target_lang="de")

    assert rendered == 'Siehe [B](u "V"), ![A](i.png "T") **C**.\n'


def test_writes_units_inside_of_unchanged_units() -> None:
    rendered = render_one("See ![a](i.png) and b.\n", "A", name="alt:1")

    assert rendered == "See ![A](i.png) and b.\n"


def test_writes_html_blocks() -> None:
    article = make_article('Text\n\n<div>\n<p title="t">One <b>two</b></p>\n</div>\n\n<b>\nthree\n</b>\n')
    units = {unit.text: unit.id for unit in extract(article)}
    bold = next(text for text in units if "three" in text)

    targets = {
        units["t"]: "T",
        units['One <g id="1">two</g>']: 'Eins <g id="1">zwei</g>',
        units[bold]: bold.replace("three", "drei"),
    }
    rendered = render(article, targets, source_lang="en", target_lang="de")

    assert '<div>\n<p title="T">Eins <b>zwei</b></p>\n</div>' in rendered
    assert rendered.partition("\n\n<b>")[2].startswith("\n")
    assert "drei" in rendered


def test_writes_attributes_of_inline_html() -> None:
    rendered = render_one('a <img src="u" alt="b c"> d\n', "B", name="alt:1")

    assert rendered == 'a <img src="u" alt="B"> d\n'


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        pytest.param("eins", "is missing", id="lost"),
        pytest.param('<g id="1">eins</g> <g id="2">x</g>', "stands for nothing", id="unknown"),
        pytest.param('<g id="1">eins', "not closed", id="open"),
    ],
)
def test_refuses_a_target_that_does_not_fit(target: str, reason: str) -> None:
    with pytest.raises(InputError, match=rf"a\.md: the translation of p:1 does not fit: .*{reason}"):
        render_one("a *b* c", target)


def test_names_the_one_target_that_changes_the_blocks() -> None:
    article = make_article("a\n\n<img alt='b' src='u'> c }}\n\nd\n\ne\n")
    targets = {"p:1": "eins", "alt:1": "zwei {{", "p:3": "drei", "p:4": "vier"}

    with pytest.raises(InputError, match="the translation of alt:1 does not fit"):
        render(article, targets, source_lang="en", target_lang="de")


def test_escapes_the_one_target_that_changes_the_blocks() -> None:
    article = make_article("# a\nb }} c\n\nd\n")

    rendered = render(article, {"h1:1": "x {{", "p:2": "y."}, source_lang="en", target_lang="de")

    assert rendered == "# x \\{\\{\nb }} c\n\ny.\n"


def test_escapes_targets_that_change_the_blocks_together() -> None:
    article = make_article("# a\nb c\n")

    rendered = render(article, {"h1:1": "x {{", "p:1": "y }}"}, source_lang="en", target_lang="de")

    assert rendered == "# x \\{\\{\ny \\}\\}\n"


def test_a_blank_line_in_a_target_does_not_end_an_html_block() -> None:
    rendered = render_one("<div>\n<p>a</p>\n</div>\n", "x\n\ny")

    assert rendered == "<div>\n<p>x y</p>\n</div>\n"


def test_a_unit_that_needs_care_leaves_the_others_plain() -> None:
    article = make_article("a\n\nb\n")

    rendered = render(article, {"p:1": "x {{ y }}.", "p:2": "z."}, source_lang="en", target_lang="de")

    assert rendered == "x \\{\\{ y \\}\\}\\.\n\nz.\n"


def test_an_empty_or_unknown_target_changes_nothing() -> None:
    article = make_article("a\n\nb\n")

    assert render(article, {"p:1": "", "p:9": "x"}, source_lang="en", target_lang="de") == article.text


def test_keeps_encoding_and_line_ends() -> None:
    content = "# Über\r\n\r\nText\r\n".encode("cp1252")
    article = parse_article(content, article_id="a.md", path="a.md")

    rendered = render_article(article, {"h1:1": "Straße → 東"}, source_lang="en", target_lang="de")

    assert rendered == "# Straße &#8594; &#26481;\r\n\r\nText\r\n".encode("cp1252")
