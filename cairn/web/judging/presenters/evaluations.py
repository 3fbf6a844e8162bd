"""Evaluations in plain values: the four at a glance, and one with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse

from cairn.actions.evaluations import CITED, lacking_to_propose
from cairn.actions.subjects import subject_of
from cairn.bridge.definitions import gradable
from cairn.framework.model import Edition, Scale
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.model import Actor
from cairn.policy.permissions import PERMISSIONS
from cairn.policy.roles import titles_of
from cairn.policy.states import EVALUATION
from cairn.store.models import Evaluation, EvaluationCitation, EvaluationMove, Inspection, LedgerEntry
from cairn.web.components.states import state_tag
from cairn.web.components.values import Grade, Link, Row, Step, Table, Tag
from cairn.web.judging.presenters.parts import Button, Past, button, moment, usable_first

WAITS_FOR = {
    "not_started": "its owner to propose",
    "proposed": "a lead to agree",
    "agreed": "the panel to sign",
    "signed": "nothing more",
}
BUTTONS: Mapping[Act, str] = {
    Act.EVALUATION_PROPOSE: "Propose",
    Act.EVALUATION_AGREE: "Agree",
    Act.EVALUATION_SIGN: "Sign for the panel",
    Act.EVALUATION_RETURN: "Return to its owner",
    Act.EVALUATION_REOPEN: "Open it again",
}
NEXT: Mapping[str, tuple[Act, ...]] = {
    "not_started": (Act.EVALUATION_PROPOSE,),
    "proposed": (Act.EVALUATION_AGREE, Act.EVALUATION_RETURN),
    "agreed": (Act.EVALUATION_SIGN, Act.EVALUATION_RETURN),
    "signed": (Act.EVALUATION_REOPEN,),
}


def table_of(inspection: Inspection, edition: Edition, actor: Actor) -> Table:
    """What is graded, in the programme's order. Whoever sees only what is signed is told so of the rest."""
    titles = gradable(edition)
    seen = {
        one.subject: one
        for one in Evaluation.objects.filter(inspection=inspection)
        .select_related("owner")
        .annotate(cited=Count("citations"))
    }
    return Table(
        caption="What this inspection evaluates",
        caption_hidden=True,
        columns=("What is evaluated", "Value", "State", "Owner", "It rests on"),
        rows=[
            _line(inspection, edition.scale, f"{shown(code)} {titles.get(code, code)}", seen.get(code), actor)
            for code in inspection.programme.graded
        ],
    )


def _line(
    inspection: Inspection, scale: Scale, name: str, one: Evaluation | None, actor: Actor
) -> tuple[object, ...]:
    if one is None:
        return (name, None, Tag("Not signed yet"), None, None)
    one.inspection = inspection
    waits = [] if one.state == "signed" else [f"Waits for {waits_for(one)}"]
    return (
        Link(name, reverse("inspection-evaluation", args=[inspection.slug, one.subject])),
        grade(scale, one.value),
        [state_tag("evaluation", one.state), *waits],
        one.owner.name if one.owner else _nobody(one, actor),
        None if not one.cited else f"{one.cited} thing{'' if one.cited == 1 else 's'}",
    )


def shown(code: str) -> str:
    """“9.1–9.4”: a range is written with its own dash."""
    return code.replace("-", "–")


def waits_for(one: Evaluation) -> str:
    """Whose step is next. Where nobody owns it: who says who takes it on."""
    if one.state == "not_started" and one.owner_id is None:
        leads = titles_of(PERMISSIONS[Act.EVALUATION_ASSIGN])
        return f"an owner: anyone of the team, as {leads} decides"
    return WAITS_FOR[one.state]


def _nobody(one: Evaluation, actor: Actor) -> list[object]:
    """That it has no owner, and the way to give it one for whoever may."""
    if not may(actor, Act.EVALUATION_ASSIGN, subject_of(one)):
        return ["Nobody yet"]
    href = reverse("inspection-evaluation-owner", args=[one.inspection.slug, one.subject])
    return ["Nobody yet", Link("Choose an owner", href, f"for {shown(one.subject)}")]


def grade(scale: Scale, value: int | None) -> Grade | None:
    return None if value is None else Grade(value, scale.point(value).label)


def page_of(found: Evaluation, edition: Edition, actor: Actor) -> dict[str, object]:
    """One evaluation: the scale with its value marked, the reason, what it rests on, its way and history."""
    citations = list(EvaluationCitation.objects.filter(evaluation=found))
    moves = list(
        EvaluationMove.objects.filter(evaluation=found).select_related("person").order_by("-at", "-id")
    )
    writing = button(actor, Act.EVALUATION_EDIT, subject_of(found), "", "")
    return {
        "evaluation": found,
        "state": state_tag("evaluation", found.state),
        "point": edition.scale.point(found.value) if found.value else None,
        "points": list(reversed(edition.scale.points)),
        "scale_source": edition.scale.source,
        "about": _about(found, edition),
        "citations": _citation_table(found, citations, not writing.refusal),
        "shows_working": bool(moves) or found.state != "signed",
        "buttons": buttons_of(found, actor, len(citations)),
        "past": [_past(one, edition.scale) for one in moves],
        "steps": _steps(found, moves),
    }


