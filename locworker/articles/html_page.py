"""Pages: an HTML source in; its units, its whole text and the places that name its language out."""

from __future__ import annotations

from dataclasses import dataclass, field

from locworker.articles.html_attributes import find_language, find_values, translates, value_of
from locworker.articles.html_elements import BLOCKS, BREAKOUT, FOREIGN, FORMATTING, VOID
from locworker.articles.html_json import find_strings
from locworker.articles.html_references import decode_references
from locworker.articles.html_runs import Part, Run
from locworker.articles.html_stack import OpenElements
from locworker.articles.html_text import Found, Places, UnitWriter, check_length, trim
from locworker.articles.html_tokens import Kind, Token, Tokenizer
from locworker.errors import InputError
from locworker.model import Unit
from locworker.text import is_translatable

MAX_TOKENS = 200_000
"""The most tags and texts that a page may have; a page of 400 KB has 28,000."""

_UNSEEN = frozenset({"script", "style", "iframe", "noembed", "noframes"})
_SYNTAX = {'"': "attribute-double", "'": "attribute-single", "": "attribute-bare"}
_EMPTY_COMMENTS = frozenset({"<!---->", "<!-- -->"})
_LONGEST_EMPTY = 8


@dataclass(frozen=True, slots=True)
class LanguageMark:
    """A place where the page names its language; `form` is `tag` (de-AT) or `og` (de_AT)."""

    start: int
    end: int
    form: str


@dataclass(slots=True)
class Nesting:
    """What a tree builder would have to do for the page, to be judged before one is let loose on it."""

    depths: int = 0
    """The sum of the depths at all blocks: each is looked for among all open elements."""
    blocks: int = 0
    opened: int = 0
    most_opened: int = 0
    """Formatting elements that were open at once: each block builds those again that another block closed."""
    renamed: list[tuple[int, int]] = field(default_factory=list)
    """The names of `template` tags, whose content is no text of the tree."""
    formatting: list[tuple[int, int]] = field(default_factory=list)
    """The attributes of formatting elements."""
    names: set[str] = field(default_factory=set)
    """The names of formatting elements."""

    def open_formatting(self, token: Token) -> None:
        """Count a formatting element."""
        self.opened += 1
        self.most_opened = max(self.most_opened, self.opened)
        self.names.add(token.name)
        if token.attributes:
            self.formatting.append((token.start + 1 + len(token.name), token.end - 1))


