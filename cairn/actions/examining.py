"""Has a file examined before anybody else may open it, in a process of its own.

What reads hostile files, `cairn.actions.examination`, is never loaded here: where pages are served there is
nothing to break, and nothing that takes time to load.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SECONDS = 20
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
ENDINGS = tuple(MEDIA_TYPES)


@dataclass(frozen=True, slots=True)
class Finding:
    """`clean`, or what is wrong in a sentence for whoever sent the file."""

    clean: bool
    text: str = ""


def examine(path: Path, name: str) -> Finding:
    """What a process of its own found; a process that breaks or takes too long finds against the file."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module and a path we made
            [sys.executable, "-m", "cairn.actions.examination", str(path), name],
            capture_output=True,
            text=True,
            timeout=SECONDS + 5,
            check=False,
        )
        told = json.loads(done.stdout)
        return Finding(bool(told["clean"]), str(told["text"]))
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return Finding(
            False, "The file could not be read: it may be damaged. Save it anew and send it again."
        )
