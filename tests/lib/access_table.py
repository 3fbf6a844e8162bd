"""What every address answers to whom: one table, decided by policy and by the lists of `cairn.web.access`.

A cell is never written by hand where policy can say it: the table names the questions that a page asks, in
their order, and the row that must be visible; `expected` asks policy and the table of sight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cairn.policy.acts import Act
from cairn.policy.model import Actor
from tests.lib.access_answers import (
    GONE,
    MISSING,
    MOVED,
    NO_TOKEN,
    OK,
    OTHER_METHOD,
    REFUSED,
    Cell,
    begins_reports,
    gives_inspection_roles,
    gives_programme_roles,
    gives_roles,
    holds,
    refused,
    value_of,
    withdraws,
)
from tests.lib.rich_world import Rich


def routes() -> Iterator[str]:
    """The name of every address, in the order of the resolver; an address without a name as ""."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}" if one.name else ""


def address(name: str, rich: Rich) -> str:
    return reverse(name, args=[value_of(rich, word) for word in TABLE[name].args])


def expected(name: str, actor: Actor, rich: Rich, *, post: bool = False) -> int:
    """What the address answers to somebody past the doors; at a POST, only a refusal is told (else 0)."""
    cell = TABLE[name]
    no = refused(cell, actor, rich, post=post)
    if no:
        return no
    if cell.decide is not None:
        decided = cell.decide(actor, rich)
        return decided if not post or decided in (403, 404) else 0
    return 0 if post else cell.get


# -- the table -------------------------------------------------------------------------------------

INSPECTION = (Act.INSPECTION_VIEW, "inspection")
TEAM = (Act.MEMBERSHIP_VIEW, "new membership")
SLUG = ("inspection.slug",)
PROGRAMME = ("programme.slug",)
REPORT = ("report.slug",)


def _public(get: int = OK, *args: str, writes: bool = False) -> Cell:
    return Cell(args=args, get=get, writes=writes)


def _of(*asks: tuple[Act, str], args: tuple[str, ...] = (), rows: tuple[str, ...] = (), **more: Any) -> Cell:
    """A page of inspection A."""
    return Cell(args=SLUG + args, rows=rows, asks=(INSPECTION, *asks), **more)


def _programme(act: Act, thing: str = "programme", **more: Any) -> Cell:
    return Cell(args=PROGRAMME, rows=("programme",), asks=((act, thing),), **more)


def _partnership() -> Cell:
    """Of one that no inspection needs."""
    asks = ((Act.PROGRAMME_EDIT, "programme"),)
    return Cell(args=(*PROGRAMME, "empty"), rows=("programme",), asks=asks, writes=True)


def _report(*acts: Act, **more: Any) -> Cell:
    return Cell(
        args=REPORT + more.pop("args", ()), rows=("report",), asks=tuple((a, "report") for a in acts), **more
    )


def _entry(act: Act, row: str = "entry", **more: Any) -> Cell:
    seen = (INSPECTION, (Act.LEDGER_VIEW, row))
    return _of(
        (Act.LEDGER_VIEW, row), (act, row), args=(row,), rows=(row,), writes=True, post_asks=seen, **more
    )


def _evaluation(act: Act, subject: str = "1.1", *args: str, **more: Any) -> Cell:
    row = f"evaluation {subject}"
    seen = (INSPECTION, (Act.EVALUATION_VIEW, row))
    return _of(
        (Act.EVALUATION_VIEW, row),
        (act, row),
        args=(subject, *args),
        rows=(row,),
        writes=True,
        post_asks=seen,
        **more,
    )


def _activity(act: Act, *args: str, **more: Any) -> Cell:
    return _of(
        (Act.ACTIVITY_VIEW, "activity"),
        (act, "activity"),
        args=("activity", *args),
        rows=("activity",),
        **more,
    )


def _request(act: Act, *args: str, row: str = "request", **more: Any) -> Cell:
    rows = (row, *more.pop("rows", ()))
    return _of((Act.REQUEST_VIEW, row), (act, row), args=(row, *args), rows=rows, **more)


SIGNED_IN = Cell()
FORM = Cell(writes=True)

