"""The code of conduct: accepted once for every edition, before anything else."""

from __future__ import annotations

from cairn.actions.acting import acting, invalid
from cairn.actions.people import CONDUCT_EDITION
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.store.models import ConductAcceptance


def accept_conduct(*, actor: Actor, edition: str) -> ConductAcceptance:
    """Accept the edition that was read, when it is the present one. Accepting it again changes nothing.

    Raises `Invalid` when the code has changed since it was read.
    """
    with acting(actor, Act.CONDUCT_ACCEPT) as act:
        subject = Subject(noun="conduct", owner_id=actor.person_id)
        act.require(subject)
        if edition != CONDUCT_EDITION:
            raise invalid("", "The code of conduct has changed since you opened it.", "Read it again.")
        row, made = ConductAcceptance.objects.get_or_create(person_id=actor.person_id, edition=edition)
        if made:
            act.record(subject, audience="person", edition=edition)
    return row
