"""Who sees which row of which table: the one place it is said, for the screens and for the database alike.

Row-level security is written from SEEN_BY. What is not in it is either in OPEN, with the reason, or seen by
nobody. A declared interest hides what is found and judged in that partnership (`barred_by_interest`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cairn.policy.model import Duty
from cairn.policy.roles import (
    EVERY_ROLE,
    LEADS,
    PARTNERSHIP,
    PARTNERSHIP_STAFF,
    PROGRAMME_WIDE,
    SCRUTINY_TEAM,
    Role,
)
from cairn.policy.seen import (
    Hop,
    Limit,
    Of,
    Readers,
    Seen,
    Test,
    by_anybody,
    by_anywhere,
    by_duty,
    by_parent,
    by_person,
    by_programme,
    by_roles,
    unless_interested,
)
from cairn.policy.states import BEFORE_NOTICE, WITH_THE_TEAM

NOTIFIED = Limit(
    "notified", "once the partnership has notice", Of.INSPECTION, "state", Test.NOT_IN, BEFORE_NOTICE
)
REPORTING = Limit(
    "reporting",
    "once the inspection is reporting",
    Of.INSPECTION,
    "state",
    Test.IN,
    ("reporting", "published", "closed"),
)
OWN_NOTICE = Limit("notice", "once notice is given", Of.ROW, "state", Test.NOT_IN, BEFORE_NOTICE)
NOT_DRAFT = Limit("not_draft", "unless it is a draft", Of.ROW, "state", Test.NOT_IN, ("draft",))
SIGNED = Limit("signed", "once signed", Of.ROW, "state", Test.IN, ("signed",))
ESCALATED = Limit("escalated", "once brought before the programme lead", Of.ROW, "escalated_at", Test.IS_SET)
NOT_WITHDRAWN = Limit("not_withdrawn", "unless withdrawn", Of.ROW, "withdrawn_at", Test.IS_NOT_SET)
OF_THE_HOUSE = Limit("house", "of no inspection", Of.ROW, "inspection_id", Test.IS_NOT_SET)
SENT = Limit(
    "sent", "once the answer is sent and still asked for", Of.PARENT, "state", Test.IN, WITH_THE_TEAM
)
CLEAN = Limit("clean", "once found clean", Of.ROW, "state", Test.IN, ("clean",))

LEAD = frozenset({Role.PROGRAMME_LEAD})
TEAM = SCRUTINY_TEAM | LEAD
JUDGES = TEAM | {Role.PANEL_MEMBER}
EVALUATION_READERS = JUDGES | {Role.REPORT_AUTHOR}
REPORT_READERS = SCRUTINY_TEAM | PROGRAMME_WIDE
CONCERN_KEEPERS = frozenset({Role.INSPECTION_LEAD, Role.SENIOR_LEAD})
CLOCK = by_duty(Duty.CLOCK)
SETUP = by_duty(Duty.SETUP)
DOOR = by_duty(Duty.DOOR)


def audience(name: str) -> Limit:
    """Events written for that audience."""
    return Limit(f"audience_{name}", f"events for the {name}", Of.ROW, "audience", Test.IN, (name,))


def _of_inspection(*readers: Readers, barred: bool = False) -> Seen:
    return Seen(readers, inspection_column="inspection_id", barred_by_interest=barred)


def _under(column: str, table: str, *readers: Readers, barred: bool = False) -> Seen:
    """Rows of a parent that belongs to an inspection."""
    hop = Hop(column, table)
    return Seen(
        readers or (by_parent(),),
        hops=(hop,),
        inspection_column="inspection_id",
        barred_by_interest=barred,
    )


def _of_programme(*readers: Readers) -> Seen:
    return Seen(readers, programme_column="programme_id")


def _of_publication() -> Seen:
    return Seen(
        (by_parent(),),
        hops=(Hop("publication_id", "store_publication"), Hop("report_id", "store_report")),
        programme_column="programme_id",
    )


PROGRAMME_TABLES: Mapping[str, Seen] = {
    "store_programme": Seen((by_programme(EVERY_ROLE), CLOCK, SETUP), programme_column="id"),
    "store_phase": _of_programme(by_programme(EVERY_ROLE), SETUP),
    "store_holiday": _of_programme(by_programme(EVERY_ROLE), SETUP),
    "store_partnership": _of_programme(by_programme(EVERY_ROLE), CLOCK, SETUP),
}

PEOPLE_TABLES: Mapping[str, Seen] = {
    "store_membership": Seen(
        (
            by_person("person_id"),
            by_roles(TEAM),
            by_roles(PARTNERSHIP, NOTIFIED),
            CLOCK,
            SETUP,
        ),
        inspection_column="inspection_id",
        programme_column="programme_id",
    ),
    "store_invitation": Seen(
        (
            by_person("invited_by_id"),
            by_roles({Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD, Role.PARTNERSHIP_COORDINATOR}),
            SETUP,
            DOOR,
        ),
        inspection_column="inspection_id",
        programme_column="programme_id",
    ),
    # Whoever gives roles in a team must see who has declared an interest there, before they belong to it.
    "store_interest": Seen(
        (by_person("person_id"), by_programme({Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD})),
        hops=(Hop("partnership_id", "store_partnership"),),
        programme_column="programme_id",
    ),
    "store_conductacceptance": Seen((by_person("person_id"),)),
    "store_apitoken": Seen((by_person("person_id"), DOOR)),
    "store_notice": Seen((by_person("person_id"), CLOCK)),
}

INSPECTION_TABLES: Mapping[str, Seen] = {
    "store_inspection": Seen(
        (by_roles(REPORT_READERS), by_roles(PARTNERSHIP, OWN_NOTICE), CLOCK), inspection_column="id"
    ),
    # Why an inspection was taken back is the team's. When it was given up, the clock reckons from.
    "store_inspectionmove": _of_inspection(by_roles(REPORT_READERS), CLOCK),
    "store_activity": _of_inspection(by_roles(TEAM), by_roles(PARTNERSHIP_STAFF, NOTIFIED), CLOCK),
    # The partnership sees the diary; what the team wrote about it lies in a table of its own.
    "store_activitynote": _under("activity_id", "store_activity", by_roles(TEAM), barred=True),
    "store_request": _of_inspection(
        unless_interested(by_roles(TEAM)), by_roles(PARTNERSHIP_STAFF, NOTIFIED, NOT_DRAFT), CLOCK
    ),
    "store_requestmove": _under("request_id", "store_request"),
    # Until a file has been examined, only whoever brought it sees it, and the clock that has it examined;
    # until the answer is sent, its files are the partnership's own.
    "store_upload": _under(
        "request_id",
        "store_request",
        unless_interested(by_roles(TEAM, SENT, CLEAN)),
        by_roles(PARTNERSHIP_STAFF, NOTIFIED, CLEAN),
        by_person("uploaded_by_id"),
        CLOCK,
    ),
    "store_uploadchunk": Seen(
        (by_parent(),),
        hops=(Hop("upload_id", "store_upload"), Hop("request_id", "store_request")),
        inspection_column="inspection_id",
    ),
    # Sessions and invitations are of no inspection: that they were cleared is for whoever leads a programme.
    "store_disposal": _of_inspection(by_roles(LEADS | LEAD), by_anywhere(LEAD, OF_THE_HOUSE), CLOCK),
}

JUDGING_TABLES: Mapping[str, Seen] = {
    "store_ledgerentry": _of_inspection(by_roles(JUDGES), barred=True),
    "store_ledgermove": _under("entry_id", "store_ledgerentry"),
    "store_ledgeractivity": _under("entry_id", "store_ledgerentry"),
    "store_scopedecision": _of_inspection(by_roles(JUDGES), barred=True),
    "store_evaluation": _of_inspection(
        by_roles(EVALUATION_READERS),
        by_roles({Role.ANALYST}, SIGNED),
        by_roles(PARTNERSHIP_STAFF, REPORTING, SIGNED),
        barred=True,
    ),
    # The partnership is told a value and its reason, not what was proposed before or cited from the ledger.
    "store_evaluationcitation": _under(
        "evaluation_id", "store_evaluation", by_roles(EVALUATION_READERS), barred=True
    ),
    "store_evaluationmove": _under(
        "evaluation_id", "store_evaluation", by_roles(EVALUATION_READERS), barred=True
    ),
}

CONCERN_TABLES: Mapping[str, Seen] = {
    # Whoever raised a concern sees its row, having written it; the screen shows them only where it stands.
    "store_concern": _of_inspection(
        by_roles(CONCERN_KEEPERS), by_roles(LEAD, ESCALATED), by_person("raised_by_id"), CLOCK
    ),
    # A concern is seen by its raiser too, but what was done about it is for its keepers; the programme lead
    # sees it with the concern, which is once it is escalated.
    "store_concernmove": _under(
        "concern_id",
        "store_concern",
        by_roles(CONCERN_KEEPERS | LEAD),
        by_person("person_id"),
        CLOCK,
    ),
}

REPORT_TABLES: Mapping[str, Seen] = {
    "store_report": Seen(
        (by_roles(REPORT_READERS),),
        inspection_column="inspection_id",
        programme_column="programme_id",
        barred_by_interest=True,
    ),
    "store_reportmove": Seen((by_parent(),), hops=(Hop("report_id", "store_report"),)),
    "store_reporttext": Seen((by_parent(),), hops=(Hop("report_id", "store_report"),)),
    # The clock publishes what a programme lead asked for, in that person's name.
    "store_publishing": Seen(
        (by_parent(), CLOCK), hops=(Hop("report_id", "store_report"),), programme_column="programme_id"
    ),
    # Published is public, by definition; what was withdrawn is seen by those who see its report.
    "store_publication": Seen(
        (by_anybody(NOT_WITHDRAWN), by_parent(), CLOCK),
        hops=(Hop("report_id", "store_report"),),
        programme_column="programme_id",
    ),
    "store_publicationsection": _of_publication(),
    "store_publicationfile": _of_publication(),
    "store_publishedevaluation": _of_publication(),
    "store_goodpractice": _of_publication(),
}

AUDIT_TABLES: Mapping[str, Seen] = {
    "store_event": Seen(
        (
            unless_interested(by_roles(LEADS | LEAD, audience("team"))),
            unless_interested(by_roles(LEADS | LEAD, audience("partnership"))),
            by_roles({Role.PARTNERSHIP_COORDINATOR}, audience("partnership")),
            by_roles(CONCERN_KEEPERS, audience("concern")),
            by_roles(LEAD, audience("programme")),
            by_person("person_id", audience("person")),
        ),
        inspection_column="inspection_id",
        programme_column="programme_id",
    ),
}

SEEN_BY: Mapping[str, Seen] = MappingProxyType(
    {
        **PROGRAMME_TABLES,
        **PEOPLE_TABLES,
        **INSPECTION_TABLES,
        **JUDGING_TABLES,
        **CONCERN_TABLES,
        **REPORT_TABLES,
        **AUDIT_TABLES,
    }
)

# Tables of the house that are not guarded by row, and why.
OPEN: Mapping[str, str] = MappingProxyType(
    {"store_person": "a name and an e-mail address are needed to sign in and wherever a person is named"}
)

AUDIENCES = ("team", "partnership", "concern", "programme", "person")
