"""Planning a sample: what may be said of each group, and how many are needed to say more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from cairn.analysis.estimators.planning import chance_of, fewest_needed, firm_counts, margin_of_error
from cairn.claims.wording import Phrase, Wording, allowed_counts, read_phrase, words_for
from cairn.errors import Problem, UsageError
from cairn.sampling.design import Design
from cairn.sampling.draw import sample_sizes
from cairn.sampling.frame_file import StratumSizes
from cairn.utils.nearest import did_you_mean

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of the frame: its units, how many of them are drawn, and how many are expected at the level."""

    name: str
    population: int
    drawn: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What one phrase is worth for a group. `margin` is half the width of the 95 % interval, as a share.

    `true` says whether the words are true of the whole group if the expectation is right. `holds` is the
    chance that they are then true of those drawn, `holds_firmly` that the whole interval lies within them.
    `needed` and `needed_firmly` are the sizes from which on the chance is what was asked for; None when the
    words are not true, or no size up to two thousand will do.
    """

    group: str
    population: int
    drawn: int
    expected: int
    margin: float | None
    words: str
    true: bool
    holds: float | None
    holds_firmly: float | None
    needed: int | None
    needed_firmly: int | None

    def as_json(self) -> dict[str, object]:
        return {k: round(v, 6) if isinstance(v, float) else v for k, v in asdict(self).items()}


def groups_of(
    sizes: StratumSizes, design: Design, by: str, expected: Fraction, differing: Mapping[str, Fraction]
) -> tuple[Group, ...]:
    """The groups of a characteristic that makes strata, and all of them together.

    `expected` is the share expected everywhere but in the groups that `differing` names. Raises `UsageError`
    for a characteristic or a group that there is not, and when the design cannot be met.
    """
    if by not in design.strata:
        message = f"The design has no strata by “{by}”."
        raise UsageError(
            Problem(code="plan-by", message=message, remedy=f"It has {', '.join(design.strata)}.")
        )
    drawn = sample_sizes(design, dict(sizes.sizes))
    place = design.strata.index(by)
    names = sorted({key[place] for key in sizes.sizes})
    for name in differing:
        if name not in names:
            message = f"There is no {by} “{name}” in the frame."
            raise UsageError(Problem(code="group-unknown", message=message, remedy=did_you_mean(name, names)))
    found = []
    for name in names:
        population = sum(n for key, n in sizes.sizes.items() if key[place] == name)
        here = sum(n for key, n in drawn.items() if key[place] == name)
        at_level = round(differing.get(name, expected) * population)
        found.append(Group(name=name, population=population, drawn=here, expected=at_level))
    return (*found, _together(found))


def outlooks(
    groups: Sequence[Group], phrases: Sequence[str], wording: Wording, chance: float
) -> tuple[Outlook, ...]:
    """For each group, each phrase; without phrases, the words that Cairn would write if all were read.

    Groups of several strata are treated as one simple random sample. Raises `WordingError` for words that
    say no share.
    """
    read = [read_phrase(words, wording) for words in phrases]
    for phrase in read:
        if not phrase.is_share:
            message = f"“{phrase.words}” says no share of a group."
            remedy = "Use words such as “most”, “more than half” or “70%”."
            raise UsageError(Problem(code="plan-words", message=message, remedy=remedy))
    found = []
    for group in groups:
        said = read or [read_phrase(words_for(group.expected, group.population, wording), wording)]
        found += [_outlook(group, phrase, chance) for phrase in said]
    return tuple(found)


def _together(groups: Sequence[Group]) -> Group:
    return Group(
        name=ALL,
        population=sum(g.population for g in groups),
        drawn=sum(g.drawn for g in groups),
        expected=sum(g.expected for g in groups),
    )


def _outlook(group: Group, phrase: Phrase, chance: float) -> Outlook:
    size, expected = group.population, group.expected
    allowed = allowed_counts(phrase, size)
    within = range(min(allowed), max(allowed) + 1) if allowed else range(0)
    true = expected in allowed

    def holds(n: int) -> float:
        return chance_of(size, expected, n, allowed_counts(phrase, n))

    def holds_firmly(n: int) -> float:
        return chance_of(size, expected, n, firm_counts(size, n, within))

    return Outlook(
        group=group.name,
        population=size,
        drawn=group.drawn,
        expected=expected,
        margin=margin_of_error(size, expected, group.drawn),
        words=phrase.words,
        true=true,
        holds=holds(group.drawn) if group.drawn else None,
        holds_firmly=holds_firmly(group.drawn) if group.drawn else None,
        needed=fewest_needed(size, holds, chance) if true else None,
        needed_firmly=fewest_needed(size, holds_firmly, chance) if true else None,
    )
