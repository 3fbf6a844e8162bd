"""SHA-256 of files and of plain values, the same on every machine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def digest_of_bytes(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest_of_text_file(path: Path) -> str:
    """SHA-256 of a UTF-8 text with line ends made `\\n`, so that a checkout's line ends do not matter."""
    return digest_of_bytes(path.read_bytes().replace(b"\r\n", b"\n"))


def digest_of_value(value: object) -> str:
    """SHA-256 of a value's JSON with sorted keys and no white space."""
    return digest_of_bytes(
        json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
