"""The rules by which one term of a source is judged."""

from __future__ import annotations

from locworker.checks.adherence import judge_terms
from locworker.checks.base import CheckContext, Passage
from locworker.glossary import Glossary


def rules(source: str, target: str, language: str, term: str, *wordings: str) -> tuple[str, ...]:
    """Return what `matched` says of a term, with a glossary of it alone."""
    entry = {"source": term, "target": list(wordings), "forbidden": [], "dnt": False}
    glossary = Glossary.from_entries([entry], source_lang="en", target_lang=language).pair("en", language)
    context = CheckContext(source_lang="en", target_lang=language, glossary=glossary)
    (judgement,) = judge_terms(Passage(source=source, target=target), context)
    return judgement.rules
