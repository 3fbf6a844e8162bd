from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import Page

from tests.lib.visiting import faults, open_all

SITE = "tests.lib.live_site", "concerns"
LONG = (
    "She came in without a coat again. " * 30 + "\n\nIt was the third time this week.\n" + "Straßenbahn" * 12
)
NAME = "Isla Q., label AB-17, born 4 May"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("concerns")]

MANY = """
INSERT INTO store_concern (id, version, urgency, what, identity, where_now, state, due_at, raised_by_id,
                           inspection_id, created_at)
SELECT gen_random_uuid(), 1, CASE n % 3 WHEN 0 THEN 'now' ELSE 'today' END, 'x', 'y', '', 'raised',
       now() + (n - 5) * interval '1 hour', p.id, i.id, now() - n * interval '1 day'
FROM generate_series(1, 30) n, store_person p, store_inspection i
WHERE p.email = 'associate_assessor.a@example.org' AND i.slug = 'test-area-a'
"""
LATE = "UPDATE store_concern SET due_at = now() - interval '50 minutes', escalated_at = now() WHERE id = %s"
PURGED = """
UPDATE store_concern SET state = 'closed', what = '', identity = '', where_now = '', closed_at = now(),
    acknowledged_at = now(), purged_at = now(), purge_on = current_date WHERE id = %s
"""
DISPOSED = """
INSERT INTO store_disposal (id, rule, what, inspection_id, rows, digest, at, created_at)
SELECT gen_random_uuid(), 'records: 365 days after publication', 'uploaded_files', i.id, n * 7,
       encode(sha256(n::text::bytea), 'hex'), now() - n * interval '1 day', now()
FROM generate_series(1, 30) n, store_inspection i WHERE i.slug = 'test-area-a'
"""


def say(site: dict[str, object], statement: str, *values: object) -> None:
    with psycopg.connect(str(site["owner"])) as connection:
        connection.execute("SET app.guard = 'on'")
        connection.execute(statement.encode(), values or None)


def look(page: Page, name: str) -> None:
    """Axe at three widths, and nothing wider than the window, with all that can be opened open."""
    open_all(page)
    assert faults(page, name) == []


def write(page: Page, what: str = LONG) -> None:
    page.locator("label", has_text="Now: a child may be at risk of harm").click()
    page.get_by_label("What did you see, hear or read?").fill(what)
    page.get_by_label("Which child is it?").fill(NAME)
    page.get_by_label("Where is the child now?").fill("At school until three")


def sent(page: Page) -> str:
    """Both steps; the address of the concern."""
    write(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send this now").click()
    return page.url.partition("/concerns/")[2].strip("/")


def test_raising_a_concern_looks_right_in_both_steps_and_when_something_is_missing(visit) -> None:
    page = visit("inspector", "/my-work/")
    page.get_by_role("link", name="Raise a concern about a child").click()
    look(page, "raise")
    page.get_by_role("button", name="Continue").click()
    assert page.title().startswith("Error: ")
    look(page, "raise-wrong")
    write(page)
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Is this right?"
    look(page, "raise-check")
    page.get_by_role("button", name="Change something").click()
    assert page.get_by_label("Which child is it?").input_value() == NAME
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send this now").click()
    look(page, "raised-followed")
    assert NAME not in page.content()


@pytest.mark.parametrize("role", ["programme_lead", "stranger"])
def test_with_several_inspections_or_none_it_looks_right(visit, role: str) -> None:
    look(visit(role, "/concerns/raise/"), f"raise-{role}")


def test_the_page_of_a_concern_looks_right_in_each_state(visit, site) -> None:
    key = sent(visit("inspector", "/concerns/raise/"))
    page = visit("inspection_lead", f"/concerns/{key}/")
    look(page, "kept-raised")
    say(site, LATE, key)
    page.reload()
    look(page, "kept-late")
    look(visit("programme_lead", f"/concerns/{key}/"), "kept-programme-lead")
    for verb in ("acknowledge", "act", "close"):
        page.goto(f"{page.url.partition('/concerns/')[0]}/concerns/{key}/{verb}/")
        if verb == "act":
            page.locator("form[data-unsaved] button").first.click()
            look(page, "step-act-wrong")
        else:
            look(page, f"step-{verb}")
        page.locator("textarea").fill(f"{LONG}\nSpoken with the duty social worker.")
        page.locator("form[data-unsaved] button").first.click()
        page.wait_for_url(f"**/concerns/{key}/")
        look(page, f"kept-after-{verb}")
        look(visit("inspector", f"/concerns/{key}/"), f"followed-after-{verb}")
    say(site, PURGED, key)
    page.reload()
    look(page, "kept-purged")


def test_two_at_once_see_what_the_other_did_and_keep_their_words(visit) -> None:
    key = sent(visit("inspector", "/concerns/raise/"))
    first = visit("inspection_lead", f"/concerns/{key}/acknowledge/")
    second = visit("inspection_lead", f"/concerns/{key}/acknowledge/")
    first.get_by_role("button", name="Acknowledge it").click()
    second.locator("textarea").fill("The head teacher knows.")
    second.get_by_role("button", name="Acknowledge it").click()
    assert second.locator("textarea").input_value() == "The head teacher knows."
    look(second, "step-stale")


def test_the_list_looks_right_empty_usual_and_overfull(visit, site) -> None:
    look(visit("record_reader", "/concerns/"), "list-empty")
    sent(visit("inspector", "/concerns/raise/"))
    look(visit("inspector", "/concerns/"), "list-raised")
    say(site, MANY)
    look(visit("inspection_lead", "/concerns/"), "list-overfull")


def test_what_is_kept_and_gone_looks_right_empty_and_overfull(visit, site) -> None:
    look(visit("programme_lead", "/programmes/test-programme/retention/"), "retention-empty")
    say(site, DISPOSED)
    say(site, "UPDATE store_inspection SET published_at = now() - interval '350 days'")
    look(visit("programme_lead", "/programmes/test-programme/retention/"), "retention")
