"""Published definitions do not change: their digests are kept in `digests.txt`, and compared.

Frozen is every YAML file under the definitions whose `status` is `published`, and the CSV files that
stand beside a published programme. To change what has been published, a new edition is written. To
mend a plain error in a published file, its line is taken out of `digests.txt` and the file is frozen
again: two changes that a reviewer sees side by side.
"""

from __future__ import annotations

import re
from pathlib import Path

from cairn.errors import DefinitionError, Problem
from cairn.framework.reading import raise_all, shown_path
from cairn.framework.yaml_source import read_yaml
from cairn.utils.atomic import write_whole
from cairn.utils.digests import digest_of_text_file
from cairn.utils.nearest import did_you_mean

FILE = "digests.txt"
PUBLISHED = "published"

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>\S.*)\Z")
_HEAD = """\
# SHA-256 of every published definition, line ends taken as \\n. A published file is not changed: write a
# new edition beside it. Paths are from this folder on. Written by `cairn definitions freeze`.
"""


def published_files(root: Path) -> tuple[str, ...]:
    """The files under `root` that must be frozen, as paths from `root` on, in order."""
    found: set[Path] = set()
    for path in root.rglob("*.yaml"):
        if _is_published(path):
            found.add(path)
            found.update(path.parent.glob("*.csv") if path.name == "programme.yaml" else ())
    return tuple(sorted(shown_path(path, root) for path in found))


def check_frozen(root: Path) -> list[Problem]:
    """What differs from `digests.txt`: files changed, gone or not listed, and lines that cannot be read."""
    problems: list[Problem] = []
    listed = _read_digests(root, problems)
    published = published_files(root)
    for name, (digest, line) in listed.items():
        problems.extend(_differs(root, name, digest, line, published))
    for name in published:
        if name not in listed:
            problems.append(
                Problem(
                    code="frozen-unlisted",
                    message=f"The file is published, and {FILE} does not list it.",
                    remedy="Run “cairn definitions freeze”, or give it the status “draft”.",
                    file=name,
                )
            )
    return problems


def freeze(root: Path) -> tuple[str, ...]:
    """Write `digests.txt` with every published file and return the paths that are new in it.

    Raises `DefinitionError` and writes nothing when a file that is listed already has changed or is gone.
    """
    problems = [p for p in check_frozen(root) if p.code != "frozen-unlisted"]
    raise_all(problems)
    before = _read_digests(root, [])
    names = published_files(root)
    lines = [f"{digest_of_text_file(root / name)}  {name}\n" for name in names]
    write_whole(root / FILE, _HEAD + "".join(lines))
    return tuple(name for name in names if name not in before)


def _is_published(path: Path) -> bool:
    """A file that cannot be read is its own reader's to report, and counts as not published here."""
    try:
        status = read_yaml(path).entries().get("status")
    except DefinitionError:
        return False
    return status is not None and status.value == PUBLISHED


def _read_digests(root: Path, problems: list[Problem]) -> dict[str, tuple[str, int]]:
    """Digest and line by path. A folder of definitions without the file has nothing frozen yet."""
    try:
        text = (root / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, OSError):
        problems.append(Problem(code="digests-unreadable", message="The file cannot be read.", file=FILE))
        return {}
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.match(line.rstrip())
        if match is None or match["path"] in found:
            problems.append(_bad_line(number, twice=match is not None))
        else:
            found[match["path"]] = (match["digest"], number)
    return found


def _bad_line(number: int, *, twice: bool) -> Problem:
    message = "This file is listed twice." if twice else "This line is not a digest, two spaces and a path."
    return Problem(code="digests-line", message=message, file=FILE, line=number, remedy="Take the line out.")


def _differs(root: Path, name: str, digest: str, line: int, published: tuple[str, ...]) -> list[Problem]:
    if not (root / name).is_file():
        return [
            Problem(
                code="frozen-missing",
                message=f"The published file {name} is gone.",
                remedy=f"Put it back: reports rest on it. {did_you_mean(name, published)}".strip(),
                file=FILE,
                line=line,
            )
        ]
    if digest_of_text_file(root / name) == digest:
        return []
    return [
        Problem(
            code="frozen-changed",
            message="The file is published and has been changed.",
            remedy=(
                "Undo the change and write a new edition beside it. To mend a plain error, take "
                f"line {line} out of {FILE} and run “cairn definitions freeze”."
            ),
            file=name,
        )
    ]
