"""Reports for tests, taken through the house by the people of the small world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from cairn.actions import reports as acts
from cairn.store.models import Inspection, Publication, Report
from tests.factories import World, as_
from tests.lib.small_bundle import TEXT, write_small_bundle

TITLE = "What parents said"


@pytest.fixture(scope="session")
def evidence(world: World) -> Iterator[None]:
    """The small bundle, where the installation looks for evidence of the programme."""
    folder = settings.HOME / "evidence" / world.programme.slug
    if not folder.is_dir():
        write_small_bundle(folder)
    yield


def begun_report(world: World, inspection: Inspection | None = None) -> Report:
    return acts.create_report(
        actor=as_(world, "report_author"),
        programme_id=world.programme.pk,
        inspection_id=inspection.pk if inspection else None,
        title=TITLE,
        summary="A small survey of parents and carers.",
    )


def agreed_report(world: World, text: str = TEXT, inspection: Inspection | None = None) -> Report:
    report = begun_report(world, inspection)
    author = as_(world, "report_author")
    report = acts.edit_report(
        actor=author, report_id=report.pk, version=1, title=TITLE, summary=report.summary, text=text
    )
    report = acts.submit_report(actor=author, report_id=report.pk, version=report.version)
    return acts.agree_report(actor=as_(world, "panel_member"), report_id=report.pk, version=report.version)


def published_report(world: World, text: str = TEXT) -> Publication:
    report = agreed_report(world, text)
    return acts.publish_report(
        actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version
    )
