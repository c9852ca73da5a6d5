from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.glossary import fix_glossary, lint_glossaries

HEADER = "concept,language,term,status,note\n"
MENDED = {"bom", "surrounding-whitespace", "unicode-newline", "invisible-char"}


@pytest.mark.parametrize(
    ("path", "before", "after", "changes"),
    [
        pytest.param("g.csv", "\ufeff" + HEADER, HEADER, ["1: byte order mark removed"], id="bom"),
        pytest.param(
            "g.csv",
            HEADER + 'b,en," bond ",preferred, kept \r\nb,de,\u00a0Anleihe\t,preferred,\r\n',
            HEADER + 'b,en,"bond",preferred, kept \r\nb,de,Anleihe,preferred,\r\n',
            ["2: white space at the edge removed", "3: white space at the edge removed"],
            id="white-space",
        ),
        pytest.param(
            "g.tsv",
            "bo\u200bnd\tAn\u00adleihe\r\n",
            "bond\tAnleihe\r\n",
            ["1: invisible characters removed"] * 2,
            id="tsv",
        ),
        pytest.param(
            "g.csv",
            "rate\u2028cut,Zins\n",
            "rate cut,Zins\n",
            ["1: line separator replaced by a space"],
            id="separator",
        ),
        pytest.param(
            "g.csv",
            HEADER
            + 'b,en,"a ""b"", c",preferred,"x\ny"\nb,en,bond,preferred,\nb,en, bond,preferred,\nc,en,bond,admitted,',
            HEADER + 'b,en,"a ""b"", c",preferred,"x\ny"\nb,en,bond,preferred,\nc,en,bond,admitted,',
            ["5: white space at the edge removed", "5: deleted, the same as line 4"],
            id="twice",
        ),
        pytest.param("g.tsv", "a\tb\n\na\tb", "a\tb\n\n", ["3: deleted, the same as line 1"], id="last-line"),
    ],
)
def test_mends_what_is_safe_and_says_so(path: str, before: str, after: str, changes: list[str]) -> None:
    fixed = fix_glossary(before.encode(), path=path)

    assert fixed.content.decode() == after
    assert [f"{change.line}: {change.what}" for change in fixed.changes] == changes


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("g.csv", HEADER + "b,en,bond,preferred,\n", id="clean"),
        pytest.param("g.csv", HEADER + 'b,en," bond,preferred,\n', id="open-quote"),
        pytest.param("g.csv", HEADER + 'b,en,12" bond ,preferred,\n', id="odd-quotes"),
        pytest.param("g.csv", HEADER + " b , en ,bond, preferred, x \n", id="other-columns"),
        pytest.param("g.csv", HEADER + "b,en, ,preferred,\n", id="empty-term"),
        pytest.param("g.csv", HEADER + "b,fa,می\u200cخواهم,preferred,\n", id="joiner-that-works"),
        pytest.param("g.csv", "", id="empty"),
        pytest.param("g.csv", "\n\n,,\n,,\n", id="blank-lines"),
        pytest.param("g.tbx", " <tbx> \u200b", id="tbx"),
        pytest.param("g.po", 'msgid " a "', id="po"),
    ],
)
def test_leaves_everything_else_byte_for_byte(path: str, content: str) -> None:
    fixed = fix_glossary(content.encode(), path=path)

    assert (fixed.content, fixed.changes) == (content.encode(), ())


def test_leaves_bytes_that_are_not_utf8() -> None:
    content = HEADER.encode() + b"t,de, Z\xf6lle ,preferred,\n"

    assert fix_glossary(content, path="g.csv").content == content


CELL = st.text(st.sampled_from('ab"\u200b \u2028\u00ad\u00a0,\n\té'), max_size=6)


@given(rows=st.lists(st.tuples(CELL, CELL), max_size=5), tabs=st.booleans())
def test_mending_twice_changes_nothing_more(*, rows: list[tuple[str, str]], tabs: bool) -> None:
    path, between = ("g.tsv", "\t") if tabs else ("g.csv", ",")
    content = "".join(f"{a}{between}{b}\n" for a, b in rows).encode()

    once = fix_glossary(content, path=path)
    again = fix_glossary(once.content, path=path)

    assert (again.content, again.changes) == (once.content, ())


@given(st.lists(st.tuples(st.text("ab\u200b \u00a0\u2028", max_size=5), st.text("cd\u00ad ", max_size=5)), max_size=6))
def test_what_is_mended_is_no_finding_any_more(rows: list[tuple[str, str]]) -> None:
    content = ("\ufeff" + "".join(f"{a}\t{b}\n" for a, b in rows)).encode()

    fixed = fix_glossary(content, path="g.en-de.tsv")

    found = lint_glossaries([("g.en-de.tsv", fixed.content)], source_lang="en", target_lang="de")
    assert not {finding.rule for finding in found if finding.text.strip(" \u00a0\u2028\u200b\u00ad")} & MENDED