PUBLIC_CELLS: Mapping[str, Cell] = {
    **dict.fromkeys(
        ("home", "reports", "evaluations", "good-practice", "glossary", "open-data", "search"), _public()
    ),
    **dict.fromkeys(("method", "accessibility", "privacy", "sitemap", "robots", "api"), _public()),
    **dict.fromkeys(("health-live", "health-ready"), _public()),
    "report": _public(OK, "overview"),
    "report-edition": _public(GONE, "overview", "1"),
    "report-file": _public(OK, "overview", "2", "overview.csv"),
    **dict.fromkeys(
        (
            "api-v1:openapi-json",
            "api-v1:publications",
            "api-v1:evaluations",
            "api-v1:good-practice",
            "api-v1:glossary",
        ),
        _public(),
    ),
    "api-v1:api-root": _public(404),
    "api-v1:search": _public(422),  # asked without a word to look for
    "api-v1:publication": _public(OK, "overview"),
    "api-v1:edition": _public(OK, "overview", "2"),
    "api-v1:figures": _public(OK, "overview", "2"),
    "api-v1:figure": _public(404, "overview", "2", "9"),
    "invitation-open": _public(404, "no-such-secret", writes=True),
    "demo-sign-in": _public(OTHER_METHOD, writes=True),
    "account_inactive": _public(),
    "account_reset_password": _public(writes=True),
    "account_reset_password_done": _public(),
    "account_reset_password_from_key": _public(OK, "1", "abc", writes=True),
    "account_reset_password_from_key_done": _public(),
    "socialaccount_login_cancelled": _public(),
    "socialaccount_login_error": _public(),
    "openid_connect_login": _public(404, "sso", writes=True),
    "openid_connect_callback": _public(404, "sso"),
    "mfa_login_webauthn": _public(OK, writes=True),
}
# Pages for whoever is not yet in: who is, is led on.
DOORS: Mapping[str, tuple[int, int]] = {
    "account_login": (OK, MOVED),
    "mfa_authenticate": (MOVED, MOVED),
}
TOKEN_CELLS: Mapping[str, Cell] = dict.fromkeys(
    (
        "api-v1:work-activities",
        "api-v1:work-evaluations",
        "api-v1:work-inspections",
        "api-v1:work-ledger",
        "api-v1:work-programmes",
        "api-v1:work-reports",
        "api-v1:work-requests",
        "api-v1:work-scope",
    ),
    Cell(get=NO_TOKEN),
) | {"api-v1:work-report": Cell(args=REPORT, get=NO_TOKEN)}
# On the way in. Nobody in this world has a password, passkey or codes: nothing can be asked again or shown.
WAY_IN_CELLS: Mapping[str, Cell] = {
    "account_logout": FORM,
    "account_reauthenticate": Cell(get=REFUSED, writes=True),
    "conduct": FORM,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": FORM,
    "mfa_add_webauthn": FORM,
    "mfa_download_recovery_codes": Cell(get=MISSING),
    "mfa_generate_recovery_codes": FORM,
    "mfa_reauthenticate": Cell(get=REFUSED, writes=True),
    "mfa_reauthenticate_webauthn": Cell(get=REFUSED, writes=True),
    "mfa_view_recovery_codes": Cell(get=MISSING),
}
OWN_CELLS: Mapping[str, Cell] = {
    "account": SIGNED_IN,
    "account_change_password": Cell(get=MOVED, writes=True),
    "interests": FORM,
    "interest-end": Cell(args=("interest",), writes=True, decide=holds("interest")),
    "usersessions_list": FORM,
    "tokens": FORM,
    "token-revoke": Cell(args=("token",), writes=True, decide=holds("token")),
    "mfa_deactivate_totp": Cell(get=MISSING, writes=True),
    "mfa_edit_webauthn": Cell(args=("1",), get=404, writes=True),
    "mfa_remove_webauthn": Cell(args=("1",), get=404, writes=True),
    "my-work": SIGNED_IN,
    "notices-seen": Cell(get=OTHER_METHOD, writes=True),
    "notice-seen": Cell(args=("notice",), get=OTHER_METHOD, writes=True),
    "people": SIGNED_IN,
    "programmes": SIGNED_IN,
    "inspections": SIGNED_IN,
    "report-drafts": SIGNED_IN,
    "concerns": SIGNED_IN,
    "concern-raise": FORM,
}
ROLE_CELLS: Mapping[str, Cell] = {
    "invitations": Cell(decide=gives_roles),
    "invitation-make": Cell(decide=gives_roles, writes=True),
    "invitation-withdraw": Cell(args=("invitation",), decide=withdraws, writes=True),
    "people-add": Cell(args=PROGRAMME, rows=("programme",), decide=gives_programme_roles, writes=True),
    "people-end": Cell(
        args=("membership",), rows=("membership",), asks=((Act.MEMBERSHIP_END, "membership"),), writes=True
    ),
    "programme-create": Cell(asks=((Act.PROGRAMME_CREATE, "new programme"),), writes=True),
    "programme": _programme(Act.PROGRAMME_VIEW),
    "programme-edit": _programme(Act.PROGRAMME_EDIT, writes=True),
    "programme-phases": _programme(Act.PROGRAMME_SET_PHASES, writes=True),
    "programme-holidays": _programme(Act.PROGRAMME_SET_HOLIDAYS, writes=True),
    "programme-partnerships": _programme(Act.PROGRAMME_EDIT, writes=True),
    "partnership-edit": _partnership(),
    "partnership-remove": _partnership(),
    "programme-start": _programme(Act.PROGRAMME_START, writes=True),
    "programme-close": _programme(Act.PROGRAMME_CLOSE, writes=True),
    "retention": _programme(Act.AUDIT_VIEW, "new audit of programme"),
    "inspection-create": _programme(Act.INSPECTION_CREATE, "new inspection", writes=True),
}
REPORT_CELLS: Mapping[str, Cell] = {
    "report-create": Cell(decide=begins_reports, writes=True),
    "report-draft": _report(Act.REPORT_VIEW),
    "report-preview": _report(Act.REPORT_VIEW),
    "report-check": _report(Act.REPORT_VIEW),
    "report-versions": _report(Act.REPORT_VIEW),
    "report-version": _report(Act.REPORT_VIEW, args=("1",)),
    "report-edit": _report(Act.REPORT_EDIT, writes=True),
    "report-submit": _report(Act.REPORT_SUBMIT, writes=True),
    "report-return": _report(Act.REPORT_RETURN, writes=True),
    "report-agree": _report(Act.REPORT_AGREE, writes=True),
    "report-publish": _report(Act.REPORT_ASK_PUBLICATION, writes=True),
    "report-withdraw": _report(Act.REPORT_WITHDRAW, writes=True),
    "report-revise": _report(Act.REPORT_REVISE, writes=True),
}
INSPECTION_CELLS: Mapping[str, Cell] = {
    "inspection": _of(),
    "inspection-timetable": _of(),
    "inspection-edit": _of((Act.INSPECTION_EDIT, "inspection"), writes=True),
    "inspection-move": _of(
        (Act.INSPECTION_START_EVALUATING, "inspection"), args=("start-evaluating",), writes=True
    ),
    "inspection-team": _of(TEAM),
    "inspection-team-add": _of(decide=gives_inspection_roles, writes=True),
    "inspection-team-end": _of(
        (Act.MEMBERSHIP_END, "team membership"),
        args=("team membership",),
        rows=("team membership",),
        writes=True,
    ),
    "inspection-history": _of((Act.AUDIT_VIEW, "new audit")),
    "inspection-diary": _of((Act.ACTIVITY_VIEW, "new activity/planned")),
    "activity-plan": _of((Act.ACTIVITY_PLAN, "new activity"), writes=True),
    "activity": _activity(Act.ACTIVITY_VIEW),
    "activity-edit": _activity(Act.ACTIVITY_EDIT, writes=True),
    "activity-note": _activity(Act.ACTIVITY_NOTE, writes=True),
    "activity-move": _activity(
        Act.ACTIVITY_VIEW,
        "finish",
        get=404,
        writes=True,
        post_asks=(INSPECTION, (Act.ACTIVITY_VIEW, "activity"), (Act.ACTIVITY_FINISH, "activity")),
    ),
    "inspection-requests": _of((Act.REQUEST_VIEW, "new request/asked")),
    "request-draft": _of((Act.REQUEST_DRAFT, "new request"), writes=True),
    "inspection-request": _request(Act.REQUEST_VIEW),
    "request-sheet": _request(Act.REQUEST_VIEW, get=404),  # the request here asks for a position statement
    "request-edit": _request(Act.REQUEST_EDIT, writes=True),
    "request-answer": _request(Act.REQUEST_WRITE_ANSWER, writes=True),
    "request-upload": _request(Act.REQUEST_UPLOAD, get=MOVED, writes=True),
    "request-file": _request(Act.REQUEST_READ_FILE, "upload", rows=("upload",)),
    "request-file-remove": _request(Act.REQUEST_REMOVE_UPLOAD, "upload", rows=("upload",), writes=True),
    "request-move": _request(
        Act.REQUEST_VIEW,
        "accept",
        row="answered",
        get=404,
        writes=True,
        post_asks=(INSPECTION, (Act.REQUEST_VIEW, "answered"), (Act.REQUEST_ACCEPT, "answered")),
    ),
}
JUDGING_CELLS: Mapping[str, Cell] = {
    "inspection-ledger": _of((Act.LEDGER_VIEW, "new ledger_entry")),
    "inspection-ledger-add": _of((Act.LEDGER_ADD, "new ledger_entry"), writes=True),
    "inspection-ledger-entry": _of((Act.LEDGER_VIEW, "entry"), args=("entry",), rows=("entry",)),
    "inspection-ledger-edit": _entry(Act.LEDGER_EDIT),
    "inspection-ledger-plan": _entry(Act.LEDGER_PLAN),
    "inspection-ledger-plan-new": _of(
        (Act.LEDGER_VIEW, "entry"),
        (Act.LEDGER_PLAN, "entry"),
        (Act.ACTIVITY_PLAN, "new activity"),
        args=("entry",),
        rows=("entry",),
        writes=True,
        post_asks=(INSPECTION, (Act.LEDGER_VIEW, "entry")),
    ),
    "inspection-ledger-settle": _entry(Act.LEDGER_RESOLVE),
    "inspection-ledger-reopen": _entry(Act.LEDGER_REOPEN, "settled"),
    "inspection-scope": _of((Act.SCOPE_VIEW, "new scope")),
    "inspection-scope-several": _of(
        (Act.SCOPE_VIEW, "new scope"),
        (Act.SCOPE_DECIDE, "new scope"),
        writes=True,
        post_asks=(INSPECTION, (Act.SCOPE_VIEW, "new scope")),
    ),
    "inspection-scope-decide": _of((Act.SCOPE_VIEW, "new scope"), args=("5.1",), writes=True),
    "inspection-evaluations": _of((Act.EVALUATION_VIEW, "new evaluation/signed")),
    "inspection-evaluation": _of(
        (Act.EVALUATION_VIEW, "evaluation 1.1"), args=("1.1",), rows=("evaluation 1.1",)
    ),
    "inspection-evaluation-owner": _evaluation(Act.EVALUATION_ASSIGN),
    "inspection-evaluation-write": _evaluation(Act.EVALUATION_EDIT),
    "inspection-evaluation-cite": _evaluation(Act.EVALUATION_EDIT),
    "inspection-evaluation-uncite": _evaluation(Act.EVALUATION_EDIT, "1.1", "citation 1.1"),
    "inspection-evaluation-move": _evaluation(Act.EVALUATION_SIGN, "2.2", "sign"),
}
CONCERN_CELLS: Mapping[str, Cell] = {
    "concern": Cell(args=("concern",), rows=("concern",), asks=((Act.CONCERN_FOLLOW, "concern"),)),
    "concern-move": Cell(
        args=("concern", "acknowledge"),
        rows=("concern",),
        asks=((Act.CONCERN_VIEW, "concern"),),
        writes=True,
    ),
}
MEMBER_CELLS: Mapping[str, Cell] = {
    **OWN_CELLS,
    **ROLE_CELLS,
    **REPORT_CELLS,
    **INSPECTION_CELLS,
    **JUDGING_CELLS,
    **CONCERN_CELLS,
}
TABLE: Mapping[str, Cell] = MappingProxyType(
    {
        **PUBLIC_CELLS,
        **{name: Cell() for name in DOORS},
        **TOKEN_CELLS,
        **WAY_IN_CELLS,
        **MEMBER_CELLS,
    }
)
