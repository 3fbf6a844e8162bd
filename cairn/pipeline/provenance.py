"""What stand-in evidence was made from, kept beside it, so that it is built again only when that changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cairn import __version__
from cairn.framework.programme import Programme
from cairn.pipeline.shelf import Shelf
from cairn.utils.atomic import put_in_place, write_whole
from cairn.utils.digests import digest_of_text_file, digest_of_value

SEED = 2020
EVIDENCE = "evidence"
CONSISTENCY = "consistency.json"
MADE_OF = ("claims", "disclosure", "instruments", "measures", "vocabularies", "wording")  # and the programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What `consistency.json` says: how the statements stand to one another, and which were set aside."""

    made_from: str = ""
    conflicts: tuple[Mapping[str, object], ...] = ()
    set_aside: tuple[str, ...] = ()


def made_from(shelf: Shelf, programme: Programme, seed: int) -> str:
    """One line that changes when anything does from which the stand-in data are made."""
    folders = [shelf.root / name for name in MADE_OF] + [shelf.root / "programmes" / programme.name]
    files = sorted(p for f in folders for p in f.rglob("*") if p.suffix in (".yaml", ".csv"))
    listed = [[p.relative_to(shelf.root).as_posix(), digest_of_text_file(p)] for p in files]
    digest = digest_of_value(listed)[:16]
    return f"Made by Cairn {__version__} from {programme.name} with seed {seed}, definitions {digest}."


def is_there(out: Path, made: str) -> bool:
    """Whether `out` holds stand-in evidence made from exactly this."""
    return (out / EVIDENCE / "datapackage.json").is_file() and read_kept(out).made_from == made


def read_kept(out: Path) -> Kept:
    """What is kept in `out`; nothing when there is no such file or it cannot be read."""
    try:
        found = json.loads((out / CONSISTENCY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Kept()
    if not isinstance(found, dict):
        return Kept()
    return Kept(
        made_from=str(found.get("made_from", "")),
        conflicts=tuple(found.get("conflicts", ())),
        set_aside=tuple(found.get("set_aside", ())),
    )


def building(out: Path) -> Path:
    """Where stand-in evidence is built, so that a report and its evidence change together."""
    return out / ".building"


def settle(out: Path) -> None:
    """Put what was built in its place, if anything was."""
    built = building(out)
    if (built / CONSISTENCY).is_file() and (built / EVIDENCE).is_dir():
        put_in_place(built / EVIDENCE, out / EVIDENCE)
        put_in_place(built / CONSISTENCY, out / CONSISTENCY)
    shutil.rmtree(built, ignore_errors=True)


def stand_in_files(out: Path, evidence: Path) -> dict[str, bytes]:
    """The files in `out` that came with its stand-in `evidence`, by their names; of evidence that lies
    elsewhere, or was not built here, none."""
    built_here = evidence.resolve() in {(f / EVIDENCE).resolve() for f in (out, building(out))}
    if not (built_here and read_kept(out).made_from):
        return {}
    rows = (p for p in sorted((out / EVIDENCE).rglob("*")) if p.is_file())
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in (*rows, out / CONSISTENCY)}


def write_kept(out: Path, made: str, set_aside: tuple[str, ...], report: Mapping[str, object]) -> None:
    """Keep the consistency report with what it was made from."""
    kept = {"made_from": made, "set_aside": list(set_aside), **report}
    write_whole(out / CONSISTENCY, json.dumps(kept, ensure_ascii=False, indent=2) + "\n")
