"""Evaluations: a value, its reason and what it rests on; proposed, agreed by another person, signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse

from cairn.actions.acting import acting, invalid, missing, save_version, take, take_version
from cairn.actions.notices import take_back, tell, tell_holders
from cairn.actions.once import done_before
from cairn.actions.subjects import subject_of
from cairn.bridge.definitions import edition_named, gradable
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.permissions import PERMISSIONS
from cairn.policy.roles import LEADS
from cairn.policy.states import next_state
from cairn.store.models import Evaluation, EvaluationCitation, EvaluationMove, LedgerEntry, Membership
from cairn.store.queries.members import team_members

WHAT = "evaluation"
CITED: Mapping[str, str] = MappingProxyType(
    {
        "record_reading": "Records read",
        "survey": "Survey",
        "conversation": "Conversation",
        "observation": "Observation",
        "document": "Document",
        "ledger": "Ledger entry",
    }
)
# What moves an evaluation on its way, apart from saying who owns it and writing on it.
MOVES = (
    Act.EVALUATION_PROPOSE,
    Act.EVALUATION_AGREE,
    Act.EVALUATION_SIGN,
    Act.EVALUATION_RETURN,
    Act.EVALUATION_REOPEN,
)
NEED_REASON: Mapping[Act, str] = MappingProxyType(
    {
        Act.EVALUATION_RETURN: "Say what is missing or doubtful: its owner will read it.",
        Act.EVALUATION_REOPEN: "Say why the signed evaluation is opened again: the team will read it.",
    }
)
LONGEST_REASON, LONGEST_NOTE, LONGEST_REFERENCE = 20_000, 4000, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What an evaluation rests on: one of CITED, where it is found, what it shows. The reference of a ledger
    entry is its key."""

    kind: str
    reference: str
    note: str = ""


def assign_evaluation(
    *, actor: Actor, evaluation_id: UUID | str, version: int, owner_id: UUID | str
) -> Evaluation:
    """Say who of the team owns the evaluation."""
    with acting(actor, Act.EVALUATION_ASSIGN) as act:
        evaluation = take_version(Evaluation, evaluation_id, version, WHAT, {"owner_id": str(owner_id)})
        act.require(subject_of(evaluation))
        team = team_members(evaluation.inspection_id)
        if str(owner_id) not in team:
            raise invalid("owner_id", "Choose an owner from the team of this inspection.")
        before, evaluation.owner_id = evaluation.owner_id, UUID(str(owner_id))
        save_version(evaluation, "owner_id")
        _moved(evaluation, actor, evaluation.state, f"Owner: {team[str(owner_id)]}.")
        act.record(subject_of(evaluation), graded=evaluation.subject, owner=str(owner_id))
        if before is not None and before != evaluation.owner_id:
            take_back(address_of(evaluation), of=[before])
        _tell(evaluation, actor, [evaluation.owner_id], "is yours to propose")
    return evaluation


def write_evaluation(
    *, actor: Actor, evaluation_id: UUID | str, version: int, value: int | None, reason: str
) -> Evaluation:
    """Keep a value and its reason, finished or not. What stood there before stays in the history."""
    with acting(actor, Act.EVALUATION_EDIT) as act:
        reason = reason.strip()
        mine = {"value": value, "reason": reason}
        evaluation = take_version(Evaluation, evaluation_id, version, WHAT, mine)
        act.require(subject_of(evaluation))
        scale = _scale_values(evaluation)
        if value is not None and value not in scale:
            raise invalid("value", f"Choose a value from {min(scale)} to {max(scale)}.")
        if len(reason) > LONGEST_REASON:
            raise invalid(
                "reason", f"The reason is longer than {LONGEST_REASON:,} characters.", "Shorten it."
            )
        evaluation.value, evaluation.reason = value, reason
        save_version(evaluation, "value", "reason")
        _moved(evaluation, actor, evaluation.state, "")
        act.record(subject_of(evaluation), graded=evaluation.subject, value=value)
    return evaluation


