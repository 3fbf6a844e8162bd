"""Are the parts of an office file and the chunks of a picture in order to their end? In one pass, bounded.

Part of the examination of hostile files: never loaded where pages are served.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
PIECE = 1024 * 1024
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers that begin the description of a picture
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
SCAN, END = 0xDA, 0xD9


class Damaged(ValueError):
    """The file does not hold together."""


class Declares(ValueError):
    """A part declares a document type: it could name other files, or unfold without end."""


def root_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """The name of the outermost element of a part, once every byte of it has been read as XML.

    Nothing is fetched, and nothing is kept of it in memory. Raises `Damaged` or `Declares`.
    """
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def begun(name: str, _: object) -> None:
        names.append(name.rpartition(" ")[2])
        parser.StartElementHandler = None

    def declared(*_: object) -> None:
        raise Declares(member.filename)

    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = declared
    size = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > member.file_size:  # it says that it is small, and is not
                    raise Damaged(member.filename)
                parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Damaged(member.filename) from error
    return names[0]


def check_png(path: Path) -> None:
    """From the header to the end chunk, with the sum of each; nothing may follow. Raises `Damaged`."""
    content = path.read_bytes()
    place, kinds = len(PNG), list[bytes]()
    while not kinds or kinds[-1] != b"IEND":
        head = content[place : place + 8]
        end = place + 12 + int.from_bytes(head[:4], "big")
        if len(head) < 8 or end > len(content):
            raise Damaged("it ends in the middle")
        if zlib.crc32(content[place + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise Damaged("a chunk is not what it was")
        kinds.append(head[4:])
        place = end
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds or place != len(content):
        raise Damaged("it is no whole picture")


def check_jpeg(path: Path) -> None:
    """From marker to marker to the end of the picture, with what describes it and what it shows. What a
    camera appends after that is no part of it. Raises `Damaged`."""
    content = path.read_bytes()
    seen: set[int] = set()
    place = 2
    while True:
        marker, place = _marker(content, place)
        seen.add(marker)
        if marker == END:
            break
        if marker not in ALONE:
            length = int.from_bytes(content[place : place + 2], "big")
            place += length
            if length < 2 or place > len(content):
                raise Damaged("it ends in the middle")
        if marker == SCAN:
            place = _after_scan(content, place)
    if SCAN not in seen or not seen & FRAMES:
        raise Damaged("it shows nothing")


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """The marker that begins there, and where what belongs to it begins."""
    if content[place : place + 1] != b"\xff":
        raise Damaged("a marker is missing")
    while content[place : place + 1] == b"\xff":
        place += 1
    if place >= len(content):
        raise Damaged("it ends in the middle")
    return content[place], place + 1


def _after_scan(content: bytes, place: int) -> int:
    """Where the next marker begins: in a scan a lone 0xFF is followed by 0, or by a restart."""
    while (place := content.find(b"\xff", place)) >= 0:
        after = content[place + 1 : place + 2]
        if after and after != b"\0" and after[0] not in ALONE:
            return place
        place += 2 if after else 1
    raise Damaged("it ends in the middle")


CHECKS: dict[str, tuple[bytes, str, Callable[[Path], None]]] = {
    ".png": (PNG, "PNG picture", check_png),
    ".jpg": (JPEG, "JPEG picture", check_jpeg),
    ".jpeg": (JPEG, "JPEG picture", check_jpeg),
}
