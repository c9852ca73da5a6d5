"""What travelled as a tag comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.glossary import Glossary
from locworker.protection import Held, HeldKind, Protected, Restored, protect, restore
from locworker.text import escape_markup

FED = Held(id=3, original="Fed", target="Fed", kind=HeldKind.TERM)
RATE = Held(id=4, original="3.4%", target="3,4 %", kind=HeldKind.VALUE)
SENT = Protected(text='<g id="1">The <x id="3"/></g><x id="2"/> <x id="4"/>', held=(FED, RATE))
GLOSSARY = Glossary.from_entries(
    [
        {"source": "Fed", "target": [], "forbidden": [], "dnt": True},
        {"source": "S&P 500", "target": [], "forbidden": [], "dnt": True},
    ],
    source_lang="en",
    target_lang="de",
).pair("en", "de")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param('<g id="1">Die <x id="3"/></g><x id="2"/> <x id="4"/>', '<g id="1">Die Fed</g><x id="2"/> 3,4 %',
                     id="as sent"),
        pytest.param("<G ID = '1' >Die < x id=\"3\" / ></ g ><X id=2/> <x id=“4”/>",
                     '<g id="1">Die Fed</g><x id="2"/> 3,4 %', id="other capitals, spaces and quotes"),
        pytest.param('<g id="1"><x id="3"></x></g><x id="2"></x> <x id="4"> </x>',
                     '<g id="1">Fed</g><x id="2"/> 3,4 % ', id="opened and closed"),
        pytest.param('<g id="1"/><x id="3"/><x id="4"/>', '<g id="1"></g>Fed3,4 %', id="emptied group"),
        pytest.param('<x id="3"/><x id="4"/> R&D &amp; M&A &lt; &nbsp;&quot;&#8364;&#x20AC;&nosuch; &#60;',
                     'Fed3,4 % R&amp;D &amp; M&amp;A &lt; \u00a0"€€&amp;nosuch; &lt;', id="entities"),
        pytest.param('<x id="3"/><x id="4"/> a < b, c > d <= e <3>', "Fed3,4 % a &lt; b, c &gt; d &lt;= e &lt;3&gt;",
                     id="literal signs"),
        pytest.param('<x id="3"/><x id="4"/></g>', "Fed3,4 %", id="end of no group"),
    ],
)  # fmt: skip
def test_puts_everything_back(answer: str, text: str) -> None:
    assert restore(answer, SENT) == Restored(text=text)


@pytest.mark.parametrize(
    ("answer", "restored"),
    [
        pytest.param('Die <x id="3"/>', Restored(text="Die Fed", lost=(RATE,)), id="lost"),
        pytest.param("", Restored(text="", lost=(FED, RATE)), id="nothing came back"),
        pytest.param('<x id="3"/> <x id="3"/><x id="4"/>', Restored(text="Fed Fed3,4 %", doubled=(FED,)), id="doubled"),
        pytest.param('<x id="3"/><x id="4"/><x id="9"/>', Restored(text="Fed3,4 %", invented=('<x id="9"/>',)),
                     id="unknown number"),
        pytest.param('<x id="3"/><x id="4"/><x id="1"/>', Restored(text="Fed3,4 %", invented=('<x id="1"/>',)),
                     id="group as a single tag"),
        pytest.param('<g id="9"><x id="3"/></g><x id="4"/>', Restored(text="Fed3,4 %", invented=('<g id="9">',)),
                     id="unknown group"),
        pytest.param('<x id="3"/><b class="c">3</b><br/><x id="4"/>',
                     Restored(text="Fed33,4 %", invented=('<b class="c">', "</b>", "<br/>")), id="other tags"),
    ],
)  # fmt: skip
def test_reports_what_did_not_come_back_as_it_was(answer: str, restored: Restored) -> None:
    assert restore(answer, SENT) == restored


_PLAIN = st.text(max_size=40).map(escape_markup) | st.sampled_from(
    [
        "The Fed ",
        "S&amp;P 500",
        "Amazon (AMZN) ",
        "$TSLA",
        " https://a.example/?b=1&amp;c ",
        "{name}",
        "%s",
        "14,000 ",
        "3%",
    ]
)
_TEXTS = st.recursive(
    _PLAIN | st.integers(1, 99).map(lambda number: f'<x id="{number}"/>'),
    lambda inner: (
        st.lists(inner, max_size=4).map("".join)
        | st.tuples(st.integers(1, 99), inner).map(lambda pair: f'<g id="{pair[0]}">{pair[1]}</g>')
    ),
)


@given(text=_TEXTS)
def test_restoring_what_was_protected_gives_it_back(text: str) -> None:
    protected = protect(text, glossary=GLOSSARY, source_lang="en", target_lang="de", values=False)

    assert restore(protected.text, protected) == Restored(text=text)


@given(answer=st.text(alphabet="<>/gxi d=\"'0123456789&;#ab", max_size=200))
def test_no_answer_makes_it_raise(answer: str) -> None:
    restored = restore(answer, SENT)

    # Whatever came, the text is segment text: signs are escaped, tags are those that were sent.
    again = restore(restored.text, SENT)
    assert again.text == restored.text
    assert again.invented == ()
