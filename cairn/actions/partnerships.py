"""The partnerships of a programme. One that an inspection has begun in stays as it is."""

from __future__ import annotations

from uuid import UUID

from django.db.models import ProtectedError

from cairn.actions.acting import acting, missing, take
from cairn.actions.programmes import WHAT
from cairn.actions.subjects import subject_of
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.store.models import Inspection, Interest, Partnership, Programme


def add_partnership(*, actor: Actor, programme_id: UUID | str, letter: str, name: str) -> Partnership:
    """A partnership that can be inspected in the programme. Its letter and its name stand once."""
    with acting(actor, Act.PROGRAMME_EDIT) as act:
        programme = take(Programme, programme_id, WHAT)
        act.require(subject_of(programme))
        letter, name = letter.strip().upper(), name.strip()
        _refuse_taken(programme, letter, name)
        partnership = Partnership.objects.create(programme=programme, letter=letter, name=name)
        act.record(subject_of(programme), audience="programme", partnership=str(partnership.pk))
    return partnership


def edit_partnership(*, actor: Actor, partnership_id: UUID | str, letter: str, name: str) -> Partnership:
    """Another letter or name. Raises `Invalid` once an inspection needs it: its address and its reports bear
    the name."""
    with acting(actor, Act.PROGRAMME_EDIT) as act:
        partnership = _taken(partnership_id)
        act.require(subject_of(partnership.programme))
        _refuse_needed(partnership)
        letter, name = letter.strip().upper(), name.strip()
        _refuse_taken(partnership.programme, letter, name, but=partnership)
        partnership.letter, partnership.name = letter, name
        partnership.save(update_fields=["letter", "name"])
        act.record(subject_of(partnership.programme), audience="programme", renamed=str(partnership.pk))
    return partnership


def remove_partnership(*, actor: Actor, partnership_id: UUID | str) -> None:
    """Take it out of the programme. Raises `Invalid` once an inspection needs it."""
    with acting(actor, Act.PROGRAMME_EDIT) as act:
        partnership = _taken(partnership_id)
        programme, key = partnership.programme, str(partnership.pk)
        act.require(subject_of(programme))
        _refuse_needed(partnership)
        try:
            partnership.delete()
        except ProtectedError:
            raise Invalid(_problem("Something was written down about it.", "Leave it as it is.")) from None
        act.record(subject_of(programme), audience="programme", removed=key)


def needed_by(partnership: Partnership) -> str:
    """Why it can be neither renamed nor removed, in a sentence; empty when it can."""
    if Inspection.objects.filter(partnership=partnership).exists():
        return "It has an inspection, so it stays as it is."
    if Interest.objects.filter(partnership=partnership).exists():
        return "Somebody has declared an interest in it, so it stays as it is."
    return ""


def _taken(key: UUID | str) -> Partnership:
    one = Partnership.objects.filter(pk=key).select_related("programme").first()
    if one is None:
        raise missing("partnership")
    take(Programme, one.programme_id, WHAT)  # nobody sets up an inspection there meanwhile
    return one


def _refuse_needed(partnership: Partnership) -> None:
    why = needed_by(partnership)
    if why:
        raise Invalid(_problem(why))


def _refuse_taken(programme: Programme, letter: str, name: str, but: Partnership | None = None) -> None:
    others = Partnership.objects.filter(programme=programme).exclude(pk=but.pk if but else None)
    taken = list(others.values_list("letter", "name"))
    problems = [
        _problem(f"“{value}” stands in this programme already.", "Choose another.", field)
        for field, value, known in (
            ("letter", letter, {one for one, _ in taken}),
            ("name", name, {one for _, one in taken}),
        )
        if value in known
    ]
    if problems:
        raise Invalid(problems)


def _problem(message: str, remedy: str = "", field: str = "") -> Problem:
    return Problem(code="field-wrong", message=message, remedy=remedy, field=field)
