"""Text that tries to be a formula, a field, markup or a control, for the tests of printing."""

from __future__ import annotations

import re

HOSTILE = '=HYPERLINK("x") </w:t><w:p/> &amp; {MERGEFIELD a} <script> _x0041_ \u202e\x07\ud800end'
# The same without what is no letter.
SHOWN = '=HYPERLINK("x") </w:t><w:p/> &amp; {MERGEFIELD a} <script> _x0041_ end'


def escaped(text: str) -> str:
    """The text as Markdown that says it literally."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
