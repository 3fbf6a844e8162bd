"""What is a person's to do now, and what they should know."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from cairn.actions.notices import mark_all_seen, mark_seen
from cairn.store.models import Notice
from cairn.web.work.duties import duties_of
from cairn.web.work.presenters import looking_on, table_of_duties, table_of_notices

PER_PAGE = 25


def my_work(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person, across inspections, overdue first; and their notices."""
    today = localdate()
    duties = duties_of(request.actor, today)
    page = Paginator(duties, PER_PAGE).get_page(request.GET.get("page"))
    notices = Notice.objects.filter(person_id=request.actor.person_id, seen_at__isnull=True)
    told = Paginator(notices, PER_PAGE).get_page(request.GET.get("notices"))
    context = {
        "title": "My work",
        "table": table_of_duties(list(page), today),
        "page": page,
        "overdue": sum(one.is_late(today) for one in duties),
        "notices": table_of_notices(list(told), request.actor),
        "notice_page": told,
        "has_roles": bool(request.actor.roles),
        **looking_on(request.actor),
    }
    return render(request, "work/my-work.html", context)


@require_POST
def seen(request: HttpRequest, key: str) -> HttpResponse:
    """One notice has been seen."""
    mark_seen(actor=request.actor, notice_id=key)
    return redirect("my-work")


@require_POST
def all_seen(request: HttpRequest) -> HttpResponse:
    """All notices have been seen."""
    mark_all_seen(actor=request.actor)
    return redirect("my-work")
