"""What an inspection looks at, and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions.acting import missing
from cairn.actions.scope import decide_scope
from cairn.actions.subjects import within
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.store.models import Inspection
from cairn.store.queries.scoping import ledger_by_indicator, newest_decisions
from cairn.web.components.place import caption_of, crumbs_to, edition_of, inspection_at, require
from cairn.web.components.saving import try_to_save
from cairn.web.components.values import Link
from cairn.web.judging.forms import DecideForm, DecideSeveralForm
from cairn.web.judging.presenters.parts import button, said_of
from cairn.web.judging.presenters.scope import choices_of, of_indicator, page_of, said_of_ledger, state_of

TITLE = "Scope"


def scope(request: HttpRequest, slug: str) -> HttpResponse:
    """Every indicator of the framework, in or out, with the reason and what the ledger suggests."""
    found = _place(request, slug)
    subject = within(found, noun="scope")
    why_not = refusal(request.actor, Act.SCOPE_DECIDE, subject)
    href = reverse("inspection-scope-several", args=[found.slug])
    context = {
        "title": TITLE,
        "inspection": found,
        "here": "inspection-scope",
        "several": button(request.actor, Act.SCOPE_DECIDE, subject, "Decide on several at once", href),
    }
    return render(request, "judging/scope.html", context | page_of(found, edition_of(found), why_not))


def decide(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Decide on one indicator, with all decisions on it before; whoever may not decide reads them here."""
    found = _place(request, slug)
    edition = edition_of(found)
    if code not in {one.code for one in edition.indicators}:
        raise missing("indicator")
    why_not = refusal(request.actor, Act.SCOPE_DECIDE, within(found, noun="scope"))
    newest = newest_decisions(found.pk).get(code)
    form = DecideForm(request.POST or None, initial={"seen": str(newest.pk) if newest else ""})
    tried = try_to_save(
        request,
        form,
        lambda told: decide_scope(
            actor=request.actor,
            inspection_id=found.pk,
            seen={code: told["seen"]},
            included=told["included"] == "yes",
            reason=told["reason"],
        ),
        lambda: _newest_key(found, code),
    )
    if tried.saved:
        messages.success(request, f"The decision on {code} is kept, with its reason.")
        return redirect("inspection-scope", found.slug)
    back = reverse("inspection-scope", args=[found.slug])
    context = {
        "caption": caption_of(found, request.actor),
        "form": form,
        "tried": tried,
        "inspection": found,
        "state": state_of(newest),
        "suggested": said_of_ledger(ledger_by_indicator(found.pk).get(code)),
        "refusal": said_of(why_not),
        "submit": "Keep the decision",
        "cancel_url": back,
        "crumbs": crumbs_to(found, request.actor, Link(TITLE, back)),
    } | of_indicator(found, edition, code)
    return render(request, "judging/decide.html", context | {"title": context["name"]}, status=tried.status)


def several(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide on several indicators for one reason."""
    found = _place(request, slug)
    if request.method != "POST":
        require(request.actor, Act.SCOPE_DECIDE, within(found, noun="scope"))
    edition, newest = edition_of(found), newest_decisions(found.pk)
    choices, hints = choices_of(edition, newest, ledger_by_indicator(found.pk))
    form = DecideSeveralForm(
        request.POST or None,
        choices=choices,
        hints=hints,
        initial={"seen": _packed({code: str(one.pk) for code, one in newest.items()})},
    )

    def save(told: dict) -> None:
        known = _unpacked(told["seen"])
        decide_scope(
            actor=request.actor,
            inspection_id=found.pk,
            seen={code: known.get(code, "") for code in told["indicators"]},
            included=told["included"] == "yes",
            reason=told["reason"],
        )

    tried = try_to_save(
        request,
        form,
        save,
        lambda: _packed({code: str(one.pk) for code, one in newest_decisions(found.pk).items()}),
    )
    if tried.saved:
        messages.success(request, "The decisions are kept, with their reason.")
        return redirect("inspection-scope", found.slug)
    back = reverse("inspection-scope", args=[found.slug])
    context = {
        "title": "Decide on several indicators",
        "caption": caption_of(found, request.actor),
        "lead": "One decision and one reason for all that you choose here.",
        "form": form,
        "tried": tried,
        "submit": "Keep the decisions",
        "cancel_url": back,
        "crumbs": crumbs_to(found, request.actor, Link(TITLE, back)),
    }
    return render(request, "workspace/form.html", context, status=tried.status)


def _place(request: HttpRequest, slug: str) -> Inspection:
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.SCOPE_VIEW, within(found, noun="scope"))
    return found


def _newest_key(inspection: Inspection, code: str) -> str:
    newest = newest_decisions(inspection.pk).get(code)
    return str(newest.pk) if newest else ""


def _packed(seen: dict[str, str]) -> str:
    return " ".join(f"{code}={key}" for code, key in sorted(seen.items()))


def _unpacked(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split() if "=" in part)
