"""`{% load inspections %}`: where one is in an inspection, for the pages of every area."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from cairn.actions.subjects import within
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.model import Actor, Subject
from cairn.store.models import Inspection
from cairn.web.components.place import caption_of, name_of
from cairn.web.components.states import state_tag
from cairn.web.components.values import Link, Tab, Tag

register = template.Library()

# Name of the page, its words, and what a person must be allowed to see to find anything there: an act, with
# the state in which a thing of that noun is seen by all who ever see one.
PAGES: tuple[tuple[str, str, Act, str], ...] = (
    ("inspection", "Overview", Act.INSPECTION_VIEW, ""),
    ("inspection-timetable", "Timetable", Act.INSPECTION_VIEW, ""),
    ("inspection-team", "People", Act.MEMBERSHIP_VIEW, ""),
    ("inspection-scope", "Scope", Act.SCOPE_VIEW, ""),
    ("inspection-ledger", "Ledger", Act.LEDGER_VIEW, "open"),
    ("inspection-diary", "Diary", Act.ACTIVITY_VIEW, "planned"),
    ("inspection-requests", "Requests", Act.REQUEST_VIEW, "asked"),
    ("inspection-evaluations", "Evaluations", Act.EVALUATION_VIEW, "signed"),
    ("inspection-history", "History", Act.AUDIT_VIEW, ""),
)


@register.inclusion_tag("inspections/nav.html", takes_context=True)
def inspection_nav(context: Context, inspection: Inspection, here: str = "") -> dict[str, object]:
    """The pages of an inspection that this person may see. `here` is the name of the present one."""
    actor = context.get("actor")
    shown = open_pages(actor, inspection) if isinstance(actor, Actor) else []
    tabs = [Tab(words, href, current=name == here) for name, words, href in shown]
    return {"tabs": tabs, "label": f"Inspection of {inspection.partnership.name}"}


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def inspection_crumbs(context: Context, inspection: Inspection, title: str = "") -> dict[str, object]:
    """The way to a page of an inspection; without a title, to its overview."""
    actor = context.get("actor")
    name = name_of(inspection, actor) if isinstance(actor, Actor) else inspection.partnership.name
    links = [Link("Inspections", _path("inspections"))]
    if title:
        links.append(Link(name, _path("inspection", inspection.slug)))
    return {"links": links, "here": title or name}


@register.simple_tag(takes_context=True)
def inspection_caption(context: Context, inspection: Inspection) -> str:
    """What stands above the title: which inspection, and of which programme where there are several."""
    actor = context.get("actor")
    return caption_of(inspection, actor) if isinstance(actor, Actor) else str(inspection)


@register.filter
def state_of(inspection: Inspection) -> Tag:
    return state_tag("inspection", inspection.state)


def open_pages(actor: Actor, inspection: Inspection) -> list[tuple[str, str, str]]:
    """Name, words and address of the pages there are and this person may see."""
    return [
        (name, words, href)
        for name, words, act, state in PAGES
        if may(actor, act, probe(inspection, act, state)) and (href := _path(name, inspection.slug))
    ]


def probe(inspection: Inspection, act: Act, state: str) -> Subject:
    """A thing of the act's noun in that inspection, to ask whether a person sees any."""
    if act.noun == "inspection":
        state = inspection.state
    return within(inspection, noun=act.noun, state=state, proposed_by="", role="")


def _path(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