def cite(*, actor: Actor, evaluation_id: UUID | str, version: int, citation: Citation) -> Evaluation:
    """Add something that the evaluation rests on."""
    with acting(actor, Act.EVALUATION_EDIT) as act:
        mine = {"kind": citation.kind, "reference": citation.reference, "note": citation.note}
        evaluation = take_version(Evaluation, evaluation_id, version, WHAT, {})
        act.require(subject_of(evaluation))
        _refuse_citation(evaluation, citation)
        made = EvaluationCitation.objects.create(
            evaluation=evaluation, **{name: text.strip() for name, text in mine.items()}
        )
        save_version(evaluation)
        _moved(evaluation, actor, evaluation.state, f"It now rests on: {describe(made)}.")
        act.record(subject_of(evaluation), graded=evaluation.subject, cited=made.kind)
    return evaluation


def uncite(*, actor: Actor, evaluation_id: UUID | str, version: int, citation_id: UUID | str) -> Evaluation:
    """Take away something that the evaluation was to rest on."""
    with acting(actor, Act.EVALUATION_EDIT) as act:
        evaluation = take_version(Evaluation, evaluation_id, version, WHAT, {})
        act.require(subject_of(evaluation))
        found = EvaluationCitation.objects.filter(pk=citation_id, evaluation=evaluation).first()
        if found is None:
            raise missing("citation")
        said, kind = describe(found), found.kind
        found.delete()
        save_version(evaluation)
        _moved(evaluation, actor, evaluation.state, f"It no longer rests on: {said}.")
        act.record(subject_of(evaluation), graded=evaluation.subject, no_longer_cited=kind)
    return evaluation


def move_evaluation(
    *, actor: Actor, evaluation_id: UUID | str, version: int, by: Act, note: str = ""
) -> Evaluation:
    """Move an evaluation by one of MOVES. Returning and opening again need their reason in `note`.

    Raises `Invalid` with what is lacking to propose, as `lacking_to_propose` tells it.
    """
    assert by in MOVES
    with acting(actor, by) as act:
        note = note.strip()
        evaluation = take(Evaluation, evaluation_id, WHAT)
        if done_before(evaluation, version, actor, by, note):
            return evaluation
        evaluation = take_version(Evaluation, evaluation_id, version, WHAT, {})
        act.require(subject_of(evaluation))
        _refuse_move(evaluation, by, note)
        before = evaluation.state
        evaluation.state = next_state("evaluation", before, by) or before
        if by is Act.EVALUATION_PROPOSE:
            evaluation.proposed_by_id = UUID(actor.person_id)
        save_version(evaluation, "state", "proposed_by_id")
        _moved(evaluation, actor, before, note)
        act.record(
            subject_of(evaluation),
            graded=evaluation.subject,
            before=before,
            after=evaluation.state,
            value=evaluation.value,
        )
        _tell_of_move(evaluation, actor, by)
    return evaluation


def lacking_to_propose(evaluation: Evaluation, citations: int) -> list[str]:
    """What an evaluation needs before it can be proposed, each in a sentence."""
    lacks = []
    if evaluation.value is None:
        lacks.append("Choose a value on the scale.")
    if not evaluation.reason:
        lacks.append("Write the reason for the value.")
    if not citations:
        lacks.append("Say what it rests on: one thing at least.")
    return lacks


def title_of(evaluation: Evaluation) -> str:
    """What is evaluated, as the framework edition calls it."""
    programme = evaluation.inspection.programme
    edition = edition_named(programme.framework, programme.edition)
    return gradable(edition).get(evaluation.subject, evaluation.subject)


def describe(citation: EvaluationCitation, ledger: Mapping[str, LedgerEntry] | None = None) -> str:
    """A citation in a line: “Survey, question 12”."""
    if citation.kind != "ledger":
        return f"{CITED.get(citation.kind, citation.kind)}, {citation.reference}"
    if ledger is None:
        entry = LedgerEntry.objects.filter(pk=citation.reference).first()
    else:
        entry = ledger.get(citation.reference)
    # Whoever does not see the ledger, sees that it is cited and no more.
    return f"Ledger entry, {entry.indicator} {entry.topic}" if entry else "An entry of the ledger"


def _scale_values(evaluation: Evaluation) -> list[int]:
    programme = evaluation.inspection.programme
    return [point.value for point in edition_named(programme.framework, programme.edition).scale.points]


