"""Lint of the rows together: what a file says twice, or once so and once otherwise."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from locworker.glossary.lint_rows import Report, Row
from locworker.model import TermStatus


@dataclass
class Group:
    """A concept of one file: its source wordings and, by language, its other terms.

    What is asked of it is asked for each of its rows, of which a broken file may have very many: it is found out once.
    """

    sources: list[Row] = field(default_factory=list)
    targets: dict[str, list[Row]] = field(default_factory=dict)

    def preferred(self, language: str) -> Row | None:
        """Return the preferred term of a target language."""
        return self._preferred.get(language)

    def approved(self, language: str) -> list[Row]:
        """Return the terms of a target language that may be used."""
        return self._approved.get(language, [])

    @cached_property
    def notes(self) -> frozenset[str]:
        """Return what explains the source terms."""
        return frozenset(row.note for row in self.sources if row.note)

    @cached_property
    def parts_of_speech(self) -> frozenset[str]:
        """Return the parts of speech of the source terms."""
        return frozenset(row.pos for row in self.sources if row.pos)

    @cached_property
    def all_protected(self) -> bool:
        """Say whether every source term is protected."""
        return all(row.protected for row in self.sources)

    @cached_property
    def _preferred(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for language, rows in self.targets.items():
            for row in rows:
                if row.status is TermStatus.PREFERRED:
                    found.setdefault(language, row)
        return found

    @cached_property
    def _approved(self) -> dict[str, list[Row]]:
        return {language: [row for row in rows if row.approved] for language, rows in self.targets.items()}


def group_rows(rows: Iterable[Row]) -> dict[str, Group]:
    """Return the concepts of one file's rows in their order."""
    groups: dict[str, Group] = {}
    for row in rows:
        group = groups.setdefault(row.concept, Group())
        (group.sources if row.source else group.targets.setdefault(row.language.casefold(), [])).append(row)
    return groups


def check_concepts(groups: Mapping[str, Group], report: Report) -> None:
    """Report what the concepts of one file say twice or against each other."""
    for group in groups.values():
        _check_targets(group, report)
        _check_identical(group, report)
    _check_sources(groups, report)
    _check_forbidden(groups, report)


def compare_files(files: Sequence[Mapping[str, Group]], report: Report) -> None:
    """Report a source term that another file translates, or protects, otherwise."""
    first: dict[str, tuple[int, Row, Group]] = {}
    for number, groups in enumerate(files):
        for group in groups.values():
            for row in filter(lambda row: row.approved, group.sources):
                known, other, earlier = first.setdefault(_fold(row.text), (number, row, group))
                if known != number and not told_apart(earlier, group):
                    _compare(row, group, other, earlier, report)


def told_apart(one: Group, other: Group) -> bool:
    """Say whether two concepts of one wording are homographs on purpose: parts of speech or notes that differ."""
    told = ((one.parts_of_speech, other.parts_of_speech), (one.notes, other.notes))
    return any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in told)


def _compare(row: Row, group: Group, other: Row, earlier: Group, report: Report) -> None:
    if row.protected != other.protected and row.text == other.text:
        _report_dnt(row, other, report)
        return
    for language in group.targets:
        mine, theirs = group.preferred(language), earlier.preferred(language)
        if mine and theirs and _normal(mine.text) != _normal(theirs.text):
            report.add_row(
                "cross-file-conflict",
                f"'{row.text}' is '{mine.text}' here and '{theirs.text}' in {theirs.path}:{theirs.line}; agree on one",
                row,
                other=theirs,
            )
            return


def _check_targets(group: Group, report: Report) -> None:
    for rows in group.targets.values():
        seen: dict[str, Row] = {}
        preferred: Row | None = None
        for row in rows:
            other = seen.setdefault(_normal(row.text), row)
            if other is not row and row.approved == other.approved:
                report.add_row("duplicate-entry", f"the same as line {other.line}; delete one", row, other=other)
            elif other is not row:
                report.add_row(
                    "forbidden-equals-approved",
                    f"'{row.text}' is {other.status} on line {other.line} and {row.status} here; keep one",
                    row,
                    term=_source_of(group),
                    other=other,
                )
            elif row.status is TermStatus.PREFERRED and preferred:
                report.add_row(
                    "duplicate-source-conflict",
                    f"'{preferred.text}' on line {preferred.line} is preferred, too; make one of them admitted",
                    row,
                    term=_source_of(group),
                    other=preferred,
                )
            if row.status is TermStatus.PREFERRED:
                preferred = preferred or row


