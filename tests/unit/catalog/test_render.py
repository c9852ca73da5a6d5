"""A catalog in, the text of a PO file out."""

from __future__ import annotations

import pytest

from locworker.catalog import Catalog, Ignore, Message, render_catalog

_SENTENCE = (
    "The central bank left its benchmark rate unchanged and said that inflation had eased further than expected."
)

_SLASH = "\\"


def _lines(message: Message) -> list[str]:
    return render_catalog(Catalog(messages=(message,))).split("\n")


def test_writes_the_kinds_of_lines_in_the_order_of_gettext() -> None:
    message = Message(
        context="p",
        source="New",
        target="Neu",
        fuzzy=True,
        flags=("no-wrap",),
        comments=("mine", ""),
        notes=("error x: y", ""),
        places=("page.html:p:1", "my page.html:2", "my page.html"),
        machine_hash="0123456789abcdef",
        ignores=(Ignore(rule="x", reason="why"), Ignore(rule="y")),
        previous_context="h2",
        previous_source="Old",
    )

    assert _lines(message) == [
        "# mine",
        "#",
        "# locworker: mt=0123456789abcdef",
        "# locworker: ignore=x why",
        "# locworker: ignore=y",
        "#. error x: y",
        "#.",
        "#: page.html:p:1 \u2068my page.html\u2069:2 \u2068my page.html\u2069",
        "#, fuzzy, no-wrap",
        '#| msgctxt "h2"',
        '#| msgid "Old"',
        'msgctxt "p"',
        'msgid "New"',
        'msgstr "Neu"',
        "",
    ]


def test_writes_obsolete_messages_last() -> None:
    gone = Message(source="Gone", target="Weg", obsolete=True, previous_source="Before")
    live = Message(source="Here", target="Da")

    text = render_catalog(Catalog(messages=(gone, live)))

    assert text == ('msgid "Here"\nmsgstr "Da"\n\n#~| msgid "Before"\n#~ msgid "Gone"\n#~ msgstr "Weg"\n')


def test_writes_plural_forms() -> None:
    message = Message(source="a", plural="b", plurals=("x", "y"), previous_plural="c")

    assert _lines(message)[1:] == ['msgid "a"', 'msgid_plural "b"', 'msgstr[0] "x"', 'msgstr[1] "y"', ""]


def test_a_plural_message_without_translation_has_one_empty_form() -> None:
    assert _lines(Message(source="a", plural="b"))[-2:] == ['msgstr[0] ""', ""]


def test_wraps_places_like_gettext() -> None:
    message = Message(source="a", places=tuple(f"articles/page.html:p:{number}" for number in range(6)))

    assert [len(line) for line in _lines(message)[:2]] == [71, 71]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("", ['msgstr ""'], id="empty"),
        pytest.param("One line.", ['msgstr "One line."'], id="short"),
        pytest.param("One\n", ['msgstr "One\\n"'], id="one line end"),
        pytest.param("One\ntwo", ['msgstr ""', '"One\\n"', '"two"'], id="two lines"),
        pytest.param("\nOne", ['msgstr ""', '"\\n"', '"One"'], id="line end first"),
        pytest.param('"\t\\', ['msgstr "\\"\\t\\\\"'], id="escapes"),
        pytest.param(
            _SENTENCE,
            [
                'msgstr ""',
                '"The central bank left its benchmark rate unchanged and said that inflation "',
                '"had eased further than expected."',
            ],
            id="at spaces",
        ),
        pytest.param("x" * 90, [f'msgstr "{"x" * 90}"'], id="nowhere to break"),
        pytest.param(
            f"{'x' * 90} {'y' * 90}", ['msgstr ""', f'"{"x" * 90} "', f'"{"y" * 90}"'], id="after a long word"
        ),
        pytest.param(
            f"{'x' * 60} well-known-words-with-hyphens",
            ['msgstr ""', f'"{"x" * 60} well-known-"', '"words-with-hyphens"'],
            id="at hyphens",
        ),
        pytest.param(
            f"{'x' * 70} ( 12,345.67 %)", ['msgstr ""', f'"{"x" * 70} "', '"( 12,345.67 %)"'], id="not inside brackets"
        ),
        pytest.param(f"{'x' * 74} \\\\", ['msgstr ""', f'"{"x" * 74} \\\\"', '"\\\\"'], id="not inside an escape"),
        pytest.param(f"x{_SLASH * 60}", ['msgstr ""', f'"x{_SLASH * 76}"', f'"{_SLASH * 44}"'], id="between escapes"),
        pytest.param(f"{' ' * 90}x", [f'msgstr "{" " * 90}x"'], id="not after spaces that begin a text"),
        pytest.param("利率" * 30, ['msgstr ""', f'"{"利率" * 19}"', f'"{"利率" * 11}"'], id="wide characters"),
        pytest.param(
            f"{'利率' * 17}利。、（「利率", ['msgstr ""', f'"{"利率" * 17}利。、"', '"（「利率"'], id="East Asian marks"
        ),
        pytest.param(
            f"e\u0301{'x' * 68} e\u0301\u0301y e\u0301z\u200bw \u0301q",
            ['msgstr ""', f'"e\u0301{"x" * 68} e\u0301\u0301y e\u0301z\u200bw "', '"\u0301q"'],
            id="combining marks",
        ),
    ],
)
def test_wraps_strings_like_gettext(text: str, lines: list[str]) -> None:
    written = _lines(Message(source="a", target=text))

    assert written[1:-1] == lines


@pytest.mark.parametrize(
    ("pair", "kept"),
    [
        pytest.param("—\u00a0x", True, id="no-break space"),
        pytest.param("x \u2014y", False, id="dash after a space"),
        pytest.param("x\u2060\u754c", True, id="word joiner"),
        pytest.param("x\u200by", False, id="zero width space"),
        pytest.param("\u00b4\u754c", True, id="accent before"),
        pytest.param("-\u00a0\u754c", False, id="hyphen before a no-break space"),
        pytest.param("\u754c\u754c", False, id="ideographs"),
    ],
)
def test_knows_where_a_line_may_end(pair: str, *, kept: bool) -> None:
    text = f"{'x' * 75}{pair}{'x' * 20}"

    written = _lines(Message(source="a", target=text))[1:-1]

    joined = any(pair.replace(" ", "") in line.replace(" ", "") for line in written)
    assert joined is kept


def test_a_message_that_must_not_wrap_keeps_its_line() -> None:
    message = Message(source="a", target=_SENTENCE, flags=("no-wrap",))

    assert _lines(message)[2] == f'msgstr "{_SENTENCE}"'
