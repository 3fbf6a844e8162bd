"""Reports in the workspace, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from cairn.actions.reports import KINDS
from cairn.actions.subjects import subject_of
from cairn.bridge.publish import TextCheck, Verdict
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor
from cairn.policy.states import REPORT
from cairn.store.models import Publication, Report, ReportMove, ReportText
from cairn.web.components.states import state_tag
from cairn.web.components.values import Link, Step, Table, Tag, Tone
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
        (Act.REPORT_PUBLISH, "Publish", "report-publish"),
        (Act.REPORT_RETURN, "Return to its author", "report-return"),
    ),
    "published": (
        (Act.REPORT_REVISE, "Begin a new edition", "report-revise"),
        (Act.REPORT_WITHDRAW, "Withdraw", "report-withdraw"),
    ),
    "withdrawn": ((Act.REPORT_REVISE, "Begin a new edition", "report-revise"),),
}


def buttons(report: Report, actor: Actor) -> list[Button]:
    made = []
    for place, (act, text, name) in enumerate(OFFERED[report.state]):
        why_not = refusal(actor, act, subject_of(report))
        said = f"{why_not.sentence} {why_not.remedy}".strip() if why_not else ""
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
        columns=("Version", "Written", "By", "Letters"),
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
