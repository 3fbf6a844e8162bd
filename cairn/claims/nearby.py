"""Of what else failing words would hold: the level or the group that was meant, perhaps."""

from __future__ import annotations

from dataclasses import replace

from cairn.analysis.estimators import share
from cairn.claims.case import Case
from cairn.claims.claim import Stat
from cairn.claims.comparison import group_label
from cairn.claims.figures import Figure, Subject
from cairn.claims.wording import Phrase


def where_words_hold(case: Case, phrase: Phrase, subject: Subject) -> str:
    """A sentence naming one other level of the measure, or else the whole source, of which the words hold.

    Empty when there is none that may be shown. Small figures are passed over: nothing can be read from
    their being left out, since other reasons for that are many.
    """
    if not phrase.is_quantity or case.claim.stat is not Stat.SHARE:
        return ""
    scale = subject.measure.scale
    levels = [level for level in scale.level_names if level != case.claim.level]
    for level in levels:
        if _holds(case, phrase, _figure(subject, level)):
            return f"They would hold of “{scale.label_of(level)}”."
    everyone = replace(subject, where=())
    if subject.where and _holds(case, phrase, _figure(everyone, case.claim.level or "")):
        group = group_label(case.claim.where, case.claim.source, case.evidence.book)
        return f"They would hold of all {subject.source.unit_plural}, not of these ({group})."
    return ""


def _figure(subject: Subject, level: str) -> Figure:
    return subject.figure("", share(subject.tally, subject.measure, level, subject.where))


def _holds(case: Case, phrase: Phrase, figure: Figure) -> bool:
    return figure.n > 0 and not figure.withheld and figure.k in case.allowed(phrase, figure.n)
