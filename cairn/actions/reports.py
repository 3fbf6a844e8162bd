"""Reports: written, handed in, agreed by another person, published, revised, withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import now

from cairn.actions.acting import Acting, acting, missing, save_version, take, take_version
from cairn.actions.editions import Order, keep_edition, made_of, order_of, words_of
from cairn.actions.notices import take_back, tell, tell_holders
from cairn.actions.once import done_before
from cairn.actions.subjects import subject_of, within
from cairn.bridge.publish import Made, TextCheck, evidence_of, press
from cairn.errors import Invalid, Problem, Refused
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.policy.permissions import PERMISSIONS
from cairn.policy.states import next_state
from cairn.store.models import (
    Evaluation,
    Inspection,
    Programme,
    Publication,
    Report,
    ReportMove,
    ReportText,
)

WHAT = "report"
KINDS = {"overview": "Overview of the programme", "inspection": "Inspection report"}
LONGEST_TEXT = 500_000  # letters; the longest report this house knows has 120,000
LONGEST_SUMMARY = 1_000


def about_to_begin(programme: Programme, inspection: Inspection | None) -> Subject:
    """The subject of a report that is not there yet."""
    if inspection is not None:
        return within(inspection, noun="report", submitted_by="")
    return Subject(noun="report", programme_id=str(programme.pk), facts={"submitted_by": ""})


def create_report(
    *,
    actor: Actor,
    programme_id: UUID | str,
    inspection_id: UUID | str | None,
    title: str,
    summary: str = "",
    slug: str = "",
) -> Report:
    """A draft with the headings of its outline: of an inspection, or the overview where there is none.

    Its address is made of its title, else of what it is about, or of `slug`, and stays for ever.
    """
    with acting(actor, Act.REPORT_CREATE) as act:
        programme = take(Programme, programme_id, "programme")
        inspection = take(Inspection, inspection_id, "inspection") if inspection_id else None
        act.require(about_to_begin(programme, inspection))
        _refuse_wrong(title, summary, "")
        kind = "inspection" if inspection else "overview"
        report = _with_address(
            Report(
                programme=programme,
                inspection=inspection,
                kind=kind,
                title=title.strip(),
                summary=summary.strip(),
                text="\n\n".join(heading for heading, _, wanted in press().headings(kind) if wanted),
            ),
            slug or _address_of(title, programme, inspection),
        )
        _keep_text(report, actor)
        act.record(subject_of(report), kind=kind)
    return report


def edit_report(
    *, actor: Actor, report_id: UUID | str, version: int, title: str, summary: str, text: str
) -> Report:
    """New words; those before are kept. Raises `Stale` with both when somebody else wrote meanwhile."""
    with acting(actor, Act.REPORT_EDIT) as act:
        text = text.replace("\r\n", "\n")
        mine = {"title": title.strip(), "summary": summary.strip(), "text": text}
        report = take_version(Report, report_id, version, WHAT, mine)
        act.require(subject_of(report))
        _refuse_wrong(title, summary, text)
        for name, value in mine.items():
            setattr(report, name, value)
        save_version(report, *mine)
        _keep_text(report, actor)
        act.record(subject_of(report), version=report.version, letters=len(text))
    return report


def check_report(*, actor: Actor, report_id: UUID | str, text: str | None = None) -> TextCheck:
    """The verdict on every number-word of the report, or of a text that is not saved yet. Writes nothing."""
    report = _readable(actor, report_id)
    words = words_of(report, text)
    return press().check(words, evidence_of(*evidence_slugs(report)))


def preview_report(*, actor: Actor, report_id: UUID | str) -> str:
    """The report as its page would be, with every word that may not be published marked. Writes nothing.

    Raises `ReportError` for a text that cannot be read through, `Missing` without evidence.
    """
    report = _readable(actor, report_id)
    return press().preview(words_of(report), evidence_of(*evidence_slugs(report)))


def submit_report(*, actor: Actor, report_id: UUID | str, version: int) -> Report:
    """Hand the report in; another person agrees it."""
    with acting(actor, Act.REPORT_SUBMIT) as act:
        report = take(Report, report_id, WHAT)
        if done_before(report, version, actor, Act.REPORT_SUBMIT):
            return report
        report = _taken(report_id, version)
        act.require(subject_of(report))
        report.submitted_by_id = actor.person_id
        _move(report, actor, Act.REPORT_SUBMIT, fields=("submitted_by",))
        act.record(subject_of(report), version=report.version)
        _tell_holders(report, Act.REPORT_AGREE, "was handed in: read it, and agree or return it.")
    return report


def return_report(*, actor: Actor, report_id: UUID | str, version: int, reason: str) -> Report:
    """Give the report back to its authors, with the reason."""
    with acting(actor, Act.REPORT_RETURN) as act:
        report = take(Report, report_id, WHAT)
        if done_before(report, version, actor, Act.REPORT_RETURN, _reason(reason)):
            return report
        report = _taken(report_id, version)
        act.require(subject_of(report))
        _move(report, actor, Act.REPORT_RETURN, note=_reason(reason))
        act.record(subject_of(report), version=report.version)
        _tell_author(report, actor, f"“{report.title}” was returned to you.")
    return report


def agree_report(*, actor: Actor, report_id: UUID | str, version: int) -> Report:
    """Another person than the one who handed it in stands behind the report."""
    with acting(actor, Act.REPORT_AGREE) as act:
        report = take(Report, report_id, WHAT)
        if done_before(report, version, actor, Act.REPORT_AGREE):
            return report
        report = _taken(report_id, version)
        act.require(subject_of(report))
        _move(report, actor, Act.REPORT_AGREE)
        act.record(subject_of(report), version=report.version)
        _tell_author(report, actor, f"“{report.title}” was agreed.")
        _tell_holders(report, Act.REPORT_ASK_PUBLICATION, "was agreed: it can be published.")
    return report


def publish_report(*, actor: Actor, report_id: UUID | str, version: int) -> Publication:
    """The next edition, public from this moment. Its figures are counted now, from the evidence.

    Raises `Refused` with every number-word that bars it, at its line, and while an evaluation of its
    inspection is not signed. Takes as long as its files take to set, ten seconds for a long report: people
    ask for it (`cairn.actions.publishing`), and Cairn does it beside their request.
    """
    with acting(actor, Act.REPORT_PUBLISH) as act:
        report = _taken(report_id, version)
        act.require(subject_of(report))
        refuse_unsigned(report)
        order = order_of(report)
        return bring_out(act, report, order, made_of(order))


def bring_out(act: Acting, report: Report, order: Order, made: Made) -> Publication:
    """Make what was made public, in the act that is under way and has been allowed."""
    publication = keep_edition(report, order, made)
    _move(report, act.actor, Act.REPORT_PUBLISH)
    act.record(subject_of(report), edition=publication.number, publication=str(publication.pk))
    _tell_author(report, act.actor, f"“{report.title}” is published.", _public_page_of(report))
    return publication


def withdraw_report(*, actor: Actor, report_id: UUID | str, version: int, reason: str) -> Report:
    """Take all editions back. Their addresses stay and tell the public since when, and why."""
    with acting(actor, Act.REPORT_WITHDRAW) as act:
        report = _taken(report_id, version)
        act.require(subject_of(report))
        because = _reason(reason)
        editions = Publication.objects.filter(report=report, withdrawn_at__isnull=True)
        count = editions.update(withdrawn_at=now(), withdrawn_because=because)
        _move(report, actor, Act.REPORT_WITHDRAW, note=because)
        act.record(subject_of(report), editions=count)
    return report


def revise_report(*, actor: Actor, report_id: UUID | str, version: int) -> Report:
    """Open the text again for the next edition. What is public stays so until that is published."""
    with acting(actor, Act.REPORT_REVISE) as act:
        report = _taken(report_id, version)
        act.require(subject_of(report))
        report.submitted_by = None
        _move(report, actor, Act.REPORT_REVISE, fields=("submitted_by",))
        act.record(subject_of(report), version=report.version)
    return report


def evidence_slugs(report: Report) -> tuple[str, ...]:
    """Where the report's evidence may lie: under its inspection, and under its programme."""
    own = (report.inspection.slug,) if report.inspection else ()
    return (*own, report.programme.slug)


