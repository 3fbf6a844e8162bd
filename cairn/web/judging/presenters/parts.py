"""What several pages of judging show: buttons with their refusals, levels, indicators, and a history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from cairn.actions.ledger import LEVELS
from cairn.framework.model import Edition
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Refusal, Subject
from cairn.web.components.values import Tag, Tone
from cairn.web.components.words import short_day

LEVEL_TONES: Mapping[str, Tone] = {
    "concern": "bad",
    "uncertainty": "attention",
    "no_significant_concerns": "good",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A way on. With a `refusal` it is grey, and says why."""

    text: str
    href: str
    kind: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A line of a history: what, when and by whom, and what was said."""

    what: object
    when: str
    by: str
    said: str = ""
    beside: object = None
    quoted: str = ""


def button(actor: Actor, act: Act, subject: Subject, text: str, href: str, kind: str = "") -> Button:
    return Button(text, href, kind, said_of(refusal(actor, act, subject)))


def said_of(why_not: Refusal | None) -> str:
    """A refusal in words; one that names who may do it need not say again whom to ask."""
    if why_not is None:
        return ""
    remedy = "" if why_not.code == "not-your-role" else why_not.remedy
    return f"{why_not.sentence} {remedy}".strip()


def usable_first(buttons: Iterable[Button]) -> list[Button]:
    return sorted(buttons, key=lambda one: bool(one.refusal))


def level_tag(level: str) -> Tag:
    return Tag(LEVELS.get(level, level), LEVEL_TONES.get(level, "neutral"))


def indicator_name(edition: Edition, code: str) -> str:
    """“2.1 Impact on children and young people”; a title that is not sure says so."""
    known = next((one for one in edition.indicators if one.code == code), None)
    return f"{code} {known.shown_title}" if known else code


def moment(at: datetime) -> str:
    here = localtime(at)
    return f"{short_day(here.date())}, {here:%H:%M}"