@dataclass(slots=True)
class Page:
    """What was read from a page; `places` are those of each text unit's placeholders."""

    units: list[Unit] = field(default_factory=list)
    places: dict[str, dict[int, Places]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    marks: list[LanguageMark] = field(default_factory=list)
    nesting: Nesting = field(default_factory=Nesting)
    has_frames: bool = False


def read_page(source: str, *, path: str, xml: bool = False) -> Page:
    """Read an HTML page, or with `xml` a page that is known to be well-formed XHTML.

    Raises:
        InputError: There are more tags, or there is a longer text, than an article can have.
    """
    return _PageReader(source, path=path, xml=xml).read()


class _PageReader:
    def __init__(self, source: str, *, path: str, xml: bool) -> None:
        self._source = source
        self._path = path
        self._xml = xml
        self._tokenizer = Tokenizer(source, xml=xml)
        self._open = OpenElements()
        self._run = Run(source, path=path)
        self._page = Page()
        self._numbers: dict[str, int] = {}
        self._holds_json = False

    def read(self) -> Page:
        """Return the page."""
        for number, token in enumerate(self._tokenizer.tokens()):
            if number == MAX_TOKENS:
                raise InputError(
                    f"has more than {MAX_TOKENS:,} tags and texts; cut the article in parts", path=self._path
                )
            if token.kind is Kind.START:
                self._start(token)
            elif token.kind is Kind.END:
                self._end(token)
            elif token.kind is Kind.OTHER:
                self._other(token)
            else:
                self._text(token)
        self._flush()
        self._page.units.sort(key=lambda unit: (unit.start, -unit.end))
        return self._page

    def _text(self, token: Token) -> None:
        source = self._source
        start, end = token.start, token.end
        if token.name == "cdata":
            start, end = start + 9, end - 3 * source.endswith("]]>", start, end)
        text = source[start:end]
        self._page.texts.append(text if token.kind is Kind.RAW else decode_references(text))
        if token.kind is Kind.TEXT and self._open.is_translated:
            # The front matter of a site generator must keep its lines.
            is_front_matter = start == 0 and source.startswith(("---\n", "---\r"))
            self._run.text(start, end, keeps_space=is_front_matter or self._open.keeps_space)
        else:
            is_read = token.name not in _UNSEEN and not self._open.is_open("svg") and bool(text.strip())
            self._run.opaque(token.start, token.end, is_content=is_read)
            if self._holds_json:
                self._json(start, end)
        self._holds_json = False

    def _other(self, token: Token) -> None:
        is_short = token.end - token.start <= _LONGEST_EMPTY
        if not (is_short and self._source[token.start : token.end] in _EMPTY_COMMENTS):
            self._run.opaque(token.start, token.end, is_content=False)

    def _start(self, token: Token) -> None:
        name = token.name
        is_block = name in BLOCKS and (name in BREAKOUT or not self._open.in_foreign)
        self._count_start(token, is_block=is_block)
        if is_block:
            self._flush()
        if not self._xml:
            self._open.close_implied(name)
        own = translates(self._source, token)
        is_translated = self._open.is_translated if own is None else own
        if is_translated:
            self._attributes(token)
        self._holds_json = is_translated and name == "script" and self._is_json(token)
        follows_xml = self._xml or self._open.in_foreign or name in FOREIGN
        is_empty = token.closes_itself if follows_xml else name in VOID
        if not is_empty:
            self._open.push(name, translate=own)
            is_translated = self._open.is_translated
        self._tokenizer.is_foreign = self._open.is_foreign
        if is_block:
            return
        if not is_translated:
            self._run.opaque(token.start, token.end, is_content=False)
        elif is_empty:
            self._alone(token)
        else:
            self._run.tag(Part.OPEN, token.start, token.end, name)

    def _end(self, token: Token) -> None:
        name = token.name
        is_block = name in BLOCKS and (name == "p" or not self._open.is_foreign)
        self._count_end(token, is_block=is_block)
        if is_block:
            self._flush()
        elif not self._open.is_translated:
            self._run.opaque(token.start, token.end, is_content=False)
        elif name in VOID:
            self._alone(token)
        else:
            self._run.tag(Part.CLOSE, token.start, token.end, name)
        self._open.close(name)
        self._tokenizer.is_foreign = self._open.is_foreign

    def _alone(self, token: Token) -> None:
        # Two line breaks in a row part paragraphs.
        if token.name == "br" and self._run.ends_with_break:
            self._flush()
        self._run.tag(Part.ALONE, token.start, token.end, token.name)

    def _flush(self) -> None:
        """End the unit that is being collected."""
        found = self._run.finish()
        if found is not None:
            self._add(found, role=self._open.block, syntax="text")

    def _attributes(self, token: Token) -> None:
        source = self._source
        for role, attribute in find_values(source, token):
            start, end = attribute.start, attribute.end
            if attribute.quote:
                start, end = trim(source, start, end)
            check_length(end - start, path=self._path)
            writer = UnitWriter(source, path=self._path)
            writer.flow(start, end, in_attribute=True)
            self._add(writer.finish(start, end), role=role, syntax=_SYNTAX[attribute.quote])
        for form, attribute in find_language(source, token):
            self._page.marks.append(LanguageMark(attribute.start, attribute.end, form))

    def _is_json(self, token: Token) -> bool:
        kind = value_of(self._source, token, "type") or ""
        return not self._xml and kind.partition(";")[0].rstrip() == "application/ld+json"

    def _json(self, start: int, end: int) -> None:
        for string in find_strings(self._source, start, end):
            if string.key == "inLanguage":
                self._page.marks.append(LanguageMark(string.start, string.end, "tag"))
                continue
            check_length(string.end - string.start, path=self._path)
            writer = UnitWriter(self._source, path=self._path)
            writer.json(string.start, string.end)
            self._add(writer.finish(string.start, string.end), role=f"jsonld:{string.key}", syntax="json")

    def _add(self, found: Found, *, role: str, syntax: str) -> None:
        if not is_translatable(found.text):
            return
        number = self._numbers[role] = self._numbers.get(role, 0) + 1
        unit = found.unit(unit_id=f"{role}:{number}", role=role, syntax=syntax)
        self._page.units.append(unit)
        if found.places:
            self._page.places[unit.id] = found.places

    def _count_start(self, token: Token, *, is_block: bool) -> None:
        nesting = self._page.nesting
        if is_block:
            nesting.blocks += 1
            nesting.depths += self._open.depth
            if token.name == "template":
                nesting.renamed.append((token.start + 1, token.start + 9))
            self._page.has_frames = self._page.has_frames or token.name == "frameset"
        elif token.name in FORMATTING:
            nesting.open_formatting(token)

    def _count_end(self, token: Token, *, is_block: bool) -> None:
        nesting = self._page.nesting
        if is_block or token.name != self._open.innermost:
            nesting.depths += self._open.depth
        if is_block:
            nesting.blocks += 1
            if token.name == "template":
                nesting.renamed.append((token.start + 2, token.start + 10))
        elif token.name in FORMATTING:
            nesting.opened = max(0, nesting.opened - 1)
