"""Figures asked for one by one: a measure, by groups, safe to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cairn.analysis.disclosure import withheld, withheld_in_groups, withheld_in_table
from cairn.analysis.estimators import Where, distribution, resolve_where, units
from cairn.analysis.estimators import share as share_of
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.measures import MeasureBook, Source
from cairn.analysis.tally import Tally
from cairn.claims.claim import Claim
from cairn.claims.evidence import Evidence
from cairn.claims.grammar import SYNONYMS, parse_claim
from cairn.errors import ClaimError, Problem, UsageError
from cairn.utils.nearest import did_you_mean

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure: k and n are None when withheld."""

    by: str
    level: str
    answer: str
    k: int | None
    n: int | None

    def as_json(self) -> dict[str, object]:
        share = round(self.k / self.n, 6) if self.k is not None and self.n else None
        return {
            "by": self.by,
            "level": self.level,
            "answer": self.answer,
            "n": self.n,
            "k": self.k,
            "share": share,
            "withheld": self.k is None,
        }


def parse_measure(text: str, by: str, where: str, book: MeasureBook) -> Claim:
    """The claim that MEASURE, --by and --where spell. The source may be left out where only one has the
    measure. Raises `UsageError` with the nearest right name."""
    try:
        return _parsed(text, by, where, book)
    except ClaimError as error:
        # A column within a claim that nobody typed as one would only puzzle.
        raise UsageError(replace(p, column=None, key="") for p in error.problems) from None


def _parsed(text: str, by: str, where: str, book: MeasureBook) -> Claim:
    name = text.removeprefix("claim:")
    if "/" not in name.partition("?")[0]:
        name = f"{_source_of(name.partition('=')[0], book)}/{name}"
    source, _, measure = name.partition("=")[0].partition("/")
    found = book.measure(source, measure)
    if found is not None and found.counts_units:
        claim = parse_claim(_spelled(name, where, "stat=count"), book)
        return replace(claim, by=_characteristic(by, source, book) if by else "")
    # A level and by= together belong to a statistic over groups; the parser then checks every name.
    said = "=" in name or found is None
    level = "" if said or found is None else f"={found.scale.answers[0].name}"
    claim = parse_claim(_spelled(f"{name}{level}", where, f"by={by}&stat=min" if by else ""), book)
    return claim if said else replace(claim, level=None)


def _spelled(name: str, where: str, more: str) -> str:
    options = "&".join(o for o in (f"where={where}" if where else "", more) if o)
    return f"claim:{name}{'?' if options else ''}{options}"


def _characteristic(by: str, source: str, book: MeasureBook) -> str:
    name = SYNONYMS.get(by, by)
    known = book.characteristic_names(source)
    if name not in known:
        message = f"“{source}” has no characteristic “{by}”."
        problem = Problem(code="characteristic-unknown", message=message, remedy=did_you_mean(name, known))
        raise UsageError(problem)
    return name


def _source_of(measure: str, book: MeasureBook) -> str:
    having = [s.name for s in book.sources if s.tables and book.measure(s.name, measure)]
    if len(having) == 1:
        return having[0]
    if having:
        message, remedy = (
            f"“{measure}” is counted in {', '.join(having)}.",
            f"Say which: {having[0]}/{measure}.",
        )
    else:
        known = {m.name for m in book.measures}
        message, remedy = f"There is no measure “{measure}”.", did_you_mean(measure, known)
    raise UsageError(Problem(code="measure-unknown", message=message, remedy=remedy))


def rows_of(claim: Claim, evidence: Evidence) -> list[Row]:
    """The figures, safe to show: for each group of `by`, or `all`; each answer if no level is said."""
    book = evidence.book
    measure, source = book.measure(claim.source, claim.measure), book.source(claim.source)
    assert measure is not None and source is not None  # the claim was parsed with this book
    where = resolve_where(claim.where, claim.source, book)
    tally = evidence.tallies[claim.source]
    if measure.counts_units:
        groups = [(g, (*where, (claim.by, (g,)))) for g in _groups(claim, tally, where)]
        counts = {g: units(tally, w) for g, w in groups or [(ALL, where)]}
        hidden = withheld_in_table(counts, source.protected, evidence.withhold_below)
        shown = {g: None if g in hidden else k for g, k in counts.items()}
        return [Row(by=claim.by, level=g, answer="", k=k, n=k) for g, k in shown.items()]
    if claim.level is not None:
        wheres = {g: (*where, (claim.by, (g,))) for g in _groups(claim, tally, where)} or {ALL: where}
        figures = {g: share_of(tally, measure, claim.level, w) for g, w in wheres.items()}
        return _beside_each_other(claim, {g: (e.k, e.n) for g, e in figures.items()}, source, evidence)
    names = _groups(claim, tally, where) or (ALL,)
    groups_where = [where if g == ALL else (*where, (claim.by, (g,))) for g in names]
    given = {g: distribution(tally, measure, w) for g, w in zip(names, groups_where, strict=True)}
    bases = _shown_bases({g: sum(counts.values()) for g, counts in given.items()}, source, evidence)
    return [
        row
        for group, counts in given.items()
        for row in _answers(claim, group, bases[group], counts, source, evidence)
    ]


def _groups(claim: Claim, tally: Tally, where: Where) -> tuple[str, ...]:
    """The groups to show: all that the evidence has, those of which nobody is in the group asked for among
    them; nothing without `by`, and only the groups asked for where the question names some."""
    if not claim.by:
        return ()
    return values_of(tally, claim.by, tuple(part for part in where if part[0] == claim.by))


def _beside_each_other(
    claim: Claim, figures: Mapping[str, tuple[int, int]], source: Source, evidence: Evidence
) -> list[Row]:
    """Shares of groups that stand in one list: no withheld one can be had from the others and a total."""
    below = evidence.withhold_below
    bases = _shown_bases({g: n for g, (_, n) in figures.items()}, source, evidence)
    some = {g: figure for g, figure in figures.items() if figure[1]}
    if claim.by:
        hidden = withheld_in_groups(some, source.protected, below)
    else:
        hidden = frozenset(g for g, (k, n) in some.items() if withheld(k, n, source.protected, below))
    return [
        Row(
            by=claim.by,
            level=group,
            answer=claim.level or "",
            k=None if group in hidden or bases[group] is None else k,
            n=bases[group],
        )
        for group, (k, _) in figures.items()
    ]


def _shown_bases(bases: Mapping[str, int], source: Source, evidence: Evidence) -> dict[str, int | None]:
    """The bases that may be shown. Beside small ones empty ones are withheld too: else the small ones would
    be known for not being empty, and share a known total among fewer."""
    small = {g for g, n in bases.items() if source.protected and 0 < n < evidence.withhold_below}
    return {g: None if g in small or (small and not n) else n for g, n in bases.items()}


def _answers(
    claim: Claim,
    group: str,
    base: int | None,
    counts: Mapping[str, int],
    source: Source,
    evidence: Evidence,
) -> list[Row]:
    hidden = withheld_in_table(counts, source.protected, evidence.withhold_below)
    if base is None:
        hidden = frozenset(counts)
    return [
        Row(by=claim.by, level=group, answer=answer, k=None if answer in hidden else k, n=base)
        for answer, k in counts.items()
    ]
