"""What is asked of the partnership and what comes back, as acts and as pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.actions.examination import look
from cairn.actions.requests import (
    accept_answer,
    answer_request,
    count_words,
    return_answer,
    withdraw_request,
    write_answer,
)
from cairn.actions.uploads import add_file, content_of, remove_file, safe_name
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.store.context import answer_to
from cairn.store.models import Event, Notice, Request, Upload, UploadChunk
from tests.factories import World
from tests.lib.requesting import HOSTILE, as_, asked, drafted, pdf_with


def test_the_partnership_does_not_see_a_draft(world: World, db: None) -> None:
    request = drafted(world)
    actor = as_(world, "partnership_coordinator")
    assert not Request.objects.filter(pk=request.pk).exists()
    with pytest.raises(Missing):
        write_answer(actor=actor, request_id=request.pk, version=1, text="Ours.")


def test_a_request_goes_there_and_back(world: World, db: None) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    assert Notice.objects.filter(text__contains="Position statement").count() == 1
    request = answer_request(actor=coordinator, request_id=request.pk, version=2, text="We do well.")
    lead = as_(world, "inspection_lead")
    request = return_answer(actor=lead, request_id=request.pk, version=3, note="And aftercare?")
    coordinator = as_(world, "partnership_coordinator")
    request = answer_request(actor=coordinator, request_id=request.pk, version=4, text="Aftercare too.")
    lead = as_(world, "inspection_lead")
    request = accept_answer(actor=lead, request_id=request.pk, version=5)
    assert request.state == "accepted"
    assert [m.to_state for m in request.moves.all()] == [
        "draft",
        "asked",
        "answered",
        "returned",
        "answered",
        "accepted",
    ]


def test_a_statement_of_ten_thousand_words_is_kept_but_not_sent(world: World, db: None) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    long = "word " * 10_000
    request = write_answer(actor=coordinator, request_id=request.pk, version=2, text=long)
    assert Request.objects.get(pk=request.pk).answer_text == long
    with pytest.raises(Invalid, match="10,000 words; 5,000 is the most"):
        answer_request(actor=coordinator, request_id=request.pk, version=3, text=long)
    exactly = "word " * 5_000
    assert (
        answer_request(actor=coordinator, request_id=request.pk, version=3, text=exactly).state == "answered"
    )


def test_the_later_of_two_answers_is_refused_with_both(world: World, db: None) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    write_answer(actor=coordinator, request_id=request.pk, version=2, text="Mine first.")
    contributor = as_(world, "partnership_contributor")
    with pytest.raises(Stale) as told:
        write_answer(actor=contributor, request_id=request.pk, version=2, text="Mine second.")
    assert told.value.mine == {"answer_text": "Mine second."}
    assert told.value.theirs == {"answer_text": "Mine first."}
    assert Request.objects.get(pk=request.pk).answer_text == "Mine first."


@pytest.mark.parametrize("role", ["inspector", "inspection_lead", "senior_lead"])
def test_only_those_who_answer_write_the_answer(world: World, db: None, role: str) -> None:
    request = asked(world)
    with pytest.raises(Refused):
        write_answer(actor=as_(world, role), request_id=request.pk, version=2, text="Not ours.")


def test_the_other_partnership_finds_nothing(world: World, db: None) -> None:
    request = asked(world)
    with pytest.raises(Missing):
        write_answer(
            actor=as_(world, "partnership_coordinator", other=True),
            request_id=request.pk,
            version=2,
            text="x",
        )


def test_events_hold_no_word_that_was_written(world: World, db: None) -> None:
    request = asked(world)
    answer_request(
        actor=as_(world, "partnership_coordinator"), request_id=request.pk, version=2, text="Unmistakable."
    )
    as_(world, "inspection_lead")
    told = list(Event.objects.filter(noun_id=str(request.pk)).values_list("details", flat=True))
    assert len(told) == 3
    assert not any("Unmistakable" in details or "Your view" in details for details in told)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_kept_out_with_a_reason(world: World, db: None, name: str) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    upload = add_file(
        actor=coordinator, request_id=request.pk, name=name, chunks=[HOSTILE[name]], most_bytes=10_000_000
    )
    assert upload.state == "refused"
    assert upload.finding.endswith(".")
    assert not UploadChunk.objects.filter(upload=upload).exists()


def test_a_pdf_that_runs_something_is_told_from_one_that_does_not(tmp_path: Path) -> None:
    plain, script = tmp_path / "plain.pdf", tmp_path / "script.pdf"
    plain.write_bytes(pdf_with())
    script.write_bytes(HOSTILE["script.pdf"])
    assert look(plain, "plain.pdf").clean
    assert "scripts" in look(script, "script.pdf").text


def test_a_good_file_comes_back_byte_for_byte(world: World, db: None) -> None:
    request = asked(world)
    content = b"care_group,children\n" * 130_000  # more than two chunks
    coordinator = as_(world, "partnership_coordinator")
    upload = add_file(
        actor=coordinator, request_id=request.pk, name="list.csv", chunks=[content], most_bytes=10_000_000
    )
    assert upload.state == "clean", upload.finding
    as_(world, "inspector")
    assert not Upload.objects.filter(pk=upload.pk).exists()  # the answer is not sent yet
    assert not UploadChunk.objects.filter(upload_id=upload.pk).exists()
    coordinator = as_(world, "partnership_coordinator")
    answer_request(actor=coordinator, request_id=request.pk, version=2, text="See the list.")
    as_(world, "inspector")
    assert b"".join(content_of(Upload.objects.get(pk=upload.pk))) == content
    as_(world, "inspector", other=True)
    assert not Upload.objects.filter(pk=upload.pk).exists()
    assert not UploadChunk.objects.filter(upload_id=upload.pk).exists()


def test_a_file_too_large_leaves_nothing_behind(world: World, db: None) -> None:
    request = asked(world)
    with pytest.raises(Invalid, match="larger than 1 MB"):
        add_file(
            actor=as_(world, "partnership_coordinator"),
            request_id=request.pk,
            name="plan.pdf",
            chunks=(b"x" * 1024 for _ in range(2048)),
            most_bytes=1_000_000,
        )
    assert not Upload.objects.filter(request=request).exists()


def test_a_removed_file_leaves_its_name_and_no_content(world: World, db: None) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    upload = add_file(
        actor=coordinator, request_id=request.pk, name="a.csv", chunks=[b"a,b\n1,2\n"], most_bytes=1_000
    )
    remove_file(actor=coordinator, request_id=request.pk, upload_id=upload.pk)
    assert Upload.objects.get(pk=upload.pk).removed_at is not None
    assert not UploadChunk.objects.filter(upload_id=upload.pk).exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  a   b .pdf ", "a b .pdf"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_plain(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_words_are_counted_as_a_person_counts_them() -> None:
    assert count_words("One – two,\nthree…  4 five-and-six") == 5


def test_pages_open_for_those_who_may_see_them(client_of, world: World) -> None:
    request = asked(world)
    address = f"/inspections/{world.a.slug}/requests/{request.pk}/"
    assert client_of(world.person("inspector")).get(address).status_code == 200
    coordinator = client_of(world.person("partnership_coordinator"))
    assert coordinator.get(address).status_code == 200
    page = coordinator.get(f"{address}answer/")
    assert page.status_code == 200
    assert "Position statement" in page.content.decode()
    assert client_of(world.person("inspector", other=True)).get(address).status_code == 404
    assert client_of(world.stranger).get(address).status_code == 404


def test_an_answer_is_kept_and_sent_by_the_form(client_of, world: World) -> None:
    request = asked(world)
    address = f"/inspections/{world.a.slug}/requests/{request.pk}/answer/"
    coordinator = client_of(world.person("partnership_coordinator"))
    kept = coordinator.post(address, {"answer_text": "Ours.", "version": 2, "step": "keep"})
    assert kept.status_code == 302
    stale = coordinator.post(address, {"answer_text": "Theirs.", "version": 2, "step": "send"})
    assert stale.status_code == 409
    assert "Ours." in stale.content.decode()
    assert "Theirs." in stale.content.decode()
    sent = coordinator.post(address, {"answer_text": "Both.", "version": 3, "step": "send"})
    assert sent.status_code == 302
    assert coordinator.get(address).status_code == 403


def test_a_file_is_sent_and_downloaded_as_an_attachment(client_of, world: World) -> None:
    request = asked(world)
    place = f"/inspections/{world.a.slug}/requests/{request.pk}/"
    coordinator = client_of(world.person("partnership_coordinator"))
    sent = SimpleUploadedFile("<b>list</b>.csv", b"care_group,children\nfoster,3\n", "text/html")
    assert coordinator.post(f"{place}files/", {"file": sent}).status_code == 302
    answer_to(world.person("partnership_coordinator").pk)
    upload = Upload.objects.get(request=request)
    got = coordinator.get(f"{place}files/{upload.pk}/")
    assert got.content == b"care_group,children\nfoster,3\n"
    assert got["Content-Type"] == "text/csv"
    assert got["Content-Disposition"].startswith("attachment")
    assert (
        client_of(world.person("inspector", other=True)).get(f"{place}files/{upload.pk}/").status_code == 404
    )


def test_a_file_is_for_the_team_once_the_answer_is_sent_and_every_opening_is_kept(
    client_of, world: World
) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    upload = add_file(
        actor=coordinator, request_id=request.pk, name="a.csv", chunks=[b"a,b\n1,2\n"], most_bytes=1_000
    )
    file = f"/inspections/{world.a.slug}/requests/{request.pk}/files/{upload.pk}/"
    inspector = client_of(world.person("inspector"))
    assert inspector.get(file).status_code == 404
    answer_to(world.person("partnership_coordinator").pk)
    answer_request(actor=coordinator, request_id=request.pk, version=2, text="A list.")
    assert inspector.get(file).content == b"a,b\n1,2\n"
    as_(world, "inspection_lead")
    opened = Event.objects.get(act="request.read_file")
    assert (str(opened.person_id), opened.noun_id) == (str(world.person("inspector").pk), str(request.pk))
    assert opened.details == f'{{"upload":"{upload.pk}"}}'
    lead = as_(world, "inspection_lead")
    return_answer(actor=lead, request_id=request.pk, version=3, note="And more?")
    assert inspector.get(file).status_code == 404


def test_what_was_written_for_a_request_that_is_withdrawn_stays_the_partnerships(
    client_of, world: World
) -> None:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    write_answer(actor=coordinator, request_id=request.pk, version=2, text="Half a thought.")
    withdraw_request(actor=as_(world, "inspection_lead"), request_id=request.pk, version=3)
    page = f"/inspections/{world.a.slug}/requests/{request.pk}/"
    assert "Half a thought." not in client_of(world.person("inspector")).get(page).content.decode()
    own = client_of(world.person("partnership_coordinator")).get(page).content.decode()
    assert "Half a thought." in own
