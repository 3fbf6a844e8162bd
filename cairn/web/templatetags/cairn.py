"""`{% load cairn %}`: every part of a page, drawn one way. Examples: docs/explanation/look.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cairn.web.components import questions, timetables, values, words

register = template.Library()


@register.simple_tag
def built(name: str) -> str:
    """The address of a built file; an empty text when it is not built, so that an error page still shows."""
    try:
        return str(static(f"built/{name}"))
    except ValueError:
        return ""


@register.simple_tag
def path_to(name: str, *args: object) -> str:
    """The address of a named page, or an empty text when this installation has no such page."""
    try:
        return str(reverse(name, args=args))
    except NoReverseMatch:
        return ""


@register.inclusion_tag("components/nav-item.html", takes_context=True)
def nav_item(context: Context, text: str, name: str, *args: object) -> dict[str, object]:
    """A link of a navigation, marked when the reader is there or below; nothing without such a page. A page
    that belongs elsewhere than its own address says so in `belongs_to`."""
    href = path_to(name, *args)
    request = context.get("request")
    here = str(context.get("belongs_to") or (request.path if request is not None else ""))
    inside = bool(href) and (here == href or (href != "/" and here.startswith(href)))
    return {"text": text, "href": href, "current": "page" if here == href else "true" if inside else ""}


@register.filter
def day(value: date | None) -> str:
    """`12 March 2026`; a dash for no day."""
    return words.day_in_words(value) if value else "–"


@register.filter
def short_day(value: date | None) -> str:
    return words.short_day(value) if value else "–"


@register.filter
def file_size(value: int) -> str:
    return words.size_in_words(value)


@register.filter
def cell(value: object) -> object:
    """A `Cell` of a table or summary list as HTML."""
    if value in (None, "", [], ()):
        return "–"
    if isinstance(value, values.Tag):
        return drawn_tag(value)
    if isinstance(value, values.Link):
        return format_html('<a href="{}">{}{}</a>', value.href, value.text, _unseen(value.more))
    if isinstance(value, values.Press):
        small = {"kind": "secondary", "small": True, "action": value.action, "more": value.more}
        return render_to_string("components/button.html", button(value.text, **small))
    if isinstance(value, values.Grade):
        return format_html(
            '<span class="graded graded-{}">{} {}</span>', value.value, value.value, value.label
        )
    if isinstance(value, date):
        return format_html('<span class="day">{}</span>', words.day_in_words(value))
    if isinstance(value, list | tuple):
        return format_html_join("", "<div>{}</div>", ((cell(part),) for part in value))
    return value


def _unseen(text: str) -> str:
    return format_html('<span class="visually-hidden"> {}</span>', text) if text else ""


def drawn_tag(tag: values.Tag) -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', tag.tone, tag.text)


@register.simple_tag
def tag(text: values.Tag | str, tone: values.Tone = "neutral") -> SafeString:
    """A state. Tones: neutral, progress, good, attention, bad; or give a `Tag`."""
    return drawn_tag(text if isinstance(text, values.Tag) else values.Tag(text, tone))


@register.inclusion_tag("components/page-header.html")
def page_header(
    title: str, caption: str = "", lead: str = "", state: values.Tag | None = None
) -> dict[str, object]:
    return {"title": title, "caption": caption, "lead": lead, "state": state}


@register.inclusion_tag("components/button.html")
def button(text: str, **options: object) -> dict[str, object]:
    """Options: href, kind (secondary, warning, quiet), small, name, value, form, action, more, refusal.

    A `refusal` is the sentence that says why not: a grey button that does nothing, the sentence below it.
    With `said_below` whoever draws several of them says it once.
    """
    return {"text": text, **options}


@register.simple_tag
def same_refusal(buttons: Sequence[Any]) -> str:
    """The sentence that refuses every one of several buttons; empty when one may be pressed, or for another
    reason each."""
    sentences = {str(one.refusal or "") for one in buttons}
    return sentences.pop() if len(buttons) > 1 and len(sentences) == 1 else ""


@register.inclusion_tag("components/error-summary.html")
def error_summary(*forms: BaseForm | Sequence[BaseForm] | None) -> dict[str, object]:
    """The list of all errors of the forms given, each leading to its field. Nothing when there are none."""
    found: list[tuple[str, str]] = []
    for form in _flat(forms):
        if not form.is_bound:
            continue
        found += [("", error) for error in form.non_field_errors()]
        for field in form:
            found += [
                (questions.target_of(field), questions.in_summary(field, error))
                for error in questions.errors_of(field)
            ]
    return {"errors": found}


def _flat(forms: Sequence[BaseForm | Sequence[BaseForm] | None]) -> list[BaseForm]:
    flat: list[BaseForm] = []
    for form in forms:
        if isinstance(form, BaseForm):
            flat.append(form)
        elif form:
            flat.extend(form)
    return flat


@register.simple_tag
def question(field: BoundField) -> SafeString:
    """One field as a question: the same as `{{ field.as_field_group }}`."""
    return field.as_field_group()


@register.filter
def partial_of(field: BoundField) -> str:
    return questions.partial_for(field)


@register.filter
def errors_of(field: BoundField) -> list[str]:
    return questions.errors_of(field)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    return questions.drawn_widget(field)


@register.filter
def choices(field: BoundField) -> list[questions.Choice]:
    return list(questions.choices_of(field))


@register.inclusion_tag("components/summary-list.html")
def summary_list(rows: Sequence[values.Row]) -> dict[str, object]:
    return {"rows": rows}


@register.inclusion_tag("components/table.html")
def data_table(table: values.Table, name: str = "table") -> dict[str, object]:
    """A `Table`. Give a `name` when a page has more than one: it becomes the id of the caption."""
    columns = [c if isinstance(c, values.Column) else values.Column(c) for c in table.columns]
    rows = [list(zip(columns, row, strict=True)) for row in table.rows]
    return {"table": table, "columns": columns, "rows": rows, "name": name}


@register.inclusion_tag("components/timeline.html")
def timeline(steps: Sequence[values.Step]) -> dict[str, object]:
    return {"steps": steps}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[values.Tab], label: str) -> dict[str, object]:
    return {"tabs": items, "label": label}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(links: Sequence[values.Link], here: str = "") -> dict[str, object]:
    return {"links": links, "here": here}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], param: str = "page") -> dict[str, object]:
    """Links to the pages of a list; other parts of the query stay. Nothing when there is one page."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def address(number: int) -> str:
        if query is None:
            return f"?{param}={number}"
        query[param] = str(number)
        return f"?{query.urlencode()}"

    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    pages = [(n, address(n) if isinstance(n, int) else "") for n in elided]
    before = address(page.number - 1) if page.has_previous() else ""
    after = address(page.number + 1) if page.has_next() else ""
    return {"page": page, "pages": pages, "before": before, "after": after}


