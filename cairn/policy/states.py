"""Where each thing stands and what moves it on: one table for each noun, no ifs.

A new noun with states (a reading, a survey) is one more `Machine` in MACHINES. Who may make a move is said in
`permissions`; what an act needs besides (a reason, a citation) is said where the act is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cairn.policy.acts import Act
from cairn.policy.machine import Machine, Move, State
from cairn.policy.model import NOTHING, Undecided

PROGRAMME = Machine(
    "programme",
    "draft",
    (
        State("draft", "draft", "being set up; seen by the people of the programme only"),
        State("running", "running", "inspections are under way"),
        State("closed", "closed", "all inspections are done; nothing changes any more", is_end=True),
    ),
    (
        Move(Act.PROGRAMME_CREATE, NOTHING, "draft", "Whoever sets it up becomes its programme lead."),
        Move(Act.PROGRAMME_START, "draft", "running", "Its inspections can be given notice."),
        Move(Act.PROGRAMME_CLOSE, "running", "closed", "Its set-up can no longer be changed."),
    ),
)

_STOPPED = (
    "Nothing in it can change any more, open requests are closed, and the clock disposes of personal records "
    "in time. There is no way back."
)

INSPECTION = Machine(
    "inspection",
    "planned",
    (
        State("planned", "planned", "known to the team only; the partnership has not been told"),
        State("notified", "notified", "the partnership has notice and can answer requests"),
        State("scoping", "scoping", "the team decides what to look at and why"),
        State("fieldwork", "fieldwork", "records are read, people are met"),
        State("evaluating", "evaluating", "the team weighs what it found against the indicators"),
        State("reporting", "reporting", "the report is written; the partnership sees signed evaluations"),
        State("published", "published", "the report is public; the team's work can no longer be changed"),
        State("closed", "closed", "the work is done; personal records are on the clock", is_end=True),
        State(
            "stopped", "stopped", "given up before its report; personal records are on the clock", is_end=True
        ),
        State("called_off", "called off", "given up before the partnership had notice of it", is_end=True),
    ),
    (
        Move(Act.INSPECTION_CREATE, NOTHING, "planned", "Its evaluations begin as not started."),
        Move(
            Act.INSPECTION_NOTIFY, "planned", "notified", "The partnership's people can see the inspection."
        ),
        Move(Act.INSPECTION_START_SCOPING, "notified", "scoping", "The team is asked for scope decisions."),
        Move(
            Act.INSPECTION_START_FIELDWORK, "scoping", "fieldwork", "The scope is what the fieldwork covers."
        ),
        Move(Act.INSPECTION_START_EVALUATING, "fieldwork", "evaluating", "Owners are asked for evaluations."),
        Move(
            Act.INSPECTION_START_REPORTING,
            "evaluating",
            "reporting",
            "The partnership sees signed evaluations.",
        ),
        Move(
            Act.INSPECTION_PUBLISH,
            "reporting",
            "published",
            "The ledger and evaluations can no longer change. Open requests are closed.",
        ),
        Move(Act.INSPECTION_CLOSE, "published", "closed", "The clock disposes of personal records in time."),
        Move(
            Act.INSPECTION_STEP_BACK, "notified", "planned", "The partnership no longer sees the inspection."
        ),
        Move(Act.INSPECTION_STEP_BACK, "scoping", "notified", "What was decided is kept."),
        Move(Act.INSPECTION_STEP_BACK, "fieldwork", "scoping", "What was found is kept."),
        Move(Act.INSPECTION_STEP_BACK, "evaluating", "fieldwork", "Evaluations stay where they are."),
        Move(
            Act.INSPECTION_STEP_BACK, "reporting", "evaluating", "The partnership no longer sees evaluations."
        ),
        Move(
            Act.INSPECTION_STEP_BACK,
            "published",
            "reporting",
            "A published report stays until it is withdrawn.",
        ),
        Move(Act.INSPECTION_STEP_BACK, "closed", "published", "What was disposed of does not come back."),
        Move(
            Act.INSPECTION_STOP, "planned", "called_off", "The partnership never learns of it. No way back."
        ),
        Move(Act.INSPECTION_STOP, "notified", "stopped", _STOPPED),
        Move(Act.INSPECTION_STOP, "scoping", "stopped", _STOPPED),
        Move(Act.INSPECTION_STOP, "fieldwork", "stopped", _STOPPED),
        Move(Act.INSPECTION_STOP, "evaluating", "stopped", _STOPPED),
        Move(Act.INSPECTION_STOP, "reporting", "stopped", _STOPPED),
    ),
)
# Of an inspection: before the partnership has notice, and when its work can no longer be changed.
BEFORE_NOTICE = ("planned", "called_off")
GIVEN_UP = ("stopped", "called_off")
WORK_OVER = ("published", "closed", *GIVEN_UP)

ACTIVITY = Machine(
    "activity",
    "planned",
    (
        State("planned", "planned", "in the diary"),
        State("done", "done", "it took place", is_end=True),
        State("cancelled", "cancelled", "it will not take place", is_end=True),
    ),
    (
        Move(
            Act.ACTIVITY_PLAN, NOTHING, "planned", "It stands in the diary of the team and the partnership."
        ),
        Move(Act.ACTIVITY_FINISH, "planned", "done", "Ledger entries that wait for it can be settled."),
        Move(Act.ACTIVITY_CANCEL, "planned", "cancelled", "It stays in the diary, struck through."),
    ),
)

REQUEST = Machine(
    "request",
    "draft",
    (
        State("draft", "draft", "being written by the team; the partnership does not see it"),
        State("asked", "asked", "the partnership is to answer by the due date"),
        State("answered", "answered", "the answer waits for the leads"),
        State("returned", "returned", "the leads asked for more; the partnership is to answer again"),
        State("accepted", "accepted", "the answer is complete", is_end=True),
        State("withdrawn", "withdrawn", "no longer asked for", is_end=True),
    ),
    (
        Move(Act.REQUEST_DRAFT, NOTHING, "draft", "Only the team sees it."),
        Move(Act.REQUEST_ASK, "draft", "asked", "The partnership sees it and its due date runs."),
        Move(
            Act.REQUEST_ANSWER,
            "asked",
            "answered",
            "The answer can no longer be changed; the leads are told.",
        ),
        Move(
            Act.REQUEST_ANSWER,
            "returned",
            "answered",
            "The answer can no longer be changed; the leads are told.",
        ),
        Move(Act.REQUEST_ACCEPT, "answered", "accepted", "It is done; the partnership is told."),
        Move(Act.REQUEST_RETURN, "answered", "returned", "The partnership is told what is missing."),
        Move(Act.REQUEST_WITHDRAW, "draft", "withdrawn", "The partnership never sees it."),
        Move(Act.REQUEST_WITHDRAW, "asked", "withdrawn", "The partnership is told and need not answer."),
        Move(
            Act.REQUEST_WITHDRAW,
            "answered",
            "withdrawn",
            "The partnership is told; its answer is its own again.",
        ),
        Move(Act.REQUEST_WITHDRAW, "returned", "withdrawn", "The partnership is told and need not answer."),
    ),
)

# While an answer is being written, and when it is no longer asked for, it is the partnership's own.
WITH_THE_TEAM = ("answered", "accepted")

_SETTLED = "It can be cited by an evaluation."

LEDGER_ENTRY = Machine(
    "ledger_entry",
    "open",
    (
        State("open", "open", "a matter the team must settle; nothing is planned yet"),
        State("planned", "planned", "at least one activity is planned to settle it"),
        State("strength", "strength", "settled: it is done well", is_end=True),
        State("area_for_improvement", "area for improvement", "settled: it must get better", is_end=True),
        State("no_longer_needed", "no longer needed", "settled: it has no bearing any more", is_end=True),
    ),
    (
        Move(Act.LEDGER_ADD, NOTHING, "open", "The leads see that nothing is planned for it."),
        Move(Act.LEDGER_PLAN, "open", "planned", "It waits for its activities."),
        Move(Act.LEDGER_RESOLVE, "planned", "strength", _SETTLED),
        Move(Act.LEDGER_RESOLVE, "planned", "area_for_improvement", _SETTLED),
        Move(Act.LEDGER_RESOLVE, "planned", "no_longer_needed", "It stays in the ledger with its reason."),
        Move(Act.LEDGER_RESOLVE, "open", "no_longer_needed", "It stays in the ledger with its reason."),
        Move(Act.LEDGER_REOPEN, "strength", "open", "It must be planned and settled anew."),
        Move(Act.LEDGER_REOPEN, "area_for_improvement", "open", "It must be planned and settled anew."),
        Move(Act.LEDGER_REOPEN, "no_longer_needed", "open", "It must be planned and settled anew."),
    ),
)

EVALUATION = Machine(
    "evaluation",
    "not_started",
    (
        State("not_started", "not started", "its owner has not proposed a value, or has it back"),
        State("proposed", "proposed", "its owner proposed a value with its reason; a lead is to agree"),
        State("agreed", "agreed", "the team stands behind it; the panel is to sign"),
        State("signed", "signed", "the panel has signed; it stands in the table of evaluations", is_end=True),
    ),
    (
        Move(Act.EVALUATION_PROPOSE, "not_started", "proposed", "The leads are asked to agree."),
        Move(Act.EVALUATION_AGREE, "proposed", "agreed", "The panel is asked to sign."),
        Move(Act.EVALUATION_SIGN, "agreed", "signed", "It fills its place in the table of evaluations."),
        Move(Act.EVALUATION_RETURN, "proposed", "not_started", "Its owner has it back and keeps the value."),
        Move(Act.EVALUATION_RETURN, "agreed", "not_started", "Its owner has it back and keeps the value."),
        Move(
            Act.EVALUATION_REOPEN, "signed", "proposed", "Its place in the table is empty until signed again."
        ),
    ),
)

CONCERN = Machine(
    "concern",
    "raised",
    (
        State("raised", "raised", "the inspection lead and the named senior lead are told; the clock runs"),
        State("acknowledged", "acknowledged", "somebody answers for it"),
        State("acted_on", "acted on", "what was done is written down"),
        State("closed", "closed", "nothing more is to be done; it is purged on its day", is_end=True),
    ),
    (
        Move(
            Act.CONCERN_RAISE, NOTHING, "raised", "Those who answer for it are told; the time to answer runs."
        ),
        Move(Act.CONCERN_ACKNOWLEDGE, "raised", "acknowledged", "The clock to acknowledge stops."),
        Move(Act.CONCERN_ACT, "acknowledged", "acted_on", "It can be closed."),
        Move(Act.CONCERN_CLOSE, "acted_on", "closed", "Its day of purging is set."),
    ),
)

REPORT = Machine(
    "report",
    "draft",
    (
        State("draft", "draft", "being written"),
        State("in_review", "in review", "handed in; somebody else reads it"),
        State("agreed", "agreed", "may be published when every claim holds"),
        State("published", "published", "public, at an address that stays", is_end=True),
        State("withdrawn", "withdrawn", "no longer public", is_end=True),
    ),
    (
        Move(Act.REPORT_CREATE, NOTHING, "draft", "Its authors can write."),
        Move(Act.REPORT_SUBMIT, "draft", "in_review", "The text cannot change while it is read."),
        Move(Act.REPORT_AGREE, "in_review", "agreed", "It can be published."),
        Move(Act.REPORT_PUBLISH, "agreed", "published", "Anybody can read it and ask how we know."),
        Move(Act.REPORT_WITHDRAW, "published", "withdrawn", "The public no longer reads it."),
        Move(Act.REPORT_RETURN, "in_review", "draft", "Its authors can write again."),
        Move(Act.REPORT_RETURN, "agreed", "draft", "Its authors can write again."),
        Move(Act.REPORT_REVISE, "published", "draft", "The present edition stays public until the next."),
        Move(Act.REPORT_REVISE, "withdrawn", "draft", "The public reads nothing until the next edition."),
    ),
)

MACHINES: Mapping[str, Machine] = MappingProxyType(
    {
        machine.noun: machine
        for machine in (PROGRAMME, INSPECTION, REQUEST, ACTIVITY, LEDGER_ENTRY, EVALUATION, CONCERN, REPORT)
    }
)


def machine_of(noun: str) -> Machine:
    """The states of a noun; a noun without states is a fault of the caller."""
    if noun not in MACHINES:
        raise Undecided(f"“{noun}” has no states; those with states are {', '.join(MACHINES)}.")
    return MACHINES[noun]


def next_state(noun: str, state: str, act: Act | str, to: str = "") -> str | None:
    """The state the act leads to, or None where it leads nowhere from this state.

    An act with several outcomes (`ledger.resolve`) needs the wanted one in `to`; None when that outcome
    cannot be had from here. An unknown noun, state or act raises `Undecided`.
    """
    machine = machine_of(noun)
    if state != NOTHING:
        machine.state(state)
    outcomes = [move.to for move in machine.moves_by(known_act(act), state)]
    if to:
        machine.state(to)
        return to if to in outcomes else None
    if len(outcomes) > 1:
        raise Undecided(f"“{act}” can lead to {' or '.join(outcomes)}; name the one wanted.")
    return outcomes[0] if outcomes else None


def starts_of(act: Act) -> frozenset[str]:
    """The states from which the act moves a thing; NOTHING among them where it begins one."""
    return frozenset(m.start for m in machine_of(act.noun).moves if m.act == act)


def known_act(act: Act | str) -> Act:
    """The act of that name; an unknown one is a fault of the caller."""
    try:
        return Act(act)
    except ValueError:
        raise Undecided(f"“{act}” is no act; acts are listed in cairn.policy.acts.") from None
