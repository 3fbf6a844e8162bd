"""What happens in the inspections of the demonstration, each by the acts that people do on the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cairn.actions.activities import ActivityPlan, finish_activity, plan_activity
from cairn.actions.concerns import Told, acknowledge, raise_concern
from cairn.actions.evaluations import Citation, assign_evaluation, cite, move_evaluation, write_evaluation
from cairn.actions.inspections import move_inspection
from cairn.actions.ledger import EntryWords, add_entry, plan_entry, resolve_entry
from cairn.actions.requests import RequestPlan, accept_answer, answer_request, ask_request, draft_request
from cairn.actions.scope import decide_scope
from cairn.actions.uploads import add_file
from cairn.config.demo.cast import Cast, acting_as, key_of
from cairn.pipeline.places import definitions_root
from cairn.policy.acts import Act
from cairn.policy.roles import Role
from cairn.store.models import Activity, Evaluation, Inspection, LedgerEntry, Request

FILES = "demo"  # beside the story, in the definitions
# How far an inspection has come decides what has happened in it.
ORDER = ("planned", "notified", "scoping", "fieldwork", "evaluating", "reporting")
STEPS = {
    "notified": Act.INSPECTION_NOTIFY,
    "scoping": Act.INSPECTION_START_SCOPING,
    "fieldwork": Act.INSPECTION_START_FIELDWORK,
    "evaluating": Act.INSPECTION_START_EVALUATING,
    "reporting": Act.INSPECTION_START_REPORTING,
}


@dataclass(frozen=True, slots=True)
class Doings:
    """One inspection, told from the story up to its state."""

    story: dict[str, Any]
    cast: Cast
    letter: str
    inspection: Inspection
    state: str
    today: date

    def reached(self, state: str) -> bool:
        return ORDER.index(self.state) >= ORDER.index(state)

    def tell(self) -> None:
        """Everything up to the state, in the order in which it happens."""
        for state in ORDER[1:]:
            if not self.reached(state):
                return
            self._happen_before(state)
            self._step(state)
            self._happen_in(state)

    def _happen_before(self, state: str) -> None:
        if state == "reporting":
            self._evaluate(sign=True)

    def _happen_in(self, state: str) -> None:
        match state:
            case "notified":
                self._ask()
            case "scoping":
                self._answer()
                self._decide_scope()
            case "fieldwork":
                self._plan()
                if self.is_under_way:
                    self._ask_later()
                    self._plan_now()
                    self._raise_concern()
                self._triage()
            case "evaluating":
                if self.is_under_way:
                    self._evaluate(sign=False)

    @property
    def is_under_way(self) -> bool:
        """Whether the team is at work in it now: then something waits for everybody."""
        return self.state in ("fieldwork", "evaluating")

    def _step(self, state: str) -> None:
        with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
            now = Inspection.objects.get(pk=self.inspection.pk)
            move_inspection(actor=lead, inspection_id=now.pk, version=now.version, by=STEPS[state])

    def _day(self, after_notice: int) -> date:
        assert self.inspection.notice_on is not None
        return self.inspection.notice_on + timedelta(days=after_notice)

    def _ask(self) -> None:
        for told in self.story["requests"]:
            self._ask_one(told, self._day(told["due"]))

    def _ask_later(self) -> None:
        for told in self.story["asked_later"]:
            self._ask_one(told, self.today + timedelta(days=told["due_in"]))

    def _ask_one(self, told: dict[str, Any], due_on: date) -> None:
        with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
            plan = RequestPlan(kind=told["kind"], title=told["title"], text=told["text"], due_on=due_on)
            made = draft_request(actor=lead, inspection_id=self.inspection.pk, plan=plan)
            ask_request(actor=lead, request_id=made.pk, version=made.version)

    def _answer(self) -> None:
        """The last waits until the team is in the field. All but the third are accepted then, before only
        the first."""
        last = len(self.story["requests"]) - 1
        for number, told in enumerate(self.story["requests"]):
            if number == last and not self.reached("fieldwork"):
                return
            one = self._answer_one(told)
            if number == 0 or (number != 2 and self.reached("fieldwork")):
                with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
                    accept_answer(actor=lead, request_id=one.pk, version=one.version)

    def _answer_one(self, told: dict[str, Any]) -> Request:
        with acting_as(self.cast.of(self.letter, Role.PARTNERSHIP_COORDINATOR)) as coordinator:
            one = self.inspection.requests.get(title=told["title"])
            if "file" in told:
                content = (definitions_root() / FILES / told["file"]).read_bytes()
                add_file(
                    actor=coordinator,
                    request_id=one.pk,
                    name=Path(told["file"]).name,
                    chunks=[content],
                    most_bytes=len(content),
                )
            return answer_request(
                actor=coordinator, request_id=one.pk, version=one.version, text=told["answer"]
            )

    def _decide_scope(self) -> None:
        with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
            for told in self.story["scope"]:
                decide_scope(
                    actor=lead,
                    inspection_id=self.inspection.pk,
                    seen={told["indicator"]: ""},
                    included=told["included"],
                    reason=told["reason"],
                )

    def _plan(self) -> None:
        """The diary; what lies in the past has taken place, where the story says so."""
        inspector = self.cast.of(self.letter, Role.INSPECTOR)
        for told in self.story["activities"]:
            made = self._plan_one(told, self._day(told["day"]))
            if told["done"] or self.reached("evaluating"):
                with acting_as(inspector) as actor:
                    finish_activity(actor=actor, activity_id=made.pk, version=made.version)

    def _plan_now(self) -> None:
        for told in self.story["activities_now"]:
            self._plan_one(told, self.today + timedelta(days=told["in"]))

    def _plan_one(self, told: dict[str, Any], day: date) -> Activity:
        inspector = self.cast.of(self.letter, Role.INSPECTOR)
        begins = self._moment(day)
        plan = ActivityPlan(
            kind=told["kind"],
            title=told["title"],
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            place=f"Area {self.letter}",
            lead_id=key_of(inspector),
            indicators=told["indicators"],
        )
        with acting_as(inspector) as actor:
            return plan_activity(actor=actor, inspection_id=self.inspection.pk, plan=plan)

    def _triage(self) -> None:
        for told in self.story["ledger"]:
            if "activity" in told:
                self._settle(told, self._enter(told))
            elif self.is_under_way:
                self._enter(told)

    def _enter(self, told: dict[str, Any]) -> LedgerEntry:
        owner = self.cast.of(self.letter, Role(told.get("owner", Role.INSPECTOR)))
        words = EntryWords(
            indicator=told["indicator"],
            topic=told["topic"],
            level=told["level"],
            reason=told["reason"],
            owner_id=key_of(owner),
        )
        with acting_as(self.cast.of(self.letter, Role.INSPECTOR)) as actor:
            return add_entry(actor=actor, inspection_id=self.inspection.pk, words=words)

    def _settle(self, told: dict[str, Any], entry: LedgerEntry) -> None:
        """By the activity of the story, as far as it says how that ended."""
        with acting_as(self.cast.of(self.letter, Role.INSPECTOR)) as actor:
            activity = Activity.objects.get(inspection=self.inspection, title=told["activity"])
            entry = plan_entry(
                actor=actor, entry_id=entry.pk, version=entry.version, activity_ids=[activity.pk]
            )
            if "outcome" in told:
                resolve_entry(
                    actor=actor,
                    entry_id=entry.pk,
                    version=entry.version,
                    outcome=told["outcome"],
                    text=told["text"],
                )

    def _raise_concern(self) -> None:
        told = self.story["concern"]
        with acting_as(self.cast.of(self.letter, Role.INSPECTOR)) as inspector:
            words = Told(**{name: told[name] for name in ("what", "identity", "where_now", "urgency")})
            made = raise_concern(actor=inspector, key=uuid4(), inspection_id=self.inspection.pk, told=words)
        with acting_as(self.cast.of(self.letter, Role.SENIOR_LEAD)) as keeper:
            acknowledge(actor=keeper, concern_id=made.pk, version=made.version, note=told["note"])

    def _evaluate(self, *, sign: bool) -> None:
        """Until the panel signs, evaluations stand one step apart: agreed, proposed, begun, not begun."""
        for number, told in enumerate(self.story["evaluations"]):
            owner = Role(told.get("owner", Role.INSPECTOR))
            self._assign(told, owner)
            if sign or number < 3:
                self._write(told, owner)
            if sign or number < 2:
                self._move(told, owner, Act.EVALUATION_PROPOSE)
            if sign or number < 1:
                self._move(told, Role.INSPECTION_LEAD, Act.EVALUATION_AGREE)
            if sign:
                self._move(told, Role.PANEL_MEMBER, Act.EVALUATION_SIGN)

    def _assign(self, told: dict[str, Any], owner: Role) -> None:
        person = self.cast.of(self.letter, owner)
        with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
            one = self._evaluation(told)
            assign_evaluation(actor=lead, evaluation_id=one.pk, version=one.version, owner_id=key_of(person))

    def _write(self, told: dict[str, Any], owner: Role) -> None:
        with acting_as(self.cast.of(self.letter, owner)) as actor:
            one = self._evaluation(told)
            one = write_evaluation(
                actor=actor,
                evaluation_id=one.pk,
                version=one.version,
                value=told["values"][self.letter],
                reason=told["reason"],
            )
            cite(
                actor=actor,
                evaluation_id=one.pk,
                version=one.version,
                citation=Citation(**told["rests_on"]),
            )

    def _move(self, told: dict[str, Any], role: Role, by: Act) -> None:
        person = self.cast.wide[role] if role.is_programme_wide else self.cast.of(self.letter, role)
        with acting_as(person) as actor:
            one = self._evaluation(told)
            move_evaluation(actor=actor, evaluation_id=one.pk, version=one.version, by=by)

    def _evaluation(self, told: dict[str, Any]) -> Evaluation:
        return Evaluation.objects.get(inspection=self.inspection, subject=told["subject"])

    def _moment(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(10, 0)))
