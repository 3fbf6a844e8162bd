"""Writing an answer, adding files to it and sending it, as its page does: nothing that was typed is lost."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.actions.requests import answer_request, write_answer
from cairn.actions.uploads import add_file, remove_file
from cairn.errors import Invalid
from cairn.store.context import answer_to
from cairn.store.models import Request, Upload
from cairn.web.requests.forms import mark_of
from tests.factories import World
from tests.lib.requesting import HOSTILE, PLAN, as_, asked


def refused_file(world: World, request: Request) -> Upload:
    return add_file(
        actor=as_(world, "partnership_coordinator"),
        request_id=request.pk,
        name="macro.docx",
        chunks=[HOSTILE["macro.docx"]],
        most_bytes=10_000_000,
    )


def words_of(page) -> str:
    """A page as it is read: tags away, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page.content.decode())).split())


def answer_page(world: World, request: Request) -> str:
    return f"/inspections/{world.a.slug}/requests/{request.pk}/answer/"


def test_a_file_that_could_not_be_taken_holds_no_answer_up(client_of, world: World) -> None:
    request = asked(world)
    refused_file(world, request)
    coordinator = client_of(world.person("partnership_coordinator"))
    page = words_of(coordinator.get(answer_page(world, request)))
    assert "“macro.docx” could not be taken, so the team will not get it." in page
    told = {"answer_text": "In words then.", "version": 2, "step": "send"}
    sent = words_of(coordinator.post(answer_page(world, request), told, follow=True))
    assert "Your answer has been sent, without “macro.docx”, which could not be taken." in sent
    assert "macro.docx" in sent.partition("The answer")[2]
    assert "Not sent" in sent


def test_the_team_is_not_shown_what_was_not_sent(client_of, world: World) -> None:
    request = asked(world)
    refused_file(world, request)
    coordinator = as_(world, "partnership_coordinator")
    answer_request(actor=coordinator, request_id=request.pk, version=2, text="In words then.")
    place = f"/inspections/{world.a.slug}/requests/{request.pk}/"
    page = words_of(client_of(world.person("inspection_lead")).get(place))
    assert "In words then." in page
    assert "macro.docx" not in page


def test_an_answer_of_a_refused_file_alone_is_no_answer(world: World, db: None) -> None:
    request = asked(world, replace(PLAN, kind="documents"))
    refused_file(world, request)
    with pytest.raises(Invalid, match="nothing to send yet"):
        answer_request(actor=as_(world, "partnership_coordinator"), request_id=request.pk, version=2, text="")


def test_a_file_that_was_taken_out_is_shown_nowhere(client_of, world: World) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    for name in ("kept.csv", "gone.csv"):
        last = add_file(
            actor=coordinator, request_id=request.pk, name=name, chunks=[b"a,b\n1,2\n"], most_bytes=1_000
        )
    remove_file(actor=coordinator, request_id=request.pk, upload_id=last.pk)
    place = f"/inspections/{world.a.slug}/requests/{request.pk}/"
    browser = client_of(world.person("partnership_coordinator"))
    for address in (place, f"{place}answer/"):
        page = words_of(browser.get(address))
        assert "kept.csv" in page
        assert "gone.csv" not in page
    assert browser.get(f"{place}files/{last.pk}/").status_code == 404
    answer_to(world.person("partnership_coordinator").pk)
    answer_request(actor=coordinator, request_id=request.pk, version=2, text="See the file.")
    page = words_of(client_of(world.person("inspection_lead")).get(place))
    assert ("kept.csv" in page, "gone.csv" in page) == (True, False)


def test_words_typed_beside_a_file_are_kept_with_it(client_of, world: World) -> None:
    request = asked(world)
    coordinator = client_of(world.person("partnership_coordinator"))
    sent = SimpleUploadedFile("list.csv", b"care_group,children\nfoster,3\n", "text/csv")
    address = answer_page(world, request).replace("answer/", "files/")
    opened = mark_of("")
    told = {"answer_text": "Typed and not kept yet.", "version": 2, "opened": opened, "file": sent}
    page = words_of(coordinator.post(address, told, follow=True))
    assert "Typed and not kept yet." in page
    assert "“list.csv” is part of your answer." in page


def test_a_file_can_be_added_while_a_colleague_writes(client_of, world: World) -> None:
    request = asked(world)
    write_answer(
        actor=as_(world, "partnership_contributor"), request_id=request.pk, version=2, text="A colleague’s."
    )
    coordinator = client_of(world.person("partnership_coordinator"))
    sent = SimpleUploadedFile("list.csv", b"care_group,children\nfoster,3\n", "text/csv")
    # The page was opened before the colleague saved, and its words were left as they were.
    told = {"answer_text": "", "version": 2, "opened": mark_of(""), "file": sent}
    address = answer_page(world, request).replace("answer/", "files/")
    assert coordinator.post(address, told).status_code == 302
    answer_to(world.person("partnership_coordinator").pk)
    assert Request.objects.get(pk=request.pk).answer_text == "A colleague’s."
    assert Upload.objects.get(request=request).name == "list.csv"


