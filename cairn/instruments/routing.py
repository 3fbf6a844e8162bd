"""Which items apply, given the answers so far."""

from __future__ import annotations

from collections.abc import Mapping

from cairn.instruments.model import Condition, Instrument, Item

Answers = Mapping[str, str | None]
"""Answer or term names by item; None, or no entry, where there is no answer."""


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether the item the condition names was answered in one of the ways it names."""
    return answers.get(condition.item) in condition.answers


def applies(item: Item, answers: Answers) -> bool:
    """Whether every condition of the item holds, taking the answers as they stand.

    An answer to an item that did not apply counts here; `applicable` leaves such answers out.
    """
    return all(holds(c, answers) for c in item.applies_when)


def applicable(instrument: Instrument, answers: Answers) -> frozenset[str]:
    """The names of the items that apply.

    An item whose condition rests on an item that does not apply does not apply, whatever was answered
    there: what stands in a skipped question is no answer.
    """
    found: set[str] = set()
    for item in instrument.items:
        # An instrument keeps every condition before the items that depend on it, so one pass is enough.
        if all(c.item in found and holds(c, answers) for c in item.applies_when):
            found.add(item.name)
    return frozenset(found)
