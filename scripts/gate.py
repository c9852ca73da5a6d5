"""Hold the figures that the checks have reached on the annotated corpus: exit 1 when one drops or the corpus changed.

usage: python scripts/gate.py [--update] [--lower]

`tests/corpus/floors.json` has for each gate the hash of its records and the least precision and recall. `--update`
writes what was measured; it refuses to lower a floor without `--lower`, which wants a line in the changelog. A gate of
another rule adds its measurement to GATES and its records to `tests/corpus/`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpus"
FLOORS = CORPUS / "floors.json"
TERM_RULES = ("missing-term", "forbidden-term", "changed-protected-term")
FRAGMENT_RULES = ("untranslated-segment", "wrong-language", "broken-compound", "untranslated-fragment")

Record = Mapping[str, Any]
Figures = dict[str, float]


def read_records(name: str) -> list[Record]:
    """Return the records of a file of the corpus."""
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines() if line]


def hash_file(name: str) -> str:
    """Return 16 hex digits over a file of the corpus."""
    return hashlib.sha256((CORPUS / name).read_bytes()).hexdigest()[:16]


def measure_fragments(records: list[Record], *, with_source: bool) -> Figures:
    """Return precision and recall by segment of the rules for untranslated text, errors only."""
    from locworker import check_pair

    right = wrong = missed = 0
    for record in records:
        findings = check_pair(
            record["source"] if with_source else None,
            record["target"],
            source_lang=record["source_lang"],
            target_lang=record["target_lang"],
            rules=FRAGMENT_RULES,
        )
        found = [(finding.start, finding.end) for finding in findings if finding.severity == "error"]
        if record["spans"]:
            hit = any(start < last and first < end for start, end in found for first, last in record["spans"])
            right, missed = right + hit, missed + (not hit)
        else:
            wrong += bool(found)
    return {
        "precision": round(right / (right + wrong), 4) if right + wrong else 1.0,
        "recall": round(right / (right + missed), 4) if right + missed else 1.0,
    }


def measure_terms(records: list[Record]) -> Figures:
    """Return precision and recall of the glossary rules' errors, and the share of unclear terms that are warnings."""
    from locworker import Glossary, check_pair

    counts: Counter[tuple[str, str]] = Counter()
    for record in records:
        languages = {"source_lang": record["source_lang"], "target_lang": record["target_lang"]}
        glossary = Glossary.from_entries(record["glossary"], **languages)
        findings = check_pair(record["source"], record["target"], **languages, glossary=glossary, rules=TERM_RULES)
        found = {finding.term: str(finding.severity) for finding in findings}
        counts.update((label["verdict"], found.get(label["term"], "none")) for label in record["labels"])
    right = counts["violation", "error"]
    errors = sum(number for (_, severity), number in counts.items() if severity == "error")
    violations = sum(number for (verdict, _), number in counts.items() if verdict == "violation")
    unclear = sum(number for (verdict, _), number in counts.items() if verdict == "unclear")
    return {
        "precision": round(right / errors, 4),
        "recall": round(right / violations, 4),
        "unclear": round(counts["unclear", "warning"] / unclear, 4),
    }


def measure_values(records: list[Record]) -> Figures:
    """Return precision and recall by segment of the errors of the values' rule; an error counts at its place only."""
    from locworker import check_pair

    right = wrong = missed = 0
    for record in records:
        findings = check_pair(
            record["source"],
            record["target"],
            source_lang=record["source_lang"],
            target_lang=record["target_lang"],
            rules=("value-mismatch",),
        )
        found = [(f.side, f.start, f.end) for f in findings if f.severity == "error"]
        if record["errors"]:
            spans = {side: record["errors"][0][f"{side}_span"] or (0, 0) for side in ("source", "target")}
            hit = any(start < spans[side][1] and spans[side][0] < end for side, start, end in found)
            right, missed = right + hit, missed + (not hit)
        else:
            wrong += bool(found)
    return {
        "precision": round(right / (right + wrong), 4) if right + wrong else 1.0,
        "recall": round(right / (right + missed), 4) if right + missed else 1.0,
    }


GATES: dict[str, tuple[str, Callable[[list[Record]], Figures]]] = {
    "fragments": ("fragments.jsonl", lambda records: measure_fragments(records, with_source=True)),
    "fragments-no-source": ("fragments.jsonl", lambda records: measure_fragments(records, with_source=False)),
    "terms": ("terms.jsonl", measure_terms),
    "terms-blind": ("terms_blind.jsonl", measure_terms),
    "terms-natural": ("terms_natural.jsonl", measure_terms),
    "terms-senses": ("terms_senses.jsonl", measure_terms),
    "values": ("values.jsonl", measure_values),
}
"""Each gate's file and measurement."""


def compare(gate: str, file: str, figures: Figures, floor: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a gate's figures."""
    if floor.get("corpus") != hash_file(file):
        yield f"{gate}: tests/corpus/{file} is not the one that the floor was measured on; run with --update"
    for name, value in figures.items():
        if value < floor.get(name, 0.0):
            yield f"{gate}: {name} is {value}, the floor is {floor[name]}"


def main() -> int:
    """Measure all gates; print the figures and what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the figures as the new floors")
    parser.add_argument("--lower", action="store_true", help="let --update lower a floor")
    options = parser.parse_args()
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    faults: list[str] = []
    for gate, (file, measure) in GATES.items():
        figures = measure(read_records(file))
        print(gate, *(f"{name} {value:.4f}" for name, value in figures.items()))
        drops = [fault for fault in compare(gate, file, figures, floors.get(gate, {})) if "the floor is" in fault]
        if not options.update:
            faults += compare(gate, file, figures, floors.get(gate, {}))
        elif drops and not options.lower:
            faults += drops
        else:
            floors[gate] = {"corpus": hash_file(file), **figures}
    if options.update and not faults:
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
