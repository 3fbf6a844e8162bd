"""What a person asks to have counted: a measure as in a claim, by a characteristic, for a group."""

from __future__ import annotations

from dataclasses import replace

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim
from cairn.claims.grammar import SYNONYMS, parse_claim
from cairn.errors import ClaimError, Problem, UsageError
from cairn.utils.nearest import did_you_mean


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
