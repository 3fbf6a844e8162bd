"""What may be done to a concern, each with the words of the page that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cairn.actions import concerns as acts
from cairn.policy.acts import Act
from cairn.store.models import Concern


@dataclass(frozen=True, slots=True)
class Verb:
    """What may be done to a concern, and how the page that does it speaks."""

    act: Act
    does: Callable[..., Concern]
    title: str
    lead: str
    label: str
    hint: str
    submit: str
    done: str
    needed: bool = True


VERBS = {
    "acknowledge": Verb(
        Act.CONCERN_ACKNOWLEDGE,
        acts.acknowledge,
        "Acknowledge this concern",
        "You say that you have read it and that you answer for it. The clock stops, and whoever raised it is "
        "told.",
        "Is there anything to note?",
        "For example, who else has been told.",
        "Acknowledge it",
        "Thank you. You have acknowledged this concern.",
        needed=False,
    ),
    "act": Verb(
        Act.CONCERN_ACT,
        acts.say_what_was_done,
        "Say what was done",
        "Whoever raised it is told that something was done, not what.",
        "What was done, when, and with whom?",
        "For example, that local child protection procedures were followed, and who took it on.",
        "Write it down",
        "What was done is written down.",
    ),
    "close": Verb(
        Act.CONCERN_CLOSE,
        acts.close,
        "Close this concern",
        "Nothing more is to be done here. What was written is taken away some time after closing; that the "
        "concern was raised and answered stays.",
        "How did it end?",
        "For example, on which local case system it is now kept.",
        "Close it",
        "This concern is closed.",
    ),
    "escalate": Verb(
        Act.CONCERN_ESCALATE,
        acts.escalate,
        "Bring it before the programme lead",
        "The programme lead can then read it and act on it, beside you.",
        "Why should the programme lead know?",
        "",
        "Bring it before them",
        "The programme lead has been told.",
    ),
}
