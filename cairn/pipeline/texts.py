"""Texts that people bring: read whole, or refused with the reason."""

from __future__ import annotations

from pathlib import Path

from cairn.errors import Problem, UsageError

LARGEST_TEXT = 5_000_000  # bytes: about eight hundred pages


def read_text(path: Path) -> str:
    """A UTF-8 text file, line ends and byte order mark as they are.

    Raises `UsageError` when it is missing, too large, empty or not UTF-8.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_TEXT else b""
    except OSError as error:
        raise _refusal(path, "file-unreadable", f"{error.strerror}.", "Check the file's name.") from None
    if size > LARGEST_TEXT:
        raise _refusal(
            path, "file-too-large", f"The file is larger than {LARGEST_TEXT:,} bytes.", "Split it."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refusal(path, "not-utf8", "This is not UTF-8 text.", "Save it as UTF-8.", line) from None
    if not text.strip():
        raise _refusal(
            path, "file-empty", "The file is empty.", "Write the text first, or check the file's name."
        )
    return text


def _refusal(path: Path, code: str, message: str, remedy: str, line: int | None = None) -> UsageError:
    return UsageError(Problem(code=code, message=message, remedy=remedy, file=str(path), line=line))
