"""Facts known only in print are spelt as claims spell them, so that a claim finds them."""

from __future__ import annotations

from cairn.analysis.measure_loader import load_measure_book
from cairn.claims.claim import Claim, Stat
from cairn.claims.grammar import parse_claim
from cairn.framework.loader import load_editions, load_vocabularies
from cairn.framework.programme_loader import load_programme
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.pipeline.places import definitions_root


def test_every_published_fact_is_spelt_as_a_claim_that_the_measure_book_knows() -> None:
    root = definitions_root()
    vocabularies = load_vocabularies(root)
    scales = load_answer_scales(root)
    book = load_measure_book(root, load_instruments(root, vocabularies, scales), scales, vocabularies)
    programme = load_programme(root, "scotland/2018-2020", vocabularies, load_editions(root))
    assert len(programme.published_facts) == 8
    for fact in programme.published_facts:
        claim = Claim(
            source=fact.source,
            measure=fact.measure,
            level=fact.level or None,
            where=fact.where,
            by=fact.by,
            stat=Stat(fact.stat),
            rank=fact.rank,
        )
        assert parse_claim(str(claim), book) == claim
