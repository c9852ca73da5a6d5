"""Which elements there are: those that end a text, those that hold no text, those whose end tags may be left out."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names(
    "address article aside audio blockquote body button canvas caption center col colgroup dd details dialog dir div"
    " dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html label"
    " legend li listing main marquee menu nav noframes noscript ol optgroup option p plaintext pre search section"
    " select summary table tbody td template textarea tfoot th thead title tr ul video xmp"
)
"""Elements at whose tags one unit ends and the next begins; all others, unknown ones too, are inline."""

VOID = _names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"
)
"""Elements without content or end tag."""

CODE = frozenset({"code", "kbd", "samp", "tt", "var"})
"""Inline elements that are read but not translated."""

UNTRANSLATED = CODE | _names(
    "annotation annotation-xml iframe listing math noembed noframes plaintext pre script style svg xmp"
)
"""Elements whose content is left alone unless `translate="yes"` says otherwise."""

KEEP_SPACE = frozenset({"listing", "plaintext", "pre", "textarea", "xmp"})
"""Elements in which white space counts."""

FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
"""Elements whose end tag counts even when blocks were opened meanwhile."""

BREAKOUT = _names(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta"
    " nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)
"""HTML elements that end SVG and MathML around them."""

FOREIGN = frozenset({"svg", "math"})
"""Elements that begin SVG or MathML."""

INTEGRATION = {"svg": _names("desc foreignobject title"), "math": _names("mi mn mo ms mtext")}
"""Elements of SVG and MathML that hold HTML."""

_CELLS = _names("td th caption table template html object marquee button") | INTEGRATION["svg"] | INTEGRATION["math"]
_P_ENDS = _names(
    "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul"
    " xmp"
)
_IMPLIED = {
    "li": ({"li"}, _CELLS | {"ul", "ol", "menu", "dir", "blockquote", "section", "article"}),
    "dd": ({"dd", "dt"}, _CELLS | {"dl", "ul", "ol", "blockquote", "section", "article"}),
    "option": ({"option"}, {"select", "optgroup", "datalist", "template"}),
    "optgroup": ({"option", "optgroup"}, {"select", "template"}),
    "tr": ({"tr", "td", "th", "caption", "colgroup"}, {"table", "template"}),
    "td": ({"td", "th", "caption"}, {"tr", "table", "template"}),
    "tbody": ({"tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"}, {"table", "template"}),
    "rt": ({"rt", "rp"}, {"ruby"}),
}
_SAME = {
    "dt": "dd",
    "th": "td",
    "thead": "tbody",
    "tfoot": "tbody",
    "caption": "tbody",
    "colgroup": "tbody",
    "rp": "rt",
}
_TABLE = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"})


def closed_by(name: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Return what a start tag closes: pairs of the elements, and those that keep elements around them open."""
    closed = [(frozenset({"p"}), _CELLS)] if name in _P_ENDS else []
    rule = _IMPLIED.get(_SAME.get(name, name))
    if rule:
        closed.append((frozenset(rule[0]), frozenset(rule[1])))
    return closed


def barriers_of(name: str) -> frozenset[str]:
    """Return the elements through which an end tag of a block does not reach."""
    return frozenset({"table", "template"}) - {name} if name in _TABLE else _CELLS - {name}


CLOSED_BY = {name: closed_by(name) for name in BLOCKS | {"rt", "rp"}}
"""`closed_by`, looked up."""

BARRIERS = {name: barriers_of(name) for name in BLOCKS}
"""`barriers_of`, looked up."""
