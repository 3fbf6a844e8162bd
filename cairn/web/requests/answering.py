"""The partnership's side: writing an answer, adding files, sending it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from cairn.actions.acting import missing
from cairn.actions.requests import MOST_WORDS, answer_request, write_answer
from cairn.actions.subjects import subject_of
from cairn.actions.uploads import add_file, content_of, remove_file
from cairn.errors import Invalid
from cairn.policy.acts import Act
from cairn.store.models import Inspection, Request, Upload
from cairn.web.components.place import require
from cairn.web.components.problems import put_on_form
from cairn.web.components.saving import Tried, try_to_save
from cairn.web.components.values import Link
from cairn.web.requests.forms import AnswerForm, FileForm
from cairn.web.requests.place import crumbs, request_at
from cairn.web.requests.presenters import files_of, rows_of
from cairn.web.uploading import too_large


def answer(web: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Write, keep, and at last send the answer."""
    found, one = request_at(web, slug, key)
    require(web.actor, Act.REQUEST_WRITE_ANSWER, subject_of(one))
    entered = {"answer_text": one.answer_text, "version": one.version}
    form = AnswerForm(web.POST or None, most_words=_most_words(one), initial=entered)
    sending = web.POST.get("step") == "send"

    def save(told: dict) -> None:
        act = answer_request if sending else write_answer
        act(actor=web.actor, request_id=one.pk, version=told["version"] or 0, text=told["answer_text"])

    tried = try_to_save(web, form, save, lambda: Request.objects.get(pk=one.pk).version)
    if tried.saved:
        said = "Your answer has been sent. Thank you." if sending else "Kept. Nothing has been sent yet."
        messages.success(web, said)
        return redirect("inspection-request" if sending else "request-answer", slug, one.pk)
    return _page(web, found, one, form, FileForm(), tried)


def add(web: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Add a file to the answer."""
    found, one = request_at(web, slug, key)
    require(web.actor, Act.REQUEST_UPLOAD, subject_of(one))
    if web.method != "POST":
        return redirect("request-answer", slug, one.pk)
    form = FileForm(web.POST, web.FILES)
    if getattr(web, "too_large", False):
        form.errors.clear()
        put_on_form(form, Invalid(too_large()))
    elif form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = add_file(
                actor=web.actor,
                request_id=one.pk,
                name=sent.name,
                chunks=sent.chunks(),
                most_bytes=settings.UPLOAD_LIMIT,
            )
        except Invalid as error:
            put_on_form(form, error)
        else:
            if kept.state == "clean":
                messages.success(web, f"“{kept.name}” is part of your answer.")
            else:
                messages.warning(web, f"“{kept.name}” could not be taken. {kept.finding}")
            return redirect("request-answer", slug, one.pk)
    entered = {"answer_text": one.answer_text, "version": one.version}
    words = AnswerForm(most_words=_most_words(one), initial=entered)
    return _page(web, found, one, words, form, Tried(status=422))


def remove(web: HttpRequest, slug: str, key: UUID, file: UUID) -> HttpResponse:
    """Take a file out of the answer, after asking."""
    found, one = request_at(web, slug, key)
    require(web.actor, Act.REQUEST_REMOVE_UPLOAD, subject_of(one))
    upload = Upload.objects.filter(request=one, pk=file, removed_at__isnull=True).first()
    if upload is None:
        raise missing("file")
    back = reverse("request-answer", args=[slug, one.pk])
    if web.method == "POST":
        remove_file(actor=web.actor, request_id=one.pk, upload_id=upload.pk)
        messages.success(web, f"“{upload.name}” has been taken out.")
        return redirect(back)
    context = {
        "title": "Take a file out",
        "caption": one.title,
        "text": f"“{upload.name}” will no longer be part of the answer, and its content is deleted here.",
        "consequences": ["That it was there, and who took it out, stays in the history."],
        "submit": "Take it out",
        "submit_kind": "warning",
        "cancel_url": back,
        "crumbs": crumbs(found),
    }
    return render(web, "workspace/confirm.html", context)


def download(web: HttpRequest, slug: str, key: UUID, file: UUID) -> HttpResponse:
    """An examined file, always as an attachment: a browser is never to run what somebody sent."""
    _, one = request_at(web, slug, key)
    upload = Upload.objects.filter(request=one, pk=file, removed_at__isnull=True, state="clean").first()
    if upload is None:
        raise missing("file")
    # Read here, within the request's transaction: what is streamed later would be seen by nobody.
    response = HttpResponse(b"".join(content_of(upload)), content_type=upload.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=upload.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _most_words(one: Request) -> int | None:
    return MOST_WORDS if one.kind == "position_statement" else None


def _page(
    web: HttpRequest, found: Inspection, one: Request, form: AnswerForm, file_form: FileForm, tried: Tried
) -> HttpResponse:
    context = {
        "inspection": found,
        "title": f"Answer “{one.title}”",
        "request_shown": one,
        "rows": rows_of(one),
        "form": form,
        "formset": file_form,
        "file_form": file_form,
        "stale": tried.stale,
        "differences": tried.differences,
        "files": files_of(one, found.slug, removable=True),
        "crumbs": crumbs(found, Link(one.title, reverse("inspection-request", args=[found.slug, one.pk]))),
        "crumbs_here": "Answer",
    }
    return render(web, "requests/answer.html", context, status=tried.status)
