"""What is kept out of an answer, and what is not: office files by their parts, pictures to their end."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from cairn.actions.examination import look

DAMAGED = "The file is damaged. Save it anew and send it again."
OTHER = "but the content is something else."
WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
REACHES_OUT = b'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + WORD.replace(
    b"/>", b">&x;</w:document>"
)
# A JPEG by its markers: a frame of 1 by 1, a scan with a stuffed byte and a restart, the end.
FRAME = b"\xff\xc0" + struct.pack(">HBHHBBBB", 11, 8, 1, 1, 1, 1, 0x11, 0)
SCAN = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0) + b"\x12\xff\x00\x34\xff\xd0\x56"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + FRAME + SCAN + b"\xff\xd9"


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    for number in range(500):
        book.active.append([number, f"Group {number}"])
    book.save(made)
    return made.getvalue()


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND")
)
GOOD = {
    "list.xlsx": workbook(),
    "plan.docx": zipped(word__document_xml=WORD),
    "room.png": PNG,
    "room.jpg": JPEG,
    "from a camera.jpeg": JPEG + b"what the camera adds",
}
BAD = {
    "no xml.xlsx": (zipped(xl__workbook_xml=b"<not xml"), DAMAGED),
    "another root.xlsx": (zipped(xl__workbook_xml=b"<x/>"), DAMAGED),
    "no xml beside.docx": (zipped(word__document_xml=WORD, word__styles_xml=b"<a><b></a>"), DAMAGED),
    "reaches out.docx": (zipped(word__document_xml=REACHES_OUT), "declares what office programs never write"),
    "reaches out beside.docx": (
        zipped(word__document_xml=WORD, word__styles_xml=b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
        "declares what office programs never write",
    ),
    "cut off.xlsx": (workbook()[:4000], DAMAGED),
    "a picture.xlsx": (PNG, OTHER),
    "cut off.png": (PNG[:-20], DAMAGED),
    "without an end.png": (PNG[:-12], DAMAGED),
    "a changed byte.png": (PNG[:20] + b"\x09" + PNG[21:], DAMAGED),
    "more behind.png": (PNG + b"PK\x03\x04", DAMAGED),
    "only the first bytes.png": (PNG[:8], DAMAGED),
    "cut off.jpg": (JPEG[:-2], DAMAGED),
    "cut off in the frame.jpg": (JPEG[:14], DAMAGED),
    "only the first bytes.jpg": (JPEG[:3], DAMAGED),
    "nothing shown.jpg": (b"\xff\xd8\xff\xd9", DAMAGED),
    "a picture of another kind.jpg": (PNG, OTHER),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_whole_is_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(GOOD[name])
    assert look(tmp_path / name, name).text == ""
    assert look(tmp_path / name, name).clean


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_is_kept_out_and_called_what_it_is(tmp_path: Path, name: str) -> None:
    content, said = BAD[name]
    (tmp_path / name).write_bytes(content)
    found = look(tmp_path / name, name)
    assert not found.clean
    assert said in found.text
