"""The pages of reports at work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions import reports as acts
from cairn.actions.acting import missing, refused
from cairn.actions.once import done_before
from cairn.actions.publishing import ask_to_publish
from cairn.actions.subjects import subject_of
from cairn.bridge.publish import TextCheck, press
from cairn.errors import CairnError, Invalid, Missing, Problem, Refused
from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import Actor
from cairn.policy.states import BEFORE_NOTICE
from cairn.store.models import Inspection, Programme, Publication, Report
from cairn.web.components.problems import put_on_form, status_of
from cairn.web.components.saving import version_sent
from cairn.web.components.states import state_tag
from cairn.web.components.values import Link
from cairn.web.publishing import presenters
from cairn.web.publishing.forms import BeginForm, ReasonForm, StepForm, WritingForm

A_PAGE = 25


def drafts(request: HttpRequest) -> HttpResponse:
    """Every report this person may read, at whatever stage."""
    found = Report.objects.select_related("programme", "inspection__partnership").defer("text")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    told = {
        "title": presenters.CRUMB,
        "page": page,
        "table": presenters.table_of(page),
        "may_begin": bool(_choices(request.actor)),
    }
    return render(request, "publishing/list.html", told)


def create(request: HttpRequest) -> HttpResponse:
    """Begin a report on an inspection, or the overview of a programme."""
    choices = _choices(request.actor)
    if not choices:
        message = "There is no programme or inspection that you may begin a report on."
        raise Refused(Problem(code="not-your-role", message=message, remedy="Ask the programme lead."))
    form = BeginForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        programme_id, _, inspection_id = form.cleaned_data["about"].partition("/")
        there = _titles_on(inspection_id)
        if there and not form.cleaned_data["another"]:
            form.warn_of(there)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.create_report(
                actor=request.actor,
                programme_id=programme_id,
                inspection_id=inspection_id or None,
                title=form.cleaned_data["title"],
                summary=form.cleaned_data["summary"],
            )
        except Invalid as error:
            put_on_form(form, error)
        else:
            messages.success(request, "The report is begun, with the headings it must have.")
            return redirect("report-edit", made.slug)
    told = {
        "title": "Begin a report",
        "form": form,
        "submit": "Begin",
        "cancel_url": reverse("report-drafts"),
        "crumbs": [Link(presenters.CRUMB, reverse("report-drafts"))],
    }
    return render(request, "workspace/form.html", told, status=status_of(form))


def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """A report: where it stands, what can be done, and its page as it would be."""
    report = _at(request.actor, slug)
    editions = list(Publication.objects.filter(report=report).defer("body_html", "plain_text", "findings"))
    moves = list(report.moves.select_related("person"))
    progress = presenters.progress_of(report, report.publishings.select_related("asked_by").first())
    told = _told(report) | {
        "title": report.title,
        "state": state_tag("report", report.state),
        "progress": progress,
        "buttons": presenters.buttons(
            report, request.actor, under_way=progress is not None and progress.under_way
        ),
        "steps": presenters.steps(report, moves),
        "facts": presenters.facts(report, editions),
        "check_url": reverse("report-check", args=(report.slug,)),
        "preview_url": reverse("report-preview", args=(report.slug,)),
        "versions_url": reverse("report-versions", args=(report.slug,)),
    }
    return render(request, "publishing/report.html", told)


def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as its page would be; the text itself where that cannot be shown yet."""
    report = _at(request.actor, slug)
    body = ""
    problems: tuple[Problem, ...] = ()
    try:
        body = acts.preview_report(actor=request.actor, report_id=report.pk)
    except CairnError as error:
        problems = error.problems
    told = _told(report) | {"title": "As it would be read", "body": body, "problems": problems}
    return render(request, "publishing/preview.html", told)


