"""Estimates beside figures of those read: the two together can give back what is withheld.

Of 29 in two groups, of whom 2 in one are too few to show, an estimate over all tells how many children they
stand for; where the groups are weighted differently there is one solution.
"""

from __future__ import annotations

from fractions import Fraction

from cairn.analysis.disclosure import withheld
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.weighted import ToldShare, Weighted
from cairn.analysis.estimators.answers import level_codes
from cairn.analysis.estimators.group import SYNONYMS, Where
from cairn.analysis.estimators.population.sample import sample_of
from cairn.analysis.estimators.population.stratum_tally import Mask, StratumTally
from cairn.claims.figures import Subject


def gives_back(subject: Subject, tally: StratumTally, where: Where, share: Fraction, half: Fraction) -> bool:
    """Whether the estimate of the group, told to within `half`, gives back a count that the report withholds
    among its strata, for a reader who sees all that the report does not withhold of them."""
    shield, claim, measure = subject.evidence.shield, subject.claim, subject.measure
    if shield is None or not subject.source.protected:
        return False
    group = _plain((*measure.where, *where))
    cells = tally.in_group(group)
    weighted = _weighted(subject, tally)
    whole = ToldShare(cells, float(share - half), float(share + half))
    for by in tally.strata:
        parts = {v: cells & tally.in_group(((by, (v,)),)) for v in tally.levels(by)}
        hidden = {
            v: mask
            for v, mask in parts.items()
            if shield(claim.source, measure, claim.level or "", (*where, (by, (v,))))
        }
        shown = [mask for v, mask in parts.items() if v not in hidden]
        limits = Limits(below=subject.evidence.withhold_below)
        if any(
            weighted.gives_back(mask, [whole], [cells, *shown], limits)
            for mask in hidden.values()
            if _is_small(weighted, mask, limits.below)
        ):
            return True
    return False


def _weighted(subject: Subject, tally: StratumTally) -> Weighted:
    item = subject.measure.items[0]
    counts = tally.counts[item]
    codes = sorted(level_codes(subject.measure, subject.claim.level or ""))
    sample = sample_of(tally.population, tally.drawn, tally.by_stratum(tally.settled(item)), "respondents")
    return Weighted(
        answers=counts[:, 1:].sum(axis=1),
        hits=counts[:, codes].sum(axis=1),
        weight=sample.weight[tally.stratum_of],
    )


def _is_small(weighted: Weighted, cells: Mask, below: int) -> bool:
    k, n = int(weighted.hits[cells].sum()), int(weighted.answers[cells].sum())
    return n > 0 and withheld(k, n, True, below)


def _plain(where: Where) -> Where:
    return tuple((SYNONYMS.get(name, name), values) for name, values in where)
