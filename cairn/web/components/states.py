"""How a state looks: its title from the table of states, and a tone that is the same on every screen."""

from __future__ import annotations

from collections.abc import Mapping

from cairn.policy.states import machine_of
from cairn.web.components.values import Tag, Tone

TONES: Mapping[str, Mapping[str, Tone]] = {
    "programme": {"running": "progress", "closed": "good"},
    "inspection": {
        "notified": "progress",
        "scoping": "progress",
        "fieldwork": "progress",
        "evaluating": "progress",
        "reporting": "progress",
        "published": "good",
        "closed": "good",
    },
    "activity": {"planned": "progress", "done": "good"},
    "request": {"asked": "progress", "answered": "attention", "returned": "attention", "accepted": "good"},
    "ledger_entry": {"open": "attention", "planned": "progress", "strength": "good"},
    "evaluation": {"proposed": "progress", "agreed": "progress", "signed": "good"},
    "concern": {"raised": "bad", "acknowledged": "attention", "acted_on": "progress", "closed": "good"},
    "report": {"in_review": "progress", "agreed": "progress", "published": "good"},
}


def state_tag(noun: str, state: str) -> Tag:
    """The tag of a state, such as “In review” of a report."""
    title = machine_of(noun).state(state).title
    return Tag(title[:1].upper() + title[1:], TONES[noun].get(state, "neutral"))
