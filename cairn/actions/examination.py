"""Is a file what it says it is, and does it do anything by itself? Uploads are hostile until shown otherwise.

The examination runs in a process of its own with limits on time and memory (`python -m
cairn.actions.examination FILE NAME`), which prints its finding as JSON: a file made to break a reader breaks
that process and nothing else.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
import zlib
from pathlib import Path

import pypdf

from cairn.actions.examined_parts import CHECKS, Damaged, Declares, root_of
from cairn.actions.examining import ENDINGS, SECONDS, Finding

MEMORY = 1024 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
MOST_MEMBERS = 10_000
# The part that says what an office file is, and its outermost element.
OFFICE_PARTS = {".docx": ("word/document.xml", "document"), ".xlsx": ("xl/workbook.xml", "workbook")}
DAMAGED = Finding(False, "The file is damaged. Save it anew and send it again.")
# Parts of an office file that run or fetch something.
ACTIVE_PARTS = re.compile(r"vbaProject|activeX|embeddings/|oleObject|externalLinks/|attachedTemplate", re.I)
ACTIVE_PDF = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA")


def look(path: Path, name: str) -> Finding:
    """The examination itself, by the ending of the name; the content must be of that kind."""
    ending = Path(name.lower()).suffix
    if path.stat().st_size == 0:
        return Finding(False, "The file is empty.")
    with path.open("rb") as file:
        head = file.read(1024)
    if ending == ".pdf":
        return _pdf(path, head)
    if ending in OFFICE_PARTS:
        return _office(path, head, ending)
    if ending in {".csv", ".txt"}:
        return _plain(path)
    if ending in CHECKS:
        return _picture(path, head, ending)
    return Finding(False, f"Files of this kind cannot be taken. Send one of: {', '.join(ENDINGS)}.")


def _pdf(path: Path, head: bytes) -> Finding:
    if not head.startswith(b"%PDF-"):
        return Finding(False, "The name says PDF, but the content is something else.")
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted:
        return Finding(False, "The PDF is protected by a password. Send it without one.")
    if not len(reader.pages):
        return Finding(False, "The PDF has no pages.")
    with path.open("rb") as file:
        content = file.read()
    active = [word for word in ACTIVE_PDF if word.encode() in content] + _active_objects(reader)
    if active:
        return Finding(False, "The PDF holds scripts or other files. Print it to a new PDF and send that.")
    return Finding(True)


def _active_objects(reader: pypdf.PdfReader) -> list[str]:
    """Names of active entries in the objects, compressed ones included."""
    found = []
    for number in list(reader.xref_objStm) + [n for table in reader.xref.values() for n in table]:
        entry = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        if isinstance(entry, pypdf.generic.DictionaryObject):
            found += [key for key in ACTIVE_PDF if key in entry or entry.get("/S") == key]
    return found


def _office(path: Path, head: bytes, ending: str) -> Finding:
    if not head.startswith(b"PK"):
        return Finding(False, f"The name says {ending[1:].upper()}, but the content is something else.")
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        return DAMAGED
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        return Finding(False, "The file unpacks to far more than it should. Save it anew and send it again.")
    names = [member.filename for member in members]
    main, root = OFFICE_PARTS[ending]
    if main not in names:
        return Finding(False, f"The name says {ending[1:].upper()}, but the content is something else.")
    if any(ACTIVE_PARTS.search(name) for name in names):
        return Finding(
            False, "The file holds macros, embedded files or links to others. Save it without them."
        )
    return _parts(archive, members, main, root)


def _parts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], main: str, root: str) -> Finding:
    """Every byte of every part once, and as XML what says that it is."""
    try:
        for member in members:
            if not member.filename.endswith((".xml", ".rels")):
                _read_through(archive, member)
            elif root_of(archive, member) != root and member.filename == main:
                return DAMAGED
    except (Damaged, zipfile.BadZipFile, zlib.error, EOFError):
        return DAMAGED
    except Declares:
        return Finding(
            False, "The file declares what office programs never write. Save it anew and send it again."
        )
    return Finding(True)


def _picture(path: Path, head: bytes, ending: str) -> Finding:
    magic, kind, check = CHECKS[ending]
    if not head.startswith(magic):
        return Finding(False, f"The name says {kind}, but the content is something else.")
    try:
        check(path)
    except Damaged:
        return DAMAGED
    return Finding(True)


def _read_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Every byte once: a member that says it is small and is not, or is damaged, breaks here."""
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(1024 * 1024):
            size += len(chunk)
            if size > member.file_size:
                raise zipfile.BadZipFile(member.filename)


def _plain(path: Path) -> Finding:
    content = path.read_bytes()
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Finding(False, "The name says text, but the content is something else.")
    return Finding(True)


def _main(path: str, name: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))
    found = look(Path(path), name)
    sys.stdout.write(json.dumps({"clean": found.clean, "text": found.text}))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])
