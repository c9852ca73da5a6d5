from __future__ import annotations

from pathlib import Path

import pytest

from locworker.glossary import lint_glossaries
from locworker.model import Finding

PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'
BOND = "<termSec><term>loan</term></termSec>"
KREDIT = "<termSec><term>Kredit</term></termSec>"


def lint(content: str | bytes) -> list[Finding]:
    raw = content.encode() if isinstance(content, str) else content
    return lint_glossaries([("g.tbx", raw)], source_lang="en", target_lang="de")


def rules(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def tbx(body: str, *, style: str = "dct") -> str:
    return (
        f'<tbx type="TBX-Basic" style="{style}" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"'
        ' xmlns:min="http://www.tbxinfo.net/ns/min">\n<tbxHeader><fileDesc><sourceDesc><p>by hand</p></sourceDesc>'
        f"</fileDesc></tbxHeader>\n<text><body>\n{body}\n</body></text></tbx>\n"
    )


def concept(source: str = BOND, target: str = KREDIT, *, id_: str = "c1") -> str:
    return (
        f'<conceptEntry id="{id_}"><langSec xml:lang="en">{source}</langSec>\n'
        f'<langSec xml:lang="de">{target}</langSec></conceptEntry>'
    )


def term(text: str, extra: str) -> str:
    return f"<termSec><term>{text}</term>{extra}</termSec>"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(PROLOG + tbx(concept()), [], id="clean"),
        pytest.param(
            tbx(concept(term("loan", '<termNote type="partOfSpeech">noun</termNote>')), style="dca"), [], id="clean-dca"
        ),
        pytest.param(
            tbx(concept(target=term("Kredit", "<min:partOfSpeech> noun </min:partOfSpeech><!-- x --><note>n</note>"))),
            [],
            id="clean-dct",
        ),
        pytest.param(
            '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">\n<martif type="TBX"><text><body><termEntry id="a">'
            '<langSet xml:lang="en"><tig><term>loan</term></tig></langSet></termEntry></body></text></martif>',
            [],
            id="clean-version-2",
        ),
        pytest.param(tbx(concept() + concept(term("fund", ""), term("Fonds", ""), id_="c2")), [], id="two-concepts"),
        pytest.param(
            tbx(concept() + concept(term("fund", ""), term("Fonds", ""))), ["tbx-duplicate-id"], id="id-twice"
        ),
        pytest.param(tbx(f'<langSec xml:lang="en">{BOND}</langSec>'), ["tbx-missing-concept"], id="language-outside"),
        pytest.param(tbx(""), ["tbx-missing-concept"], id="no-concept"),
        pytest.param("<html/>", ["tbx-missing-concept"], id="another-root"),
        pytest.param(
            tbx(f'<conceptEntry id="a"><langSec>{BOND}</langSec></conceptEntry>'),
            ["tbx-missing-lang"],
            id="no-language",
        ),
        pytest.param(tbx(f'<conceptEntry id="a">{BOND}</conceptEntry>'), ["tbx-missing-lang"], id="term-outside"),
        pytest.param(
            tbx(f'<conceptEntry id="a"><langSec xml:lang="english">{BOND}</langSec></conceptEntry>'),
            ["unknown-lang"],
            id="unknown-language",
        ),
        pytest.param(
            tbx(concept(target=term("Kredit", "<min:administrativeStatus>good</min:administrativeStatus>"))),
            ["tbx-bad-picklist"],
            id="status-of-no-picklist",
        ),
        pytest.param(
            tbx(concept(term("loan", '<termNote type="partOfSpeech">n.</termNote>')), style="dca"),
            ["tbx-bad-picklist"],
            id="part-of-speech-of-no-picklist",
        ),
        pytest.param(
            tbx("<transac type='transactionType'>change</transac>" + concept(), style="dca"),
            ["tbx-bad-picklist"],
            id="transaction-of-no-picklist",
        ),
        pytest.param(
            '<martif><body><termEntry><transac type="transactionType">input</transac><langSet xml:lang="en"><tig>'
            "<term>loan</term></tig></langSet></termEntry></body></martif>",
            [],
            id="transaction-of-version-2",
        ),
        pytest.param(
            tbx(
                concept("<note>money</note>" + BOND)
                + concept("<note>player</note>" + BOND, term("Leihe", ""), id_="c2")
            ),
            [],
            id="homographs-told-apart",
        ),
        pytest.param(
            tbx(concept(term("loan", '<termNote type="register">formal</termNote>')), style="dct"),
            ["tbx-style-mismatch"],
            id="dca-in-dct",
        ),
        pytest.param(
            tbx(concept(term("loan", "<min:partOfSpeech>noun</min:partOfSpeech>")), style="dca"),
            ["tbx-style-mismatch"],
            id="dct-in-dca",
        ),
        pytest.param(tbx(concept(target=term("", ""))), ["empty-target"], id="empty-term"),
        pytest.param(tbx(concept(target=term("\n  Kredit\n", ""))), [], id="layout-is-no-white-space"),
        pytest.param(tbx(concept(target=term(" Kredit", ""))), ["surrounding-whitespace"], id="white-space"),
        pytest.param(
            tbx(concept() + concept(target=term("Leihe", ""), id_="c2")), ["duplicate-source-conflict"], id="conflict"
        ),
        pytest.param(
            tbx(
                concept(
                    target=KREDIT
                    + term("Leihe", "<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>")
                )
            ),
            [],
            id="deprecated-term",
        ),
        pytest.param(tbx(concept(target=KREDIT + term("Darlehen", ""))), [], id="synonyms"),
        pytest.param(tbx(concept(target="<note>of banks</note>" + KREDIT)), [], id="note-of-a-language"),
        pytest.param(tbx(concept())[:-20], ["malformed-xml"], id="cut-off"),
        pytest.param(tbx(concept(term("&nbsp;", ""))), ["malformed-xml"], id="unknown-entity"),
        pytest.param("", ["malformed-xml"], id="empty"),
        pytest.param(b"\0\1\2", ["malformed-xml"], id="binary"),
        pytest.param((PROLOG + tbx(concept(term("Z\u00f6lle", "")))).encode("latin-1"), ["not-utf8"], id="latin-1"),
        pytest.param(
            (PROLOG.replace("UTF-8", "ISO-8859-1") + tbx(concept(term("Z\u00f6lle", "")))).encode("latin-1"),
            [],
            id="latin-1-as-stated",
        ),
        pytest.param((PROLOG.replace("UTF-8", "UTF-16") + tbx(concept())).encode("utf-16"), [], id="utf-16-as-stated"),
        *(
            pytest.param((PROLOG.replace("UTF-8", name) + tbx(concept())).encode(name), ["not-utf8"], id=name)
            for name in ("utf-7", "utf-32", "utf-16-le", "shift_jis", "gb18030")
        ),
        pytest.param(PROLOG.replace("UTF-8", "nonsense") + tbx(concept()), ["not-utf8"], id="no-encoding"),
        pytest.param(
            (PROLOG.replace("UTF-8", "utf-32") + '<!DOCTYPE t [<!ENTITY a "x">]>\n' + tbx(concept())).encode("utf-32"),
            ["not-utf8"],
            id="entities-in-an-encoding-that-only-one-parser-reads",
        ),
    ],
)
def test_lints_a_tbx_file(content: str | bytes, found: list[str]) -> None:
    assert rules(lint(content)) == found


