"""Which files a release consists of, each with the digest of what was written.

The attack reads what `release.json` says. Whatever else lies in the folder would be published unattacked, and
so would a file that was changed afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.utils.digests import digest_of_bytes

FILES = "files"
_NAME, _REPORT, _DIGEST, _ATTACKED = "file", "report", "sha256", "attacked"


class Strangeness(StrEnum):
    UNKNOWN = "unknown"  # release.json does not know it
    CHANGED = "changed"  # it is not what was written


@dataclass(frozen=True, slots=True, order=True)
class StrangeFile:
    """A file that was not attacked, by its path in the folder."""

    file: str
    kind: Strangeness

    def __str__(self) -> str:
        told = {
            Strangeness.UNKNOWN: f"{MANIFEST} does not know this file, so it was not looked at",
            Strangeness.CHANGED: f"the file is not what was written with {MANIFEST}",
        }
        return f"{self.file}: {told[self.kind]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """A folder against its manifest. `listed`: the manifest tells of files; `missing` are not there."""

    listed: bool
    strange: tuple[StrangeFile, ...] = ()
    missing: tuple[str, ...] = ()


def with_digests(manifest: str, files: Mapping[str, bytes], before: str = "") -> str:
    """The text of `release.json` with the digests of the files that are written beside it, by their names.

    `before` is the manifest that stood there: files of other reports in the folder are still known, and those
    of this one as long as it shows the same figures.
    """
    told = json.loads(manifest)
    attacked = told.get(_ATTACKED)
    report = {_REPORT: told["release"]} if attacked else {}
    new = [{**report, _NAME: n, _DIGEST: digest_of_bytes(data)} for n, data in sorted(files.items())]
    old = _object(before)
    same = attacked is not None and old.get(_ATTACKED) == attacked
    kept = [
        entry
        for entry in _entries(old)
        if attacked
        and entry[_NAME] not in files
        and _REPORT in entry
        and (same or entry[_REPORT] != told["release"])
    ]
    told[FILES] = [*new, *kept]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def without_digests(manifest: str) -> str:
    """The text as it was before `with_digests`; "" when it cannot be read."""
    told = _object(manifest)
    told.pop(FILES, None)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n" if told else ""


def check_files(folder: Path) -> FileCheck:
    """Which files in the folder the manifest does not know, and which are not what was written."""
    told = _object((folder / MANIFEST).read_text(encoding="utf-8-sig"))
    if FILES not in told:
        return FileCheck(listed=False)
    known = {entry[_NAME]: entry[_DIGEST] for entry in _entries(told)}
    found = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    strange = [StrangeFile(name, Strangeness.UNKNOWN) for name in found if name not in known]
    strange += [
        StrangeFile(name, Strangeness.CHANGED)
        for name, path in found.items()
        if name in known and _digest(path) != known[name]
    ]
    missing = sorted(set(known) - set(found))
    return FileCheck(listed=True, strange=tuple(sorted(strange)), missing=tuple(missing))


def _files(folder: Path) -> Iterator[Path]:
    """Every file but the manifest; a link to a folder counts as one, for nobody sees what is behind it."""
    for path in folder.rglob("*"):
        if path != folder / MANIFEST and (path.is_symlink() or not path.is_dir()):
            yield path


def _digest(path: Path) -> str:
    """The digest of a file; of what is none, nothing."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entries(told: Mapping[str, object]) -> list[dict[str, str]]:
    """The files that a manifest tells of. What is no file with a digest is left out, and so unknown."""
    listed = told.get(FILES)
    return [
        {str(k): str(v) for k, v in entry.items()}
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, dict) and entry.keys() >= {_NAME, _DIGEST}
    ]


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
