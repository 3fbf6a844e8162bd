"""Claims about all the children for which there is no frame: what is lacking, and what to bring."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.claims.case import Case
from cairn.claims.claim import Finding
from cairn.claims.figures import base_text, subject_of

NO_FRAME = "An estimate for all the {people} needs a sampling frame, and none was given."
BRING = (
    "Bring one with --frame: a CSV with one row for each stratum ({strata}) and its number of {people} in "
    "pop_size; or leave basis=population out."
)


def without_frame(case: Case) -> Finding | None:
    """The verdict on a claim with basis=population that cannot be estimated; None where it can be tried."""
    subject = subject_of(case.claim, case.evidence)
    if subject is None:
        return case.cannot_tell("There is no evidence here for this claim.")
    if not subject.source.protected or len(subject.source.tables) > 1:
        reason = f"“{subject.source.label}” is no sample from one frame."
        return case.cannot_tell(reason, "Leave basis=population out.", base_text(subject))
    if case.claim.source in case.evidence.frames:
        return None
    people, strata = subject.source.people, subject.source.strata
    bring = BRING.format(people=people, strata=_listed(strata) or "the groups it was drawn by")
    return case.cannot_tell(NO_FRAME.format(people=people), bring, base_text(subject))


def _listed(names: Sequence[str]) -> str:
    return " and ".join(name.replace("_", " ") for name in names)
