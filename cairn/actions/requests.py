"""What an inspection asks of the partnership, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from cairn.actions.acting import Acting, acting, invalid, save_version, take, take_version
from cairn.actions.notices import take_back, tell
from cairn.actions.once import done_before, key_once, made_before
from cairn.actions.subjects import subject_of, within
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.roles import LEADS, Role
from cairn.policy.states import next_state
from cairn.store.models import Inspection, Membership, Request, RequestMove, Upload
from cairn.utils.days import day_in_words

WHAT = "request"
KINDS = {
    "pre_inspection_return": "Pre-inspection return",
    "documents": "Documents",
    "position_statement": "Position statement",
    "other": "Something else",
}
MOST_WORDS = 5_000  # of a position statement
LONGEST_ANSWER = 200_000  # characters: about 30,000 words
ANSWERERS = frozenset({Role.PARTNERSHIP_COORDINATOR, Role.PARTNERSHIP_CONTRIBUTOR})
FILES_WANTED = frozenset({"pre_inspection_return", "documents"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPlan:
    """What is asked for, and by when."""

    kind: str
    title: str
    text: str
    due_on: date

    def values(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "title": self.title.strip(),
            "text": self.text.strip(),
            "due_on": self.due_on,
        }


def draft_request(
    *, actor: Actor, inspection_id: UUID | str, plan: RequestPlan, key: UUID | None = None
) -> Request:
    """Begin a request; the partnership does not see it until it is asked. Sent twice with the same `key`, it
    is begun once."""
    with acting(actor, Act.REQUEST_DRAFT) as act:
        inspection = take(Inspection, inspection_id, "inspection")
        act.require(within(inspection, noun="request"))
        _refuse_wrong(plan)
        own = key_once(key, actor, str(inspection.pk), plan.values())
        if (before := made_before(Request, own)) is not None:
            return before
        request = Request.objects.create(pk=own, inspection=inspection, **plan.values())
        _moved(request, actor, "", "")
        act.record(subject_of(request), due_on=plan.due_on)
    return request


def edit_request(*, actor: Actor, request_id: UUID | str, version: int, plan: RequestPlan) -> Request:
    """Change what is asked or when it is due; the partnership is told when it has the request already."""
    with acting(actor, Act.REQUEST_EDIT) as act:
        values = plan.values()
        request = take_version(Request, request_id, version, WHAT, values)
        act.require(subject_of(request))
        _refuse_wrong(plan)
        for name, value in values.items():
            setattr(request, name, value)
        save_version(request, *values)
        act.record(subject_of(request), audience=audience_of(request), due_on=plan.due_on)
        if request.state != "draft":
            _tell_partnership(
                request, actor, f"“{request.title}” was changed; it is due on {day_in_words(plan.due_on)}."
            )
    return request


def ask_request(*, actor: Actor, request_id: UUID | str, version: int) -> Request:
    """Send it to the partnership."""
    request = _move(actor, request_id, version, Act.REQUEST_ASK, "")
    _tell_partnership(
        request, actor, f"You are asked for “{request.title}” by {day_in_words(request.due_on)}."
    )
    return request


def withdraw_request(*, actor: Actor, request_id: UUID | str, version: int, note: str = "") -> Request:
    """It is no longer asked for; what was answered is kept."""
    request = _move(actor, request_id, version, Act.REQUEST_WITHDRAW, note)
    if RequestMove.objects.filter(request=request, to_state="asked").exists():
        _tell_partnership(request, actor, f"“{request.title}” is no longer asked for.")
    return request


def write_answer(*, actor: Actor, request_id: UUID | str, version: int, text: str) -> Request:
    """Keep the words of an answer that is not sent yet, a position statement that is too long included."""
    with acting(actor, Act.REQUEST_WRITE_ANSWER) as act:
        request = take_version(Request, request_id, version, WHAT, {"answer_text": text})
        act.require(subject_of(request))
        _refuse_endless(text)
        request.answer_text = text
        save_version(request, "answer_text")
        act.record(subject_of(request), audience="partnership", words=count_words(text))
    return request


def answer_request(*, actor: Actor, request_id: UUID | str, version: int, text: str) -> Request:
    """Send the answer: its words and its files can then no longer be changed.

    A file that could not be taken is not part of it, and holds nothing up. Raises `Invalid` when a position
    statement is empty or has more than 5,000 words, when there is neither a word nor a file, or while a file
    is still being examined.
    """
    with acting(actor, Act.REQUEST_ANSWER) as act:
        request = take_version(Request, request_id, version, WHAT, {"answer_text": text})
        act.require(subject_of(request))
        _refuse_endless(text)
        lacking = lacking_to_answer(request, text)
        if lacking:
            raise Invalid(
                [Problem(code="answer-not-ready", message=one, field="answer_text") for one in lacking]
            )
        request.answer_text = text
        _change_state(request, actor, Act.REQUEST_ANSWER, "", "answer_text")
        act.record(subject_of(request), audience="partnership", state=request.state, words=count_words(text))
        _tell_leads(request, actor, f"“{request.title}” has been answered.")
    return request


def accept_answer(*, actor: Actor, request_id: UUID | str, version: int) -> Request:
    """The answer is complete."""
    request = _move(actor, request_id, version, Act.REQUEST_ACCEPT, "")
    _tell_partnership(request, actor, f"Your answer to “{request.title}” is complete. Thank you.")
    return request


def return_answer(*, actor: Actor, request_id: UUID | str, version: int, note: str) -> Request:
    """Ask for more, saying what is missing."""
    if not note.strip():
        raise invalid("note", "Say what is missing, so that the partnership can add it.")
    request = _move(actor, request_id, version, Act.REQUEST_RETURN, note)
    _tell_partnership(request, actor, f"Your answer to “{request.title}” came back with a question.")
    return request


def lacking_to_answer(request: Request, text: str) -> list[str]:
    """What an answer still needs before it can be sent, each in a sentence."""
    files = list(Upload.objects.filter(request=request, removed_at__isnull=True))
    lacking = []
    words = count_words(text)
    if request.kind == "position_statement" and words > MOST_WORDS:
        lacking.append(
            f"The position statement has {words:,} words; {MOST_WORDS:,} is the most. What you wrote is kept."
        )
    if request.kind == "position_statement" and not words:
        lacking.append("The position statement is empty.")
    if not words and not [file for file in files if file.state == "clean"]:
        lacking.append("There is nothing to send yet: write an answer or add a file.")
    if any(file.state == "quarantined" for file in files):
        lacking.append("A file is still being examined. Try again in a minute, or remove it.")
    return lacking


def files_not_taken(request: Request) -> list[Upload]:
    """The files of an answer that were kept out when they were examined, and are not part of it."""
    return list(Upload.objects.filter(request=request, removed_at__isnull=True, state="refused"))


def count_words(text: str) -> int:
    """Words as a person counts them: what stands between spaces and holds a letter or a digit."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def address_of(request: Request) -> str:
    return reverse("inspection-request", args=[request.inspection.slug, request.pk])


