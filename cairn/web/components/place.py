"""Where a page of an inspection is: its inspection, its edition, and the way back."""

from __future__ import annotations

from django.urls import reverse

from cairn.actions.acting import missing, refused
from cairn.actions.subjects import subject_of
from cairn.bridge.definitions import edition_named
from cairn.framework.model import Edition
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Subject
from cairn.store.models import Inspection
from cairn.web.components.values import Link


def inspection_at(actor: Actor, slug: str) -> Inspection:
    """The inspection of that address with its partnership and programme, if the actor may know of it."""
    found = Inspection.objects.filter(slug=slug).select_related("partnership", "programme").first()
    if found is None:
        raise missing("inspection")
    require(actor, Act.INSPECTION_VIEW, subject_of(found))
    return found


def require(actor: Actor, act: Act, subject: Subject) -> None:
    """Raises when the actor may not even open the page."""
    why_not = refusal(actor, act, subject)
    if why_not is not None:
        raise refused(why_not)


def edition_of(inspection: Inspection) -> Edition:
    return edition_named(inspection.programme.framework, inspection.programme.edition)


def sees_several(actor: Actor) -> bool:
    """Whether the actor has parts in more than one programme: “Area A” alone does not tell them which."""
    return len({held.programme_id for held in actor.roles}) > 1


def name_of(inspection: Inspection, actor: Actor) -> str:
    """“Area A”; with the title of its programme for whoever has parts in several."""
    name = inspection.partnership.name
    return f"{name}, {inspection.programme.title}" if sees_several(actor) else name


def caption_of(inspection: Inspection, actor: Actor) -> str:
    """What stands above the title of a page of that inspection."""
    return f"Joint inspection, {name_of(inspection, actor)}"


def crumbs_to(inspection: Inspection, actor: Actor, *further: Link) -> list[Link]:
    return [
        Link("Inspections", reverse("inspections")),
        Link(name_of(inspection, actor), reverse("inspection", args=[inspection.slug])),
        *further,
    ]
