"""A browser for the tests that need one: Chromium of the machine, or Playwright's own."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Browser, BrowserType, Error

# The first has no window to draw in: it takes three fifths of the processor time of the second.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def launched(chromium: BrowserType) -> Browser:
    """The first that starts; where none does, the tests that asked for it are told as not run."""
    told = []
    for path in [*filter(None, map(shutil.which, NAMES)), None]:  # None: the one that Playwright brought
        try:
            return chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            told.append(f"{path or 'Playwright’s own'}: {error.message.strip().splitlines()[0]}")
    pytest.skip(f"no Chromium starts: install it (on Debian: apt-get install chromium). {'; '.join(told)}")
