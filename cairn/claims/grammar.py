"""The spelling of a claim: `claim:SOURCE/MEASURE[=LEVEL][?OPTION[&OPTION…]]`.

    claim:records/response_to_immediate_risk=good_or_better?where=immediate_risk_last_two_years:yes
    claim:staff/leaders_ensured_capacity=agree?by=area&stat=min

Options, in any order, each at most once:

    where=PART[,PART…]     PART is CHARACTERISTIC:VALUE[|VALUE…] or the name of a population
    by=CHARACTERISTIC      the groups that min, max, highest, lowest and extremes range over
    stat=…                 one of `Stat`; share when left out
    rank=VALUE[|VALUE…]    the group that is highest or lowest (several are pooled); for extremes HIGH|LOW
    above=OTHER            rest, all, a source, a measure, MEASURE:LEVEL, a population, CHARACTERISTIC:VALUE
    rest=MEASURE:LEVEL     for share_of_rest: those who have this are left out of the base
    versus=SOURCE          for similar: an earlier programme's source
    direction=up|down|same for order; up when left out
    basis=read|population  read when left out

Percent-encoding, which Markdown tools put in, is undone first. `partnership` is read as `area`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim, Stat, Where
from cairn.claims.naming import Places, name_problems
from cairn.errors import ClaimError, Problem
from cairn.utils.nearest import did_you_mean

SCHEME = "claim:"
LONGEST = 2_000  # characters; the longest claim of our own has under 200
OPTIONS = ("where", "by", "stat", "rank", "above", "rest", "versus", "direction", "basis")
SYNONYMS = {"partnership": "area"}

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*\Z")

_BY_STATS = (Stat.MIN, Stat.MAX, Stat.HIGHEST, Stat.LOWEST, Stat.EXTREMES)
_RANK_STATS = (Stat.HIGHEST, Stat.LOWEST, Stat.EXTREMES)

# option → the statistics that need it and those that take it
_WANTED: dict[str, tuple[tuple[Stat, ...], tuple[Stat, ...]]] = {
    "by": (_BY_STATS, _BY_STATS),
    "rank": (_RANK_STATS, _RANK_STATS),
    "above": ((Stat.ORDER,), (Stat.ORDER,)),
    "rest": ((Stat.SHARE_OF_REST,), (Stat.SHARE_OF_REST,)),
    "versus": ((Stat.SIMILAR,), (Stat.SIMILAR,)),
    "direction": ((), (Stat.ORDER,)),
}
_CHOICES = {"direction": ("up", "down", "same"), "basis": ("read", "population")}


def is_claim(target: str) -> bool:
    """Whether a link's target is meant as a claim, however it is spelled after the scheme."""
    return target.strip()[: len(SCHEME)].casefold() == SCHEME


def parse_claim(text: str, book: MeasureBook | None = None) -> Claim:
    """The claim that `text` spells.

    With a `book`, the source and every measure, level, characteristic, value and population is looked up.
    Raises `ClaimError` with *all* that is wrong, each problem with its column in the (decoded) text and,
    for a misspelt name, the nearest right one.
    """
    if len(text) > LONGEST:
        message = f"A claim of {len(text):,} characters is too long; at most {LONGEST:,} are read."
        raise ClaimError(Problem(code="claim-too-long", message=message))
    reader = _Reader(unquote(text.strip()))
    claim = reader.claim()
    if claim is not None and book is not None:
        reader.problems += name_problems(claim, book, reader.places)
    if claim is None or reader.problems:
        raise ClaimError(sorted(reader.problems, key=lambda p: p.column or 0))
    return claim


