from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.errors import InputError
from locworker.glossary import lint_glossaries, packaged_glossary_path
from locworker.model import Finding, Severity

HEADER = "concept,language,term,status,note\n"


def lint(*files: tuple[str, str | bytes], source_lang: str = "en", target_lang: str = "de") -> list[Finding]:
    contents = [(path, text.encode() if isinstance(text, str) else text) for path, text in files]
    return lint_glossaries(contents, source_lang=source_lang, target_lang=target_lang)


def places(findings: list[Finding]) -> list[tuple[str, int | None, int | None]]:
    return [(finding.rule, finding.line, finding.column) for finding in findings]


def native(*rows: str) -> tuple[str, str]:
    return "g.csv", HEADER + "".join(row + "\n" for row in rows)


def test_the_packaged_glossary_is_clean() -> None:
    path = packaged_glossary_path()

    assert lint((str(path), path.read_bytes())) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param("loan\tKredit\nfund\tFonds\n", [], id="clean"),
        pytest.param("loan\tKredit\r\n\r\n  \r\nfund\tFonds", [], id="line-ends-and-blank-lines"),
        pytest.param("source\ttarget\nloan\tKredit\n", [], id="header"),
        pytest.param("", [], id="empty"),
        pytest.param(b"\xef\xbb\xbfloan\tKredit\n", [("bom", 1, 1)], id="byte-order-mark"),
        pytest.param("loan\tKredit\nduty\tZ\u00f6lle\n".encode("latin-1"), [("not-utf8", 2, 7)], id="latin-1"),
        pytest.param("loan\tKredit\n".encode("utf-16"), [("not-utf8", 1, None)], id="utf-16"),
        pytest.param("loan Kredit\n", [("missing-separator", 1, 1)], id="no-tab"),
        pytest.param("loan\tKredit\tDarlehen\n", [("stray-tab", 1, 13)], id="two-tabs"),
        pytest.param("\tKredit\n", [("empty-source", 1, 1)], id="no-source"),
        pytest.param("loan\t \n", [("empty-target", 1, 6)], id="blank-target"),
        pytest.param("loan \tKredit\n", [("surrounding-whitespace", 1, 1)], id="space-behind"),
        pytest.param("loan\t\u00a0Kredit\n", [("surrounding-whitespace", 1, 6)], id="no-break-space-before"),
        pytest.param("loan\tS&P\u00a0500\n", [], id="no-break-space-inside"),
        pytest.param("loan\tKre\x07dit\x07\n", [("control-char", 1, 9)], id="bell"),
        pytest.param("loan\tKre\x00dit\n", [("control-char", 1, 9)], id="null"),
        pytest.param(b"loan\tKredit\n\x00" + b"\xff" * 9, [("not-utf8", 2, 2)], id="binary"),
        pytest.param("loan\tKre\x85dit\n", [("control-char", 1, 9)], id="c1"),
        pytest.param("loan\tKre\rdit\n", [("control-char", 1, 9)], id="return-inside"),
        pytest.param("loan\tKre\u2029dit\n", [("unicode-newline", 1, 9)], id="paragraph-separator"),
        pytest.param("lo\u00adan\tKredit\n", [("invisible-char", 1, 3)], id="soft-hyphen"),
        pytest.param("loan\tKre\u200cdit\n", [("invisible-char", 1, 9)], id="joiner-in-latin"),
        pytest.param("loan\tKre\u200edit\n", [("invisible-char", 1, 9)], id="direction-in-latin"),
        pytest.param("loan\tKre\u180edit\n", [("invisible-char", 1, 9)], id="mongolian-in-latin"),
        pytest.param("loan\t\u0648\u0627\u0645\u200c\u0647\u0627\n", [], id="joiner-in-persian"),
        pytest.param("loan\t\u05d4\u05dc\u05d5\u05d0\u05d4\u200f (A)\n", [], id="direction-in-hebrew"),
        pytest.param("loan\t\u1820\u180e\u1820\n", [], id="mongolian"),
        pytest.param("house\t\U0001f468\u200d\U0001f469\n", [], id="emoji"),
        pytest.param(f"{'x' * 1024}\tKredit\n", [], id="long"),
        pytest.param(f"{'ü' * 513}\tKredit\n", [("term-too-long", 1, 1)], id="too-long"),
        pytest.param("loan\t@Kredit\n", [("formula-prefix", 1, 6)], id="formula"),
        pytest.param('"loan\tKredit\n', [("unbalanced-quote", 1, 1)], id="open-quote"),
        pytest.param('loan\tKredit"\npipe of 5"\tRohr\n', [("unbalanced-quote", 1, 6)], id="closing-quote"),
        pytest.param('5" pipe\tRohr\nthe "Fed"\tdie "Fed"\n', [], id="quotes-that-are-text"),
        pytest.param("loan\tKredit\nloan\tKredit\n", [("duplicate-entry", 2, 1)], id="twice"),
        pytest.param("loan\tKredit\nloan\tDarlehen\n", [("duplicate-source-conflict", 2, 1)], id="two-targets"),
        pytest.param("loan\tKredit\nLoan\tKredit\n", [("case-duplicate", 2, 1)], id="capitals"),
        pytest.param("it\tes\nIT\tInformatik\n", [], id="acronym-and-word"),
        pytest.param("caf\u00e9\tA-Haus\ncafe\u0301\tB-Haus\n", [("unicode-duplicate", 2, 1)], id="decomposed"),
        pytest.param("AMEX\tAMEX\n", [("identical-not-dnt", 1, 1)], id="name"),
        pytest.param("inflation\tinflation\n", [], id="shared-word"),
        pytest.param("2030\t2030\n", [], id="number"),
        pytest.param("sell\tput\nput\tsell\n", [("cycle", 1, 1)], id="circle"),
        pytest.param("a\tb\nb\tc\nc\ta\nd\ta\n", [("cycle", 1, 1)], id="circle-of-three"),
        pytest.param("a\tb\nb\tc\nd\tb\n", [], id="chain"),
        pytest.param("loan\tKredit\nbridge loan\tBrückenpfand\n", [("overlapping-terms", 2, 1)], id="contradiction"),
        pytest.param("loan\tKredit\nbridge loans\tBrückenpfand\n", [], id="another-word"),
        pytest.param("market\tMarkt\nmarket days\tMärktetage\n", [], id="inflected"),
        pytest.param("loan\tKredit\nbridge loan\tBrückenkredit\n", [], id="compound"),
        pytest.param("rate\t金利\nrate rise\t利上げ\n", [], id="japanese"),
        pytest.param("rate\t金利\nrate rise\t上昇\n", [("overlapping-terms", 2, 1)], id="japanese-contradiction"),
    ],
)
def test_lints_a_tab_separated_file(content: str | bytes, found: list[tuple[str, int, int | None]]) -> None:
    findings = lint(("g.tsv", content))

    assert places(findings) == found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param('"loan, long","Kredit ""A"""\r\nfund,Fonds\r\n', [], id="quoting"),
        pytest.param("loan,Kredit,en,de\nfund,Fonds,EN-US,de\n", [], id="languages"),
        pytest.param("source,target,source_lang,target_lang\nloan,Kredit,en,de\n", [], id="header"),
        pytest.param(
            "loan\n,\n", [("missing-separator", 1, 1), ("empty-source", 2, 1), ("empty-target", 2, 2)], id="bare"
        ),
        pytest.param("loan,Kredit,Darlehen\n", [("stray-separator", 1, 1)], id="three-fields"),
        pytest.param("loan,Kredit,en,de\nfund,fonds,en,fr\n", [("lang-mismatch", 2, 12)], id="another-language"),
        pytest.param("loan,Kredit,en,zz-QQ\n", [("unknown-lang", 1, 16)], id="no-language"),
        pytest.param("loan,Kredit,en,de_AT\n", [("unknown-lang", 1, 16)], id="gettext-form"),
        pytest.param('"loan,Kredit\nfund,Fonds\n', [("unbalanced-quote", 1, 1)], id="quote-to-the-end"),
        pytest.param('a,"b\nc,d\n"e",f\n', [("unbalanced-quote", 1, 3)], id="quote-of-another-line"),
        pytest.param('fund,Fon"ds\n', [("unbalanced-quote", 1, 9)], id="single-quote-inside"),
        pytest.param('"a"b,c\n', [("unbalanced-quote", 1, 1)], id="text-after-quote"),
        pytest.param(
            '"loan\nlong",Kredit\nfund,\n', [("control-char", 1, 6), ("empty-target", 3, 6)], id="break-inside"
        ),
        pytest.param('"lo\tan",Kredit\n', [("stray-tab", 1, 4)], id="tab-inside"),
        pytest.param('"\tloan",Kredit\n', [("formula-prefix", 1, 2)], id="tab-before"),
        pytest.param("=A1,Kredit\n", [("formula-prefix", 1, 1)], id="formula"),
    ],
)
def test_lints_a_comma_separated_file_of_deepl(content: str, found: list[tuple[str, int, int]]) -> None:
    findings = lint(("g.csv", content))

    assert places(findings) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param(["a,en,loan,preferred,", "a,de,Kredit,preferred,", "a,de,Darlehen,admitted,"], [], id="clean"),
        pytest.param(["a,en,AMEX,protected,", "a,it,Amex,admitted,"], [], id="spelling-of-a-protected-term"),
        pytest.param(["a,en,AMEX,protected,", "a,en,Amex,protected,"], [], id="two-spellings-protected"),
        pytest.param(["a,en,AMEX,protected,", "a,de,AMEX,preferred,"], [], id="protected-and-the-same"),
        pytest.param(["a,en,AMEX,preferred,", "a,fr,AMEX,preferred,", "a,de,Amex-Börse,preferred,"], [], id="no-name"),
        pytest.param(["a,en,AMEX,preferred,", "a,fr,AMEX,preferred,"], [("identical-not-dnt", 2, 6)], id="name"),
        pytest.param(
            ["a,en,Amex,protected,", "b,en,Amex,preferred,", "b,de,Börse,preferred,"],
            [("dnt-conflict", 3, 6)],
            id="protected-and-translated",
        ),
        pytest.param(
            ["a,en,Amex,protected,", "a,de,Börse,preferred,"], [("dnt-conflict", 2, 6)], id="protected-with-a-target"
        ),
        pytest.param(
            ["a,en,Fed,protected,", "a,en,Federal Reserve,preferred,", "a,de,Notenbank,preferred,"],
            [],
            id="another-wording-is-translated",
        ),
        pytest.param(
            ["a,en,loan,preferred,", "a,de,Kredit,preferred,", "a,de,Kredit,admitted,"],
            [("duplicate-entry", 4, 6)],
            id="target-twice",
        ),
        pytest.param(
            ["a,en,loan,preferred,", "a,de,Kredit,preferred,", "a,de,Darlehen,preferred,"],
            [("duplicate-source-conflict", 4, 6)],
            id="two-preferred",
        ),
        pytest.param(
            ["a,en,loan,preferred,", "a,de,Kredit,preferred,", "a,de,Kredit,deprecated,"],
            [("forbidden-equals-approved", 4, 6)],
            id="forbidden-and-approved",
        ),
        pytest.param(
            ["a,en,loan,preferred,", "a,de,Kredit,preferred,", "a,en,loan,admitted,"],
            [("duplicate-entry", 4, 6)],
            id="source-twice",
        ),
        pytest.param(
            ["a,en,loan,preferred,", "a,de,Kredit,preferred,", "b,en,loan,preferred,", "b,de,Leihe,preferred,"],
            [("duplicate-source-conflict", 4, 6)],
            id="homographs-untold",
        ),
        pytest.param(
            [
                "a,en,loan,preferred,money",
                "a,de,Kredit,preferred,",
                "b,en,loan,preferred,player",
                "b,de,Leihe,preferred,",
            ],
            [],
            id="homographs-told-apart",
        ),
        pytest.param(
            [
                "a,en,tn,preferred,",
                "a,de,Billion,preferred,",
                "b,en,bn,preferred,",
                "b,de,Milliarde,preferred,",
                "b,de,Billion,deprecated,",
            ],
            [("forbidden-approved-elsewhere", 6, 6)],
            id="false-friend-without-a-word",
        ),
        pytest.param(
            [
                "a,en,tn,preferred,",
                "a,de,Billion,preferred,",
                "b,en,bn,preferred,",
                "b,de,Milliarde,preferred,",
                "b,de,Billion,deprecated,false friend",
            ],
            [],
            id="false-friend-with-a-note",
        ),
        pytest.param(
            ["a,de,Milliarde,preferred,", "a,de,Milliarde,deprecated,"],
            [("forbidden-equals-approved", 3, 6)],
            id="no-source",
        ),
        pytest.param(
            [
                "a,en,loan,preferred,",
                "a,de,Kredit,preferred,",
                "b,en,bridge loan,preferred,idiom",
                "b,de,Pfand,preferred,",
            ],
            [],
            id="contradiction-with-a-note",
        ),
        pytest.param(
            ["a,en,loan,preferred,", "a,de,Kredit,preferred,", "b,en,bridge loan,preferred,", "b,fr,gage,preferred,"],
            [],
            id="no-language-in-common",
        ),
        pytest.param(
            ["a,en,sell,preferred,", "a,de,put,preferred,", "b,en,put,preferred,", "b,de,sell,preferred,"],
            [("cycle", 2, 6)],
            id="circle",
        ),
        pytest.param(["a,en,loan"], [("missing-separator", 2, 1)], id="too-few-fields"),
        pytest.param(["a,en,loan,preferred,x,y"], [("stray-separator", 2, 1)], id="too-many-fields"),
        pytest.param([",en,loan,preferred,"], [("missing-concept", 2, 1)], id="no-concept"),
        pytest.param(["a,english,loan,preferred,"], [("unknown-lang", 2, 3)], id="no-language"),
        pytest.param(["a,en,loan,good,"], [("unknown-status", 2, 11)], id="no-status"),
        pytest.param(["a,en,,preferred,"], [("empty-source", 2, 6)], id="no-term"),
        pytest.param(["a,en,loan,preferred,=1+1"], [("formula-prefix", 2, 21)], id="formula-in-a-note"),
    ],
)
def test_lints_a_native_file(rows: list[str], found: list[tuple[str, int, int]]) -> None:
    findings = lint(native(*rows))

    assert places(findings) == found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param("concept,term\n", [("bad-header", 1, 1)], id="column-missing"),
        pytest.param("concept,language,term,status,waver\n", [("bad-header", 1, 1)], id="column-unknown"),
        pytest.param("concept,language,term,status,term\n", [("bad-header", 1, 1)], id="column-twice"),
        pytest.param("concept,language,term,status,case\na,en,x,preferred,perhaps\n", [("bad-case", 2, 18)], id="case"),
        pytest.param(
            "concept,language,term,status,case\n"
            "a,en,May,preferred,yes\na,de,Mai,preferred,\nb,en,may,preferred,\nb,de,dürfen,preferred,\n",
            [],
            id="case-tells-apart",
        ),
        pytest.param(
            "concept,language,term,status,pos\n"
            "a,en,yield,preferred,noun\na,de,Rendite,preferred,\nb,en,yield,preferred,verb\nb,de,abwerfen,preferred,\n",
            [],
            id="part-of-speech-tells-apart",
        ),
    ],
)
def test_lints_the_columns_of_a_native_file(content: str, found: list[tuple[str, int, int]]) -> None:
    findings = lint(("g.csv", content))

    assert places(findings) == found


