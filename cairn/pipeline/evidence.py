"""From an evidence bundle to what claims are checked against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.measures import MeasureBook
from cairn.analysis.tallies.tally_source import tally_source
from cairn.analysis.tally import Tally
from cairn.claims.claim import Claim
from cairn.claims.evidence import Estimating, Evidence
from cairn.claims.needs import needs_of
from cairn.claims.quotations import quotable_facts, with_quotations
from cairn.claims.readings import readings_of
from cairn.claims.report_check import claims_in
from cairn.claims.statement_claims import StatementClaim, claims_of_statements, load_statement_forms
from cairn.claims.statements import Statement, read_statements
from cairn.collection.bundle import Bundle, open_bundle
from cairn.framework.programme import Programme
from cairn.framework.programme_loader import programme_names
from cairn.pipeline.frame import Frame
from cairn.pipeline.shelf import Shelf

Joining = Callable[[Bundle, Frame, Sequence[str], Sequence[str], MeasureBook], tuple[Tally, StratumTally]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAll:
    """What estimates for all the children are made from and by; `pipeline.frames.for_all` makes it, so that
    what estimates is loaded only where there is a frame."""

    frames: Mapping[str, Frame]
    join: Joining
    judge: Estimating


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A checked bundle with the book its claims are read by; `programme` is the one it is named after."""

    bundle: Bundle
    book: MeasureBook
    programme: Programme | None
    withhold_below: int
    alike_below: int
    statements: tuple[StatementClaim, ...]
    readings: Mapping[str, tuple[str, str]]
    for_all: ForAll | None = None

    def evidence(self, claims: Iterable[Claim]) -> Evidence:
        """Tallies of every source that the claims name and whose tables the bundle holds, with what is
        published of the programme. Claims about a source that is not there come out as *cannot tell*; those
        about all the children are estimated where there is a frame."""
        wanted = list(claims)
        for_all = self.for_all
        beside = for_all.frames if for_all else {}
        estimated = {c.source for c in wanted if c.basis == "population" and c.source in beside}
        tallies: dict[str, Tally] = {}
        frames: dict[str, StratumTally] = {}
        for source, need in needs_of(wanted, self.book).items():
            if not self._holds(source):
                continue
            if for_all is not None and source in estimated:
                tallies[source], frames[source] = for_all.join(
                    self.bundle, beside[source], need.characteristics, need.items, self.book
                )
            else:
                tallies[source] = tally_source(
                    self.bundle, source, need.characteristics, need.items, self.book
                )
        programme = self.programme
        facts = programme.published_facts if programme else ()
        printed = quotable_facts(statements_of(programme), programme.publication) if programme else ()
        return Evidence(
            tallies=tallies,
            book=self.book,
            published=facts + printed,
            stand_in=self.bundle.stand_in,
            label=self.bundle.label,
            withhold_below=self.withhold_below,
            alike_below=self.alike_below,
            frames=frames,
            estimating=for_all.judge if for_all else None,
            readings=self.readings,
        )

    def evidence_for(self, texts: Sequence[str], also: Sequence[Claim] = ()) -> Evidence:
        """The evidence that the claims of these reports, and others, need; misspelt claims are left to
        the checker."""
        return self.evidence([c for text in texts for c in claims_in(text, self.book)] + list(also))

    def _holds(self, source: str) -> bool:
        found = self.book.source(source)
        return found is not None and all(table in self.bundle.tables for table in found.tables)


def open_case(folder: Path, shelf: Shelf) -> Case:
    """Open and check the bundle at `folder`. Raises `EvidenceError` with all that is wrong with it."""
    return case_of(open_bundle(folder, shelf.instrument_set), shelf)


def case_of(bundle: Bundle, shelf: Shelf) -> Case:
    name = next((n for n in programme_names(shelf.root) if bundle_name(n) == bundle.about.name), None)
    programme = shelf.programme(name) if name else None
    book = with_quotations(shelf.book, statements_of(programme)) if programme else shelf.book
    claims = _statement_claims(shelf, programme, book) if programme else ()
    return Case(
        bundle=bundle,
        book=book,
        programme=programme,
        withhold_below=shelf.disclosure.below,
        alike_below=shelf.disclosure.alike_below,
        statements=claims,
        readings=readings_of(claims),
    )


def _statement_claims(shelf: Shelf, programme: Programme, book: MeasureBook) -> tuple[StatementClaim, ...]:
    """The published statements of the programme, each as a claim."""
    statements = statements_of(programme)
    return claims_of_statements(statements, load_statement_forms(shelf.root), book) if statements else ()


def bundle_name(programme: str) -> str:
    """The name of a programme's bundle: `scotland/2018-2020` → `scotland-2018-2020`."""
    return programme.replace("/", "-")


def statements_of(programme: Programme) -> tuple[Statement, ...]:
    """The programme's published statements; none when it has no file of them."""
    return read_statements(programme.statements) if programme.statements is not None else ()
