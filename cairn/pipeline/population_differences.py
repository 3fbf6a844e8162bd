"""Where the children in a frame have a different experience, as far as those read can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cairn.analysis.estimators.population.contrast import REST, Difference, against_rest, pairwise
from cairn.analysis.estimators.population.domain_scores import GroupAnswers, group_answers
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import NOT_GIVEN, Tally
from cairn.collection.bundle import Bundle
from cairn.pipeline.differences import (
    OTHERS,
    RATE,
    UNKNOWN,
    Compared,
    Comparisons,
    Differences,
    Side,
    comparisons,
    group_label,
    groupings_of,
    measures_to_compare,
    sifted,
    top_level,
)
from cairn.pipeline.frame import Frame
from cairn.pipeline.frames import population_tally

TINY = 5


def find_population_differences(
    bundle: Bundle,
    source: str,
    book: MeasureBook,
    frame: Frame,
    *,
    by: Sequence[str] = (),
    rate: float = RATE,
) -> Differences:
    """Test every group against all others and every two groups, on the estimated shares of the children in
    the frame, with the covariance of groups that share strata. Where a side has fewer than five answers at
    the level or beside it, its error is too small to be true, and the answers are dealt out anew within
    strata instead. A group under ten, or two groups read whole, are not tested.

    Raises `EvidenceError` for records in strata that the frame lacks or has too few children for.
    """
    groupings = tuple(by) or groupings_of(source, book)
    measures = measures_to_compare(source, book)
    items = [m.items[0] for m in measures]
    counted, tally = population_tally(bundle, frame, groupings, items, book)
    return population_differences_of(counted, tally, measures, book, by=groupings, rate=rate)


def population_differences_of(
    counted: Tally,
    tally: StratumTally,
    measures: Sequence[Measure],
    book: MeasureBook,
    *,
    by: Sequence[str],
    rate: float = RATE,
) -> Differences:
    """The same from the counts, and the same counts joined to the frame."""
    dealt = {_key(c): c.p for c in comparisons(counted, measures, book, by).made}
    compared = Comparisons()
    for name in by:
        for measure in measures:
            if measure.items[0] == name:
                continue
            answers = _known(group_answers(tally, measure.items[0], name))
            open_, decided = _open(answers, measure, name, counted.source, book)
            compared.by_definition += decided
            compared.take(
                c if c is None or not _tiny(c) else _with_p(c, dealt.get(_key(c)))
                for c in _compare(answers, open_, measure, name, counted.source, book)
            )
    return sifted(counted.source, compared, rate)


def _open(
    answers: GroupAnswers, measure: Measure, by: str, source: str, book: MeasureBook
) -> tuple[list[Difference], int]:
    """The comparisons that are not decided by what a group is, and the number of those that are."""
    codes = measure.scale.codes_of(top_level(measure)) or frozenset()
    pairs = pairwise(answers, codes) if len(answers.groups) > 1 else ()
    rests = against_rest(answers, codes) if len(answers.groups) > 2 else ()
    foregone = book.foregone(source, measure.items[0], by)
    found = [
        one
        for one in (*rests, *pairs)
        if not foregone.between(
            [one.a], [g for g in answers.groups if g != one.a] if one.b == REST else [one.b]
        )
    ]
    return found, len(rests) + len(pairs) - len(found)


def _compare(
    answers: GroupAnswers,
    differences: Sequence[Difference],
    measure: Measure,
    by: str,
    source: str,
    book: MeasureBook,
) -> Iterator[Compared | None]:
    level = top_level(measure)
    codes = measure.scale.codes_of(level) or frozenset()
    hits = dict(zip(answers.groups, answers.pooled(codes).counts[:, :, 0].sum(axis=0).tolist(), strict=True))
    shares = _shares(answers, codes)
    for found in differences:
        if found.p is None:
            yield None
            continue
        yield Compared(
            measure=measure.name,
            label=measure.label,
            level=level,
            level_label=measure.scale.label_of(level),
            base=measure.base,
            by=by,
            a=_side(
                found.a, group_label(by, found.a, source, book), hits[found.a], found.n_a, shares[found.a]
            ),
            b=_other(found, hits, shares, group_label(by, found.b, source, book)),
            p=found.p,
        )


def _key(c: Compared) -> tuple[str, str, frozenset[str]]:
    return c.measure, c.by, frozenset((c.a.name, c.b.name))


def _tiny(c: Compared) -> bool:
    return any(min(side.k, side.n - side.k) < TINY for side in (c.a, c.b))


def _with_p(c: Compared, p: float | None) -> Compared | None:
    return None if p is None else replace(c, p=p)


def _known(answers: GroupAnswers) -> GroupAnswers:
    """Without the groups of which nobody knows which they are; their answers stay in the sample."""
    keep = [g for g, name in enumerate(answers.groups) if name not in (UNKNOWN, NOT_GIVEN)]
    names = tuple(answers.groups[g] for g in keep)
    return GroupAnswers(sample=answers.sample, counts=answers.counts[:, keep], groups=names)


def _shares(answers: GroupAnswers, codes: frozenset[int]) -> dict[str, float]:
    children = answers.pooled(codes).weighted
    return dict(zip(answers.groups, (children[:, 0] / children.sum(axis=1)).tolist(), strict=True))


def _other(found: Difference, hits: dict[str, int], shares: dict[str, float], label: str) -> Side:
    if found.b == REST:
        k = sum(hits.values()) - hits[found.a]
        return _side(OTHERS, OTHERS, k, found.n_b, shares[found.a] - found.difference)
    return _side(found.b, label, hits[found.b], found.n_b, shares[found.b])


def _side(name: str, label: str, k: int, n: int, share: float) -> Side:
    return Side(name=name, label=label, k=k, n=n, estimated=share)
