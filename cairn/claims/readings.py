"""Which published statement a claim repeats, and what of the claim is our reading of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cairn.claims.claim import Finding
from cairn.claims.statement_claims import StatementClaim
from cairn.claims.statements import Statement


def readings_of(claims: Sequence[StatementClaim]) -> dict[str, tuple[str, str]]:
    """By the canonical spelling of a claim: where it was published, and our reading (“” when there is none).

    The reading is the note of the statement's form, or else that of the statement itself. Several statements
    of one claim are told one after the other.
    """
    found: dict[str, list[StatementClaim]] = {}
    for one in claims:
        found.setdefault(str(one.claim), []).append(one)
    return {spelled: (_published(same), _reading(same)) for spelled, same in found.items()}


def with_reading(finding: Finding, readings: Mapping[str, tuple[str, str]]) -> Finding:
    """The finding, with where its claim was published and how it was read, if it was published."""
    if str(finding.claim) not in readings:
        return finding
    published, reading = readings[str(finding.claim)]
    return replace(finding, published=published, reading=reading)


def _published(same: Sequence[StatementClaim]) -> str:
    return "; ".join(_place(one.statement) for one in same)


def _place(statement: Statement) -> str:
    line = f", line {statement.line} of the extracted text" if statement.line else ""
    return f"Statement {statement.id}{line}"


def _reading(same: Sequence[StatementClaim]) -> str:
    notes = (one.note or one.statement.note for one in same)
    return " ".join(dict.fromkeys(_sentence(note) for note in notes if note))


def _sentence(note: str) -> str:
    return f"{note[0].upper()}{note[1:]}{'' if note.endswith('.') else '.'}"
