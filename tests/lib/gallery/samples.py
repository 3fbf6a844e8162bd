"""Made-up content in its usual, its empty and its overfull state."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Page, Paginator

from cairn.framework.model import Scale, ScalePoint
from cairn.web.components import fields, values, widgets

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
SCALE = Scale(
    name="six_point",
    points=tuple(
        ScalePoint(value=value, name=label.replace(" ", "_"), label=label, meaning=meaning)
        for value, label, meaning in (
            (
                1,
                "unsatisfactory",
                "So much is wrong that children may come to harm. It has to be put right at once.",
            ),
            (
                2,
                "weak",
                "Some things work, but what does not work matters more. Putting it right comes first.",
            ),
            (3, "adequate", "What works only just outweighs what does not. Enough for now, not for long."),
            (4, "good", "What works clearly outweighs what does not. Some things still need to get better."),
            (5, "very good", "A great deal works, and little needs to change."),
            (
                6,
                "excellent",
                "Works as well as anything known, has done so for long, and others can learn from it.",
            ),
        )
    ),
)


INDICATORS = (
    ("1.1", "1.1 Improvements in wellbeing"),
    ("2.1", "2.1 Impact on children"),
    ("2.2", "2.2 Impact on families"),
)


class EveryField(forms.Form):
    title = forms.CharField(label="Title of the activity", max_length=120)
    address = forms.EmailField(label="E-mail address", help_text="We write to it once, to check it.")
    code = forms.IntegerField(
        label="Number of records", widget=forms.NumberInput({"class": "width-4"}), required=False
    )
    held_on = fields.DayField(label="When was it held?")
    statement = fields.WordsField(
        most=500, label="What did you find?", help_text="Write no names of children, parents or staff."
    )
    area = forms.ChoiceField(
        label="Area", choices=[("", "Choose one"), ("a", "Area A"), ("b", "Area B"), ("long", LONG)]
    )
    triage = forms.ChoiceField(
        label="How do you see it now?",
        choices=[("none", "No significant concerns"), ("uncertain", "Uncertainty"), ("concern", "Concern")],
        widget=widgets.DescribedRadios(
            {
                "uncertain": "We do not know enough. Choose what to do next.",
                "concern": "We have reason to worry.",
            }
        ),
    )
    indicators = forms.MultipleChoiceField(
        label="Which quality indicators does it touch?",
        choices=INDICATORS,
        widget=widgets.DescribedCheckboxes({"2.1": "Formally evaluated in this programme."}),
        required=False,
    )  # fmt: skip
    value = fields.ScaleField(
        scale=SCALE, label="Your evaluation of 2.1, impact on children and young people"
    )
    document = fields.UploadField(
        label="Position statement", endings=(".pdf", ".docx"), most_bytes=20_000_000
    )
    agreed = forms.BooleanField(
        label="I have read the code of conduct and will keep to it",
        help_text="It is two pages long.",
    )


def clean_form() -> EveryField:
    return EveryField(initial={"held_on": date(2019, 3, 12), "value": 4})


def wrong_form() -> EveryField:
    form = EveryField(
        {
            "held_on": "31/2/2019",
            "statement": "word " * 501,
            "triage": "other",
            "code": "many",
            "title": LONG,
        },
        {"document": SimpleUploadedFile("photo.exe", b"x")},
    )
    form.add_error(None, "The inspection has ended, so nothing can be added to its diary.")
    return form


def small_form() -> forms.Form:
    class Reason(forms.Form):
        reason = fields.WordsField(most=200, label="Why?")

    return Reason()


STEPS = (
    values.Step("Proposed", "done", "3 March 2019, by an inspector", "Good, on the evidence of 84 records."),
    values.Step("Agreed by the team", "done", "11 March 2019"),
    values.Step("With the panel", "now", "since 14 March 2019", "Two members have read it."),
    values.Step("Signed", "next"),
)
STATES = (
    values.Tag("Draft"),
    values.Tag("In progress", "progress"),
    values.Tag("Signed", "good"),
    values.Tag("Due tomorrow", "attention"),
    values.Tag("Overdue by three days", "bad"),
)
ROWS = (
    values.Row("Partnership", "Area A"),
    values.Row("Lead", values.Link("An inspection lead", "/people/1/"), "/edit/lead/"),
    values.Row("State", STATES[1]),
    values.Row("Indicators", ("1.1 Improvements in wellbeing", "2.1 Impact on children"), "/edit/scope/"),
    values.Row("Notice given", date(2019, 1, 14), "/edit/notice/"),
    values.Row("Reason", None, "/edit/reason/", "Add"),
)
REQUESTS = values.Table(
    caption="Requests to the partnership",
    columns=(
        values.Column("What", href="?sort=what", sorted="ascending"),
        "State",
        values.Column("Due", href="?sort=due"),
        values.Column("Files", "end"),
    ),
    rows=(
        (values.Link("Pre-inspection return", "/requests/1/"), STATES[2], date(2019, 1, 28), 1),
        (
            values.Link("Position statement, at most 5,000 words", "/requests/2/"),
            STATES[3],
            date(2019, 2, 11),
            0,
        ),
        (values.Link(LONG, "/requests/3/"), STATES[4], date(2019, 2, 4), 1204),
    ),
    source="Source: the inspection’s own list.",
)
_GRADES = ((4, "good"), (5, "very good"), (3, "adequate"), (2, "weak"))
EVALUATIONS = values.Table(
    caption="Evaluations of eight areas",
    columns=("Area", *(label for _, label in INDICATORS), "9 Leadership"),
    rows=[
        (f"Area {name}", *(values.Grade(*_GRADES[(place + n) % 4]) for n in range(4)))
        for place, name in enumerate("ABCDEFGH")
    ],
    narrow="scroll",
)  # fmt: skip
NOTHING = values.Table(caption="Entries of the ledger", columns=("What", "State"), rows=())
PLAN = values.Timetable(
    caption="Timetable of the inspection of Area A",
    bars=(
        values.Bar("Notice", date(2019, 1, 14), date(2019, 1, 14), "done"),
        values.Bar("Pre-inspection return", date(2019, 1, 14), date(2019, 2, 8), "done"),
        values.Bar("Position statement, documents", date(2019, 1, 28), date(2019, 3, 1), "now", "Five weeks"),
        values.Bar("Records read on site", date(2019, 3, 11), date(2019, 3, 22)),
        values.Bar("Conversations and observations", date(2019, 4, 22), date(2019, 5, 10)),
        values.Bar("Panel", date(2019, 6, 4), date(2019, 6, 4)),
    ),
    pauses=(values.Pause("Spring holidays of schools", date(2019, 4, 1), date(2019, 4, 12)),),
    today=date(2019, 2, 18),
)
KNOWN = values.Knowledge(
    words="just over half",
    verdict="The words hold.",
    figure="390 of 754 records, 51.7%",
    details=(
        ("Source", "Records read in eight areas"),
        ("Interval", "48.1% to 55.3%"),
        ("Method", "Share, Wilson"),
    ),
    groups=(
        ("Under 5", "120 of 231", "52%"),
        ("5 to 10", "140 of 270", "52%"),
        ("11 and over", "130 of 253", "51%"),
    ),
    spelling="claim:records/chronology_quality=good_or_better?where=care_group:foster_care|kinship_care",
    warning="Stand-in data: it shows what the published words allow, not what was found.",
)
CRUMBS = (values.Link("My work", "/my-work/"), values.Link("Inspections", "/inspections/"))
TABS = (
    values.Tab("Overview", "/inspections/a/", current=True),
    values.Tab("Timetable", "/inspections/a/timetable/"),
    values.Tab("Requests", "/inspections/a/requests/", count=12),
    values.Tab("Ledger", "/inspections/a/ledger/", count=0),
    values.Tab("Evaluations", "/inspections/a/evaluations/"),
)
TERMS = (
    ("Chronology", "What happened to a child, in order."),
    ("Throughcare", "Help towards living on one’s own."),
)
DIFFERENCES = (
    values.Difference(
        label="Reason", saved="Records show good plans.", yours="Records show good plans,\nbut few reviews."
    ),
)


def a_page() -> Page[int]:
    return Paginator(list(range(400)), 20).page(7)
