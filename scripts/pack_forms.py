"""Pack the word forms that the untranslated-text rules look up, from simplemma's dictionaries (MIT).

In: the installed simplemma. Out: `locworker/checks/untranslated/forms/<language>.marisa`: for English every form
that is written in lower case; for each target language only the forms that are spelt like an English one, because
nobody asks for the others. Run it again after an update of simplemma and commit what it writes.
"""

from __future__ import annotations

from pathlib import Path

import marisa_trie
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

FOLDER = Path(__file__).resolve().parent.parent / "locworker" / "checks" / "untranslated" / "forms"
TARGETS = ("de", "es", "fr", "it", "nl", "pl", "pt")


def main() -> None:
    """Write one pack a language and say how large it is."""
    factory = DefaultDictionaryFactory()
    english = {form for form in factory.get_dictionary("en") if form.islower()}
    FOLDER.mkdir(exist_ok=True)
    _write("en", english)
    for language in TARGETS:
        _write(language, {form for form in factory.get_dictionary(language) if form.lower() in english})


def _write(language: str, forms: set[str]) -> None:
    path = FOLDER / f"{language}.marisa"
    marisa_trie.Trie(sorted(forms)).save(str(path))
    print(f"{path.name}: {len(forms)} forms, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
