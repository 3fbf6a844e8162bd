"""The id of a record or a response: a number given when it was drawn, never one that names a person."""

from __future__ import annotations

import re

NO_PERSON = "Use the number that was given when the sample was drawn, such as R0017."

_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")

# What nearly every id looks like and no personal number does; it saves trying the others.
_COMMON = re.compile(r"[A-Za-z]{1,20}[_-]?\d{1,7}\Z")

# Each is refused with its own reason. Ten digits are the form of a CHI or NHS number; eight digits that can
# be read as a day are a form in which dates of birth are typed.
_PERSONAL = (
    (
        re.compile(r"[A-Za-z]?\d{3}[ -]?\d{3}[ -]?\d{4}[A-Za-z]?\Z"),
        "has ten digits, like a CHI or NHS number",
    ),
    (re.compile(r"[^@\s]+@[^@\s]+\Z"), "looks like an e-mail address"),
    (re.compile(r"[A-Z]{1,2}\d[A-Z\d]?[ -]?\d[A-Z]{2}\Z", re.IGNORECASE), "looks like a postcode"),
    (re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](\d{2}|\d{4})\Z"), "looks like a date of birth"),
    (
        re.compile(r"(19|20)\d{2}[-/. ]?(0[1-9]|1[0-2])[-/. ]?\d{2}( 00:00:00)?\Z"),
        "looks like a date of birth",
    ),
    (re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d{2}\Z"), "looks like a date of birth"),
)

_PERSONAL_WORDS = (
    "name first_name forename middle_name last_name surname full_name child_name initials "
    "dob date_of_birth birth_date birthdate birthday postcode post_code address chi chi_number nhs_number "
    "national_insurance_number ni_number email e_mail email_address phone telephone mobile"
)
PERSONAL_COLUMNS = frozenset(_PERSONAL_WORDS.split())


def id_fault(text: str) -> str | None:
    """What is wrong with an id, as the end of a sentence ("… looks like a postcode"); None if nothing is."""
    if _COMMON.match(text):
        return None
    fault = personal_fault(text)
    if fault is not None:
        return fault
    if text.isalpha() or text.replace("-", "").isalpha():
        return "has no digit, like a name"
    if not _SHAPE.match(text):
        return "is not an id: letters, digits, hyphens and underscores, at most 40, a letter or digit first"
    return None


def personal_fault(text: str) -> str | None:
    """What a text looks like when it may identify a person ("looks like a postcode"); None if it does not."""
    return next((fault for pattern, fault in _PERSONAL if pattern.match(text)), None)


def is_personal_column(name: str) -> bool:
    """Whether a column of this name would hold what identifies a person."""
    return re.sub(r"[\s_.\-]+", "_", name.strip().casefold()) in PERSONAL_COLUMNS
