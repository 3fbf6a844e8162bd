"""The scope of an inspection: which indicators it looks at, and why. Decisions add up; the newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from cairn.actions.acting import acting, take
from cairn.actions.subjects import within
from cairn.bridge.definitions import edition_named
from cairn.errors import Invalid, Problem, Stale
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.store.models import Inspection, ScopeDecision
from cairn.store.queries.scoping import newest_decisions

LONGEST_REASON = 8000


def decide_scope(
    *, actor: Actor, inspection_id: UUID | str, seen: Mapping[str, str], included: bool, reason: str
) -> list[ScopeDecision]:
    """Take the indicators in, or leave them out, for one reason.

    `seen` has an item for each indicator: the key of the decision that was on the screen, "" for none.
    Raises `Stale` when somebody has decided on one of them since, with both decisions.
    """
    with acting(actor, Act.SCOPE_DECIDE) as act:
        inspection = take(Inspection, inspection_id, "inspection")
        subject = within(inspection, noun="scope")
        act.require(subject)
        reason = reason.strip()
        _refuse_wrong(inspection, seen, reason)
        _refuse_stale(inspection, seen, included, reason)
        made = ScopeDecision.objects.bulk_create(
            ScopeDecision(
                inspection=inspection,
                indicator=code,
                included=included,
                reason=reason,
                decided_by_id=actor.person_id,
            )
            for code in sorted(seen)
        )
        act.record(subject, indicators=sorted(seen), included=included)
    return made


def in_words(decision: ScopeDecision | None) -> dict[str, object]:
    """A decision as both versions are shown beside each other."""
    if decision is None:
        return {"decision": "Not decided", "reason": ""}
    return {"decision": "In scope" if decision.included else "Out of scope", "reason": decision.reason}


def _refuse_wrong(inspection: Inspection, seen: Mapping[str, str], reason: str) -> None:
    programme = inspection.programme
    codes = {one.code for one in edition_named(programme.framework, programme.edition).indicators}
    problems = {}
    if not seen or set(seen) - codes:
        problems["indicators"] = "Choose at least one indicator of the framework."
    if not reason:
        problems["reason"] = "Say why: the reason stands beside the decision."
    elif len(reason) > LONGEST_REASON:
        problems["reason"] = f"The reason is longer than {LONGEST_REASON:,} characters. Shorten it."
    if problems:
        raise Invalid(
            Problem(code="field-wrong", message=said, field=name) for name, said in problems.items()
        )


def _refuse_stale(inspection: Inspection, seen: Mapping[str, str], included: bool, reason: str) -> None:
    newest = newest_decisions(inspection.pk)
    for code, known in seen.items():
        there = newest.get(code)
        if (str(there.pk) if there else "") == known:
            continue
        mine = {"decision": "In scope" if included else "Out of scope", "reason": reason}
        raise Stale(
            Problem(
                code="changed-meanwhile",
                message=f"Somebody else decided on {code} meanwhile; nothing of yours is saved yet.",
                remedy="Compare the two below, and decide again what should stand.",
            ),
            mine=mine,
            theirs=in_words(there),
        )