@pytest.mark.parametrize(
    ("declarations", "found"),
    [
        pytest.param('<!ENTITY a "x"><!ENTITY b "&a;&a;">', "xml-entity-bomb", id="nested"),
        pytest.param('<!ENTITY a "x">', "xml-entity-bomb", id="single"),
        pytest.param("<!ELEMENT tbx ANY>", "xml-entity-bomb", id="other-declarations"),
        pytest.param("".join(f'<!ENTITY a{n} "x">' for n in range(500)), "xml-entity-bomb", id="many"),
        pytest.param('<!ENTITY % p SYSTEM "http://example.invalid/p.dtd"> %p;', "xml-external-entity", id="parameter"),
        pytest.param('<!ENTITY a "x"><!ENTITY b PUBLIC "p" "u.xml">', "xml-external-entity", id="public"),
    ],
)
def test_refuses_declarations(declarations: str, found: str) -> None:
    findings = lint(f"{PROLOG}<!DOCTYPE tbx [{declarations}]>\n" + tbx(concept()))

    assert rules(findings) == [found]
    assert findings[0].line == 2


def test_reads_no_file_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    doctype = f'<!DOCTYPE tbx [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n'

    findings = lint(PROLOG + doctype + tbx(concept(target=term("&x;", ""))))

    assert rules(findings) == ["xml-external-entity"]
    assert "the secret" not in str(findings)


def test_places_a_finding_on_its_line() -> None:
    (finding,) = lint(PROLOG + tbx(concept(target=term(" Kredit", ""))))

    assert (finding.path, finding.line, finding.column) == ("g.tbx", 6, None)
