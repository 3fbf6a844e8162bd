"""Reports in the workspace, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from django.urls import reverse
from django.utils import timezone

from cairn.actions.publishing import CHANGED, OPEN
from cairn.actions.reports import KINDS
from cairn.actions.subjects import subject_of
from cairn.bridge.publish import FIGURES, FILES, TextCheck, Verdict
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor
from cairn.policy.states import REPORT
from cairn.store.models import Publication, Publishing, Report, ReportMove, ReportText
from cairn.web.components.states import state_tag
from cairn.web.components.values import Column, Link, Step, Table, Tag, Tone
from cairn.web.components.words import day_in_words

VERDICT_TONES: dict[str, Tone] = {"good": "good", "plain": "neutral", "bad": "bad"}
CRUMB = "Reports at work"


@dataclass(frozen=True, slots=True)
class Button:
    """An act that can be begun from the page of a report, or why it cannot."""

    text: str
    href: str
    refusal: str
    kind: str


# What is offered in each state, the usual next step first.
OFFERED: dict[str, tuple[tuple[Act, str, str], ...]] = {
    "draft": ((Act.REPORT_EDIT, "Write", "report-edit"), (Act.REPORT_SUBMIT, "Hand in", "report-submit")),
    "in_review": (
        (Act.REPORT_AGREE, "Agree", "report-agree"),
        (Act.REPORT_RETURN, "Return to its author", "report-return"),
    ),
    "agreed": (
        (Act.REPORT_ASK_PUBLICATION, "Publish", "report-publish"),
        (Act.REPORT_RETURN, "Return to its author", "report-return"),
    ),
    "published": (
        (Act.REPORT_REVISE, "Begin a new edition", "report-revise"),
        (Act.REPORT_WITHDRAW, "Withdraw", "report-withdraw"),
    ),
    "withdrawn": ((Act.REPORT_REVISE, "Begin a new edition", "report-revise"),),
}


def buttons(report: Report, actor: Actor, *, under_way: bool) -> list[Button]:
    made = []
    for place, (act, text, name) in enumerate(OFFERED[report.state]):
        why_not = refusal(actor, act, subject_of(report))
        said = f"{why_not.sentence} {why_not.remedy}".strip() if why_not else ""
        if act is Act.REPORT_ASK_PUBLICATION and under_way:
            said = "Cairn is publishing it now."
        kind = "" if place == 0 else "secondary"
        made.append(Button(text, reverse(name, args=(report.slug,)), said, kind))
    return made


def table_of(reports: Iterable[Report]) -> Table:
    return Table(
        caption="Reports",
        caption_hidden=True,
        columns=("Report", "About", "State", "Begun"),
        rows=[
            (
                Link(one.title, reverse("report-draft", args=(one.slug,))),
                one.inspection.partnership.name if one.inspection else one.programme.title,
                state_tag("report", one.state),
                one.created_at.date(),
            )
            for one in reports
        ],
    )


def steps(report: Report, moves: Sequence[ReportMove]) -> list[Step]:
    """What has happened to the report, and what comes next."""
    done = [Step("Begun", "done", day_in_words(report.created_at.date()))]
    done += [
        Step(
            REPORT.state(move.to_state).title.capitalize(),
            "done",
            f"{day_in_words(move.at.date())}, {move.person.name}",
            move.note,
        )
        for move in moves
    ]
    now = REPORT.state(report.state)
    return [
        *done[:-1],
        Step(done[-1].title, "now", done[-1].when, done[-1].text or f"{now.meaning.capitalize()}."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far Cairn has come with publishing a report: under way, done or failed, and what is to be known."""

    state: str
    steps: Sequence[Step] = ()
    problems: Sequence[Mapping[str, object]] = ()
    is_late: bool = False

    @property
    def under_way(self) -> bool:
        return self.state in OPEN


# What publishing consists of, as its page tells it; the keys are those of the work itself.
STAGES: Mapping[str, str] = MappingProxyType(
    {
        FIGURES: "Figures counted anew, every number-word checked",
        FILES: "Page, PDF, Word document, workbook and data made",
        "public": "Public",
    }
)
LATE = timedelta(minutes=3)  # nobody has begun, or the work was left: a minute is usual


def progress_of(report: Report, asked: Publishing | None) -> Progress | None:
    """None when there is nothing to tell: nobody asked, or the report has gone on since."""
    if asked is None:
        return None
    if asked.state in OPEN:
        is_late = timezone.now() - asked.created_at > LATE
        return Progress(state=asked.state, steps=_stages(asked), is_late=is_late)
    if asked.state == "done":
        return Progress(state="done") if report.state == "published" else None
    was_changed = any(problem["code"] == CHANGED.code for problem in asked.problems)
    if was_changed or report.version == asked.report_version:
        return Progress(state="failed", problems=asked.problems)
    return None


def _stages(asked: Publishing) -> list[Step]:
    when = f"{timezone.localtime(asked.created_at):%H:%M}, {asked.asked_by.name}"
    names = list(STAGES)
    at = names.index(asked.step) if asked.step in STAGES else -1
    steps = [Step("Asked for", "now" if at < 0 else "done", when)]
    steps += [
        Step(STAGES[name], "done" if place < at else "now" if place == at else "next")
        for place, name in enumerate(names)
    ]
    return steps


def verdict_table(check: TextCheck) -> Table:
    return Table(
        caption="Number-words and their verdicts",
        columns=("Line", "Words", "Verdict", "Figure", "Why, and what to do"),
        rows=[
            (v.line, v.words, _verdict_tag(v), v.figure, " ".join(p for p in (v.reason, v.remedy) if p))
            for v in check.verdicts
        ],
        empty="The text has no number-word.",
    )


def _verdict_tag(verdict: Verdict) -> Tag:
    tone: Tone = VERDICT_TONES[verdict.tone]
    return Tag(verdict.verdict[:1].upper() + verdict.verdict[1:], tone)


def version_table(report: Report, texts: Iterable[ReportText]) -> Table:
    return Table(
        caption="Every text this report has had",
        caption_hidden=True,
        columns=("Version", "Written", "By", Column("Letters", "end")),
        rows=[
            (
                Link(f"Version {one.version}", reverse("report-version", args=(report.slug, one.version))),
                one.created_at.date(),
                one.person.name,
                f"{len(one.text):,}",
            )
            for one in texts
        ],
    )


def facts(report: Report, editions: Sequence[Publication]) -> list[tuple[str, object]]:
    about = report.inspection.partnership.name if report.inspection else report.programme.title
    told: list[tuple[str, object]] = [
        ("Kind", KINDS[report.kind]),
        ("About", about),
        ("Address", f"/reports/{report.slug}/"),
    ]
    for one in editions:
        when = day_in_words(one.published_at.date())
        gone = f", withdrawn {day_in_words(one.withdrawn_at.date())}" if one.withdrawn_at else ""
        href = reverse("report-edition", args=(one.slug, one.number))
        told.append((f"Edition {one.number}", [Link(f"Published {when}{gone}", href)]))
    return told