def audience_of(request: Request) -> str:
    """Who may read the events of a request: the partnership knows nothing of a draft."""
    return "team" if request.state == "draft" else "partnership"


def _move(actor: Actor, request_id: UUID | str, version: int, by: Act, note: str) -> Request:
    with acting(actor, by) as act:
        request = take(Request, request_id, WHAT)
        if done_before(request, version, actor, by, note):
            return request
        request = take_version(Request, request_id, version, WHAT, {})
        act.require(subject_of(request))
        _change_state(request, actor, by, note)
        _record(act, request)
    return request


def _change_state(request: Request, actor: Actor, by: Act, note: str, *fields: str) -> None:
    before = request.state
    request.state = next_state("request", before, by) or before
    save_version(request, "state", *fields)
    _moved(request, actor, before, note)
    take_back(address_of(request))


def _moved(request: Request, actor: Actor, before: str, note: str) -> None:
    RequestMove.objects.create(
        request=request,
        from_state=before,
        to_state=request.state,
        note=note.strip()[:4000],
        person_id=actor.person_id,
    )


def _record(act: Acting, request: Request) -> None:
    act.record(subject_of(request), audience=audience_of(request), state=request.state)


def _refuse_wrong(plan: RequestPlan) -> None:
    problems = []
    if plan.kind not in KINDS:
        problems.append(
            Problem(code="field-wrong", message="Choose what kind of request it is.", field="kind")
        )
    if not plan.title.strip():
        problems.append(Problem(code="field-wrong", message="Give the request a title.", field="title"))
    if len(plan.title.strip()) > 200:
        problems.append(
            Problem(code="field-wrong", message="The title is longer than 200 characters.", field="title")
        )
    if len(plan.text) > LONGEST_ANSWER:
        problems.append(
            Problem(code="field-wrong", message="The text is too long. Shorten it.", field="text")
        )
    if problems:
        raise Invalid(problems)


def _refuse_endless(text: str) -> None:
    if len(text) > LONGEST_ANSWER:
        raise invalid(
            "answer_text",
            f"The answer is longer than {LONGEST_ANSWER:,} characters.",
            "Send the longer part as a file.",
        )


def _tell_partnership(request: Request, actor: Actor, text: str) -> None:
    _tell(request, actor, text, ANSWERERS)


def _tell_leads(request: Request, actor: Actor, text: str) -> None:
    _tell(request, actor, text, LEADS)


def _tell(request: Request, actor: Actor, text: str, roles: Iterable[Role]) -> None:
    members = Membership.objects.filter(
        inspection=request.inspection, ended_at__isnull=True, role__in=list(roles)
    )
    tell(members.values_list("person_id", flat=True), text, address_of(request), but=actor.person_id)