def _about(found: Evaluation, edition: Edition) -> list[Row]:
    formal = next((one for one in edition.evaluations if one.code == found.subject), None)
    codes = formal.indicators if formal else (found.subject,)
    names = [f"{one.code} {one.shown_title}" for one in edition.indicators if one.code in codes]
    nobody = f"Nobody yet. It waits for {waits_for(found)}." if found.state == "not_started" else "Nobody yet"
    rows = [Row("Owner", found.owner.name if found.owner else nobody)]
    if found.proposed_by and found.state != "not_started":
        rows.append(Row("Proposed by", found.proposed_by.name))
    return [Row("Indicator" if len(names) == 1 else "Indicators", names), *rows]


def buttons_of(found: Evaluation, actor: Actor, cited: int) -> list[Button]:
    """What can be done from here: the next step first, then what leads to it."""
    subject, at = subject_of(found), [found.inspection.slug, found.subject]
    buttons = []
    for number, act in enumerate(NEXT[found.state]):
        href = reverse("inspection-evaluation-move", args=[*at, act.verb])
        buttons.append(button(actor, act, subject, BUTTONS[act], href, "secondary" if number else ""))
    if found.state == "not_started":
        lacks = lacking_to_propose(found, cited)
        if lacks and not buttons[0].refusal:
            buttons[0] = Button(buttons[0].text, "", refusal=" ".join(lacks))
        words = "Change the value and its reason" if found.value or found.reason else "Write the evaluation"
        ways = [("write", words), ("cite", "Add what it rests on")]
        buttons += [
            button(
                actor,
                Act.EVALUATION_EDIT,
                subject,
                words,
                reverse(f"inspection-evaluation-{name}", args=at),
                "secondary" if number or not lacks else "",
            )
            for number, (name, words) in enumerate(ways)
        ]
    if found.state != "signed":
        href = reverse("inspection-evaluation-owner", args=at)
        words = "Change the owner" if found.owner_id else "Choose an owner"
        owner = button(actor, Act.EVALUATION_ASSIGN, subject, words, href, "secondary")
        # It is a lead's to say; nobody else waits for that button.
        buttons += [owner] if not owner.refusal else []
    return _said_once(usable_first(buttons))


def _said_once(buttons: Sequence[Button]) -> list[Button]:
    """Of several refused for one and the same reason, the first tells it for all."""
    found: dict[str, Button] = {}
    kept: list[Button] = []
    for one in buttons:
        if not one.refusal or one.refusal not in found:
            found[one.refusal] = one
            kept.append(one)
    return kept


def _citation_table(found: Evaluation, citations: Sequence[EvaluationCitation], writing: bool) -> Table:
    keys = [one.reference for one in citations if one.kind == "ledger"]
    entries = {str(one.pk): one for one in LedgerEntry.objects.filter(pk__in=keys)} if keys else {}
    columns = ("Where it is found", "Kind", "What it shows")
    return Table(
        caption="What it rests on",
        columns=(*columns, "To do") if writing else columns,
        rows=[
            (
                _where(found, one, entries),
                CITED.get(one.kind, one.kind),
                one.note or None,
                *((_remove(found, one, entries),) if writing else ()),
            )
            for one in citations
        ],
    )


def _where(found: Evaluation, one: EvaluationCitation, entries: Mapping[str, LedgerEntry]) -> object:
    if one.kind != "ledger":
        return one.reference
    entry = entries.get(one.reference)
    if entry is None:
        return "An entry of the ledger"
    href = reverse("inspection-ledger-entry", args=[found.inspection.slug, entry.pk])
    return Link(f"{entry.indicator} {entry.topic}", href)


def _remove(found: Evaluation, one: EvaluationCitation, entries: Mapping[str, LedgerEntry]) -> Link:
    href = reverse("inspection-evaluation-uncite", args=[found.inspection.slug, found.subject, one.pk])
    where = _where(found, one, entries)
    return Link("Remove", href, where.text if isinstance(where, Link) else str(where))


def _past(move: EvaluationMove, scale: Scale) -> Past:
    return Past(
        what=_what(move),
        when=moment(move.at),
        by=move.person.name,
        beside=grade(scale, move.value),
        said=move.note,
        quoted=move.reason,
    )


def _what(move: EvaluationMove) -> str:
    if move.from_state == move.to_state:
        return "Written" if not move.note else "Changed"
    if move.to_state == "not_started":
        return "Returned"
    if move.from_state == "signed":
        return "Opened again by the panel"
    return {"proposed": "Proposed", "agreed": "Agreed for the team", "signed": "Signed by the panel"}[
        move.to_state
    ]


def _steps(found: Evaluation, moves: Sequence[EvaluationMove]) -> list[Step]:
    """The way to the panel's signature, with when and by whom each step was last taken."""
    names = EVALUATION.state_names
    present = names.index(found.state)
    last: dict[str, EvaluationMove] = {}
    for one in moves:
        if one.from_state != one.to_state:
            last.setdefault(one.to_state, one)
    return [_step(name, place, present, last.get(name)) for place, name in enumerate(names)]


def _step(name: str, place: int, present: int, move: EvaluationMove | None) -> Step:
    state = EVALUATION.state(name)
    title = state.title[:1].upper() + state.title[1:]
    if place > present:
        return Step(title, "next")
    # Whoever has it back stands at the beginning again: when that was, the history tells.
    when = f"{moment(move.at)}, {move.person.name}" if move and place else ""
    return Step(title, "now" if place == present and not state.is_end else "done", when)
