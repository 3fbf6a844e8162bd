"""What happens in the inspections of the demonstration, each by the acts that people do on the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cairn.actions.activities import ActivityPlan, finish_activity, plan_activity
from cairn.actions.evaluations import Citation, assign_evaluation, cite, move_evaluation, write_evaluation
from cairn.actions.inspections import move_inspection
from cairn.actions.ledger import EntryWords, add_entry, plan_entry, resolve_entry
from cairn.actions.requests import RequestPlan, accept_answer, answer_request, ask_request, draft_request
from cairn.actions.scope import decide_scope
from cairn.config.demo.cast import Cast, acting_as, key_of
from cairn.policy.acts import Act
from cairn.policy.roles import Role
from cairn.store.models import Activity, Evaluation, Inspection

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
                self._triage()
            case "evaluating":
                if self.state == "evaluating":
                    self._evaluate(sign=False)

    def _step(self, state: str) -> None:
        with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
            now = Inspection.objects.get(pk=self.inspection.pk)
            move_inspection(actor=lead, inspection_id=now.pk, version=now.version, by=STEPS[state])

    def _day(self, after_notice: int) -> date:
        assert self.inspection.notice_on is not None
        return self.inspection.notice_on + timedelta(days=after_notice)

    def _ask(self) -> None:
        with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
            for told in self.story["requests"]:
                plan = RequestPlan(
                    kind=told["kind"], title=told["title"], text=told["text"], due_on=self._day(told["due"])
                )
                made = draft_request(actor=lead, inspection_id=self.inspection.pk, plan=plan)
                ask_request(actor=lead, request_id=made.pk, version=made.version)

    def _answer(self) -> None:
        """All but the last is answered; the first is accepted."""
        for number, told in enumerate(self.story["requests"][:-1]):
            with acting_as(self.cast.of(self.letter, Role.PARTNERSHIP_COORDINATOR)) as coordinator:
                one = self.inspection.requests.get(title=told["title"])
                one = answer_request(
                    actor=coordinator, request_id=one.pk, version=one.version, text=told["answer"]
                )
            if number == 0:
                with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
                    accept_answer(actor=lead, request_id=one.pk, version=one.version)

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
            begins = self._moment(self._day(told["day"]))
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
                made = plan_activity(actor=actor, inspection_id=self.inspection.pk, plan=plan)
                if told["done"] or self.reached("evaluating"):
                    finish_activity(actor=actor, activity_id=made.pk, version=made.version)

    def _triage(self) -> None:
        inspector = self.cast.of(self.letter, Role.INSPECTOR)
        for told in self.story["ledger"]:
            with acting_as(inspector) as actor:
                words = EntryWords(
                    indicator=told["indicator"],
                    topic=told["topic"],
                    level=told["level"],
                    reason=told["reason"],
                    owner_id=key_of(inspector),
                )
                entry = add_entry(actor=actor, inspection_id=self.inspection.pk, words=words)
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

    def _evaluate(self, *, sign: bool) -> None:
        """Until the panel signs, evaluations stand one step apart: agreed, proposed, begun, not begun."""
        for number, told in enumerate(self.story["evaluations"]):
            if sign or number < 3:
                self._write(told)
            if sign or number < 2:
                self._move(told, Role.INSPECTOR, Act.EVALUATION_PROPOSE)
            if sign or number < 1:
                self._move(told, Role.INSPECTION_LEAD, Act.EVALUATION_AGREE)
            if sign:
                self._move(told, Role.PANEL_MEMBER, Act.EVALUATION_SIGN)

    def _write(self, told: dict[str, Any]) -> None:
        owner = self.cast.of(self.letter, Role.INSPECTOR)
        with acting_as(self.cast.of(self.letter, Role.INSPECTION_LEAD)) as lead:
            one = self._evaluation(told)
            assign_evaluation(actor=lead, evaluation_id=one.pk, version=one.version, owner_id=key_of(owner))
        with acting_as(owner) as actor:
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
