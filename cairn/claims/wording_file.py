"""From a file under `definitions/wording` to a `Wording`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from cairn.claims.wording_model import (
    Band,
    Context,
    Modifier,
    NamedFraction,
    SmallBase,
    SmallBases,
    Source,
    Span,
    Wording,
    Writing,
)
from cairn.claims.wording_tokens import tokens_of
from cairn.errors import Problem, UsageError
from cairn.framework.reading import Fields, raise_all
from cairn.utils.nearest import did_you_mean

_PER_CENT = re.compile(r"-?\d{1,3}(\.\d{1,4})?\Z")
_FRACTION = re.compile(r"([1-9]\d?)/([1-9]\d?)\Z")
_REQUIRED = ("bare", "just over", "just under")
_THINGS = ("places", "papers", "people", "other_things")
_WORD_LISTS = (
    "singular",
    "describing",
    "telling",
    "pointing",
    "labels",
    "ought",
    "meant",
    "known",
    "superlative",
    "not_counted",
    "in_between",
    "time",
)


def load_wording(root: Path, name: str = "scottish-inspectorates") -> Wording:
    """The wording `name` under `root`. Raises `DefinitionError` with everything wrong in its file."""
    path = root / "wording" / f"{name}.yaml"
    if not path.is_file():
        known = [p.stem for p in (root / "wording").glob("*.yaml")]
        message = f"There is no wording “{name}” in {root / 'wording'}."
        raise UsageError(Problem(code="wording-unknown", message=message, remedy=did_you_mean(name, known)))
    problems: list[Problem] = []
    found = read_wording(path, root, problems)
    raise_all(problems)
    assert found is not None
    return found


def read_wording(path: Path, root: Path, problems: list[Problem]) -> Wording | None:
    """The wording in the file at `path`; None, with every problem noted, when it is not sound."""
    fields = Fields.open(path, root, problems)
    if fields is None:
        return None
    if fields.text("name") != path.stem:
        fields.problem("name-differs", f"The name must be that of the file, “{path.stem}”.", "name")
    fields.choice(
        "status", ("draft", "published"), "draft"
    )  # published ones are frozen, see framework.freezing
    bands = _bands(fields)
    fractions = tuple(_fraction(f) for f in fields.sections("fractions"))
    modifiers = {m.name: m for m in (_modifier(f) for f in fields.sections("modifiers"))}
    for missing in (name for name in _REQUIRED if name not in modifiers):
        fields.problem("modifier-missing", f"There must be a modifier “{missing}”.", "modifiers")
    cardinals = fields.integer_by_name("cardinals", low=0, required=True)
    order = _order(fields)
    return fields.build(
        Wording,
        name=fields.text("name"),
        title=fields.text("title"),
        date=fields.date("date"),
        source=_source(fields.section("source")),
        bands=bands,
        wider=tuple(_band(f) for f in fields.sections("wider", required=False)),
        fractions=fractions,
        denominators=_denominators(fields),
        modifiers=MappingProxyType(modifiers),
        small=_small(fields.section("small_bases")),
        writing=_writing(fields.section("writes"), bands, fractions, modifiers),
        cardinals=MappingProxyType(cardinals),
        unchanging=fields.texts("unchanging", required=True),
        further=fields.texts("further", required=True),
        base_links=fields.texts("base_links", required=True),
        ratio_links=fields.texts("ratio_links", required=True),
        per_cent=fields.texts("per_cent", required=True),
        order=MappingProxyType(order),
        vague=fields.texts("vague", required=True),
        context=_context(fields.section("context")),
    )


def _source(fields: Fields) -> Source:
    found = fields.build(
        Source,
        title=fields.text("title"),
        site=fields.text("site"),
        theirs=fields.text("theirs"),
        ours=fields.text("ours"),
    )
    return found or Source(title="", site="", theirs="", ours="")


def _share(fields: Fields, key: str, low: int = 0) -> Fraction:
    """The per cent at `key` as a share; 0 with a problem noted when it is not one."""
    text = fields.text(key)
    if text and not (_PER_CENT.match(text) and low <= Fraction(text) <= 100):
        message = f"“{key}” must be a number of per cent from {low} to 100; it is {text!r}."
        fields.problem("value-wrong", message, key)
        return Fraction(0)
    return Fraction(text or "0") / 100


def _end(fields: Fields, closed: str, opened: str, low: int = 0) -> tuple[Fraction, bool]:
    """One end of a range, and whether it is open; exactly one of the two keys must be there."""
    if fields.has(closed) and fields.has(opened):
        fields.problem("end-twice", f"Give “{closed}” or “{opened}”, not both.", opened)
    key = opened if fields.has(opened) else closed
    return _share(fields, key, low), key == opened


def _band(fields: Fields) -> Band:
    low, low_open = _end(fields, "from", "above")
    high, high_open = _end(fields, "to", "below")
    words = _phrases(fields, "words")
    if low > high:
        fields.problem("range-reversed", "The lower end lies above the upper end.")
    band = Band(fields.text("name"), words, Span(low, high, low_open, high_open))
    fields.finish()
    return band


def _bands(fields: Fields) -> tuple[Band, ...]:
    sections = fields.sections("bands")
    bands = tuple(_band(section) for section in sections)
    if bands and not any(section.broken for section in sections):
        _check_cover(bands, fields)
    return bands


def _check_cover(bands: Iterable[Band], fields: Fields) -> None:
    """The bands must cover 0 to 100 without gap or overlap."""
    ordered = sorted(bands, key=lambda b: (b.span.low, b.span.low_open, b.span.high))
    ends = ordered[0].span.low == 0 and ordered[-1].span.high == 1
    joined = all(
        a.span.high == b.span.low and a.span.high_open != b.span.low_open for a, b in pairwise(ordered)
    )
    if not (ends and joined):
        message = "The bands must cover 0 to 100 with neither gap nor overlap."
        fields.problem("bands-cover", message, "bands", remedy="Each must begin where the one before ends.")


def _fraction(fields: Fields) -> NamedFraction:
    match = _FRACTION.match(fields.text("value"))
    value = Fraction(int(match[1]), int(match[2])) if match else Fraction(0)
    if not 0 < value < 1:
        fields.problem("value-wrong", "“value” must be a fraction such as 2/3, between 0 and 1.", "value")
    found = NamedFraction(value, _phrases(fields, "words"))
    fields.finish()
    return found


def _modifier(fields: Fields) -> Modifier:
    low, low_open = (None, False) if _says(fields, "from", "none") else _end(fields, "from", "above", -100)
    high, high_open = (None, False) if _says(fields, "to", "all") else _end(fields, "to", "below", -100)
    any_count = _says(fields, "of_a_count", "any")
    name = fields.text("name")
    found = Modifier(
        name,
        fields.texts("words") if name == "bare" else _phrases(fields, "words"),
        low,
        high,
        low_open,
        high_open,
        fields.member("small_base", SmallBase),
        None if any_count else _share(fields, "of_a_count"),
        _phrases(fields, "after") if fields.has("after") else (),
    )
    fields.finish()
    return found


def _says(fields: Fields, key: str, word: str) -> bool:
    return fields.has(key) and fields.text(key) == word


def _denominators(fields: Fields) -> frozenset[int]:
    texts = fields.texts("fraction_denominators", required=True)
    for text in texts:
        if not (text.isdigit() and 1 < int(text) <= 100):
            message = f"A denominator must be a whole number from 2 to 100; this is {text!r}."
            fields.problem("value-wrong", message, "fraction_denominators")
    return frozenset(int(text) for text in texts if text.isdigit())


def _small(fields: Fields) -> SmallBases:
    found = fields.build(
        SmallBases,
        below=fields.integer("below", 1, 1000),
        no_proportion_below=fields.integer("no_proportion_below", 1, 1000),
        all_but_one_from=_share(fields, "almost_all_may_be_all_but_one_from"),
    )
    return found or SmallBases(below=1, no_proportion_below=1, all_but_one_from=Fraction(1))


def _writing(
    fields: Fields,
    bands: tuple[Band, ...],
    fractions: tuple[NamedFraction, ...],
    modifiers: dict[str, Modifier],
) -> Writing:
    band_words = [band.words[0] for band in bands if band.words]
    written = {
        key: fields.choice(key, band_words) for key in ("none", "all", "few", "nearly_all", "high", "middle")
    }
    beside = {key: fields.choice(key, modifiers) for key in ("above", "below")}
    named = {words: f.value for f in fractions for words in f.words} | {"one in five": Fraction(1, 5)}
    chosen = fields.texts("fractions", required=True)
    for words in chosen:
        fields.check_known(words, named, "fractions", "fraction")
    found = fields.build(
        Writing,
        none=written["none"],
        every=written["all"],
        few=written["few"],
        nearly_all=written["nearly_all"],
        high=written["high"],
        middle=written["middle"],
        above=beside["above"],
        below=beside["below"],
        fractions=tuple((words, named[words]) for words in chosen if words in named),
        spelled_to=fields.integer("spelled_to", 0, 20),
    )
    empty = dict.fromkeys(("none", "every", "few", "nearly_all", "high", "middle", "above", "below"), "")
    return found or Writing(**empty, fractions=(), spelled_to=0)


def _order(fields: Fields) -> dict[str, tuple[str, ...]]:
    inner = fields.section("order")
    found = {way: _phrases(inner, way) for way in ("up", "down", "same")}
    inner.finish()
    return found


def _context(fields: Fields) -> Context:
    things = {key: frozenset(_phrases(fields, key)) for key in _THINGS}
    listed = {key: frozenset(_phrases(fields, key)) for key in _WORD_LISTS}
    asked = tuple(tuple(tokens_of(words).words) for words in _phrases(fields, "asked"))
    never = tuple(tuple(tokens_of(words).words) for words in _phrases(fields, "never"))
    fields.finish()
    return Context(**things, **listed, asked=asked, never=never)


def _phrases(fields: Fields, key: str) -> tuple[str, ...]:
    """A list of words in lower case, none of them without a letter, a figure or a sign."""
    found = fields.texts(key, required=True)
    for words in found:
        if not tokens_of(words).words or words != words.lower():
            fields.problem("words-wrong", f"“{words}” must be words in lower case.", key)
    return tuple(words for words in found if tokens_of(words).words)
