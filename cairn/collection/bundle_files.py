"""The files of a bundle: found, held against the descriptor's paths, sizes and digests, and read once.

Nothing here understands a table. Each file is read into memory once, and what is checked later is what
was hashed: a file that changes on the disk meanwhile changes nothing.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cairn.collection.descriptor import FILE, PROFILE, STAND_IN_LABEL, About
from cairn.collection.refusals import Refusals
from cairn.errors import EvidenceError, Problem
from cairn.utils.digests import digest_of_bytes

LARGEST_DESCRIPTOR = 5_000_000  # bytes
LARGEST_FILE = 200_000_000
MOST_RESOURCES = 50

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A table as the descriptor lists it. `data` is None when its file was refused."""

    table: str
    path: str
    instrument: str
    edition: str
    coding: str
    rows: object  # what the descriptor says: not looked at yet
    schema: object
    data: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFiles:
    about: About
    resources: tuple[Resource, ...]
    digest: str


def read_bundle_files(folder: Path, refusals: Refusals) -> BundleFiles:
    """The descriptor and the bytes of every table. What is wrong with a table's file is noted; without a
    descriptor that can be read there is nothing to go on, and `EvidenceError` is raised at once."""
    raw = _descriptor_bytes(folder)
    value = _parsed(raw)
    entries = value.get("resources")
    if value.get("profile") != PROFILE or not isinstance(entries, list) or not entries:
        message = f"The descriptor is not of the kind “{PROFILE}”, or lists no tables."
        raise EvidenceError(Problem(code="descriptor-kind", message=message, file=FILE, remedy=_HOW))
    if len(entries) > MOST_RESOURCES:
        message = f"The descriptor lists {len(entries):,} tables; at most {MOST_RESOURCES} are read."
        raise EvidenceError(Problem(code="descriptor-kind", message=message, file=FILE))
    resources: list[Resource] = []
    for number, entry in enumerate(entries, start=1):
        found = _resource(folder, entry, number, refusals)
        if found is None:
            continue
        if any(found.table == other.table for other in resources):
            refusals.add(Problem(code="table-twice", message=f"“{found.table}” is listed twice.", file=FILE))
            continue
        resources.append(found)
    return BundleFiles(about=_about(value), resources=tuple(resources), digest=digest_of_bytes(raw))


_HOW = "A bundle is made by `cairn bundle` or `cairn reconstruct`."


def _descriptor_bytes(folder: Path) -> bytes:
    path = folder / FILE
    if not folder.is_dir():
        message = "There is no such folder of evidence."
        raise EvidenceError(Problem(code="bundle-missing", message=message, file=str(folder), remedy=_HOW))
    fault = _file_fault(path, LARGEST_DESCRIPTOR)
    if fault:
        raise EvidenceError(Problem(code="descriptor-missing", message=fault, file=str(path), remedy=_HOW))
    return path.read_bytes()


def _file_fault(path: Path, largest: int) -> str | None:
    """What is wrong with a file before it is opened; links and pipes are never followed or opened."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return "There is no such file."
    if not stat.S_ISREG(found.st_mode):
        return "This is not a plain file; links are not followed."
    if found.st_size > largest:
        return f"The file has {found.st_size:,} bytes; at most {largest:,} are read."
    return None


def _parsed(raw: bytes) -> Json:
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        message, line, column = f"Byte {error.start} is not UTF-8.", None, None
    except json.JSONDecodeError as error:
        message, line, column = f"This is not JSON: {error.msg}.", error.lineno, error.colno
    except (RecursionError, ValueError):
        message, line, column = "This is not JSON that can be read.", None, None
    else:
        if isinstance(value, dict):
            return value
        message, line, column = "The descriptor must be a JSON object.", None, None
    raise EvidenceError(
        Problem(code="descriptor-syntax", message=message, file=FILE, line=line, column=column, remedy=_HOW)
    )


def _about(value: Json) -> About:
    licences = value.get("licenses")
    first = licences[0] if isinstance(licences, list) and licences else {}
    notes = value.get("cairn:notes")
    label = _text(value, "cairn:label")
    return About(
        name=_text(value, "name"),
        title=_text(value, "title"),
        stand_in=value.get("cairn:stand_in") is not False,  # evidence that does not say is not taken for real
        label="" if label == STAND_IN_LABEL else label,
        created=_text(value, "created"),
        licence=_text(first, "name") if isinstance(first, dict) else "",
        notes=tuple(str(note) for note in notes) if isinstance(notes, list) else (),
    )


def _text(value: Json, key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _resource(folder: Path, entry: object, number: int, refusals: Refusals) -> Resource | None:
    if not isinstance(entry, dict):
        message = f"Entry {number} of “resources” is not an object."
        refusals.add(Problem(code="descriptor-kind", message=message, file=FILE))
        return None
    instrument = entry.get("cairn:instrument")
    about = instrument if isinstance(instrument, dict) else {}
    path = _text(entry, "path")
    return Resource(
        table=_text(entry, "cairn:table"),
        path=path,
        instrument=_text(about, "name"),
        edition=_text(about, "edition"),
        coding=_text(about, "coding"),
        rows=entry.get("cairn:rows"),
        schema=entry.get("schema"),
        data=_data(folder, entry, path, refusals),
    )


def _data(folder: Path, entry: Json, path: str, refusals: Refusals) -> bytes | None:
    if not _is_inside(path):
        message = f"The path “{path[:80]}” does not name a file in the bundle's own folder."
        refusals.add(Problem(code="path-outside", message=message, file=FILE))
        return None
    fault = _file_fault(folder / path, LARGEST_FILE)
    data = None if fault else (folder / path).read_bytes()
    if data is not None and (len(data) != entry.get("bytes") or _hash(data) != entry.get("hash")):
        fault = "The file is not the one the descriptor was written for: its size or digest differs."
    if fault:
        remedy = "Make the bundle anew, or copy it again."
        refusals.add(Problem(code="file-refused", message=fault, remedy=remedy, file=path))
        return None
    return data


def _is_inside(path: str) -> bool:
    """A bare file name: bundles have no folders within, so nothing can lead out."""
    return bool(path) and "\\" not in path and "\0" not in path and PurePosixPath(path).name == path


def _hash(data: bytes) -> str:
    return f"sha256:{digest_of_bytes(data)}"