@pytest.mark.parametrize(
    ("second", "found"),
    [
        pytest.param(("b.tsv", "loan\tDarlehen\n"), [("cross-file-conflict", "b.tsv")], id="another-target"),
        pytest.param(("b.tsv", "Loan\tDarlehen\n"), [("cross-file-conflict", "b.tsv")], id="other-capitals"),
        pytest.param(("b.tsv", "loan\tKredit\n"), [], id="the-same"),
        pytest.param(("b.en-fr.tsv", "loan\tprêt\n"), [], id="another-pair"),
        pytest.param(
            ("b.en-de.tsv", "loan\tDarlehen\n"), [("cross-file-conflict", "b.en-de.tsv")], id="pair-in-the-name"
        ),
        pytest.param(
            ("b.terms.csv", HEADER + "a,en,loan,protected,\n"), [("dnt-conflict", "b.terms.csv")], id="protected"
        ),
    ],
)
def test_compares_files(second: tuple[str, str], found: list[tuple[str, str]]) -> None:
    findings = lint(("a.tsv", "loan\tKredit\n"), second)

    assert [(finding.rule, finding.path) for finding in findings] == found


def test_the_languages_of_the_columns_must_be_those_of_the_name() -> None:
    findings = lint(("g.en-de.csv", "loan,prêt,en,fr\n"))

    assert places(findings) == [("lang-mismatch", 1, 11)]


