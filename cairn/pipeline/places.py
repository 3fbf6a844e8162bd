"""Where the files that come with the product lie."""

from __future__ import annotations

import os
from pathlib import Path

import cairn
from cairn.errors import Problem, UsageError

PACKAGE = Path(cairn.__file__).parent
VARIABLE = "CAIRN_DEFINITIONS"


def definitions_root() -> Path:
    """The folder of definitions: `CAIRN_DEFINITIONS` if set, else the one installed with the package,
    else the one beside it in a checkout. Raises `UsageError` when the folder named is not there."""
    named = os.environ.get(VARIABLE)
    candidates = [Path(named)] if named else [PACKAGE / "_definitions", PACKAGE.parent / "definitions"]
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise UsageError(
        Problem(
            code="definitions-missing",
            message=f"There is no folder of definitions at {candidates[-1]}.",
            remedy=f"Set {VARIABLE} to the folder that holds frameworks/, instruments/ and measures/.",
        )
    )
