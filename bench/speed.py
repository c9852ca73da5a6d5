"""Measure locworker on this machine; with a folder of benchmark data, score it on that too.

Usage: python bench/speed.py [FOLDER]. FOLDER holds benchmarks as `<name>/run.py`, each run as it is.
Times are the best of several runs: what is left when nothing else is in the way.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from locworker.articles import extract_units, parse_article, render_article
from locworker.catalog import Catalog, Message, parse_catalog, read_catalog, render_catalog
from locworker.checks import run_checks
from locworker.glossary import load_glossary, packaged_glossary_path
from locworker.model import Segment

ROOT = Path(__file__).resolve().parent.parent
_NUMBERS = count()
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
    measure_catalogs()
    return score(Path(sys.argv[1])) if len(sys.argv) > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