def test_homographs_of_two_files_are_told_apart_by_notes() -> None:
    first = HEADER + "a,en,loan,preferred,money\na,de,Kredit,preferred,\n"
    second = HEADER + "a,en,loan,preferred,player\na,de,Leihe,preferred,\n"

    assert lint(("a.csv", first), ("b.csv", second)) == []


def test_a_finding_has_place_text_and_the_way_to_mend_it() -> None:
    findings = lint(("a.tsv", "loan\tKredit\nfund \tFonds\n"))

    (finding,) = findings
    assert (finding.path, finding.line, finding.column) == ("a.tsv", 2, 1)
    assert (finding.side, finding.start, finding.end, finding.text) == ("source", 0, 5, "fund ")
    assert finding.severity is Severity.ERROR
    assert finding.suggestion == "fund"
    assert finding.term == "fund "
    assert "remove" in finding.message


def test_a_conflict_names_the_other_term() -> None:
    (finding,) = lint(("a.tsv", "loan\tKredit\nloan\tDarlehen\n"))

    assert [(span.side, span.text) for span in finding.related] == [("target", "Kredit")]
    assert "'Kredit' on line 1" in finding.message


def test_fingerprints_are_stable_and_differ() -> None:
    content = "loan\tKredit\nloan\tKredit\nloan\tKredit\n"

    first, second = lint(("a.tsv", content)), lint(("a.tsv", "\n\n" + content))

    assert [finding.fingerprint for finding in first] == [finding.fingerprint for finding in second]
    assert len({finding.fingerprint for finding in first}) == 2