def unsigned(report: Report) -> list[str]:
    """The indicators of the report's inspection whose evaluation the panel has not signed."""
    if report.inspection_id is None:
        return []
    rows = Evaluation.objects.filter(inspection_id=report.inspection_id).exclude(state="signed")
    return list(rows.order_by("subject").values_list("subject", flat=True))


def _readable(actor: Actor, report_id: UUID | str) -> Report:
    report = Report.objects.select_related("programme", "inspection").filter(pk=report_id).first()
    if report is None:
        raise missing(WHAT)
    with acting(actor, Act.REPORT_VIEW) as act:
        act.require(subject_of(report))
    return report


def _taken(report_id: UUID | str, version: int) -> Report:
    return take_version(Report, report_id, version, WHAT, {"state": ""})


def _move(report: Report, actor: Actor, act: Act, *, note: str = "", fields: tuple[str, ...] = ()) -> None:
    before = report.state
    report.state = next_state("report", before, act) or before
    save_version(report, "state", *fields)
    ReportMove.objects.create(
        report=report, from_state=before, to_state=report.state, note=note, person_id=actor.person_id
    )
    for page in (_page_of(report), _public_page_of(report)):
        take_back(page)


def _keep_text(report: Report, actor: Actor) -> None:
    ReportText.objects.create(
        report=report, version=report.version, text=report.text, person_id=actor.person_id
    )