def test_a_file_chosen_but_not_added_is_sent_with_the_answer(client_of, world: World) -> None:
    request = asked(world)
    coordinator = client_of(world.person("partnership_coordinator"))
    sent = SimpleUploadedFile("list.csv", b"care_group,children\nfoster,3\n", "text/csv")
    told = {"answer_text": "With a list.", "version": 2, "step": "send", "file": sent}
    assert coordinator.post(answer_page(world, request), told).status_code == 302
    answer_to(world.person("partnership_coordinator").pk)
    assert Request.objects.get(pk=request.pk).state == "answered"
    assert Upload.objects.get(request=request).state == "clean"


def test_a_file_refused_at_the_last_moment_sends_nothing_and_loses_nothing(client_of, world: World) -> None:
    request = asked(world)
    coordinator = client_of(world.person("partnership_coordinator"))
    sent = SimpleUploadedFile("macro.docx", HOSTILE["macro.docx"])
    told = {"answer_text": "With a plan.", "version": 2, "step": "send", "file": sent}
    page = words_of(coordinator.post(answer_page(world, request), told, follow=True))
    assert "Nothing has been sent yet: you can send the rest without it." in page
    answer_to(world.person("partnership_coordinator").pk)
    now = Request.objects.get(pk=request.pk)
    assert (now.state, now.answer_text) == ("asked", "With a plan.")


def test_what_was_not_taken_is_removed_beside_the_button_and_words_stay(client_of, world: World) -> None:
    request = asked(world)
    upload = refused_file(world, request)
    coordinator = client_of(world.person("partnership_coordinator"))
    page = coordinator.get(answer_page(world, request)).content.decode()
    address = answer_page(world, request).replace("answer/", f"files/{upload.pk}/remove/")
    assert f'formaction="{address}"' in page
    told = {"answer_text": "Half a sentence", "version": 2, "opened": mark_of("")}
    page = words_of(coordinator.post(address, told, follow=True))
    assert "“macro.docx” has been taken out." in page
    assert "Half a sentence" in page
    assert "could not be taken" not in page


def test_what_is_part_of_the_answer_is_taken_out_after_asking_and_words_stay(client_of, world: World) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    upload = add_file(
        actor=coordinator, request_id=request.pk, name="list.csv", chunks=[b"a,b\n1,2\n"], most_bytes=1_000
    )
    browser = client_of(world.person("partnership_coordinator"))
    address = answer_page(world, request).replace("answer/", f"files/{upload.pk}/remove/")
    page = browser.get(answer_page(world, request)).content.decode()
    form = page[page.index("<form", page.index("<main")) : page.rindex("</form>")]
    assert f'formaction="{address}"' in form  # a button of the form that holds the words
    told = {"answer_text": "Half a sentence", "version": 2, "opened": mark_of("")}
    asks = browser.post(address, told, follow=True)
    assert asks.redirect_chain == [(address, 302)]
    assert "“list.csv” will no longer be part of the answer" in words_of(asks)
    assert "list.csv" in words_of(browser.get(answer_page(world, request)))
    page = words_of(browser.post(address, {}, follow=True))
    assert "“list.csv” has been taken out." in page
    assert "Half a sentence" in page


def test_a_file_chosen_beside_one_to_be_taken_out_is_not_lost(client_of, world: World) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    upload = add_file(
        actor=coordinator, request_id=request.pk, name="old.csv", chunks=[b"a,b\n1,2\n"], most_bytes=1_000
    )
    browser = client_of(world.person("partnership_coordinator"))
    address = answer_page(world, request).replace("answer/", f"files/{upload.pk}/remove/")
    sent = SimpleUploadedFile("new.csv", b"care_group,children\nfoster,3\n", "text/csv")
    told = {"answer_text": "", "version": 2, "opened": mark_of(""), "file": sent}
    page = words_of(browser.post(address, told, follow=True))
    assert "“new.csv” is part of your answer." in page
    assert "“old.csv” will no longer be part of the answer" in page


@pytest.mark.parametrize("step", ["keep", "send", "add"])
def test_words_come_back_when_a_file_is_of_no_kind_that_is_taken(client_of, world: World, step: str) -> None:
    request = asked(world)
    coordinator = client_of(world.person("partnership_coordinator"))
    sent = SimpleUploadedFile("program.exe", b"MZ")
    address = answer_page(world, request)
    if step == "add":
        address = address.replace("answer/", "files/")
    told = {"answer_text": "Ten thousand words.", "version": 2, "step": step, "file": sent}
    page = coordinator.post(address, told)
    assert page.status_code == 422
    assert "Ten thousand words." in words_of(page)
    assert "“program.exe” is of a kind that cannot be taken." in words_of(page)