SUFFIXES = st.sampled_from(["g.tsv", "g.csv", "g.terms.csv", "g.tbx"])
PIECES = st.sampled_from(
    ["a", "de", "en", ",", "\t", "\n", "\r", '"', "\x07", "\u200d", "é", "e\u0301", "<tbx>", "=", " "]
)


@given(
    SUFFIXES,
    st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode())),
)
def test_any_bytes_give_findings_and_no_exception(path: str, content: bytes) -> None:
    findings = lint((path, content))

    assert all(finding.path == path and (finding.line or 0) >= 1 for finding in findings)


@given(st.lists(PIECES, max_size=40))
def test_any_rows_under_a_header_give_findings_and_no_exception(parts: list[str]) -> None:
    findings = lint(("g.csv", HEADER + "".join(parts)))

    assert len({finding.fingerprint for finding in findings}) == len(findings)


@pytest.mark.parametrize("content", ["", "\n\n", "  \r\n"])
def test_an_empty_csv_file_is_no_glossary(content: str) -> None:
    assert places(lint(("g.csv", content))) == [("bad-header", 1, None)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(HEADER + "loan,en,loan,preferred,\nloan,de,Kredit,preferred,\n" * 20_000, id="one-concept"),
        pytest.param(HEADER + "loan,en,loan,preferred,\n" + "," * 300_000, id="one-line"),
        pytest.param(
            HEADER
            + "".join(f"{name},en,loan{'s' * (number % 7)},preferred,\n" for number in range(10_000) for name in "ab")
            + "a,de,Kredit,admitted,\n" * 10_000,
            id="two-concepts",
        ),
    ],
)
def test_a_broken_file_takes_linear_time(content: str) -> None:
    started = process_time()

    lint(("g.csv", content))

    assert process_time() - started < 10


def test_a_file_that_cannot_be_read_is_a_finding_and_the_others_are_checked() -> None:
    files: list[tuple[str, bytes | InputError]] = [
        ("a.csv", InputError("is no file", path="a.csv")),
        ("b.csv", b"\xef\xbb\xbf" + HEADER.encode()),
    ]

    findings = lint_glossaries(files, source_lang="en", target_lang="de")

    assert [(finding.path, finding.rule) for finding in findings] == [("a.csv", "unreadable-file"), ("b.csv", "bom")]
    assert findings[0].message.startswith("is no file")
