"""The generated pages of docs/reference say what the code says."""

from __future__ import annotations

from tests.lib.reference_docs import FOLDER, pages


def test_no_page_is_stale() -> None:
    stale = [
        n for n, text in pages().items() if not (FOLDER / n).is_file() or (FOLDER / n).read_text() != text
    ]
    assert stale == [], "Run `make docs`."