class _Reader:
    """Reads one claim, left to right, and gathers what is wrong."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.places: Places = {}

    def claim(self) -> Claim | None:
        if not is_claim(self.text):
            self.refuse("claim-scheme", f"“{self.text[:40]}” does not begin with “claim:”.", 0)
            return None
        path, mark, query = self.text[len(SCHEME) :].partition("?")
        source, measure, level = self.path(path)
        options = self.options(query, len(SCHEME) + len(path) + 1) if mark else {}
        stat = self.stat(options)
        where = self.where(options.get("where", ""))
        others = {name: self.value(name, options.get(name, "")) for name in OPTIONS[3:8]}
        self.choices(options)
        if stat is None or not source or not measure:
            return None
        claim = Claim(
            source=source,
            measure=measure,
            level=level,
            where=where,
            by=SYNONYMS.get(options.get("by", ""), options.get("by", "")),
            stat=stat,
            **others,
            basis=options.get("basis", "read"),
        )
        self.check_shape(claim)
        return claim

    def refuse(self, code: str, message: str, at: int, remedy: str = "") -> None:
        self.problems.append(Problem(code=code, message=message, remedy=remedy, column=at + 1))

    def name(self, text: str, what: str, at: int) -> str:
        """`text` if it can be a name; a problem and nothing otherwise."""
        if _NAME.match(text):
            return text
        shown = f"“{text}” cannot be the name of a {what}." if text else f"The name of the {what} is missing."
        self.refuse("claim-name", shown, at, "Names are letters, digits, “_”, “.” and “-”, without spaces.")
        return ""

    def path(self, path: str) -> tuple[str, str, str | None]:
        start = len(SCHEME)
        source, slash, rest = path.partition("/")
        if not slash:
            self.refuse(
                "claim-path",
                f"“{path}” names no measure.",
                start,
                "Write claim:SOURCE/MEASURE=LEVEL, for instance claim:records/plan_quality=good_or_better.",
            )
            return "", "", None
        measure, equals, level = rest.partition("=")
        at_measure = start + len(source) + 1
        at_level = at_measure + len(measure) + 1
        self.places |= {"source": start + 1, "measure": at_measure + 1, "level": at_level + 1}
        return (
            self.name(source, "source", start),
            self.name(measure, "measure", at_measure),
            (self.name(level, "level", at_level) or None) if equals else None,
        )

    def options(self, query: str, start: int) -> dict[str, str]:
        found: dict[str, str] = {}
        at = start
        for part in query.split("&"):
            key, equals, value = part.partition("=")
            if key not in OPTIONS:
                self.refuse("claim-option", f"There is no option “{key}”.", at, did_you_mean(key, OPTIONS))
            elif key in found:
                self.refuse("claim-option-twice", f"The option “{key}” stands twice.", at, "Keep one.")
            elif not equals or not value:
                self.refuse("claim-option-empty", f"The option “{key}” says nothing.", at, f"Write {key}=…")
            else:
                found[key] = value
                self.places[key] = at + len(key) + 2
            at += len(part) + 1
        return found

    def stat(self, options: dict[str, str]) -> Stat | None:
        wanted = options.get("stat", Stat.SHARE.value)
        try:
            return Stat(wanted)
        except ValueError:
            names = [s.value for s in Stat]
            self.refuse(
                "claim-stat",
                f"There is no statistic “{wanted}”.",
                self.places["stat"] - 1,
                did_you_mean(wanted, names) or f"It may be: {', '.join(names)}.",
            )
            return None

    def where(self, text: str) -> Where:
        if not text:
            return ()
        parts: list[tuple[str, tuple[str, ...]]] = []
        at = self.places["where"] - 1
        for i, part in enumerate(text.split(",")):
            name, colon, values = part.partition(":")
            found = self.name(name, "characteristic or population", at)
            self.places[f"where.{i}"] = at + 1
            members = self.values(values, at + len(name) + 1, f"where.{i}") if colon else ()
            found = SYNONYMS.get(found, found) if colon else found
            if found in (n for n, _ in parts):
                self.refuse("claim-where-twice", f"“{found}” stands twice in where.", at, "Join with “|”.")
            elif found:
                parts.append((found, members))
            at += len(part) + 1
        return tuple(parts)

    def values(self, text: str, at: int, place: str) -> tuple[str, ...]:
        found: list[str] = []
        for j, value in enumerate(text.split("|")):
            self.places[f"{place}.{j}"] = at + 1
            name = self.name(value, "value", at)
            if name and name in found:
                self.refuse("claim-value-twice", f"“{name}” stands twice.", at, "Keep one.")
            elif name:
                found.append(name)
            at += len(value) + 1
        return tuple(found)

    def value(self, option: str, text: str) -> str:
        """The spelling of any other option: names, with `:` and `|` where the option may have them."""
        if not text:
            return ""
        at = self.places[option] - 1
        head, colon, tail = text.replace("=", ":", 1).partition(":")
        tail_names = self.values(tail, at + len(head) + 1, f"{option}.value") if colon else ()
        if option == "rank" and not colon:
            return "|".join(self.values(head, at, option))
        if colon and option not in ("above", "rest"):
            self.refuse("claim-option-form", f"“{text}” is not what {option} takes.", at)
        head = self.name(head, option, at)
        return f"{SYNONYMS.get(head, head)}:{'|'.join(tail_names)}" if colon else head

    def choices(self, options: dict[str, str]) -> None:
        for name, allowed in _CHOICES.items():
            if options.get(name, allowed[0]) not in allowed:
                self.refuse(
                    "claim-choice",
                    f"“{options[name]}” is not a {name}.",
                    self.places[name] - 1,
                    f"It may be: {', '.join(allowed)}.",
                )

    def check_shape(self, claim: Claim) -> None:
        for option, (needing, taking) in _WANTED.items():
            given = bool(getattr(claim, option))
            if claim.stat in needing and not given:
                self.refuse("claim-incomplete", f"stat={claim.stat} needs {option}=….", 0, _REMEDIES[option])
            if given and claim.stat not in taking:
                self.refuse(
                    "claim-misfit",
                    f"{option}= has no meaning with stat={claim.stat}.",
                    self.places.get(option, 1) - 1,
                    f"It goes with: {', '.join(taking)}.",
                )
        if claim.level is None and claim.stat not in (Stat.COUNT, Stat.SIMILAR):
            remedy = f"Write claim:{claim.source}/{claim.measure}=LEVEL."
            self.refuse("claim-level", f"stat={claim.stat} needs a level.", 0, remedy)
        if claim.stat is Stat.EXTREMES and claim.rank.count("|") != 1:
            remedy = "Write rank=HIGHEST|LOWEST."
            at = self.places.get("rank", 1) - 1
            self.refuse("claim-rank", "stat=extremes names exactly two groups.", at, remedy)
        if claim.rest and ":" not in claim.rest:
            at = self.places.get("rest", 1) - 1
            self.refuse("claim-rest", "rest= names a measure and a level.", at, "Write rest=MEASURE:LEVEL.")


_REMEDIES: dict[str, str] = {
    "by": "Say which groups: by=area, for instance.",
    "rank": "Say which group: rank=foster_care, for instance.",
    "above": "Say what it is compared with: above=rest, above=all, a measure or a group.",
    "rest": "Say whom to leave out: rest=MEASURE:LEVEL.",
    "versus": "Say which earlier programme: versus=records_2012_2017, for instance.",
}
