"""Glossary. In: a file of concepts and terms, and a source text; out: the terms that stand in the text.

`load_glossary(path).pair("en", "de")` gives what one pair of languages needs; `find_terms(text, pair)` finds its terms.
"""

from __future__ import annotations

from pathlib import Path

from locworker.errors import InputError
from locworker.glossary.compare import Comparison, ConceptChange, TermChange, compare_glossaries, find_impact
from locworker.glossary.convert import Conversion, convert_glossary
from locworker.glossary.csv import parse_glossary
from locworker.glossary.entry import Entry
from locworker.glossary.fix import Change, Fixed, fix_glossary
from locworker.glossary.formats import (
    ONE_PAIR,
    SUFFIXES,
    Form,
    form_of,
    load_glossary,
    read_glossary,
)
from locworker.glossary.lint import lint_glossaries
from locworker.glossary.match import TermMatch
from locworker.glossary.pair import Glossary, PairGlossary, find_terms, matching_hash, merge_glossaries
from locworker.glossary.reading import Pair, Reading, read_bytes
from locworker.glossary.verbs import is_infinitive

__all__ = [
    "ONE_PAIR",
    "SUFFIXES",
    "Change",
    "Comparison",
    "ConceptChange",
    "Conversion",
    "Entry",
    "Fixed",
    "Form",
    "Glossary",
    "Pair",
    "PairGlossary",
    "Reading",
    "TermChange",
    "TermMatch",
    "compare_glossaries",
    "convert_glossary",
    "find_impact",
    "find_terms",
    "fix_glossary",
    "form_of",
    "is_infinitive",
    "lint_glossaries",
    "load_glossary",
    "matching_hash",
    "merge_glossaries",
    "packaged_glossary_path",
    "parse_glossary",
    "read_bytes",
    "read_glossary",
]


def packaged_glossary_path() -> Path:
    """Return the finance glossary that comes with locworker, from the wheel or from a checkout.

    Raises:
        InputError: The installation lacks it.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package, package.parent):
        path = folder / "glossaries" / "finance.csv"
        if path.is_file():
            return path
    raise InputError("the packaged glossary is missing; install locworker again", path=str(package))
