"""The partnership's side: writing an answer, adding files, sending it."""

from __future__ import annotations

import csv
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from cairn.actions.acting import missing
from cairn.actions.requests import MOST_WORDS, answer_request, files_not_taken, write_answer
from cairn.actions.subjects import subject_of
from cairn.actions.uploads import add_file, content_of, record_opening, remove_file
from cairn.bridge.definitions import term_labels
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.store.models import Inspection, Request, Upload
from cairn.web.components.place import require
from cairn.web.components.saving import Tried, try_to_save, version_of
from cairn.web.requests.forms import AnswerForm, mark_of
from cairn.web.requests.place import crumbs_below, request_at
from cairn.web.requests.presenters import files_of, in_quotes, rows_of

UNSTATED = "not_stated"  # for what was printed without a group; a return has none of that


def answer(web: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Write, keep, and at last send the answer. A file chosen beside the words is taken with them."""
    found, one = request_at(web, slug, key)
    require(web.actor, Act.REQUEST_WRITE_ANSWER, subject_of(one))
    return _page(web, found, one, "send" if web.POST.get("step") == "send" else "keep")


def add(web: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Add a file to the answer; what was written beside it is kept as well."""
    found, one = request_at(web, slug, key)
    require(web.actor, Act.REQUEST_UPLOAD, subject_of(one))
    if web.method != "POST":
        return redirect("request-answer", slug, one.pk)
    return _page(web, found, one, "add")


def _page(
    web: HttpRequest,
    found: Inspection,
    one: Request,
    step: str,
    *,
    gone: Upload | None = None,
    then: str = "",
) -> HttpResponse:
    """The page of an answer, or what became of what was sent. `gone` is a file that is to be taken out, and
    `then` the page to go on to when all is kept."""
    form = _form(web, one, step)
    took: list[Upload] = []

    def save(told: dict) -> None:
        # The words, the file and the sending hold together, or nothing is done and all stands in the page.
        with transaction.atomic():
            if gone is not None:
                remove_file(actor=web.actor, request_id=one.pk, upload_id=gone.pk)
            if told["file"]:
                took.append(_take(web, one, told["file"]))
            if step == "send" and all(file.state == "clean" for file in took):
                act = answer_request
            elif form.is_untouched:
                return
            else:
                act = write_answer
            act(actor=web.actor, request_id=one.pk, version=told["version"] or 0, text=told["answer_text"])

    tried = try_to_save(web, form, save, partial(version_of, one))
    if tried.saved:
        if gone is not None:
            messages.success(web, taken_out(gone))
        elif took or not then:
            _tell(web, one, took, step)
        return redirect(then or _page_after(found, one))
    if web.FILES and "file" not in form.errors:
        form.add_error("file", "The file has not been taken yet. Please choose it again.")
    return render(web, "requests/answer.html", _shown(web, found, one, form, tried), status=tried.status)


def _page_after(found: Inspection, one: Request) -> str:
    sent = Request.objects.values_list("state", flat=True).get(pk=one.pk) == "answered"
    return reverse("inspection-request" if sent else "request-answer", args=[found.slug, one.pk])


def _form(web: HttpRequest, one: Request, step: str) -> AnswerForm:
    entered = {
        "answer_text": one.answer_text,
        "version": one.version,
        "opened": mark_of(one.answer_text),
    }
    posted = (web.POST, web.FILES) if web.method == "POST" else (None, None)
    return AnswerForm(
        *posted,
        most_words=MOST_WORDS if one.kind == "position_statement" else None,
        initial=entered,
        step=step,
        too_large=getattr(web, "too_large", False),
    )


def _take(web: HttpRequest, one: Request, sent: UploadedFile) -> Upload:
    return add_file(
        actor=web.actor,
        request_id=one.pk,
        name=str(sent.name),
        chunks=sent.chunks(),
        most_bytes=settings.UPLOAD_LIMIT,
    )


def _tell(web: HttpRequest, one: Request, took: list[Upload], step: str) -> None:
    """What became of it, in a sentence: never that all is sent when a file is not."""
    refused = [file for file in took if file.state != "clean"]
    for file in refused:
        waits = " Nothing has been sent yet: you can send the rest without it." if step == "send" else ""
        messages.warning(web, f"“{file.name}” could not be taken. {file.finding}{waits}")
    if refused:
        return
    if step == "send":
        left = in_quotes(file.name for file in files_not_taken(one))
        without = f", without {left}, which could not be taken" if left else ""
        messages.success(web, f"Your answer has been sent{without}. Thank you.")
    elif took:
        messages.success(web, f"“{took[0].name}” is part of your answer. Nothing has been sent yet.")
    else:
        messages.success(web, "Kept. Nothing has been sent yet.")


def _shown(
    web: HttpRequest, found: Inspection, one: Request, form: AnswerForm, tried: Tried
) -> dict[str, object]:
    return {
        "inspection": found,
        "title": f"Answer “{one.title}”",
        "request_shown": one,
        "rows": rows_of(one),
        "form": form,
        "tried": tried,
        "files": files_of(one, found.slug, removable=True),
        "not_taken": files_not_taken(one),
        "crumbs": crumbs_below(one, web.actor),
        "crumbs_here": "Answer",
    }


def remove(web: HttpRequest, slug: str, key: UUID, file: UUID) -> HttpResponse:
    """Take a file out of the answer, after asking; at once when it could not be taken anyway."""
    found, one = request_at(web, slug, key)
    upload = Upload.objects.filter(request=one, pk=file, removed_at__isnull=True).first()
    if upload is None:  # before anything is refused: whoever does not see it is not told that it is there
        raise missing("file")
    require(web.actor, Act.REQUEST_REMOVE_UPLOAD, subject_of(one))
    back = reverse("request-answer", args=[slug, one.pk])
    if "answer_text" in web.POST:  # sent from the page of the answer: its words are kept as well
        if upload.state == "refused":
            return _page(web, found, one, "keep", gone=upload)
        return _page(web, found, one, "keep", then=web.path)
    if web.method == "POST":
        remove_file(actor=web.actor, request_id=one.pk, upload_id=upload.pk)
        messages.success(web, taken_out(upload))
        return redirect(back)
    context = {
        "title": "Take a file out",
        "caption": one.title,
        "text": f"“{upload.name}” will no longer be part of the answer, and its content is deleted here.",
        "consequences": ["That it was there, and who took it out, stays in the history."],
        "submit": "Take it out",
        "submit_kind": "warning",
        "cancel_url": back,
        "crumbs": crumbs_below(one, web.actor),
    }
    return render(web, "workspace/confirm.html", context)


def sheet(web: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The sheet of a pre-inspection return: a row for every care group, to be filled in and added."""
    _, one = request_at(web, slug, key)
    if one.kind != "pre_inspection_return":
        raise missing("sheet")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pre-inspection-return.csv"'
    response.write("\ufeff")  # else Excel takes it for another alphabet
    rows = csv.writer(response)
    rows.writerow(["Care group", "Children on the day"])
    groups = term_labels("care_group")
    rows.writerows([label[:1].upper() + label[1:], ""] for name, label in groups.items() if name != UNSTATED)
    return response


def taken_out(upload: Upload) -> str:
    return f"“{upload.name}” has been taken out."


def download(web: HttpRequest, slug: str, key: UUID, file: UUID) -> HttpResponse:
    """An examined file, always as an attachment: a browser is never to run what somebody sent. Until the
    answer is sent, the team is not told that there is one. Every opening is kept."""
    _, one = request_at(web, slug, key)
    upload = Upload.objects.filter(request=one, pk=file, removed_at__isnull=True, state="clean").first()
    if upload is None or not may(web.actor, Act.REQUEST_READ_FILE, subject_of(one)):
        raise missing("file")
    record_opening(web.actor, upload)
    # Read here, within the request's transaction: what is streamed later would be seen by nobody.
    response = HttpResponse(b"".join(content_of(upload)), content_type=upload.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=upload.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
