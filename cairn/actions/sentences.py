"""Every event in a sentence: one table of words for all acts, and for what happens at the doors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from cairn.actions.people import DONE
from cairn.policy.acts import Act
from cairn.store.models import Event

WORDS: Mapping[str, str] = MappingProxyType(
    {act.value: act.done for act in Act} | {door.value: words for door, words in DONE.items()}
)
# What was tried in vain is written down as the act that was refused.
REFUSED: Mapping[str, str] = MappingProxyType(
    {Act.CONCERN_VIEW.value: "tried to read a concern, and was refused"}
)
# Of an act that a later or an earlier version of Cairn knows.
UNKNOWN = "did something for which this version of Cairn has no words"


def sentence_of(event: Event) -> str:
    """ "A. Lead started scoping." Whoever is no person is Cairn itself."""
    who = event.person.name if event.person else "Cairn"
    return f"{who} {_done(event.act, details_of(event))}."


def details_of(event: Event) -> dict[str, object]:
    """What the event says besides: ids, states and counts."""
    told = json.loads(event.details or "{}")
    return told if isinstance(told, dict) else {}


def _done(act: str, told: Mapping[str, object]) -> str:
    if "refused" in told and act in REFUSED:
        return REFUSED[act]
    return WORDS.get(act, UNKNOWN)
