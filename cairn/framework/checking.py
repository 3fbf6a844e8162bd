"""Everything that is wrong with vocabularies, frameworks, programmes and what is frozen, in one pass."""

from __future__ import annotations

from pathlib import Path

from cairn.errors import Problem
from cairn.framework.freezing import check_frozen
from cairn.framework.loader import read_editions, read_vocabularies
from cairn.framework.programme_loader import read_programmes


def check_framework_definitions(root: Path) -> list[Problem]:
    """All problems of the files this room reads, and of every frozen file; an empty list when all is well."""
    problems: list[Problem] = []
    vocabularies = read_vocabularies(root, problems)
    editions = read_editions(root, problems)
    read_programmes(root, vocabularies, editions, problems)
    return [*problems, *check_frozen(root)]
