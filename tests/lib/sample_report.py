"""A small report with every kind of verdict, block and chart, for the tests of printing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from cairn.claims.claim import Claim, Finding, Stat, Verdict
from cairn.reporting.charts import (
    AreaRow,
    AreasChart,
    BasesChart,
    Chart,
    EvaluationsChart,
    RatingRow,
    RatingsChart,
    Share,
    SharesChart,
)
from cairn.reporting.document import Counts, EvaluationTable, Layout, ReportDocument, Term

STAND_IN = "Stand-in data built from the published words: it shows what the words allow, not what was found."
SCALE = ("Unsatisfactory", "Weak", "Adequate", "Good", "Very good", "Excellent")


def finding(words: str, verdict: Verdict = Verdict.HOLDS, **fields: object) -> Finding:
    claim = fields.pop("claim", None) or Claim(
        source="records", measure="plan_quality", level="good_or_better"
    )
    return Finding(claim=claim, words=words, verdict=verdict, **fields)  # type: ignore[arg-type]


def counted(words: str, k: int, n: int, base: str, **fields: object) -> Finding:
    return finding(words, figure=f"{k} of {n} records", k=k, n=n, share=Fraction(k, n), base=base, **fields)


TEXT = (Path(__file__).parent / "sample-report.md").read_text(encoding="utf-8")


def findings() -> tuple[Finding, ...]:
    by_area = tuple(
        (f"Area {a}", k, n) for a, k, n in (("A", 31, 60), ("B", 40, 58), ("C", None, None), ("D", 55, 60))
    )
    leaders = Claim(source="staff", measure="leaders_clear_vision", level="agree", by="area", stat=Stat.MIN)
    return (
        finding(
            "more likely",
            groups=(("Under five", 120, 180), ("All others", 270, 574)),
            figure="67% against 47%",
        ),
        counted("just over half", 390, 754, "all records"),
        counted("three quarters", 293, 390, "records of children at immediate risk"),
        finding(
            "the majority",
            claim=leaders,
            figure="31 of 60 staff",
            groups=by_area,
            base="staff of one area",
            k=31,
            n=60,
        ),
        finding(
            "almost all",
            claim=leaders,
            figure="55 of 60 staff",
            groups=by_area,
            base="staff of one area",
            k=55,
            n=60,
        ),
        counted("two thirds", 460, 690, "records with a plan"),
        counted("one in ten", 70, 690, "records with a plan"),
        finding(
            "earlier inspections",
            Verdict.CANNOT_TELL,
            reason="Nothing about this was published for 2012–2017.",
            citation="The review of 2012–2017",
        ),
        finding(
            "six of the eight",
            Verdict.HOLDS_AGAINST_CITATION,
            figure="6 of 8 partnerships",
            citation="Review of findings, September 2020, page 17",
            claim=Claim(source="partnerships", measure="ird_process_needs_improvement", level="yes"),
        ),
        counted("A third", 402, 1201, "staff who answered", verdict=Verdict.HOLDS_NARROWLY),
    )


def charts() -> dict[str, Chart]:
    return {
        "ratings": RatingsChart(
            title="How good assessments and plans were",
            sentence="Two thirds of plans were good or better; chronologies were the weakest part.",
            scale=SCALE,
            rows=(
                RatingRow(label="Assessment of need", counts=(8, 60, 140, 330, 120, 22)),
                RatingRow(label="Plan", counts=(10, 70, 150, 310, 130, 20)),
                RatingRow(label="Chronology, where there was one", counts=(30, 140, 190, 180, 40, 6)),
                RatingRow(label="Pathways plan", counts=(1, 2, 3, 4, 5, 6), withheld=True),
            ),
            source="754 records read in eight areas",
        ),
        "groups": SharesChart(
            title="Considerable improvement in wellbeing, by care group",
            sentence="The share was highest for children in foster care and lowest at home.",
            rows=(
                Share(label="Foster care", k=93, n=155),
                Share(label="Kinship care", k=44, n=90),
                Share(label="Looked after at home", k=19, n=83),
                Share(label="Residential care", k=25, n=60),
                Share(label="Secure care", k=3, n=11, withheld=True),
                Share(label="Continuing care", k=2, n=40),
            ),
        ),
        "areas": AreasChart(
            title="Staff who agreed, by area",
            sentence="Areas lay closer together on recognising risk than on leadership.",
            rows=(
                AreaRow(
                    label="Confident in recognising risk", areas=_areas((88, 90, 92, 94, 95, 90, 89, 97))
                ),
                AreaRow(
                    label="Leaders have a clear vision for child protection",
                    areas=_areas((52, 69, None, 92, 71, 70, 64, 83)),
                ),
            ),
        ),
        "evaluations": EvaluationsChart(
            title="Published evaluations",
            sentence="Most places were good on both indicators; one was weak on the first.",
            indicators=("2.1 Impact on children and young people", "2.2 Impact on families"),
            scale=SCALE,
            rows=(
                ("Argyll and Bute", (4, 4)),
                ("Edinburgh", (5, 4)),
                ("Orkney", (2, 3)),
                ("Stirling", (4, 5)),
            ),
            source="Published table of evaluations, 2020",
        ),
        "bases": BasesChart(
            title="The evidence behind this report",
            sentence="754 records were read and some two thousand people answered a survey.",
            unit="number",
            rows=(
                ("Records read", 754),
                ("Staff", 1201),
                ("Children 8 to 15", 210),
                ("Young people 16 and over", None),
            ),
        ),
    }


def _areas(shares: tuple[int | None, ...]) -> tuple[Share, ...]:
    return tuple(
        Share(label=letter, k=None if s is None else s, n=100)
        for letter, s in zip("ABCDEFGH", shares, strict=True)
    )


def sample_report(**changes: object) -> ReportDocument:
    fields: dict[str, object] = {
        "title": "Growing up safe, growing up heard",
        "subtitle": "What joint inspections found in eight areas",
        "programme": "Joint inspections of services for children and young people, 2018–2020",
        "date": date(2020, 9, 15),
        "markdown": TEXT,
        "findings": findings(),
        "stand_in": STAND_IN,
        "charts": charts(),
        "evaluations": EvaluationTable(
            caption="Published evaluations, quality indicators 2.1 and 2.2",
            indicators=("2.1 Impact on children and young people", "2.2 Impact on families"),
            rows=(("Argyll and Bute", ("Good", "Good")), ("Orkney", ("Weak", "Adequate"))),
            source="Review of findings, September 2020, appendix 2",
        ),
        "terms": (
            Term(
                term="Looked after", meaning="A child for whom a local authority has taken on duties of care."
            ),
            Term(
                term="Care leaver", meaning="A young person who was looked after on their sixteenth birthday."
            ),
        ),
        "counts": Counts(consistent=187, conflicting=12, cannot_tell=2),
        "methods": (
            "Words are judged on the exact share, never on a rounded one.",
            "Counts of one to four are withheld.",
        ),
        "file": "report.md",
    } | changes
    return ReportDocument(**fields)  # type: ignore[arg-type]


BRIEFING = (Path(__file__).parent / "sample-briefing.md").read_text(encoding="utf-8")


def sample_briefing(**changes: object) -> ReportDocument:
    fields: dict[str, object] = {
        "title": "Seven-minute briefing",
        "subtitle": "Growing up safe, growing up heard",
        "markdown": BRIEFING,
        "findings": (
            finding(
                "754",
                figure="754 records",
                claim=Claim(source="records", measure="records_read", stat=Stat.COUNT),
            ),
            counted("three quarters", 293, 390, "records of children at immediate risk"),
            counted("Two thirds", 460, 690, "records with a plan"),
            finding(
                "the lowest",
                figure="31% against 44% or more",
                groups=(("Leaving care", 33, 107), ("Others", 280, 600)),
            ),
        ),
        "charts": {},
        "evaluations": None,
        "terms": (),
        "layout": Layout.BRIEFING,
    } | changes
    return sample_report(**fields)
