"""Requests as tests make them, and files that no answer takes."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from cairn.actions.requests import RequestPlan, ask_request, draft_request
from cairn.store.models import Request
from tests.factories import World, as_

PLAN = RequestPlan(
    kind="position_statement", title="Position statement", text="Your view.", due_on=date(2026, 3, 2)
)


def pdf_with(script: str = "") -> bytes:
    """An empty page, with a script that runs on opening if one is given."""
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    if script:
        run = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(run)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def drafted(world: World, plan: RequestPlan = PLAN) -> Request:
    return draft_request(actor=as_(world, "inspection_lead"), inspection_id=world.a.pk, plan=plan)


def asked(world: World, plan: RequestPlan = PLAN) -> Request:
    request = drafted(world, plan)
    return ask_request(actor=as_(world, "inspection_lead"), request_id=request.pk, version=1)


def zip_of(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


HOSTILE: dict[str, bytes] = {
    "a program named pdf.pdf": b"MZ\x90\x00\x03",
    "script.pdf": pdf_with("app.alert(1)"),
    "bomb.docx": zip_of(word__document_xml=b"0" * 60_000_000),
    "broken.xlsx": zip_of(xl__workbook_xml=b"<workbook/>")[:-30],
    "no-xml.xlsx": zip_of(xl__workbook_xml=b"<not xml"),
    "macro.docx": zip_of(word__document_xml=b"<x/>", word__vbaProject=b"x"),
    "no-workbook.xlsx": zip_of(word__document_xml=b"<x/>"),
    "empty.csv": b"",
    "picture.png": b"GIF89a",
    "binary.txt": b"abc\x00\x01\x02",
}
