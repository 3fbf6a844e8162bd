"""Which request a page is of, and whether this person may be there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from cairn.actions.acting import missing
from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.store.models import Inspection, Request
from cairn.web.components.place import crumbs_to, inspection_at, require
from cairn.web.components.values import Link


def request_at(web: HttpRequest, slug: str, key: UUID) -> tuple[Inspection, Request]:
    """The inspection and the request of that address, if the actor may know of both."""
    found = inspection_at(web.actor, slug)
    one = Request.objects.filter(inspection=found, pk=key).select_related("inspection").first()
    if one is None:
        raise missing("request")
    require(web.actor, Act.REQUEST_VIEW, subject_of(one))
    return found, one


def crumbs_below(one: Request, actor: Actor) -> list[Link]:
    """The way to a page of one request."""
    here = reverse("inspection-request", args=[one.inspection.slug, one.pk])
    return crumbs(one.inspection, actor, Link(one.title, here))


def crumbs(found: Inspection, actor: Actor, *further: Link) -> list[Link]:
    back = Link("Requests", reverse("inspection-requests", args=[found.slug]))
    return crumbs_to(found, actor, back, *further)
