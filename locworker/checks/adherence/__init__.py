"""Glossary adherence. In: a passage and the pair's glossary; out: for each term of the source what the target does.

A term is used, unclear, missing, forbidden or changed; every judgement names the rules that led to it. Approved words
are recognised through inflection, in compounds, in phrases with words between, and behind suspended hyphens.
"""

from __future__ import annotations

from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.suggest import suggest_wording
from locworker.checks.adherence.verdict import Judgement, Verdict, judge_terms

__all__ = ["Judgement", "Likeness", "Occurrence", "Verdict", "judge_terms", "suggest_wording"]
