"""What is in scope and why, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from cairn.framework.model import Edition
from cairn.policy.model import Refusal
from cairn.store.models import Inspection, LedgerEntry, ScopeDecision
from cairn.store.queries.scoping import InLedger, ledger_by_indicator, newest_decisions
from cairn.web.components.states import state_tag
from cairn.web.components.values import Link, Table, Tag
from cairn.web.judging.presenters.parts import Past, indicator_name, level_tag, moment

IN, OUT, UNDECIDED = Tag("In scope", "good"), Tag("Out of scope"), Tag("Not decided", "attention")


@dataclass(frozen=True, slots=True)
class AreaScope:
    """The indicators of one area of the framework."""

    id: str
    table: Table


def page_of(inspection: Inspection, edition: Edition, refusal: Refusal | None) -> dict[str, object]:
    """Every indicator with the decision that counts, and what the ledger suggests. Two queries."""
    decided = newest_decisions(inspection.pk)
    ledger = ledger_by_indicator(inspection.pk)
    codes = [one.code for one in edition.indicators]
    included = sum(decided[code].included for code in codes if code in decided)
    waiting = sum(code not in decided for code in codes)
    return {
        "areas": [
            AreaScope(
                f"area-{area.number}", _table(inspection, edition, area.number, decided, ledger, refusal)
            )
            for area in edition.areas
            if any(one.area == area.number for one in edition.indicators)
        ],
        "counts": [
            ("in scope", included),
            ("out of scope", len(codes) - included - waiting),
            ("not decided", waiting),
        ],
        "none_decided": waiting == len(codes),
        "unsure": any(not one.certainty.is_official for one in edition.indicators),
    }


def _table(
    inspection: Inspection,
    edition: Edition,
    area: int,
    decided: Mapping[str, ScopeDecision],
    ledger: Mapping[str, InLedger],
    refusal: Refusal | None,
) -> Table:
    title = next(one.title for one in edition.areas if one.number == area)
    return Table(
        caption=f"{area} {title}",
        columns=("Indicator", "Decision", "Why", "The ledger", "To do"),
        rows=[
            (
                f"{one.code} {one.shown_title}",
                state_of(decided.get(one.code)),
                _why(decided.get(one.code)),
                said_of_ledger(ledger.get(one.code)),
                _link(inspection, one.code, decided.get(one.code), refusal),
            )
            for one in edition.indicators
            if one.area == area
        ],
    )


def state_of(decision: ScopeDecision | None) -> Tag:
    if decision is None:
        return UNDECIDED
    return IN if decision.included else OUT


def _why(decision: ScopeDecision | None) -> str | None:
    """The beginning of the reason; the whole stands on the indicator's page."""
    if decision is None:
        return None
    words = decision.reason.split()
    return " ".join(words) if len(words) <= 30 else f"{' '.join(words[:30])} …"


def _link(inspection: Inspection, code: str, decision: ScopeDecision | None, refusal: Refusal | None) -> Link:
    href = reverse("inspection-scope-decide", args=[inspection.slug, code])
    if refusal:
        return Link("History", href, f"of {code}")
    return Link("Decide again" if decision else "Decide", href, f"on {code}")


def said_of_ledger(found: InLedger | None) -> str | list[str]:
    if found is None or found.suggestion is None:
        return "No entry"
    told = [
        (found.concern, "concern", "concerns"),
        (found.uncertainty, "uncertainty", "uncertainties"),
        (found.no_significant_concerns, "without concern", "without concern"),
    ]
    counts = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in told if n)
    return [f"Suggests {'in' if found.suggestion else 'out of'} scope", counts]


def choices_of(
    edition: Edition, decided: Mapping[str, ScopeDecision], ledger: Mapping[str, InLedger]
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Indicators to decide on together, with a hint at what is decided and what the ledger suggests."""
    hints = {}
    for one in edition.indicators:
        said = said_of_ledger(ledger.get(one.code))
        words = (
            "the ledger has no entry"
            if isinstance(said, str)
            else f"the ledger {said[0].lower()} ({said[1]})"
        )
        hints[one.code] = f"{state_of(decided.get(one.code)).text}; {words}"
    return [(one.code, f"{one.code} {one.shown_title}") for one in edition.indicators], hints


def of_indicator(inspection: Inspection, edition: Edition, code: str) -> dict[str, object]:
    """All decisions on one indicator, newest first, and its entries in the ledger."""
    past = (
        ScopeDecision.objects.filter(inspection=inspection, indicator=code)
        .select_related("decided_by")
        .order_by("-decided_at", "-id")
    )
    entries = LedgerEntry.objects.filter(inspection=inspection, indicator=code).order_by("created_at")
    return {
        "name": indicator_name(edition, code),
        "past": [
            Past(state_of(one), moment(one.decided_at), one.decided_by.name, said=one.reason) for one in past
        ],
        "entries": _entries(inspection, entries),
    }


def _entries(inspection: Inspection, entries: Iterable[LedgerEntry]) -> Table:
    return Table(
        caption="In the ledger",
        columns=("Topic", "Level", "State"),
        rows=[
            (
                Link(one.topic, reverse("inspection-ledger-entry", args=[inspection.slug, one.pk])),
                level_tag(one.level),
                state_tag("ledger_entry", one.state),
            )
            for one in entries
        ],
    )
