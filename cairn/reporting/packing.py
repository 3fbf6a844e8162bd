"""Zip files whose bytes depend on nothing but what is in them: no clock, no order of writing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date

EARLIEST = date(1980, 1, 1)  # a zip file knows no earlier one
_FIRST = "[Content_Types].xml"  # where readers of office files look


def packed(parts: Iterable[tuple[str, bytes]], day: date) -> bytes:
    """A zip file of named parts, all dated `day`, in order of name."""
    when = max(EARLIEST, day)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, content in sorted(parts, key=lambda part: (part[0] != _FIRST, part[0])):
            entry = zipfile.ZipInfo(name, (when.year, when.month, when.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            written.writestr(entry, content)
    return out.getvalue()


def repacked(data: bytes, day: date) -> bytes:
    """The parts of a zip file, packed anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return packed([(name, read.read(name)) for name in read.namelist()], day)