@register.inclusion_tag("components/definitions.html")
def definitions(pairs: Sequence[tuple[str, object]], kind: str = "pairs") -> dict[str, object]:
    """Pairs of a word and what it means or holds. Kinds: pairs (two columns) and terms (a glossary)."""
    return {"pairs": pairs, "kind": kind}


@register.inclusion_tag("components/knowledge.html")
def how_do_we_know(found: values.Knowledge, opened: bool = False) -> dict[str, object]:
    return {"found": found, "opened": opened}


@register.inclusion_tag("components/timetable.html")
def timetable(plan: values.Timetable, name: str = "timetable") -> dict[str, object]:
    """A picture of a timetable, in a wide and a slim form, with the same as a table."""
    drawn = (
        [timetables.draw_timetable(plan, form) for form in (timetables.WIDE, timetables.SLIM)]
        if plan.bars
        else []
    )
    states = {
        "done": values.Tag("Done", "good"),
        "now": values.Tag("Now", "progress"),
        "next": values.Tag("To come"),
    }
    dated: list[tuple[date, tuple[values.Cell, ...]]] = [
        (bar.first, (bar.label, bar.first, bar.last, states[bar.state], bar.note)) for bar in plan.bars
    ]
    dated += [(p.first, (p.label, p.first, p.last, "Nothing planned", "")) for p in plan.pauses]
    table = values.Table(
        caption=f"{plan.caption}, as a table",
        columns=("What", "From", "To", "State", "Note"),
        rows=[row for _, row in sorted(dated, key=lambda pair: pair[0])],
    )
    return {"plan": plan, "drawn": drawn, "table": table, "name": name}


@register.inclusion_tag("components/grade.html")
def grade(value: int, label: str, meaning: str) -> dict[str, object]:
    """A value of the scale, said with its meaning."""
    return {"value": value, "label": label, "meaning": meaning}


def _block(name: str, content: SafeString, **context: object) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **context})


@register.simple_block_tag
def notice(content: SafeString, title: str = "", tone: str = "info") -> SafeString:
    """Something to know now. Tones: info, good, attention, bad."""
    return _block("notice", content, title=title, tone=tone)


@register.simple_block_tag
def inset(content: SafeString) -> SafeString:
    return _block("inset", content)


@register.simple_block_tag
def warning(content: SafeString) -> SafeString:
    return _block("warning", content)


@register.simple_block_tag
def disclosure(content: SafeString, summary: str, opened: bool = False, wide: bool = False) -> SafeString:
    return _block("disclosure", content, summary=summary, opened=opened, wide=wide)


@register.simple_block_tag
def empty(content: SafeString, title: str) -> SafeString:
    """What is said where a list has nothing yet: why, and what to do."""
    return _block("empty", content, title=title)


@register.simple_block_tag
def group(content: SafeString, legend: str, hint: str = "") -> SafeString:
    """Several questions under one legend."""
    return _block("group", content, legend=legend, hint=hint)


@register.simple_block_tag
def scroll(content: SafeString, label: str) -> SafeString:
    """Something wide, such as a hand-made table: it scrolls in its own frame, by keyboard too."""
    return _block("scroll", content, label=label)
