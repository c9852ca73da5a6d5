"""Measure locworker on this machine; with a folder of benchmark data, score it on that too.

Usage: python bench/speed.py [FOLDER]. FOLDER holds benchmarks as `<name>/run.py`, each run as it is.
Times are the best of several runs: what is left when nothing else is in the way.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count, cycle, islice, product
from pathlib import Path
from typing import Any

from locworker.articles import extract_units, parse_article, render_article
from locworker.catalog import Catalog, Message, parse_catalog, read_catalog, render_catalog
from locworker.checks import check_pair, run_checks
from locworker.glossary import Glossary, load_glossary, merge_glossaries, packaged_glossary_path
from locworker.model import Segment

ROOT = Path(__file__).resolve().parent.parent
_NUMBERS = count()
TERM_RULES = ("missing-term", "forbidden-term", "changed-protected-term", "inconsistent-term")
EXAMPLES = ("amazon-job-cuts.html", "ecb-rate-path.html", "chip-earnings.md", "treasury-duration.md")


def best_of(runs: int, action: Callable[[], object]) -> float:
    """Return the shortest time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def measure_start() -> None:
    """Print how long `locworker --help` takes."""
    command = [str(Path(sys.executable).parent / "locworker"), "--help"]
    seconds = best_of(7, lambda: subprocess.run(command, check=True, capture_output=True))
    print(f"locworker --help                          {seconds:8.3f} s")


def write_back(path: Path) -> bytes:
    """Read an article and write it again with its own texts as targets."""
    # An id of its own each time, so that nothing is remembered from the time before.
    article = parse_article(path.read_bytes(), article_id=f"{next(_NUMBERS)}/{path.name}", path=str(path))
    targets = {unit.id: unit.text for unit in extract_units(article)}
    return render_article(article, targets, source_lang="en", target_lang="en")


def measure_articles() -> None:
    """Print how long it takes to read each example and to write it back, and whether the bytes are the same."""
    for name in EXAMPLES:
        path = ROOT / "examples" / name

        round_trip = partial(write_back, path)
        same = "same bytes" if round_trip() == path.read_bytes() else "OTHER BYTES"
        print(f"{name:<41} {best_of(5, round_trip) * 1000:8.1f} ms   {same}")


def measure_checks() -> None:
    """Print how many segments of the reviewed catalogs all checks together do in a second."""
    glossary = load_glossary(packaged_glossary_path())
    for language in ("de", "es"):
        catalog = read_catalog(ROOT / "locales" / language / "examples" / "amazon-job-cuts.html.po")
        segments = [
            Segment(unit=f"p:{index}", context=message.context or "p", source=message.source, target=message.target)
            for index, message in enumerate(catalog.live)
        ]
        pair = glossary.pair("en", language)

        check = partial(run_checks, segments, source_lang="en", target_lang=language, glossary=pair)
        start = time.perf_counter()
        check()
        first = time.perf_counter() - start
        rate = len(segments) / best_of(5, check)
        print(f"all checks, en-{language}                          {rate:8.0f} segments/s, first call {first:.2f} s")


def measure_terms() -> None:
    """Print what the term rules do in a second: a catalog with a large glossary, and a glossary for each segment."""
    packaged = load_glossary(packaged_glossary_path())
    entries = 500 - len(packaged.pair("en", "de").entries)
    more = [{"source": f"made-up term {number}", "target": [f"Wort {number}"]} for number in range(entries)]
    glossary = merge_glossaries([packaged, Glossary.from_entries(more, source_lang="en", target_lang="de")])
    catalog = read_catalog(ROOT / "locales" / "de" / "examples" / "amazon-job-cuts.html.po")
    texts = [(message.source, message.target) for message in catalog.live]
    # Two messages and a number make one that is in no other place.
    segments = [
        Segment(unit="p", context="p", source=f"{one[0]} {other[0]} {number}", target=f"{one[1]} {other[1]} {number}")
        for number, (one, other) in islice(enumerate(cycle(product(texts, texts))), 10_000)
    ]
    pair = glossary.pair("en", "de")
    check = partial(run_checks, segments, source_lang="en", target_lang="de", glossary=pair, rules=TERM_RULES)
    print(f"terms, 10,000 messages, {len(pair.entries)} entries       {best_of(3, check):8.2f} s")

    records = [json.loads(line) for line in (ROOT / "tests" / "corpus" / "terms.jsonl").read_text("utf-8").splitlines()]
    rate = len(records) / best_of(5, partial(check_each, records))
    print(f"terms, a glossary for each segment        {rate:8.0f} segments/s")


def check_each(records: Sequence[Mapping[str, Any]]) -> None:
    """Check segments with the glossary that each brings along."""
    for record in records:
        languages = {"source_lang": record["source_lang"], "target_lang": record["target_lang"]}
        glossary = Glossary.from_entries(record["glossary"], **languages)
        check_pair(record["source"], record["target"], **languages, glossary=glossary, rules=TERM_RULES)


def read_and_write(text: str) -> str:
    """Parse a catalog and write it again."""
    return render_catalog(parse_catalog(text, path="bench.po"))


def measure_catalogs() -> None:
    """Print how long large catalogs take to parse and to write, and the most memory that this process has had."""
    base = 0.0
    for size in (10_000, 100_000):
        messages = tuple(
            Message(
                source=f"Paragraph {number} rose by {number} basis points.", target=f"Absatz {number}.", context="p"
            )
            for number in range(size)
        )
        text = render_catalog(Catalog(header=Message(source="", target="Language: de\n"), messages=messages))
        seconds = best_of(2, partial(read_and_write, text))
        base = base or seconds
        print(f"catalog of {size:>7,} messages               {seconds:8.2f} s     {seconds / base:.1f} times the first")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"most memory                               {peak:8} MB")


def score(folder: Path) -> int:
    """Run the benchmarks of a folder; return the number of those that failed."""
    failed = 0
    for script in sorted(folder.glob("*/run.py")):
        print(f"\n== {script.parent.name}", flush=True)
        failed += subprocess.run([sys.executable, str(script)], check=False).returncode != 0
    return failed


def main() -> int:
    """Measure, and score when a folder is named."""
    measure_start()
    measure_articles()
    measure_checks()
    measure_terms()
    measure_catalogs()
    return score(Path(sys.argv[1])) if len(sys.argv) > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