def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The verdict on every number-word of the saved text."""
    report = _at(request.actor, slug)
    told = _told(report) | {"title": "Number-words and their verdicts"}
    return render(request, "publishing/check.html", told | _checked(request.actor, report, None))


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write; the button that checks shows the verdicts and saves nothing."""
    report = _at(request.actor, slug, Act.REPORT_EDIT)
    start = {"title": report.title, "summary": report.summary, "text": report.text, "version": report.version}
    form = WritingForm(request.POST or None, initial=start)
    checked: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "check":
            checked = _checked(request.actor, report, form.cleaned_data["text"])
        else:
            try:
                acts.edit_report(actor=request.actor, report_id=report.pk, **form.cleaned_data)
            except Invalid as error:
                put_on_form(form, error)
            else:
                messages.success(request, "Saved.")
                return redirect("report-edit", slug)
    told = _told(report) | checked
    told |= {"title": "Write", "form": form, "guide": press().headings(report.kind)}
    return render(request, "publishing/edit.html", told, status=status_of(form))


def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every text the report has had."""
    report = _at(request.actor, slug)
    texts = report.texts.select_related("person").order_by("-version")
    page = Paginator(texts, A_PAGE).get_page(request.GET.get("page"))
    told = {"title": "Versions", "table": presenters.version_table(report, page), "page": page}
    return render(request, "publishing/versions.html", _told(report) | told)


def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One text the report has had."""
    report = _at(request.actor, slug)
    text = report.texts.select_related("person").filter(version=number).first()
    if text is None:
        raise missing("version")
    told = {"title": f"Version {number}", "text": text}
    return render(request, "publishing/version.html", _told(report) | told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A page that asks before an act."""

    act: Act
    title: str
    submit: str
    done: str
    consequences: tuple[str, ...]
    run: Callable[..., object]
    asks_why: bool = False
    kind: str = ""
    cannot_undo: bool = False


ASKS = {
    "submit": Ask(
        act=Act.REPORT_SUBMIT,
        title="Hand in the report",
        submit="Hand it in",
        done="The report is handed in.",
        consequences=(
            "Its text cannot change while it is read.",
            "Another person than you agrees it: a programme lead or a member of the panel.",
        ),
        run=acts.submit_report,
    ),
    "return": Ask(
        act=Act.REPORT_RETURN,
        title="Return the report",
        submit="Return it",
        done="The report is returned to its author.",
        consequences=("Its authors can write again.", "Whoever handed it in is told, with your reason."),
        run=acts.return_report,
        asks_why=True,
    ),
    "agree": Ask(
        act=Act.REPORT_AGREE,
        title="Agree the report",
        submit="Agree",
        done="The report is agreed.",
        consequences=("The programme lead can publish it.", "Whoever handed it in is told."),
        run=acts.agree_report,
    ),
    "publish": Ask(
        act=Act.REPORT_ASK_PUBLICATION,
        title="Publish the report",
        submit="Publish",
        done="",  # the page itself tells how far it has come
        consequences=(
            "Anybody can read it at its address, and ask of every number-word how we know.",
            "Its figures are counted anew; if one word does not hold, nothing is published.",
            "This edition never changes. A correction is a new edition.",
            "Cairn counts the figures and makes the files by itself, in a minute or less.",
        ),
        run=ask_to_publish,
        cannot_undo=True,
    ),
    "withdraw": Ask(
        act=Act.REPORT_WITHDRAW,
        title="Withdraw the report",
        submit="Withdraw",
        done="The report is withdrawn.",
        consequences=(
            "The public can no longer read any of its editions.",
            "Their addresses say that it was withdrawn, when, and the reason you give here.",
        ),
        run=acts.withdraw_report,
        asks_why=True,
        kind="warning",
    ),
    "revise": Ask(
        act=Act.REPORT_REVISE,
        title="Begin a new edition",
        submit="Begin",
        done="The text can be changed for the next edition.",
        consequences=(
            "The text can be changed again, and must be agreed again.",
            "What is public stays as it is until the new edition is published.",
        ),
        run=acts.revise_report,
    ),
}


def step(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Ask, then act."""
    ask = ASKS[what]
    there = _at(request.actor, slug)
    reason = request.POST.get("reason", "")
    if done_before(there, version_sent(request), request.actor, ask.act, reason):
        return redirect("report-draft", slug)
    report = _at(request.actor, slug, ask.act)
    kind = ReasonForm if ask.asks_why else StepForm
    form = kind(request.POST or None, initial={"version": report.version})
    if request.method == "POST" and form.is_valid():
        try:
            ask.run(actor=request.actor, report_id=report.pk, **form.cleaned_data)
        except Invalid as error:
            put_on_form(form, error)
        except Refused as error:
            form.add_error(None, [str(p.message) for p in error.problems])
            return _asked(request, report, ask, form, error.problems)
        else:
            if ask.done:
                messages.success(request, ask.done)
            return redirect("report-draft", slug)
    return _asked(request, report, ask, form, ())


def _asked(
    request: HttpRequest, report: Report, ask: Ask, form: Form, problems: tuple[Problem, ...]
) -> HttpResponse:
    told = _told(report) | {
        "title": ask.title,
        "caption": report.title,
        "form": form,
        "submit": ask.submit,
        "submit_kind": ask.kind,
        "consequences": ask.consequences,
        "cannot_undo": ask.cannot_undo,
        "cancel_url": reverse("report-draft", args=(report.slug,)),
        "problems": problems,
        "unsigned": acts.unsigned(report) if ask.act is Act.REPORT_ASK_PUBLICATION else (),
    }
    return render(request, "publishing/confirm.html", told, status=status_of(form))


def _checked(actor: Actor, report: Report, text: str | None) -> dict[str, object]:
    """The verdicts for a page, or why there are none."""
    try:
        found: TextCheck = acts.check_report(actor=actor, report_id=report.pk, text=text)
    except Missing as error:
        return {"no_evidence": error.problems[0]}
    barring = found.barring
    return {
        "check": found,
        "check_table": presenters.verdict_table(found),
        "barring": barring,
        "stand_in_label": found.label,
    }


def _at(actor: Actor, slug: str, act: Act = Act.REPORT_VIEW) -> Report:
    """The report, if the actor may do the act to it. Raises `Missing` or `Refused`."""
    found = Report.objects.select_related("programme", "inspection__partnership").filter(slug=slug).first()
    if found is None:
        raise missing("report")
    why_not = refusal(actor, act, subject_of(found))
    if why_not is not None:
        raise refused(why_not)
    return found


def _told(report: Report) -> dict[str, object]:
    return {
        "report": report,
        "caption": report.title,
        "crumbs": [
            Link(presenters.CRUMB, reverse("report-drafts")),
            Link(report.title, reverse("report-draft", args=(report.slug,))),
        ],
    }


def _titles_on(inspection_id: str) -> list[str]:
    """The reports on that inspection which were not withdrawn, by their titles."""
    if not inspection_id:
        return []
    found = Report.objects.filter(inspection_id=inspection_id).exclude(state="withdrawn")
    return list(found.values_list("title", flat=True))


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """What this person may begin a report on, as (programme/inspection, label)."""
    found: list[tuple[str, str]] = []
    for programme in Programme.objects.all():
        if may(actor, Act.REPORT_CREATE, acts.about_to_begin(programme, None)):
            found.append((f"{programme.pk}/", f"Overview of {programme.title}"))
    known = Inspection.objects.exclude(state__in=BEFORE_NOTICE)
    for inspection in known.select_related("partnership", "programme"):
        if may(actor, Act.REPORT_CREATE, acts.about_to_begin(inspection.programme, inspection)):
            label = f"The inspection of {inspection.partnership.name}"
            found.append((f"{inspection.programme_id}/{inspection.pk}", label))
    return found
