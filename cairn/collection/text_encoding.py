"""A text file's bytes by the encoding its owner names, refused when they cannot be that."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from cairn.utils.csv_text import WORKBOOK, is_workbook

UTF_8, UTF_16, WINDOWS = "utf-8", "utf-16", "windows-1252"
ENCODINGS = (UTF_8, UTF_16, WINDOWS)

_MARKS_16 = (b"\xff\xfe", b"\xfe\xff")
_PAIRS = re.compile(rb"[\xc3\xc5\xce\xd0][\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")


class EncodingFault(ValueError):
    """Why the bytes are not of the encoding: a sentence, what to do, and the line if it is one."""

    def __init__(self, message: str, remedy: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.remedy, self.line = message, remedy, line


def likely_encoding(data: bytes) -> str:
    """The encoding to propose. Raises `EncodingFault` when the file mixes two."""
    if data.startswith(_MARKS_16):
        return UTF_16
    if data.startswith(BOM_UTF8):
        decoded(data, UTF_8)
        return UTF_8
    try:
        decoded(data, UTF_8)
    except EncodingFault:
        decoded(data, WINDOWS)
        return WINDOWS
    return UTF_8


def decoded(data: bytes, encoding: str) -> str:
    """The text. Raises `EncodingFault` when the bytes are of another encoding, or of two."""
    if encoding == UTF_16:
        return _utf_16(data)
    if data.startswith(_MARKS_16):
        raise EncodingFault("The file is UTF-16 (“Unicode text”).", _declare(UTF_16))
    if is_workbook(data):
        raise EncodingFault(WORKBOOK, "Give the file the ending .xlsx, or save its sheet as “CSV UTF-8”.")
    if b"\0" in data:
        raise EncodingFault("The file holds zero bytes: it is not a text file.", _SAVE)
    return _windows(data) if encoding == WINDOWS and not data.startswith(BOM_UTF8) else _utf_8(data)


_SAVE = "Save it again as “CSV UTF-8”."


def _declare(encoding: str) -> str:
    return f"Write `encoding: {encoding}` in the mapping, or save the file again as “CSV UTF-8”."


def _utf_16(data: bytes) -> str:
    if not data.startswith(_MARKS_16):
        raise EncodingFault("The file is not UTF-16: the mark at its start is missing.", _declare(UTF_8))
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise EncodingFault("The file is not whole: its UTF-16 cannot be read to the end.", _SAVE) from None


def _utf_8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line(data, error.start)
        pair = _PAIRS.search(data)
        if pair:
            raise _mixed(_line(data, pair.start()), line) from None
        if data.startswith(BOM_UTF8):
            message = f"Line {line:,} is not UTF-8, as the rest of the file is by the mark at its start."
            raise EncodingFault(
                message, "Type its letters again, and save the file as “CSV UTF-8”.", line
            ) from None
        message = f"Line {line:,} is not UTF-8; the file may be of an older Windows encoding."
        raise EncodingFault(message, _declare(WINDOWS), line) from None


def _windows(data: bytes) -> str:
    pair = _PAIRS.search(data)
    if pair is None:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError as error:
            line = _line(data, error.start)
            message = f"Line {line:,} holds a byte that Windows-1252 does not have."
            raise EncodingFault(message, _SAVE, line) from None
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _mixed(_line(data, pair.start()), _line(data, error.start)) from None
    raise EncodingFault("The file is UTF-8.", _declare(UTF_8), _line(data, pair.start()))


def _mixed(one: int, other: int) -> EncodingFault:
    message = (
        f"Line {one:,} is UTF-8 and line {other:,} is not: the file was put together from two encodings."
    )
    remedy = "Open each part by itself, save it as “CSV UTF-8”, and join them again."
    return EncodingFault(message, remedy, other)


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
