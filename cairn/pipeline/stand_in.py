"""Stand-in evidence for a programme: from its published statements to a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cairn.analysis.measures import MeasureBook
from cairn.claims.consistency import ConsistencyReport, find_conflicts, report_as_json, smallest_repair
from cairn.claims.quotations import with_quotations
from cairn.claims.statement_claims import StatementClaim, claims_of_statements, load_statement_forms
from cairn.claims.statements import Statement
from cairn.claims.wording import read_phrase
from cairn.collection.bundle import Bundle, write_bundle
from cairn.collection.descriptor import About
from cairn.errors import EvidenceError, Problem, WordingError
from cairn.framework.programme import Programme
from cairn.pipeline.evidence import bundle_name, statements_of
from cairn.pipeline.provenance import EVIDENCE, made_from, write_kept
from cairn.pipeline.shelf import Shelf
from cairn.pipeline.steps import Steps
from cairn.reconstruction.assumptions import FILE as ASSUMPTIONS
from cairn.reconstruction.assumptions import read_assumptions
from cairn.reconstruction.bounds import Wanted
from cairn.reconstruction.build import Plan, reconstruct
from cairn.utils.counts import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A programme's statements, each as a claim, and how they stand to one another.

    `set_aside` is a smallest set without which all the others can hold.
    """

    programme: Programme
    book: MeasureBook
    statements: tuple[Statement, ...]
    claims: tuple[StatementClaim, ...]
    consistency: ConsistencyReport
    set_aside: tuple[str, ...]


def read_published(shelf: Shelf, programme: Programme) -> Published:
    """Read, claim and compare the programme's statements. Raises `EvidenceError` when it has none."""
    statements = statements_of(programme)
    if not statements:
        message = f"The programme “{programme.name}” has no published statements to build from."
        raise EvidenceError(
            Problem(
                code="statements-missing", message=message, remedy="Bring evidence of your own: --evidence."
            )
        )
    book = with_quotations(shelf.book, statements)
    claims = claims_of_statements(statements, load_statement_forms(shelf.root), book)
    found = find_conflicts(
        statements,
        shelf.book,
        shelf.wording,
        instruments=shelf.instruments,
        claims={c.statement.id: c.claim for c in claims},
    )
    return Published(
        programme=programme,
        book=book,
        statements=statements,
        claims=claims,
        consistency=found,
        set_aside=smallest_repair(found),
    )


def prepare_stand_in(shelf: Shelf, programme: Programme, seed: int, out: Path, steps: Steps) -> None:
    """Compare the programme's statements and build its stand-in evidence in `out`.

    What was kept of an earlier run is replaced only when both are done.
    """
    with steps.step("Comparing the published statements") as told:
        published = read_published(shelf, programme)
        told.append(f"{counted(len(published.consistency.conflicts), 'set')} cannot all hold")
    with steps.step("Building the stand-in evidence") as told:
        bundle = build_stand_in(shelf, published, seed, out / EVIDENCE)
        told.append(counted(sum(t.num_rows for t in bundle.tables.values()), "row"))
    made = made_from(shelf, programme, seed)
    write_kept(out, made, published.set_aside, report_as_json(published.consistency))


def build_stand_in(shelf: Shelf, published: Published, seed: int, folder: Path) -> Bundle:
    """Build the stand-in data and write them as a bundle at `folder`, whole or not at all."""
    programme = published.programme
    built = reconstruct(
        Plan(
            programme=programme,
            book=published.book,
            instruments=shelf.instruments,
            scales=shelf.scales,
            vocabularies=shelf.vocabularies,
            assumptions=read_assumptions(shelf.programme_folder(programme) / ASSUMPTIONS, shelf.root),
            wanted=tuple(
                _wanted(c, shelf) for c in published.claims if c.statement.id not in published.set_aside
            ),
            withhold_below=shelf.disclosure.below,
            seed=seed,
        )
    )
    return write_bundle(folder, built.tables, shelf.instrument_set, about_stand_in(shelf, programme, seed))


def about_stand_in(shelf: Shelf, programme: Programme, seed: int) -> About:
    """What the bundle says of itself; the last note names all that decides its bytes."""
    return About(
        name=bundle_name(programme.name),
        title=f"Stand-in evidence: {programme.title}",
        stand_in=True,
        created=programme.dated,
        notes=(
            "Areas A to H are invented and stand for no partnership. The evaluations are the published ones.",
            *(
                f"{shelf.instruments[s.table].title}: {counted(s.size, 'response')}. {s.reason}"
                for s in programme.stand_in_sizes
            ),
            made_from(shelf, programme, seed),
        ),
    )


def _wanted(claim: StatementClaim, shelf: Shelf) -> Wanted:
    try:
        phrase = read_phrase(claim.words, shelf.wording)
    except WordingError:
        phrase = None  # a comparison in words of its own ("very similar"): nothing to count
    return Wanted(statement=claim.statement.id, claim=claim.claim, phrase=phrase)