def _check_identical(group: Group, report: Report) -> None:
    """Report a name that is its own translation everywhere: it should be protected.

    Words that two languages share (inflation) are no names; a name that one language translates is not protected.
    """
    source = next((row for row in group.sources if row.status is TermStatus.PREFERRED), None)
    preferred = [row for row in (group.preferred(language) for language in group.targets) if row]
    if not source or not preferred or source.text.islower() or not any(char.isalpha() for char in source.text):
        return
    if all(row.text.strip() == source.text.strip() for row in preferred):
        mend = (
            "leave it out here and protect it in the native glossary" if source.kind == "deepl" else "make it protected"
        )
        report.add_row("identical-not-dnt", f"'{source.text}' is its own translation; {mend}", source)


def _check_sources(groups: Mapping[str, Group], report: Report) -> None:
    exact: dict[str, tuple[Row, Group]] = {}
    normal: dict[str, tuple[Row, Group]] = {}
    folded: dict[str, tuple[Row, Group]] = {}
    for group in groups.values():
        for row in filter(lambda row: row.approved, group.sources):
            other, earlier = exact.setdefault(row.text.strip(), (row, group))
            if other is not row:
                _check_same(row, group, other, earlier, report)
                continue
            if row.protected:
                _check_protected(row, group, report)
            other, _ = normal.setdefault(_normal(row.text), (row, group))
            if other is not row:
                report.add_row(
                    "unicode-duplicate",
                    f"looks like line {other.line} but is written with other characters; keep one, in Unicode NFC",
                    row,
                    suggestion=unicodedata.normalize("NFC", row.text),
                    other=other,
                )
                continue
            other, _ = folded.setdefault(_fold(row.text), (row, group))
            if other is not row and not _case_matters(row, other):
                report.add_row(
                    "case-duplicate",
                    f"differs from '{other.text}' on line {other.line} in capitals only; keep one",
                    row,
                    other=other,
                )


def _check_same(row: Row, group: Group, other: Row, earlier: Group, report: Report) -> None:
    """Report one wording in two rows: twice the same, or with other targets."""
    if row.protected != other.protected:
        _report_dnt(row, other, report)
        return
    if group is not earlier and told_apart(group, earlier):
        return
    languages = [language for language in group.targets if language in earlier.targets]
    for language in languages:
        mine, theirs = group.preferred(language), earlier.preferred(language)
        if group is not earlier and mine and theirs and _normal(mine.text) != _normal(theirs.text):
            report.add_row(
                "duplicate-source-conflict",
                f"'{row.text}' is '{theirs.text}' on line {theirs.line} and '{mine.text}' here; keep one",
                row,
                other=theirs,
            )
            return
    report.add_row("duplicate-entry", f"'{row.text}' stands on line {other.line}, too; keep one", row, other=other)


def _check_protected(row: Row, group: Group, report: Report) -> None:
    for language in group.targets:
        target = group.preferred(language)
        if target and _normal(target.text) != _normal(row.text):
            if group.all_protected:
                _report_dnt(row, target, report)
            return


def _report_dnt(row: Row, other: Row, report: Report) -> None:
    report.add_row(
        "dnt-conflict",
        f"'{row.text}' is protected and translated ({other.path}:{other.line}); decide for one",
        row,
        other=other,
    )


def _check_forbidden(groups: Mapping[str, Group], report: Report) -> None:
    """Report a forbidden term that another concept approves, unless a note says that it is meant."""
    approved: dict[tuple[str, str], Row] = {}
    for group in groups.values():
        for language in group.targets:
            for row in group.approved(language):
                approved.setdefault((language, _fold(row.text)), row)
    for group in groups.values():
        for language, rows in group.targets.items():
            for row in rows:
                other = approved.get((language, _fold(row.text)))
                if row.approved or row.note or other is None or other.concept == row.concept:
                    continue
                report.add_row(
                    "forbidden-approved-elsewhere",
                    f"'{row.text}' is forbidden here and approved on line {other.line}; if it is a false friend, say so"
                    " in the note of this row",
                    row,
                    term=_source_of(group),
                    other=other,
                )


def _case_matters(row: Row, other: Row) -> bool:
    """Say whether capitals tell two wordings apart: `case` or protected in one, or an acronym and a word."""
    if any(item.case or item.protected for item in (row, other)):
        return True
    return row.text.isupper() != other.text.isupper() and min(len(row.text), len(other.text)) < 6


def _source_of(group: Group) -> str | None:
    return group.sources[0].text if group.sources else None


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(text.split())).replace("’", "'")


def _fold(text: str) -> str:
    return _normal(text).casefold()
