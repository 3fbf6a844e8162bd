"""The pages of requests: the list, one request, drafting it and moving it on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cairn.actions.acting import missing
from cairn.actions.requests import (
    accept_answer,
    ask_request,
    count_words,
    draft_request,
    edit_request,
    return_answer,
    withdraw_request,
)
from cairn.actions.subjects import subject_of, within
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.model import Actor
from cairn.policy.roles import PARTNERSHIP
from cairn.policy.states import WITH_THE_TEAM
from cairn.store.models import Inspection, Request
from cairn.web.components.place import caption_of, inspection_at, require
from cairn.web.components.saving import try_to_save, version_of, version_sent
from cairn.web.components.values import Tab
from cairn.web.requests.forms import NoteForm, RequestForm, plan_of
from cairn.web.requests.place import crumbs, crumbs_below, request_at
from cairn.web.requests.presenters import WAITING, files_of, rows_of, steps_of, table_of, tags_of

ON_A_PAGE = 25
# verb → act, what does it, the button, the message, the kind of button
MOVES: dict[str, tuple[Act, Callable[..., Request], str, str, str]] = {
    "ask": (Act.REQUEST_ASK, ask_request, "Send to the partnership", "The partnership has it now.", ""),
    "accept": (Act.REQUEST_ACCEPT, accept_answer, "Accept the answer", "Accepted; they are told.", ""),
    "withdraw": (Act.REQUEST_WITHDRAW, withdraw_request, "Withdraw", "Withdrawn.", "warning"),
}


def requests(web: HttpRequest, slug: str) -> HttpResponse:
    """What is asked of the partnership, by the day it is due."""
    found = inspection_at(web.actor, slug)
    require(web.actor, Act.REQUEST_VIEW, within(found, noun="request", state="asked"))
    every = Request.objects.filter(inspection=found)
    waiting = every.filter(state__in=WAITING)
    only_waiting = web.GET.get("show") == "waiting"
    page = Paginator(waiting if only_waiting else every, ON_A_PAGE).get_page(web.GET.get("page"))
    here = reverse("inspection-requests", args=[slug])
    context = {
        "inspection": found,
        "here": "inspection-requests",
        "title": "Requests",
        "page": page,
        "only_waiting": only_waiting,
        "table": table_of(page.object_list, slug, timezone.localdate()),
        "kinds": [
            Tab("All", here, current=not only_waiting, count=every.count()),
            Tab("To be answered", f"{here}?show=waiting", current=only_waiting, count=waiting.count()),
        ],
        "may_draft": may(web.actor, Act.REQUEST_DRAFT, within(found, noun="request")),
    }
    return render(web, "requests/list.html", context)


def request_page(web: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One request with its answer, its files, how it came here, and what may be done next."""
    found, one = request_at(web, slug, key)
    subject = subject_of(one)
    moves = [
        (verb, words, kind)
        for verb, (act, _, words, _, kind) in MOVES.items()
        if may(web.actor, act, subject)
    ]
    context = {
        "inspection": found,
        "title": one.title,
        "request_shown": one,
        "tags": tags_of(one, timezone.localdate()),
        "rows": rows_of(one),
        "words": count_words(one.answer_text),
        "files": files_of(one, slug, for_partnership=_is_of_partnership(web.actor, found)),
        "steps": steps_of(list(one.moves.select_related("person"))),
        "moves": moves,
        "may_answer": may(web.actor, Act.REQUEST_WRITE_ANSWER, subject),
        "may_edit": may(web.actor, Act.REQUEST_EDIT, subject),
        "may_return": may(web.actor, Act.REQUEST_RETURN, subject),
        # While it is being written, and when it is no longer asked for, an answer is the partnership's own.
        "shows_answer": one.state in WITH_THE_TEAM
        or may(web.actor, Act.REQUEST_WRITE_ANSWER, subject)
        or (one.state == "withdrawn" and _is_of_partnership(web.actor, found)),
        "crumbs": crumbs(found, web.actor),
        "crumbs_here": one.title,
    }
    return render(web, "requests/request.html", context)


def _is_of_partnership(actor: Actor, found: Inspection) -> bool:
    return any(held.role in PARTNERSHIP and held.inspection_id == str(found.pk) for held in actor.roles)


def draft(web: HttpRequest, slug: str) -> HttpResponse:
    """Begin a request."""
    found = inspection_at(web.actor, slug)
    require(web.actor, Act.REQUEST_DRAFT, within(found, noun="request"))
    form = RequestForm(web.POST or None)
    made: list[Request] = []

    def save(told: dict) -> None:
        made.append(
            draft_request(actor=web.actor, inspection_id=found.pk, plan=plan_of(told), key=told["key"])
        )

    tried = try_to_save(web, form, save, lambda: "")
    if tried.saved:
        messages.success(web, "Drafted. The partnership sees it once you send it.")
        return redirect("inspection-request", slug, made[0].pk)
    context = {
        "title": "Ask the partnership for something",
        "caption": caption_of(found, web.actor),
        "form": form,
        "submit": "Keep as a draft",
        "cancel_url": reverse("inspection-requests", args=[slug]),
        "crumbs": crumbs(found, web.actor),
    }
    return render(web, "workspace/form.html", context, status=tried.status)


def edit(web: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Change what is asked, or when it is due."""
    found, one = request_at(web, slug, key)
    require(web.actor, Act.REQUEST_EDIT, subject_of(one))
    entered = {name: getattr(one, name) for name in ("kind", "title", "text", "due_on", "version")}
    form = RequestForm(web.POST or None, initial=entered)

    def save(told: dict) -> None:
        edit_request(actor=web.actor, request_id=one.pk, version=told["version"] or 0, plan=plan_of(told))

    tried = try_to_save(web, form, save, partial(version_of, one))
    if tried.saved:
        messages.success(web, "Saved.")
        return redirect("inspection-request", slug, one.pk)
    context = {
        "title": f"Change “{one.title}”",
        "caption": caption_of(found, web.actor),
        "form": form,
        "tried": tried,
        "cancel_url": reverse("inspection-request", args=[slug, one.pk]),
        "crumbs": crumbs_below(one, web.actor),
    }
    return render(web, "workspace/form.html", context, status=tried.status)


def move(web: HttpRequest, slug: str, key: UUID, verb: str) -> HttpResponse:
    """Send, accept, withdraw; or return with what is missing, which is a page of its own."""
    found, one = request_at(web, slug, key)
    if verb == "return":
        return _give_back(web, slug, one)
    if verb not in MOVES or web.method != "POST":
        raise missing("page")
    _, act, _, done, _ = MOVES[verb]
    act(actor=web.actor, request_id=one.pk, version=version_sent(web))
    messages.success(web, done)
    return redirect("inspection-request", found.slug, one.pk)


def _give_back(web: HttpRequest, slug: str, one: Request) -> HttpResponse:
    require(web.actor, Act.REQUEST_RETURN, subject_of(one))
    form = NoteForm(web.POST or None, initial={"version": one.version})

    def save(told: dict) -> None:
        return_answer(actor=web.actor, request_id=one.pk, version=told["version"] or 0, note=told["note"])

    tried = try_to_save(web, form, save, partial(version_of, one))
    if tried.saved:
        messages.success(web, "They are told what is missing.")
        return redirect("inspection-request", slug, one.pk)
    context = {
        "title": "Ask for more",
        "caption": one.title,
        "form": form,
        "submit": "Return the answer",
        "tried": tried,
        "cancel_url": reverse("inspection-request", args=[slug, one.pk]),
        "crumbs": crumbs_below(one, web.actor),
    }
    return render(web, "workspace/form.html", context, status=tried.status)
