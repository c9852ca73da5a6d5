"""Pack the word forms that the untranslated-text rules look up, from simplemma's dictionaries (MIT).

In: the installed simplemma. Out: `locworker/checks/untranslated/forms/<language>.marisa`: for English every form
that is written in lower case; for each target language only the forms that are spelt like an English one, because
nobody asks for the others. Run it again after an update of simplemma and commit what it writes.
"""

from __future__ import annotations

from pathlib import Path

import marisa_trie
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from locworker.files import write_file

FOLDER = Path(__file__).resolve().parent.parent / "locworker" / "checks" / "untranslated" / "forms"
TARGETS = ("de", "es", "fr", "it", "nl", "pl", "pt")


def main() -> None:
    """Write one pack a language and say how large it is."""
    factory = DefaultDictionaryFactory()
    english = {form for form in factory.get_dictionary("en") if form.islower()}
    _write("en", english)
    for language in TARGETS:
        _write(language, {form for form in factory.get_dictionary(language) if form.lower() in english})


def _write(language: str, forms: set[str]) -> None:
    pack = marisa_trie.Trie(sorted(forms)).tobytes()
    # In one step: a process that has mapped the old pack into memory would die of one that is cut short.
    write_file(FOLDER / f"{language}.marisa", pack)
    print(f"{language}: {len(forms)} forms, {len(pack)} bytes")


if __name__ == "__main__":
    main()
