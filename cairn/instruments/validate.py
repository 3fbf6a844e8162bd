"""Whether an answer is one that its item can have. The same for forms, imports and offline work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cairn.errors import Problem
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.model import AnswerScale, Instrument, Item, ItemKind, Missing
from cairn.instruments.routing import holds
from cairn.instruments.terms import terms_of
from cairn.utils.nearest import did_you_mean

LONGEST_TEXT = 10_000  # characters of free text in one answer

_MISSING_WORDS = {m.word: m for m in Missing if m is not Missing.ANSWERED}


class GivenAnswer(NamedTuple):
    """An answer as it is stored: its name and code, or 0 and why there is none. Text has neither."""

    name: str | None
    code: int
    missing: Missing


NO_ANSWER = {m: GivenAnswer(None, 0, m) for m in Missing if m is not Missing.ANSWERED}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may be written as the answer to one item: `names` in the order of their codes, and every
    spelling of them (name, label, outside code), without regard to capitals and spaces."""

    item: Item
    names: tuple[str, ...]
    spellings: Mapping[str, int]


def accepted_answers(
    instrument: Instrument, scales: Mapping[str, AnswerScale], vocabularies: Mapping[str, Vocabulary]
) -> dict[str, Accepted]:
    """For every item of the instrument, by name, what may be written there."""
    return {item.name: _accepted(item, scales, vocabularies) for item in instrument.items}


def _accepted(
    item: Item, scales: Mapping[str, AnswerScale], vocabularies: Mapping[str, Vocabulary]
) -> Accepted:
    if item.kind is ItemKind.TEXT:
        return Accepted(item, (), {})
    spellings: dict[str, int] = {}
    if item.kind is ItemKind.CHARACTERISTIC:
        terms = terms_of(item, vocabularies)
        for code, term in enumerate(terms, 1):
            for spelling in (term.code, *term.superseded_codes, term.label, term.name):
                spellings[_plain(spelling)] = code
        names = tuple(t.name for t in terms)
    else:
        scale = scales[item.scale]
        for answer in scale.answers:
            for spelling in (str(answer.code) if scale.numbered else "", answer.label, answer.name):
                spellings[_plain(spelling)] = answer.code
        names = tuple(a.name for a in scale.answers)
    spellings.pop("", None)
    return Accepted(item, names, spellings)


def read_answer(accepted: Accepted, text: str, *, applies: bool | None = True) -> GivenAnswer | Problem:
    """The answer that `text` spells, or what is wrong with it.

    Empty text is *not applicable* where the item does not apply, *not recorded* where the item allows
    that, and otherwise an answer that is missing. Kinds of missing are spelt `not recorded`,
    `not applicable`, `cannot tell`.
    """
    item = accepted.item
    plain = _plain(text)
    if item.kind is ItemKind.TEXT:
        return _free_text(item, text)
    if applies is False:
        return _where_it_does_not_apply(item, plain, text)
    if not plain:
        return _left_empty(item, applies)
    code = accepted.spellings.get(plain)
    if code is not None:
        return GivenAnswer(accepted.names[code - 1], code, Missing.ANSWERED)
    missing = _MISSING_WORDS.get(plain)
    if missing is None:
        right = [*accepted.names, *(m.word for m in item.allows)]
        message = f"“{text.strip()[:80]}” is no answer to this question."
        remedy = did_you_mean(plain, right) or f"It may be: {', '.join(right[:12])}, …"
        return _problem(item, "answer-unknown", message, remedy)
    if missing in item.allows or (applies is None and missing is Missing.NOT_APPLICABLE):
        return NO_ANSWER[missing]
    return _problem(
        item, "missing-not-allowed", f"“{missing.word}” may not stand here.", _choices_words(item)
    )


def read_row(
    instrument: Instrument, accepted: Mapping[str, Accepted], row: Mapping[str, str]
) -> tuple[dict[str, GivenAnswer], list[Problem]]:
    """All answers of one unit, item by item, and everything that is wrong with them.

    Items without an entry in `row` count as left empty. An item that depends on an answer with a problem
    is only read, not checked for whether it applies.
    """
    found: dict[str, GivenAnswer] = {}
    names: dict[str, str | None] = {}
    problems: list[Problem] = []
    for item in instrument.items:
        known = all(c.item in found for c in item.applies_when)
        applies = all(holds(c, names) for c in item.applies_when) if known else None
        read = read_answer(accepted[item.name], row.get(item.name) or "", applies=applies)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            found[item.name] = read
            names[item.name] = read.name
    return found, problems


def _free_text(item: Item, text: str) -> GivenAnswer | Problem:
    if len(text) > LONGEST_TEXT:
        message = f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are kept."
        return _problem(item, "text-too-long", message, "Shorten it.")
    return GivenAnswer(None, 0, Missing.ANSWERED if text.strip() else Missing.NOT_RECORDED)


def _where_it_does_not_apply(item: Item, plain: str, text: str) -> GivenAnswer | Problem:
    if plain in ("", Missing.NOT_APPLICABLE.word):
        return NO_ANSWER[Missing.NOT_APPLICABLE]
    conditions = " and ".join(f"“{c.item}” is {' or '.join(c.answers)}" for c in item.applies_when)
    message = f"“{text.strip()[:80]}” stands here, but the question applies only where {conditions}."
    return _problem(item, "answer-not-applicable", message, "Leave it empty, or mend the earlier answer.")


def _left_empty(item: Item, applies: bool | None) -> GivenAnswer | Problem:
    if applies is None:
        return NO_ANSWER[Missing.NOT_APPLICABLE]
    if Missing.NOT_RECORDED in item.allows:
        return NO_ANSWER[Missing.NOT_RECORDED]
    return _problem(item, "answer-missing", "There is no answer.", _choices_words(item))


def _choices_words(item: Item) -> str:
    words = [f"“{m.word}”" for m in item.allows]
    return f"Choose an answer, or write {' or '.join(words)}." if words else "Choose one of its answers."


def _problem(item: Item, code: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, message=message, remedy=remedy, field=item.name)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())
