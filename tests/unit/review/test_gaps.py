"""What blocks a rebuild, and what a reviewer silenced."""

from __future__ import annotations

import pytest

from locworker.catalog import Catalog, Ignore, Message, parse_catalog
from locworker.model import Finding, Severity
from locworker.review import GapKind, review_gaps, settle_findings

READY = Message(source="ready", target="fertig", places=("a.html:p:1",))
IGNORE = Ignore(rule="missing-term", reason="the desk's own word")


def _finding(rule: str = "missing-term", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule=rule, category="c", severity=severity, message="m")


def test_a_reviewed_catalog_has_no_gaps() -> None:
    gone = Message(source="gone", obsolete=True)

    assert review_gaps(Catalog(messages=(READY, gone))) == []


def test_names_what_is_not_ready() -> None:
    empty = Message(source="b", places=("a.html:p:2",))
    fuzzy = Message(source="c", target="x", fuzzy=True)

    gaps = review_gaps(Catalog(messages=(READY, empty, fuzzy)))

    assert [(gap.message.source, gap.kind, gap.reason, gap.place) for gap in gaps] == [
        ("b", GapKind.EMPTY, "has no translation", "a.html:p:2"),
        ("c", GapKind.FUZZY, "is not reviewed (fuzzy)", ""),
    ]


def test_a_gap_knows_its_line() -> None:
    catalog = parse_catalog('msgid "a"\nmsgstr ""\n', path="de.po")

    assert [gap.line for gap in review_gaps(catalog)] == [2]


def test_errors_block_and_warnings_do_not() -> None:
    findings = [(0, _finding()), (0, _finding("value-format", Severity.WARNING))]

    (gap,) = review_gaps(Catalog(messages=(READY,)), findings)

    assert (gap.kind, gap.reason, gap.finding) == (GapKind.ERROR, "missing-term: m", findings[0][1])


def test_an_ignore_with_a_reason_lifts_an_error() -> None:
    message = Message(source="a", target="b", ignores=(IGNORE,))

    assert review_gaps(Catalog(messages=(message,)), [(0, _finding())]) == []


def test_parts_findings_by_the_ignores_of_their_message() -> None:
    marked = Message(source="a", target="b", ignores=(IGNORE,))
    here, other_rule, elsewhere = (0, _finding()), (0, _finding("value-mismatch")), (1, _finding())

    settled = settle_findings([marked, READY], [elsewhere, here, other_rule])

    assert settled.ignored == (here,)
    assert settled.kept == (other_rule, elsewhere)


def test_an_ignore_without_a_reason_silences_nothing() -> None:
    message = Message(source="a", target="b", ignores=(Ignore(rule="missing-term"),))

    settled = settle_findings([message], [(0, _finding())])

    assert [finding.rule for _, finding in settled.kept] == ["missing-term", "unused-ignore"]
    assert settled.kept[1][1].message == "ignore=missing-term gives no reason; add one"


def test_an_ignore_that_matches_nothing_is_a_warning() -> None:
    message = Message(source="a", target="b", ignores=(IGNORE,))

    settled = settle_findings([READY, message], [])

    ((index, finding),) = settled.kept
    assert (index, finding.rule, finding.severity) == (1, "unused-ignore", Severity.WARNING)
    assert finding.message == "ignore=missing-term silences nothing here any more; remove it"


@pytest.mark.parametrize(
    ("message", "rules"),
    [
        pytest.param(Message(source="a", ignores=(IGNORE,)), None, id="empty message"),
        pytest.param(Message(source="a", target="b", obsolete=True, ignores=(IGNORE,)), None, id="obsolete message"),
        pytest.param(Message(source="a", target="b", ignores=(IGNORE,)), {"value-mismatch"}, id="rule not asked"),
    ],
)
def test_an_ignore_that_could_not_match_is_not_called_unused(message: Message, rules: set[str] | None) -> None:
    assert settle_findings([message], [], rules=rules).kept == ()
