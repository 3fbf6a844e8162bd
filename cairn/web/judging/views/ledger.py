"""The triage ledger of an inspection, and a new entry in it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions import ledger as acts
from cairn.actions.subjects import within
from cairn.policy.acts import Act
from cairn.store.queries.members import team_members
from cairn.web.components.place import caption_of, crumbs_to, edition_of, inspection_at, require
from cairn.web.components.saving import try_to_save
from cairn.web.components.values import Link
from cairn.web.judging.forms import EntryForm, FilterForm
from cairn.web.judging.presenters.ledger import add_button, entries_of, groups_of, overview_of

PER_PAGE = 25
TITLE = "Triage ledger"


def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """All entries by indicator, with their counts and the picture by level."""
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.LEDGER_VIEW, within(found, noun="ledger_entry"))
    edition = edition_of(found)
    form = FilterForm(request.GET or None, edition=edition)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(entries_of(found, edition, asked, request.actor), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "title": TITLE,
        "inspection": found,
        "here": "inspection-ledger",
        "add": add_button(found, request.actor),
        "filter": form,
        "filtered": any(asked.values()),
        "groups": groups_of(list(page), found, edition),
        "page": page,
    }
    return render(request, "judging/ledger.html", context | overview_of(found, edition))


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a new entry."""
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.LEDGER_ADD, within(found, noun="ledger_entry"))
    initial = {"owner_id": request.actor.person_id, "indicator": request.GET.get("indicator", "")}
    form = EntryForm(
        request.POST or None, edition=edition_of(found), team=team_members(found.pk), initial=initial
    )
    tried = try_to_save(
        request,
        form,
        lambda told: acts.add_entry(
            actor=request.actor, inspection_id=found.pk, words=words_of(told), key=told["key"]
        ),
        lambda: "",
    )
    if tried.saved:
        messages.success(request, "The entry stands in the ledger. Plan how it will be settled.")
        return redirect("inspection-ledger", found.slug)
    back = reverse("inspection-ledger", args=[found.slug])
    context = {
        "title": "Add an entry to the ledger",
        "caption": caption_of(found, request.actor),
        "form": form,
        "submit": "Add the entry",
        "cancel_url": back,
        "crumbs": crumbs_to(found, request.actor, Link(TITLE, back)),
    }
    return render(request, "workspace/form.html", context, status=tried.status)


def words_of(told: dict) -> acts.EntryWords:
    return acts.EntryWords(
        **{name: told[name] for name in ("indicator", "topic", "level", "reason", "owner_id")}
    )
