"""What can be done in Cairn, each act by one name: the noun, a full stop, the verb.

The name is kept in every event and in the manual, so it never changes once it has been used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Act(StrEnum):
    """Stored as these words in an event."""

    PROGRAMME_CREATE = "programme.create"
    PROGRAMME_VIEW = "programme.view"
    PROGRAMME_EDIT = "programme.edit"
    PROGRAMME_START = "programme.start"
    PROGRAMME_CLOSE = "programme.close"
    PROGRAMME_SET_PHASES = "programme.set_phases"
    PROGRAMME_SET_HOLIDAYS = "programme.set_holidays"
    MEMBERSHIP_VIEW = "membership.view"
    MEMBERSHIP_INVITE = "membership.invite"
    MEMBERSHIP_WITHDRAW = "membership.withdraw"
    MEMBERSHIP_ACCEPT = "membership.accept"
    MEMBERSHIP_GIVE = "membership.give"
    MEMBERSHIP_END = "membership.end"
    INTEREST_DECLARE = "interest.declare"
    INTEREST_END = "interest.end"
    CONDUCT_ACCEPT = "conduct.accept"
    INSPECTION_CREATE = "inspection.create"
    INSPECTION_VIEW = "inspection.view"
    INSPECTION_EDIT = "inspection.edit"
    INSPECTION_NOTIFY = "inspection.notify"
    INSPECTION_START_SCOPING = "inspection.start_scoping"
    INSPECTION_START_FIELDWORK = "inspection.start_fieldwork"
    INSPECTION_START_EVALUATING = "inspection.start_evaluating"
    INSPECTION_START_REPORTING = "inspection.start_reporting"
    INSPECTION_PUBLISH = "inspection.publish"
    INSPECTION_CLOSE = "inspection.close"
    INSPECTION_STEP_BACK = "inspection.step_back"
    INSPECTION_STOP = "inspection.stop"
    ACTIVITY_VIEW = "activity.view"
    ACTIVITY_PLAN = "activity.plan"
    ACTIVITY_EDIT = "activity.edit"
    ACTIVITY_NOTE = "activity.note"
    ACTIVITY_FINISH = "activity.finish"
    ACTIVITY_CANCEL = "activity.cancel"
    REQUEST_VIEW = "request.view"
    REQUEST_READ_FILE = "request.read_file"
    REQUEST_DRAFT = "request.draft"
    REQUEST_EDIT = "request.edit"
    REQUEST_ASK = "request.ask"
    REQUEST_WITHDRAW = "request.withdraw"
    REQUEST_WRITE_ANSWER = "request.write_answer"
    REQUEST_UPLOAD = "request.upload"
    REQUEST_REMOVE_UPLOAD = "request.remove_upload"
    REQUEST_ANSWER = "request.answer"
    REQUEST_ACCEPT = "request.accept"
    REQUEST_RETURN = "request.return"
    LEDGER_VIEW = "ledger.view"
    LEDGER_ADD = "ledger.add"
    LEDGER_EDIT = "ledger.edit"
    LEDGER_PLAN = "ledger.plan"
    LEDGER_RESOLVE = "ledger.resolve"
    LEDGER_REOPEN = "ledger.reopen"
    SCOPE_VIEW = "scope.view"
    SCOPE_DECIDE = "scope.decide"
    EVALUATION_VIEW = "evaluation.view"
    EVALUATION_ASSIGN = "evaluation.assign"
    EVALUATION_EDIT = "evaluation.edit"
    EVALUATION_PROPOSE = "evaluation.propose"
    EVALUATION_AGREE = "evaluation.agree"
    EVALUATION_RETURN = "evaluation.return"
    EVALUATION_SIGN = "evaluation.sign"
    EVALUATION_REOPEN = "evaluation.reopen"
    CONCERN_RAISE = "concern.raise"
    CONCERN_FOLLOW = "concern.follow"
    CONCERN_VIEW = "concern.view"
    CONCERN_ACKNOWLEDGE = "concern.acknowledge"
    CONCERN_ACT = "concern.act"
    CONCERN_CLOSE = "concern.close"
    CONCERN_ESCALATE = "concern.escalate"
    REPORT_CREATE = "report.create"
    REPORT_VIEW = "report.view"
    REPORT_EDIT = "report.edit"
    REPORT_SUBMIT = "report.submit"
    REPORT_AGREE = "report.agree"
    REPORT_RETURN = "report.return"
    REPORT_ASK_PUBLICATION = "report.ask_publication"
    REPORT_PUBLISH = "report.publish"
    REPORT_WITHDRAW = "report.withdraw"
    REPORT_REVISE = "report.revise"
    AUDIT_VIEW = "audit.view"
    TOKEN_MAKE = "token.make"  # noqa: S105
    TOKEN_REVOKE = "token.revoke"  # noqa: S105
    RETENTION_DISPOSE = "retention.dispose"

    @property
    def noun(self) -> str:
        """What the act is done to: the noun of its `Subject`."""
        prefix = self.value.partition(".")[0]
        return _NOUNS.get(prefix, prefix)

    @property
    def verb(self) -> str:
        return self.value.partition(".")[2]

    @property
    def to_do(self) -> str:
        """What it is to do this: follows "may" in a sentence."""
        return MEANINGS[self].to_do

    @property
    def done(self) -> str:
        """What was done: follows a person's name on the audit screen."""
        return MEANINGS[self].done