def _refuse_move(evaluation: Evaluation, by: Act, note: str) -> None:
    if by in NEED_REASON and not note:
        raise invalid("note", NEED_REASON[by])
    if len(note) > LONGEST_NOTE:
        raise invalid("note", f"The reason is longer than {LONGEST_NOTE:,} characters.", "Shorten it.")
    if by is Act.EVALUATION_PROPOSE:
        cited = EvaluationCitation.objects.filter(evaluation=evaluation).count()
        lacks = lacking_to_propose(evaluation, cited)
        if lacks:
            raise Invalid([Problem(code="not-ready", message=text) for text in lacks])


def _refuse_citation(evaluation: Evaluation, citation: Citation) -> None:
    problems = {}
    reference = citation.reference.strip()
    if citation.kind not in CITED:
        problems["kind"] = "Choose what kind of evidence it is."
    elif citation.kind == "ledger":
        if not _is_settled_entry(evaluation, reference):
            problems["entry"] = "Choose a settled entry of this inspection’s ledger."
    elif not reference:
        problems["reference"] = "Say where it is found, so that somebody else can look it up."
    elif len(reference) > LONGEST_REFERENCE:
        problems["reference"] = f"This is longer than {LONGEST_REFERENCE} characters. Shorten it."
    if len(citation.note) > LONGEST_NOTE:
        problems["note"] = f"The note is longer than {LONGEST_NOTE:,} characters. Shorten it."
    if problems:
        raise Invalid(
            Problem(code="field-wrong", message=said, field=name) for name, said in problems.items()
        )


def _is_settled_entry(evaluation: Evaluation, key: str) -> bool:
    try:
        return LedgerEntry.objects.filter(
            pk=key, inspection_id=evaluation.inspection_id, state__in=("strength", "area_for_improvement")
        ).exists()
    except (ValidationError, ValueError):
        return False


def _moved(evaluation: Evaluation, actor: Actor, before: str, note: str) -> None:
    EvaluationMove.objects.create(
        evaluation=evaluation,
        from_state=before,
        to_state=evaluation.state,
        value=evaluation.value,
        reason=evaluation.reason,
        note=note,
        person_id=actor.person_id,
    )


def _tell_of_move(evaluation: Evaluation, actor: Actor, by: Act) -> None:
    """The leads hear of a proposal; owner and proposer of all else; the panel of what is theirs to sign, by a
    notice that tells the team nothing of who is on it."""
    own = {key for key in (evaluation.owner_id, evaluation.proposed_by_id) if key is not None}
    take_back(address_of(evaluation))
    match by:
        case Act.EVALUATION_PROPOSE:
            leads = Membership.objects.filter(
                inspection_id=evaluation.inspection_id, ended_at__isnull=True, role__in=LEADS
            ).values_list("person_id", flat=True)
            _tell(evaluation, actor, leads, "was proposed and waits for a lead to agree")
        case Act.EVALUATION_AGREE:
            _tell(evaluation, actor, own, "was agreed")
            _tell_panel(evaluation)
        case Act.EVALUATION_SIGN:
            _tell(evaluation, actor, own, "was signed by the panel")
        case Act.EVALUATION_RETURN:
            _tell(evaluation, actor, own, "was returned, with a reason")
        case _:
            _tell(evaluation, actor, own, "was opened again by the panel, with a reason")


def _tell_panel(evaluation: Evaluation) -> None:
    inspection = evaluation.inspection
    tell_holders(
        PERMISSIONS[Act.EVALUATION_SIGN],
        f"{inspection.partnership.name}: the evaluation of {title_of(evaluation)} waits for you to sign.",
        address_of(evaluation),
        programme_id=inspection.programme_id,
        inspection_id=inspection.pk,
        not_its_team=True,
    )


def _tell(evaluation: Evaluation, actor: Actor, people: Iterable[UUID | str], how: str) -> None:
    inspection = evaluation.inspection
    text = f"{inspection.partnership.name}: the evaluation of {title_of(evaluation)} {how}."
    tell(people, text, address_of(evaluation), but=actor.person_id)


def address_of(evaluation: Evaluation) -> str:
    return reverse("inspection-evaluation", args=[evaluation.inspection.slug, evaluation.subject])
