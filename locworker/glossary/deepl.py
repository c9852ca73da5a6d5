"""DeepL's glossary files: lines of source, target and, in CSV, the two languages in; a glossary out, and back."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from locworker.errors import InputError
from locworker.glossary.csv import refuse_formulas
from locworker.glossary.pair import Glossary
from locworker.glossary.reading import Pair, Reading, make_glossary, make_id, plain_term, read_language
from locworker.languages import base_language
from locworker.model import Term

_PAIR_IN_NAME = re.compile(r"(?:^|[./\\_-])([A-Za-z]{2,3})[-_]([A-Za-z]{2,3})\.[A-Za-z]{3}\Z")


def parse_deepl(text: str, *, path: str, tabs: bool, pair: Pair) -> Reading:
    """Return the glossary in a DeepL file; each source term is a concept.

    Raises:
        InputError: A line is broken, or nothing says which languages these are.
    """
    concepts: dict[tuple[str, str], list[Term]] = {}
    stated = _pair_in_name(path) or pair
    rows = _tab_rows(text, path) if tabs else _comma_rows(text, path)
    for number, (line, fields) in enumerate(rows):
        if number == 0 and [field.strip().casefold() for field in fields[:2]] == ["source", "target"]:
            continue
        source, target, source_lang, target_lang = _read_row(fields, stated, path=path, line=line)
        terms = concepts.setdefault((source_lang, source), [Term(language=source_lang, text=source)])
        terms.append(Term(language=target_lang, text=target))
    taken: Counter[str] = Counter()
    return Reading(glossary=make_glossary((make_id(source, taken), terms) for (_, source), terms in concepts.items()))


def render_deepl(glossary: Glossary, *, tabs: bool, source_lang: str, target_lang: str) -> str:
    """Return a pair of a glossary as DeepL's TSV or CSV; languages go without variants, as DeepL has it.

    Raises:
        InputError: A spreadsheet would run a term as a formula.
    """
    entries = glossary.pair(source_lang, target_lang).dictionary
    refuse_formulas(text for entry in entries for text in entry)
    if tabs:
        return "".join(f"{source}\t{target}\n" for source, target in entries)
    codes = (base_language(source_lang), base_language(target_lang))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows((*entry, *codes) for entry in entries)
    return out.getvalue()


def _pair_in_name(path: str) -> Pair | None:
    match = _PAIR_IN_NAME.search(path)
    return Pair(source=match[1].casefold(), target=match[2].casefold()) if match else None


def _read_row(fields: list[str], pair: Pair, *, path: str, line: int) -> tuple[str, str, str, str]:
    source, target = (plain_term(field) for field in fields[:2])
    if not source or not target:
        raise InputError("the source or the target is empty", path=path, line=line)
    if len(fields) == 4:
        languages = [read_language(field, path=path, line=line) for field in fields[2:]]
        return source, target, languages[0], languages[1]
    if pair.target is None:
        raise InputError(
            "does not say its languages; name it like terms.en-de.tsv, or give --from and --to", path=path, line=line
        )
    return (
        source,
        target,
        read_language(pair.source, path=path, line=line),
        read_language(pair.target, path=path, line=line),
    )


def _tab_rows(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        fields = line.removesuffix("\r").split("\t")
        if any(field.strip() for field in fields):
            if len(fields) != 2:
                raise InputError(f"{_count(len(fields))}; a line is source, tab, target", path=path, line=number)
            yield number, fields


def _comma_rows(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"broken CSV: {error}", path=path, line=line) from error
        if any(field.strip() for field in fields):
            if len(fields) not in {2, 4}:
                raise InputError(
                    f"{_count(len(fields))}; a line is source,target or source,target,source_lang,target_lang",
                    path=path,
                    line=line,
                )
            yield line, fields


def _count(number: int) -> str:
    return "1 field" if number == 1 else f"{number} fields"
