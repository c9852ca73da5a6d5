"""The text of a PO file in, a catalog out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.catalog import Catalog, Ignore, Message, parse_catalog, render_catalog
from locworker.errors import InputError
from locworker.text import normalise

FULL = """\
# Translators of the page
#, fuzzy
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=ISO-8859-1\\n"
"X-Note: one\\n"
"two\\n"

# Checked with the desk.
#no space
#
# locworker: mt=0123456789abcdef
# locworker: ignore=missing-term the desk's own word
# locworker: unknown=kept
#. error missing-term: expected 'Zinssenkung'
#.
#: page.html:p:1 \u2068my page.html:2\u2069
#, fuzzy, no-wrap
#= sticky
#| msgctxt "h2"
#| msgid "Old"
msgctxt "p"
msgid "A \\"rate\\" cut" "\\tand\\n"
"more"
msgstr ""
"Eine Zinssenkung"

#~| msgid "Gone before"
#~ msgid "Gone"
#~ msgstr "Weg"
"""


def test_reads_every_kind_of_line() -> None:
    catalog = parse_catalog(FULL, path="de.po")

    assert catalog.messages == (
        Message(
            context="p",
            source='A "rate" cut\tand\nmore',
            target="Eine Zinssenkung",
            fuzzy=True,
            flags=("no-wrap", "sticky"),
            comments=("Checked with the desk.", "no space", "", "locworker: unknown=kept"),
            notes=("error missing-term: expected 'Zinssenkung'", ""),
            places=("page.html:p:1", "my page.html:2"),
            machine_hash="0123456789abcdef",
            ignores=(Ignore(rule="missing-term", reason="the desk's own word"),),
            previous_context="h2",
            previous_source="Old",
        ),
        Message(source="Gone", target="Weg", obsolete=True, previous_source="Gone before"),
    )


def test_reads_the_header_and_names_utf_8_in_it() -> None:
    catalog = parse_catalog(FULL, path="de.po")

    assert catalog.headers() == {
        "Language": "de",
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Note": "one\ntwo",
    }
    assert catalog.header is not None
    assert catalog.header.fuzzy
    assert catalog.header.comments == ("Translators of the page",)


def test_says_where_a_message_stands() -> None:
    message = parse_catalog(FULL, path="de.po").messages[0]

    assert (message.line, message.target_line) == (24, 26)


def test_a_message_that_was_not_read_stands_nowhere() -> None:
    message = Message(source="a")

    assert (message.line, message.target_line) == (None, None)


def test_a_catalog_without_a_header_has_no_fields() -> None:
    catalog = parse_catalog('msgid "a"\nmsgstr "b"\n', path="de.po")

    assert catalog.header is None
    assert catalog.headers() == {}


def test_reads_plural_forms() -> None:
    text = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""\n'

    (message,) = parse_catalog(text, path="de.po").messages

    assert (message.plural, message.plurals, message.empty) == ("b", ("x", ""), True)


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        pytest.param(r"\n\t\r\a\b\f\v\\", "\n\t\r\a\b\f\v\\", id="letters"),
        pytest.param(r"\"", '"', id="quote"),
        pytest.param(r"\101\x42", "AB", id="numbers"),
        pytest.param(r"\303\244\xe2\x82\xac", "ä€", id="bytes of UTF-8"),
        pytest.param("e\u0301", "é", id="composed to NFC"),
        pytest.param("a\u2028b\x85c", "a\u2028b\x85c", id="line separators inside"),
    ],
)
def test_resolves_escapes(escaped: str, plain: str) -> None:
    catalog = parse_catalog(f'msgid "a"\nmsgstr "{escaped}"\n', path="de.po")

    assert catalog.messages[0].target == plain


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        pytest.param('msgid "a\nmsgstr "b"', (1, 7), "not closed", id="unterminated msgid"),
        pytest.param('msgid "a"\nmsgstr "b\\"', (2, 8), "not closed", id="escaped closing quote"),
        pytest.param('msgid "a"\nmsgstr "b \\q"', (2, 11), "no escape sequence", id="unknown escape"),
        pytest.param('msgid "a"\nmsgstr "\\xff"', (2, 9), "no character of UTF-8", id="stray byte"),
        pytest.param('msgid "a"\nmsgstr "b\\000"', (2, 10), "NUL", id="escaped NUL"),
        pytest.param('msgstr "a"', (1, 1), "without a msgid", id="msgstr first"),
        pytest.param('msgid "a"', (1,), "no msgstr", id="msgid only"),
        pytest.param('msgid "a"\nmsgstr', (1,), "no msgstr", id="msgstr without a string"),
        pytest.param('msgid\nmsgstr "b"', (2, 1), "has no string", id="msgid without a string"),
        pytest.param('msgid "a"\nmsgid "b"', (2, 1), "msgstr is missing", id="two msgids"),
        pytest.param('msgid "a"\nmsgctxt "b"', (2, 1), "msgstr is missing", id="msgctxt after msgid"),
        pytest.param('msgid "a"\n# note\nmsgstr "b"', (2, 1), "inside a message", id="comment inside"),
        pytest.param('msgid "a"\nmsgstr "b"\nmsgstr "c"', (3, 1), "repeated", id="two msgstrs"),
        pytest.param('msgid "a"\nmsgstr[0] "b"', (2, 1), "without a msgid_plural", id="index without plural"),
        pytest.param('msgid "a"\nmsgid_plural "b"\nmsgstr "c"', (3, 1), "needs an index", id="plural without index"),
        pytest.param('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"', (3, 1), "out of order", id="wrong index"),
        pytest.param('msgid "a"\nmsgid_plural "b"\nmsgid_plural "c"', (3, 1), "misplaced", id="two plurals"),
        pytest.param('msgid[0] "a"', (1, 1), "takes no index", id="index of msgid"),
        pytest.param('msgid "a"\n#~ msgstr "b"', (2, 1), "obsolete", id="half obsolete"),
        pytest.param('#| msgstr "a"', (1, 4), "previous", id="previous msgstr"),
        pytest.param('#| msgid "a"\n#| msgid "b"', (2, 4), "repeated", id="previous msgid twice"),
        pytest.param('msgid "a"\n#| msgid "b"', (2, 4), "inside a message", id="previous inside"),
        pytest.param('#| msgid "a"\n', (1,), "no msgstr", id="previous alone"),
        pytest.param('"a"', (1, 1), "without msgid", id="string first"),
        pytest.param('msgid "a"\n#| "b"', (2, 4), "without msgid", id="previous string alone"),
        pytest.param('domain "a"', (1, 1), "'domain' is not supported", id="domain"),
        pytest.param('  nonsense "a"', (1, 3), "expected msgctxt", id="unknown keyword"),
        pytest.param('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"', (4, 1), "duplicate", id="duplicate"),
        pytest.param('msgid "a"\nmsgstr "b"\n#~ msgid "a"\n#~ msgstr ""', (3, 4), "line 1", id="live and obsolete"),
        pytest.param('msgctxt "a\\004b"\nmsgid "c"\nmsgstr ""', (1, 1), "U+0004", id="separator of compiled catalogs"),
        pytest.param('msgid ""\nmsgstr "Plural-Forms: nplurals=999999;\\n"', (1,), "absurd", id="nplurals"),
        pytest.param('msgid ""\nmsgstr "Plural-Forms: nplurals=-1;\\n"', (1,), "absurd", id="negative nplurals"),
    ],
)
def test_refuses_broken_files_with_their_place(text: str, place: tuple[int, ...], words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_catalog(text, path="de.po")

    assert str(caught.value).startswith(":".join(["de.po", *map(str, place)]) + ": ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_comments_after_the_last_message_belong_to_none() -> None:
    catalog = parse_catalog('msgid "a"\nmsgstr "b"\n\n# the end\n', path="de.po")

    assert catalog.messages == (Message(source="a", target="b"),)


def test_of_two_hashes_the_first_counts() -> None:
    marks = "# locworker: mt=0123456789abcdef\n# locworker: mt=fedcba9876543210\n"

    (message,) = parse_catalog(f'{marks}msgid "a"\nmsgstr "b"\n', path="de.po").messages

    assert (message.machine_hash, message.comments) == ("0123456789abcdef", ())


_LETTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\x04\r")
_TEXTS = st.text(_LETTERS, max_size=120).map(normalise) | st.text('ab "\\\n\t-/.,…(é界', max_size=200)
_LINES = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30)
_COMMENTS = _LINES.filter(lambda line: not line.startswith("locworker:"))
_WORDS = st.text("abcdefgh-:.#/12é界", min_size=1, max_size=12)
_OPTIONAL = st.none() | _TEXTS


def _messages() -> st.SearchStrategy[Message]:
    return st.builds(
        Message,
        source=_TEXTS.filter(bool),
        target=_TEXTS,
        context=_OPTIONAL,
        fuzzy=st.booleans(),
        obsolete=st.booleans(),
        flags=st.lists(st.sampled_from(["no-wrap", "c-format", "max-length:30"]), unique=True).map(tuple),
        comments=st.lists(_COMMENTS, max_size=2).map(tuple),
        notes=st.lists(_LINES, max_size=2).map(tuple),
        places=st.lists(_WORDS, max_size=3).map(tuple),
        machine_hash=st.none() | st.text("0123456789abcdef", min_size=16, max_size=16),
        ignores=st.lists(st.builds(Ignore, rule=st.just("missing-term"), reason=_WORDS), max_size=1).map(tuple),
        previous_source=_OPTIONAL,
    )


@given(messages=st.lists(_messages(), max_size=4, unique_by=lambda message: message.key))
def test_what_was_written_reads_back_the_same(messages: list[Message]) -> None:
    catalog = Catalog(messages=tuple(sorted(messages, key=lambda message: message.obsolete)))

    again = parse_catalog(render_catalog(catalog), path="de.po")

    assert again == catalog