# The ledger is made of entries; it is the entry that is added, planned and settled.
_NOUNS: Mapping[str, str] = MappingProxyType({"ledger": "ledger_entry"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """An act in words: `to_do` follows "may", `done` follows a name."""

    to_do: str
    done: str


MEANINGS: Mapping[Act, Meaning] = MappingProxyType(
    {
        Act.PROGRAMME_CREATE: Meaning("set up a programme", "set up the programme"),
        Act.PROGRAMME_VIEW: Meaning("see a programme", "looked at the programme"),
        Act.PROGRAMME_EDIT: Meaning("change a programme", "changed the programme"),
        Act.PROGRAMME_START: Meaning("start a programme", "started the programme"),
        Act.PROGRAMME_CLOSE: Meaning("close a programme", "closed the programme"),
        Act.PROGRAMME_SET_PHASES: Meaning("set the phases of a programme", "set the phases"),
        Act.PROGRAMME_SET_HOLIDAYS: Meaning(
            "set the school holidays a programme skips", "set the school holidays"
        ),
        Act.MEMBERSHIP_VIEW: Meaning("see who has which role", "looked at who has which role"),
        Act.MEMBERSHIP_INVITE: Meaning("invite a person to a role", "invited a person to a role"),
        Act.MEMBERSHIP_WITHDRAW: Meaning("withdraw an invitation", "withdrew an invitation"),
        Act.MEMBERSHIP_ACCEPT: Meaning("accept an invitation", "accepted an invitation"),
        Act.MEMBERSHIP_GIVE: Meaning("give a person a role", "gave a person a role"),
        Act.MEMBERSHIP_END: Meaning("end a person's role", "ended a person's role"),
        Act.INTEREST_DECLARE: Meaning("declare an interest in a partnership", "declared an interest"),
        Act.INTEREST_END: Meaning("end a declared interest", "ended a declared interest"),
        Act.CONDUCT_ACCEPT: Meaning("accept the code of conduct", "accepted the code of conduct"),
        Act.INSPECTION_CREATE: Meaning("set up an inspection", "set up the inspection"),
        Act.INSPECTION_VIEW: Meaning("see an inspection", "looked at the inspection"),
        Act.INSPECTION_EDIT: Meaning("change an inspection", "changed the inspection"),
        Act.INSPECTION_NOTIFY: Meaning(
            "give the partnership notice of an inspection", "gave the partnership notice"
        ),
        Act.INSPECTION_START_SCOPING: Meaning("start scoping an inspection", "started scoping"),
        Act.INSPECTION_START_FIELDWORK: Meaning("start the fieldwork of an inspection", "started fieldwork"),
        Act.INSPECTION_START_EVALUATING: Meaning("start evaluating in an inspection", "started evaluating"),
        Act.INSPECTION_START_REPORTING: Meaning("start reporting on an inspection", "started reporting"),
        Act.INSPECTION_PUBLISH: Meaning(
            "mark an inspection as published", "marked the inspection as published"
        ),
        Act.INSPECTION_CLOSE: Meaning("close an inspection", "closed the inspection"),
        Act.INSPECTION_STEP_BACK: Meaning(
            "take an inspection back one step", "took the inspection back one step"
        ),
        Act.INSPECTION_STOP: Meaning("stop an inspection for good", "stopped the inspection for good"),
        Act.ACTIVITY_VIEW: Meaning("see the diary of activities", "looked at an activity"),
        Act.ACTIVITY_PLAN: Meaning("plan an activity", "planned an activity"),
        Act.ACTIVITY_EDIT: Meaning("change an activity", "changed an activity"),
        Act.ACTIVITY_NOTE: Meaning("write a note on an activity for the team", "wrote a note on an activity"),
        Act.ACTIVITY_FINISH: Meaning("mark an activity as done", "marked an activity as done"),
        Act.ACTIVITY_CANCEL: Meaning("cancel an activity", "cancelled an activity"),
        Act.REQUEST_VIEW: Meaning("see a request to the partnership", "looked at a request"),
        Act.REQUEST_READ_FILE: Meaning("open a file of an answer", "opened a file of an answer"),
        Act.REQUEST_DRAFT: Meaning("draft a request to the partnership", "drafted a request"),
        Act.REQUEST_EDIT: Meaning("change a request to the partnership", "changed a request"),
        Act.REQUEST_ASK: Meaning("send a request to the partnership", "sent a request to the partnership"),
        Act.REQUEST_WITHDRAW: Meaning("withdraw a request", "withdrew a request"),
        Act.REQUEST_WRITE_ANSWER: Meaning(
            "keep the words of an answer not yet sent", "kept the words of an answer"
        ),
        Act.REQUEST_UPLOAD: Meaning("add a file to an answer", "added a file to an answer"),
        Act.REQUEST_REMOVE_UPLOAD: Meaning("remove a file from an answer", "removed a file from an answer"),
        Act.REQUEST_ANSWER: Meaning("send the answer to a request", "answered a request"),
        Act.REQUEST_ACCEPT: Meaning("accept the answer to a request", "accepted the answer"),
        Act.REQUEST_RETURN: Meaning("return an answer to the partnership", "returned the answer"),
        Act.LEDGER_VIEW: Meaning("see the triage ledger", "looked at the triage ledger"),
        Act.LEDGER_ADD: Meaning("add an entry to the triage ledger", "added a ledger entry"),
        Act.LEDGER_EDIT: Meaning("change a ledger entry", "changed a ledger entry"),
        Act.LEDGER_PLAN: Meaning(
            "plan how a ledger entry will be settled", "planned how a ledger entry will be settled"
        ),
        Act.LEDGER_RESOLVE: Meaning("settle a ledger entry", "settled a ledger entry"),
        Act.LEDGER_REOPEN: Meaning("open a settled ledger entry again", "opened a ledger entry again"),
        Act.SCOPE_VIEW: Meaning("see what is in scope and why", "looked at the scope"),
        Act.SCOPE_DECIDE: Meaning(
            "decide whether an indicator is in scope", "decided whether an indicator is in scope"
        ),
        Act.EVALUATION_VIEW: Meaning("see an evaluation", "looked at an evaluation"),
        Act.EVALUATION_ASSIGN: Meaning("say who owns an evaluation", "said who owns an evaluation"),
        Act.EVALUATION_EDIT: Meaning("write an evaluation and what it rests on", "wrote on an evaluation"),
        Act.EVALUATION_PROPOSE: Meaning("propose an evaluation", "proposed an evaluation"),
        Act.EVALUATION_AGREE: Meaning("agree an evaluation for the team", "agreed an evaluation"),
        Act.EVALUATION_RETURN: Meaning("return an evaluation to its owner", "returned an evaluation"),
        Act.EVALUATION_SIGN: Meaning("sign an evaluation for the panel", "signed an evaluation"),
        Act.EVALUATION_REOPEN: Meaning("open a signed evaluation again", "opened a signed evaluation again"),
        Act.CONCERN_RAISE: Meaning("raise a concern about a child", "raised a concern"),
        Act.CONCERN_FOLLOW: Meaning("see where a concern stands", "looked at where a concern stands"),
        Act.CONCERN_VIEW: Meaning("read a concern about a child", "read a concern"),
        Act.CONCERN_ACKNOWLEDGE: Meaning("acknowledge a concern", "acknowledged a concern"),
        Act.CONCERN_ACT: Meaning("say what was done about a concern", "said what was done about a concern"),
        Act.CONCERN_CLOSE: Meaning("close a concern", "closed a concern"),
        Act.CONCERN_ESCALATE: Meaning(
            "bring a concern before the programme lead", "brought a concern before the programme lead"
        ),
        Act.REPORT_CREATE: Meaning("begin a report", "began a report"),
        Act.REPORT_VIEW: Meaning("read a report before it is published", "read a report before publication"),
        Act.REPORT_EDIT: Meaning("write in a report", "wrote in a report"),
        Act.REPORT_SUBMIT: Meaning("hand in a report for review", "handed in a report for review"),
        Act.REPORT_AGREE: Meaning("agree a report", "agreed a report"),
        Act.REPORT_RETURN: Meaning("return a report to its author", "returned a report to its author"),
        Act.REPORT_ASK_PUBLICATION: Meaning(
            "ask for a report to be published", "asked for the report to be published"
        ),
        Act.REPORT_PUBLISH: Meaning("publish a report", "published a report"),
        Act.REPORT_WITHDRAW: Meaning("withdraw a published report", "withdrew a published report"),
        Act.REPORT_REVISE: Meaning("prepare a new edition of a report", "began a new edition of a report"),
        Act.AUDIT_VIEW: Meaning("see the history of acts", "looked at the history of acts"),
        Act.TOKEN_MAKE: Meaning("make a token for the API", "made a token for the API"),
        Act.TOKEN_REVOKE: Meaning("revoke a token for the API", "revoked a token for the API"),
        Act.RETENTION_DISPOSE: Meaning(
            "dispose of records whose time is over", "disposed of records whose time was over"
        ),
    }
)
