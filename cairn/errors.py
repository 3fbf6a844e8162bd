"""The error tree: who must act, a stable code, and sentences addressed to a person.

Every branch names what the reader has in hand (definitions, evidence, a report, a command).
Each error carries one or more `Problem`s, so one pass can tell everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: what, where, and what to do next.

    `line` and `column` count from 1; `sheet`, `row` and `field` place a problem in a table.
    """

    code: str
    message: str
    remedy: str = ""
    file: str = ""
    line: int | None = None
    column: int | None = None
    key: str = ""
    sheet: str = ""
    row: int | None = None
    field: str = ""

    @property
    def where(self) -> str:
        """`file:line:column`, then the sheet, row, field or key, as far as each is known."""
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p not in ("", None))
        parts = [
            place,
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row is not None else "",
            f"column {self.field}" if self.field else "",
            self.key,
        ]
        return ", ".join(p for p in parts if p)

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{remedy} [{self.code}]"

    def as_json(self) -> dict[str, object]:
        """The fields that are known, by name."""
        return {k: v for k, v in asdict(self).items() if v not in ("", None)}


class CairnError(Exception):
    """Something a person can put right. Shown without a traceback; the command ends with code 2."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        if not found:
            raise ValueError("an error needs at least one problem")
        self.problems = found
        super().__init__("\n".join(str(p) for p in found))

    @property
    def code(self) -> str:
        return self.problems[0].code


class DefinitionError(CairnError):
    """A file under `definitions/` is wrong: its owner mends it."""


class EvidenceError(CairnError):
    """The evidence, or a form filled in by hand, is wrong or cannot be read."""


class ClaimError(CairnError):
    """A claim in a report or a statement is misspelt or asks for something that does not exist."""


class WordingError(CairnError):
    """Words that are offered as a quantity cannot be read as one."""


class ReportError(CairnError):
    """A report's text cannot be read, or may not be rendered as it stands."""


class UsageError(CairnError):
    """The command was asked for something it cannot do."""


class InstallationError(CairnError):
    """Folders, programs or the database are not as Cairn needs them: whoever runs it mends it."""


class Refused(CairnError):
    """The person may not do this, or not now: said with who may, or what must happen first."""


class Missing(CairnError):
    """There is no such thing, or none that this person may see: the two are never told apart."""


class Stale(CairnError):
    """Somebody else changed it meanwhile. `mine` is what was to be saved, `theirs` what is there now."""

    def __init__(
        self,
        problems: Problem | Iterable[Problem],
        *,
        mine: Mapping[str, object],
        theirs: Mapping[str, object],
    ) -> None:
        super().__init__(problems)
        self.mine = dict(mine)
        self.theirs = dict(theirs)


class Invalid(CairnError):
    """What was entered cannot be taken as it is; each problem names its field."""
