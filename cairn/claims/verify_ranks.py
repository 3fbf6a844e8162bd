"""Claims about which group is highest or lowest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cairn.analysis.estimators import resolve_where
from cairn.claims.case import Case
from cairn.claims.claim import Finding, Stat, Verdict
from cairn.claims.comparison import value_label
from cairn.claims.figures import Figure, Subject, figure_text, group_figures, percent, pooled, subject_of
from cairn.claims.judging import comparing_problem
from cairn.claims.published import Known, check_against_print, known_share
from cairn.claims.verify_groups import LEFT_OUT

# Care groups and the like that are no group, but what is left when the group is not known.
NO_GROUP = frozenset({"not_stated", "not_given"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A group's share, exactly from rows or between bounds from print."""

    label: str
    low: Fraction
    high: Fraction
    figure: Figure | None = None
    known: Known | None = None

    @property
    def withheld(self) -> bool:
        return self.figure is not None and self.figure.withheld

    @property
    def shown(self) -> tuple[str, int | None, int | None]:
        return self.figure.shown if self.figure else (self.label, None, None)


def check_rank(case: Case) -> Finding:
    """Whether the ranked group has the highest (or lowest) share; groups given with “|” count as one.

    Only groups whose figures may be shown are compared: from the place of one that may not, between two
    that are shown, its figure could be worked out.
    """
    ranked = case.claim.rank.split("|")
    return _both_ends(case, ranked) if case.claim.stat is Stat.EXTREMES else _one_end(case, ranked)


def _one_end(case: Case, keep: Collection[str]) -> Finding:
    subject = subject_of(case.claim, case.evidence)
    rows = _row_groups(subject, keep)
    wanted = case.claim.rank.split("|")
    target = _target(subject, rows, wanted)
    others = [g for name, g in rows.items() if name not in wanted]
    printed = _printed_groups(case, rows)
    target = target or next((g for name, g in printed.items() if [name] == wanted), None)
    others += [g for name, g in printed.items() if name not in wanted]
    if target is None or not others:
        return check_against_print(case)
    if target.withheld:
        return case.not_safe(target.label)
    return _ranked(case, subject, target, others)


def _both_ends(case: Case, keep: Collection[str]) -> Finding:
    """The two halves of `extremes`; the first that does not hold speaks for both.

    Both keep the same groups, so that neither shows what the other withholds.
    """
    # The words of both ends stand together ("highest … lowest"), so they say no one direction.
    first, second = (_one_end(replace(case, claim=claim, words=""), keep) for claim in case.claim.ends)
    worse = graver(first, second)
    if worse.verdict is Verdict.NOT_SAFE:
        return _renamed(worse, case, "")
    return _renamed(worse, case, f"{first.reason} {second.reason}")


_GRAVITY = {
    Verdict.HOLDS: 0,
    Verdict.HOLDS_NARROWLY: 1,
    Verdict.HOLDS_AGAINST_CITATION: 2,
    Verdict.CANNOT_TELL: 3,
    Verdict.FAILS: 4,
    Verdict.NOT_SAFE: 5,
    Verdict.NOTHING_BEHIND: 6,
}


def graver(first: Finding, second: Finding) -> Finding:
    """Of two findings the one that says worse of the words."""
    return max((first, second), key=lambda f: _GRAVITY[f.verdict])


def _renamed(finding: Finding, case: Case, reason: str) -> Finding:
    return replace(finding, claim=case.claim, words=case.words, reason=reason or finding.reason)


def _row_groups(subject: Subject | None, keep: Collection[str]) -> dict[str, _Group]:
    if subject is None:
        return {}
    return {
        name: _Group(label=f.label, low=f.share, high=f.share, figure=f)
        for name, f in group_figures(subject, keep).items()
        if name not in NO_GROUP
    }


