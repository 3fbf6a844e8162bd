"""What still waits in an inspection when its work is over is brought to an end with it."""

from __future__ import annotations

from cairn.actions.acting import record_event, save_version
from cairn.actions.requests import audience_of
from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.states import next_state
from cairn.store.models import Inspection, Request, RequestMove

# What was answered stands as it is; whatever else waits is no longer asked for.
ENDS = {
    "draft": Act.REQUEST_WITHDRAW,
    "asked": Act.REQUEST_WITHDRAW,
    "returned": Act.REQUEST_WITHDRAW,
    "answered": Act.REQUEST_ACCEPT,
}


def close_requests(inspection: Inspection, actor: Actor, because: str) -> int:
    """End every open request, with the reason in its history; how many."""
    left = Request.objects.select_for_update(of=("self",)).filter(inspection=inspection, state__in=ENDS)
    closed = 0
    for request in left.select_related("inspection"):
        before, audience, by = request.state, audience_of(request), ENDS[request.state]
        request.state = next_state("request", before, by) or before
        save_version(request, "state")
        RequestMove.objects.create(
            request=request,
            from_state=before,
            to_state=request.state,
            note=because,
            person_id=actor.person_id,
        )
        record_event(by, subject_of(request), audience=audience, before=before, state=request.state)
        closed += 1
    return closed


def open_requests(inspection: Inspection) -> str:
    """How many requests will be closed, in a sentence; "" when none is open."""
    states = list(
        Request.objects.filter(inspection=inspection, state__in=ENDS).values_list("state", flat=True)
    )
    answered = states.count("answered")
    asked = len(states) - answered
    said = []
    if asked:
        said.append(f"{_counted(asked, 'request')} that nobody has answered {_be(asked)} withdrawn")
    if answered:
        said.append(f"{_counted(answered, 'answer')} that {_wait(answered)} {_be(answered)} accepted as sent")
    return f"{' and '.join(said)}." if said else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
