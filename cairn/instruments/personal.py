"""What would identify a person, in the names of columns and in cells, as survey tools and readers write it.

A column that looks so is taken by nobody: it is left out on purpose, and then never read, or refused.
Nothing here repeats a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cairn.instruments.unit_ids import is_personal_column, personal_fault

SHOWN = 40  # characters of a cell that a message may repeat
NOT_REPEATED = "what stands here (not repeated, for it may identify somebody)"
LEAVE_OUT = "Put the column under `leave_out`: then it is never read. Or delete it from the file."

# In the name of a column, as whole words. “Name” alone is a name; “a named person” is not.
_COLUMN = re.compile(
    r"\b(names?|\w*first ?name|\w*last ?name|\w*email|surname|forename|initials|dob|d o b|birth ?(date|day)|"
    r"date of birth|born|post ?code|zip code|home address|e mail|phone|telephone|mobile|chi|scn|seemis|upn|"
    r"candidate number|nhs (no|number)|national insurance|ni number|ip ?address|latitude|longitude)\b"
)
_CELL = (
    (re.compile(r"(\+44|0044|0)[ -]?(\(0\))?[ -]?\d([ -]?\d){8,9}\Z"), "looks like a telephone number"),
    (re.compile(r"\d{9}\Z"), "has nine digits, like a Scottish Candidate Number"),
    (re.compile(r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\Z", re.IGNORECASE), "looks like an NI number"),
    (re.compile(r"\d{1,3}(\.\d{1,3}){3}\Z"), "looks like an internet address of a device"),
)
_WITHIN = re.compile(
    r"[^@\s]+@[^@\s]+\.\w|\d{3}[ -]?\d{3}[ -]?\d{3}|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|"
    r"\d[-/.]\d{1,2}[-/.]\d",
    re.IGNORECASE,
)
_NAME = re.compile(r"(([A-Z][a-z]+|Mc[A-Z][a-z]+|O'[A-Z][a-z]+|[A-Z]\.?)([ -]|, )){1,3}[A-Z][A-Za-z'’]+\Z")
# Words of roles, services, groups and places: what holds one is called so, and is nobody.
_ROLES_AND_PLACES = (
    "lead leader inspector inspection inspectorate head chief deputy assistant senior principal acting "
    "director manager officer worker coordinator co-ordinator convener chair chairperson secretary "
    "clerk reader reviewer analyst adviser advisor consultant practitioner professional nurse teacher "
    "doctor psychologist partner member team group board committee panel partnership council service "
    "services department office unit agency quality assurance improvement strategic duty business "
    "programme project case record records care foster kinship residential secure home house school "
    "nursery centre hospital authority trust health social work education police justice child children "
    "children's young people family families adult adults area region district north south east west "
    "central city county shire islands island highland upper lower the of and for not no yes agree "
    "disagree all any none other scottish scotland borders isles eilean siar western eastern northern "
    "southern lothian ayrshire lanarkshire renfrewshire dunbartonshire perth kinross argyll bute "
    "dumfries galloway national local public early years mixed white black asian british"
)
_NO_NAME = frozenset(_ROLES_AND_PLACES.split())
_ENOUGH = 0.5  # of the cells look like names, and nearly all differ


def personal_header(text: str) -> bool:
    """Whether a column of this name, or with this question over it, would hold what identifies a person."""
    plain = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return is_personal_column(text) or (len(plain.split()) <= 12 and _COLUMN.search(plain) is not None)


def personal_cell(text: str) -> str | None:
    """What a whole cell looks like when it may identify a person ("looks like a postcode"), else None."""
    plain = text.strip()
    return personal_fault(plain) or next((why for shape, why in _CELL if shape.match(plain)), None)


def personal_cells(cells: Iterable[str]) -> str | None:
    """Why a column may identify people, judged by its cells; None when nothing speaks for it.

    One cell that looks like a number, address or date of a person is enough. Names have no shape of
    their own: a column is taken for one of names when half of it looks so and hardly any is there twice.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    for cell in dict.fromkeys(filled):
        why = personal_cell(cell)
        if why is not None:
            return why
    return names_of_people(filled)


def names_of_people(cells: Iterable[str]) -> str | None:
    """Why cells may be people's names, whatever the column is called; None when nothing speaks for it."""
    filled = [cell for cell in cells if cell]
    alike = sum(_NAME.match(cell) is not None for cell in filled)
    if len(filled) >= 3 and alike > _ENOUGH * len(filled) and len(set(filled)) > 0.8 * len(filled):
        return "looks like people's names"
    return None


def is_name(text: str) -> bool:
    """Whether a text has the form of a person's name, and none of its words is that of a role or place."""
    words = text.casefold().replace("’", "'").split()
    return _NAME.match(text.strip()) is not None and not _NO_NAME & set(words)


def one_name(cells: Iterable[str]) -> str | None:
    """Why a column may be of one person: the same name in every row; None when it is not."""
    filled = [cell for cell in cells if cell]
    throughout = len(filled) > 1 and len(set(filled)) == 1
    return "looks like one person's name" if throughout and is_name(filled[0]) else None


def shown_cell(text: str) -> str:
    """A cell in quotation marks as a message may repeat it, or words that stand for it."""
    plain = " ".join(text.split())
    risky = personal_cell(plain) or _WITHIN.search(plain) or _NAME.match(plain) or len(plain) > SHOWN
    return NOT_REPEATED if risky else f"“{plain}”"
