"""A claim that is spelled and read again is the same claim, and no text makes the reader stumble."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.claims.claim import Claim, Stat, Where
from cairn.claims.grammar import parse_claim
from cairn.claims.report_text import read_report
from cairn.errors import ClaimError

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}(\.[0-9])?", fullmatch=True).filter(lambda n: n != "partnership")
VALUES = st.lists(NAMES, min_size=1, max_size=3, unique=True)
NEEDED: dict[Stat, dict[str, st.SearchStrategy[str]]] = {
    Stat.MIN: {"by": NAMES},
    Stat.MAX: {"by": NAMES},
    Stat.HIGHEST: {"by": NAMES, "rank": VALUES.map("|".join)},
    Stat.LOWEST: {"by": NAMES, "rank": VALUES.map("|".join)},
    Stat.EXTREMES: {"by": NAMES, "rank": st.lists(NAMES, min_size=2, max_size=2, unique=True).map("|".join)},
    Stat.ORDER: {"above": NAMES, "direction": st.sampled_from(["", "up", "down", "same"])},
    Stat.SHARE_OF_REST: {"rest": st.tuples(NAMES, NAMES).map(":".join)},
    Stat.SIMILAR: {"versus": NAMES},
}


@st.composite
def wheres(draw: st.DrawFn) -> Where:
    names = draw(st.lists(NAMES, max_size=3, unique=True))
    return tuple((name, tuple(draw(st.one_of(VALUES, st.just([]))))) for name in names)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    stat = draw(st.sampled_from(Stat))
    options: dict[str, Any] = {name: draw(values) for name, values in NEEDED.get(stat, {}).items()}
    level = draw(NAMES) if stat not in (Stat.COUNT, Stat.SIMILAR) else draw(st.one_of(st.none(), NAMES))
    return Claim(
        source=draw(NAMES),
        measure=draw(NAMES),
        level=level,
        where=draw(wheres()),
        stat=stat,
        basis=draw(st.sampled_from(["read", "population"])),
        **options,
    )


@settings(max_examples=150)
@given(claims())
def test_a_claim_spelled_and_read_again_is_the_same(claim: Claim) -> None:
    assert parse_claim(str(claim)) == claim
    assert parse_claim(quote(str(claim), safe=":/")) == claim


@settings(max_examples=150)
@given(st.text(alphabet="claim:/=?&|,%azAZ09_. é", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        claim = parse_claim(text)
    except ClaimError:
        return
    assert parse_claim(str(claim)) == claim


@settings(max_examples=100)
@given(st.text(alphabet="[]()<>`*_!|\\&;:#>- \n\r\tclaim/a?é", max_size=120))
def test_every_link_is_found_where_it_stands(text: str) -> None:
    report = read_report(text)
    for link in report.links:
        assert text[link.begin] == "["
        assert report.place_of(link.begin) == (link.line, link.column)
    for block in report.prose:
        assert all(0 <= place < len(text) for place in block.places)
