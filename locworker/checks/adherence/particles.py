"""Particles: with them before it, a German or Dutch word is another one (Bezahlung and Auszahlung are no Zahlung)."""

from __future__ import annotations

from dataclasses import dataclass

from locworker.checks.adherence.text import word_set


@dataclass(frozen=True, slots=True)
class Particles:
    """The particles of a language: those that always make another word, and those that may only narrow a noun."""

    changing: frozenset[str]
    narrowing: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Return both kinds."""
        return self.changing | self.narrowing


PARTICLES = {
    "de": Particles(
        changing=word_set(
            "be ver ab an auf aus ein zu um er ent zer ge miss un ur hin her weg los bei fort voraus zuruck ruck",
            "wieder zusammen durch dar nieder",
        ),
        narrowing=word_set("vor nach uber unter mit gegen wider in"),
    ),
    "nl": Particles(
        changing=word_set("be ver af aan op uit toe om er ont her mee terug door ge on weg los bij"),
        narrowing=word_set("in voor over onder na mis tegen"),
    ),
}
"""By base language, without marks."""
