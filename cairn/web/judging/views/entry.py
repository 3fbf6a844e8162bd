"""One entry of the ledger: what it says, how it will be settled, and how it ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cairn.actions import ledger as acts
from cairn.actions.acting import missing
from cairn.actions.subjects import subject_of, within
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.store.models import Activity, LedgerActivity, LedgerEntry
from cairn.store.queries.members import team_members
from cairn.web.components.place import crumbs_to, edition_of, inspection_at, require
from cairn.web.components.saving import Tried, try_to_save, version_of
from cairn.web.components.values import Link
from cairn.web.judging.forms import EntryForm, NewActivityForm, PlanForm, ReopenForm, SettleForm
from cairn.web.judging.presenters.ledger import page_of
from cairn.web.judging.presenters.parts import button, indicator_name
from cairn.web.judging.views.answering import answered
from cairn.web.judging.views.ledger import TITLE, words_of


def entry(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """An entry with its activities, its history and the next steps."""
    found = _entry_at(request, slug, key)
    context = {
        "title": found.topic,
        "inspection": found.inspection,
        "here": "inspection-ledger",
        "crumbs": _crumbs(found, request.actor)[:-1],
    }
    return render(
        request, "judging/entry.html", context | page_of(found, edition_of(found.inspection), request.actor)
    )


def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change what an entry says."""
    found = _entry_at(request, slug, key, Act.LEDGER_EDIT)
    team = team_members(found.inspection_id) | {str(found.owner_id): found.owner.name}
    initial = {
        name: getattr(found, name)
        for name in ("indicator", "topic", "level", "reason", "owner_id", "version")
    }
    form = EntryForm(request.POST or None, edition=edition_of(found.inspection), team=team, initial=initial)
    tried = try_to_save(
        request,
        form,
        lambda told: acts.edit_entry(
            actor=request.actor, entry_id=found.pk, version=told["version"] or 0, words=words_of(told)
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, "The entry is changed. What it said before stands in its history.")
    return _answer(request, found, Act.LEDGER_EDIT, form, tried, title="Change the entry")


def plan(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Choose the activities that will settle an entry."""
    found = _entry_at(request, slug, key, Act.LEDGER_PLAN)
    chosen = {
        str(one) for one in LedgerActivity.objects.filter(entry=found).values_list("activity_id", flat=True)
    }
    form = PlanForm(
        request.POST or None,
        activities=_activities_to_choose(found),
        initial={"activities": chosen, "version": found.version},
    )
    tried = try_to_save(
        request,
        form,
        lambda told: acts.plan_entry(
            actor=request.actor,
            entry_id=found.pk,
            version=told["version"],
            activity_ids=told["activities"],
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(
            request, "The plan is kept. The entry can be settled when an activity has taken place."
        )
    anew = button(
        request.actor,
        Act.ACTIVITY_PLAN,
        within(found.inspection, noun="activity"),
        "Plan a new activity",
        reverse("inspection-ledger-plan-new", args=[found.inspection.slug, found.pk]),
        "secondary",
    )
    more = {"submit": "Keep this plan", "anew": anew, "template": "judging/plan.html"}
    return _answer(request, found, Act.LEDGER_PLAN, form, tried, title="Plan how to settle it", **more)


def plan_anew(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Put a new activity into the diary and settle the entry by it."""
    found = _entry_at(request, slug, key, Act.LEDGER_PLAN)
    if request.method != "POST":
        require(request.actor, Act.ACTIVITY_PLAN, within(found.inspection, noun="activity"))
    form = NewActivityForm(
        request.POST or None,
        team=team_members(found.inspection_id),
        initial={"version": found.version, "lead_id": str(found.owner_id)},
    )
    tried = try_to_save(
        request,
        form,
        lambda told: acts.plan_entry_anew(
            actor=request.actor,
            entry_id=found.pk,
            version=told["version"],
            plan=form.plan(found.indicator),
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, "The activity stands in the diary, and the entry waits for it.")
    lead = f"It goes into the diary for {indicator_name(edition_of(found.inspection), found.indicator)}."
    more = {"submit": "Plan the activity", "lead": lead}
    return _answer(request, found, Act.LEDGER_PLAN, form, tried, title="Plan a new activity", **more)


def settle(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say how an entry ended."""
    found = _entry_at(request, slug, key, Act.LEDGER_RESOLVE)
    took_place = LedgerActivity.objects.filter(entry=found, activity__state="done").exists()
    outcomes = acts.outcomes_from(found.state, took_place=True)
    possible = acts.outcomes_from(found.state, took_place=took_place)
    form = SettleForm(
        request.POST or None,
        outcomes=possible or outcomes,
        initial={"version": found.version},
    )
    tried = try_to_save(
        request,
        form,
        lambda told: acts.resolve_entry(
            actor=request.actor,
            entry_id=found.pk,
            version=told["version"],
            outcome=told["state"],
            text=told["outcome_text"],
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, "The entry is settled. An evaluation can rest on it now.")
    more = {
        "submit": "Settle the entry",
        "waiting": not took_place,
        "never_planned": found.state == "open",
        "template": "judging/settle.html",
    }
    return _answer(request, found, Act.LEDGER_RESOLVE, form, tried, title="Settle the entry", **more)


def reopen(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Open a settled entry again."""
    found = _entry_at(request, slug, key, Act.LEDGER_REOPEN)
    form = ReopenForm(request.POST or None, initial={"version": found.version})
    tried = try_to_save(
        request,
        form,
        lambda told: acts.reopen_entry(
            actor=request.actor, entry_id=found.pk, version=told["version"], reason=told["reason"]
        ),
        lambda: version_of(found),
    )
    if tried.saved:
        messages.success(request, "The entry is open again.")
    lead = "It must be planned and settled anew. How it ended before stays in its history."
    more = {"submit": "Open it again", "lead": lead}
    return _answer(request, found, Act.LEDGER_REOPEN, form, tried, title="Open the entry again", **more)


def _entry_at(request: HttpRequest, slug: str, key: str, act: Act = Act.LEDGER_VIEW) -> LedgerEntry:
    """The entry, if the actor may see it. What they may do to it is asked before a form is shown to them, and
    by the act when it is sent: what was written is not lost if the entry has moved on meanwhile."""
    inspection = inspection_at(request.actor, slug)
    found = LedgerEntry.objects.filter(pk=key, inspection=inspection).select_related("owner").first()
    if found is None:
        raise missing("ledger entry")
    found.inspection = inspection
    require(request.actor, Act.LEDGER_VIEW if request.method == "POST" else act, subject_of(found))
    return found


def _answer(
    request: HttpRequest, found: LedgerEntry, act: Act, form: forms.Form, tried: Tried, **more: Any
) -> HttpResponse:
    more = {"caption": found.topic} | more
    return answered(request, found, act, form, tried, crumbs=_crumbs(found, request.actor), **more)


def _crumbs(found: LedgerEntry, actor: Actor) -> list[Link]:
    back = reverse("inspection-ledger", args=[found.inspection.slug])
    return crumbs_to(found.inspection, actor, Link(TITLE, back), Link(found.topic, acts.address_of(found)))


def _activities_to_choose(found: LedgerEntry) -> list[Activity]:
    """Those on the entry's indicator first, then the others; what was cancelled cannot settle anything."""
    there = Activity.objects.filter(inspection=found.inspection).exclude(state="cancelled")
    return sorted(there, key=lambda one: (found.indicator not in one.indicators, one.starts_at))