def _address_of(title: str, programme: Programme, inspection: Inspection | None) -> str:
    """From the title; where that leaves nothing, as of another alphabet, from what the report is about."""
    about = inspection.partnership.name if inspection else f"overview {programme.years.replace('–', '-')}"
    kind = "inspection" if inspection else "overview"
    return slugify(title)[:60].strip("-") or slugify(about)[:60].strip("-") or kind


def _with_address(report: Report, slug: str) -> Report:
    """Saved under the address; one that is taken, perhaps unseen, gets the end of the key."""
    for tried in (slug, f"{slug}-{report.pk.hex[:6]}"):
        report.slug = tried
        try:
            with transaction.atomic():
                report.save(force_insert=True)
        except IntegrityError:
            continue
        return report
    raise Invalid(_problem("title", "This address is taken.", "Choose another title."))


def _tell_holders(report: Report, next_act: Act, how: str) -> None:
    """Those whose turn it is now; never whoever acts."""
    tell_holders(
        PERMISSIONS[next_act],
        f"“{report.title}” {how}",
        _page_of(report),
        programme_id=report.programme_id,
        inspection_id=report.inspection_id,
    )


def _tell_author(report: Report, actor: Actor, text: str, url: str = "") -> None:
    if report.submitted_by_id is not None:
        tell([report.submitted_by_id], text, url or _page_of(report), but=actor.person_id)


def _page_of(report: Report) -> str:
    return reverse("report-draft", args=[report.slug])


def _public_page_of(report: Report) -> str:
    return reverse("report", args=[report.slug])


def _refuse_wrong(title: str, summary: str, text: str) -> None:
    problems = []
    if not title.strip():
        problems.append(_problem("title", "The title is missing.", "Name the report."))
    if len(title) > 200:
        problems.append(_problem("title", "The title has more than 200 letters.", "Shorten it."))
    if len(summary) > LONGEST_SUMMARY:
        problems.append(
            _problem("summary", f"The summary has more than {LONGEST_SUMMARY:,} letters.", "Shorten it.")
        )
    if len(text) > LONGEST_TEXT:
        problems.append(_problem("text", f"The text has more than {LONGEST_TEXT:,} letters.", "Shorten it."))
    if "\0" in text:
        problems.append(
            _problem("text", "The text holds a sign that cannot be kept.", "Paste it as plain text.")
        )
    if problems:
        raise Invalid(problems)


def refuse_unsigned(report: Report) -> None:
    """Raises `Refused` while the panel has not signed every evaluation of the report's inspection."""
    waiting = unsigned(report)
    if waiting:
        raise Refused(
            Problem(
                code="not-signed",
                message=f"The panel has not signed {', '.join(waiting)} yet.",
                remedy="The report can be published when every evaluation of the inspection is signed.",
            )
        )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(_problem("reason", "The reason is missing.", "Say it in a sentence or two."))
    if len(reason) > LONGEST_SUMMARY:
        raise Invalid(
            _problem("reason", f"The reason has more than {LONGEST_SUMMARY:,} letters.", "Shorten it.")
        )
    return reason.strip()


def _problem(field: str, message: str, remedy: str = "") -> Problem:
    return Problem(code="field-wrong", message=message, remedy=remedy, field=field)