def _target(subject: Subject | None, rows: Mapping[str, _Group], wanted: list[str]) -> _Group | None:
    figures = [f for name in wanted if (g := rows.get(name)) is not None and (f := g.figure) is not None]
    if subject is None or not figures:
        return None
    figure = pooled(subject, figures)
    return _Group(label=figure.label, low=figure.share, high=figure.share, figure=figure)


def _printed_groups(case: Case, rows: Mapping[str, _Group]) -> dict[str, _Group]:
    """Groups without rows of which print says something."""
    claim, book = case.claim, case.evidence.book
    found = book.characteristic(claim.source, claim.by)
    groups: dict[str, _Group] = {}
    for name in found.value_names if found else ():
        if name in rows or name in NO_GROUP:
            continue
        where = resolve_where((*claim.where, (claim.by, (name,))), claim.source, book)
        known = known_share(case, claim.source, claim.measure, claim.level or "", where)
        if known is not None and known.counts:
            label = value_label(claim.source, claim.by, name, book)
            groups[name] = _Group(label=label, low=known.low, high=known.high, known=known)
    return groups


def _ranked(case: Case, subject: Subject | None, target: _Group, others: list[_Group]) -> Finding:
    up = case.claim.stat is Stat.HIGHEST
    compared = [g for g in others if not g.withheld]
    above = [_is_above(target, g) if up else _is_above(g, target) for g in compared]
    verdict = _verdict(above, [target, *compared])
    word = "highest" if up else "lowest"
    problem = "" if case.asks else comparing_problem(case, "up" if up else "down")
    suggestion = word if case.asks and verdict.publishable and verdict is not Verdict.CANNOT_TELL else ""
    if problem or (case.asks and suggestion):
        verdict = Verdict.FAILS
    figure = target.figure
    nearest = _nearest(compared, up)
    left_out = LEFT_OUT if len(compared) < len(others) else ""
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=verdict,
        figure=figure_text(figure, subject) if figure and subject else _quoted(target),
        base=target.label,
        reason=" ".join(p for p in (problem, _reason(case, target, nearest, word), left_out) if p),
        remedy=_remedy(verdict, problem, word),
        suggestion=suggestion,
        citation="; ".join(dict.fromkeys(g.known.citation for g in (target, *compared) if g.known)),
        k=figure.k if figure else None,
        n=figure.n if figure else None,
        share=figure.share if figure else None,
        groups=tuple(g.shown for g in (target, *others)),
    )


def _is_above(one: _Group, other: _Group) -> bool | None:
    """Whether the one share is above the other; None when print leaves it open."""
    if one.low > other.high:
        return True
    return False if one.high <= other.low else None


def _verdict(above: list[bool | None], groups: Iterable[_Group]) -> Verdict:
    if False in above:
        return Verdict.FAILS
    if None in above or not above:
        return Verdict.CANNOT_TELL
    cited = any(g.known for g in groups)
    return Verdict.HOLDS_AGAINST_CITATION if cited else Verdict.HOLDS


def _nearest(compared: list[_Group], up: bool) -> _Group | None:
    """The strongest rival."""
    if not compared:
        return None
    return max(compared, key=lambda g: g.high) if up else min(compared, key=lambda g: g.low)


def _reason(case: Case, target: _Group, nearest: _Group | None, word: str) -> str:
    if nearest is None:
        return "There is no other group large enough to compare with."
    return f"{_told(case, target)}; the {word} of the other groups is {_told(case, nearest)}."


def _told(case: Case, group: _Group) -> str:
    if group.known:
        return f"{group.label}, {_quoted(group)}"
    figure = group.figure
    assert figure is not None and not figure.withheld  # such groups are not compared
    return f"{group.label}, {figure.k:,} of {figure.n:,} ({percent(figure, case.evidence)})"


def _quoted(group: _Group) -> str:
    return f"{group.known.quoted}, as published" if group.known else ""


def _remedy(verdict: Verdict, problem: str, word: str) -> str:
    if problem:
        return f"Say “{word}”, or change the claim."
    return "Name the group that the figures name." if verdict is Verdict.FAILS else ""
