"""No browser, no verdict: what could not be looked at is told as not run, and `.ci/run` fails on that."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from tests.conftest import pytest_terminal_summary
from tests.lib import chromium

ROOT = Path(__file__).parents[2]


class Launching:
    """Playwright's Chromium on a machine where only what is at the path `starts` does."""

    def __init__(self, starts: str | None) -> None:
        self.asked: list[str | None] = []
        self._starts = starts

    def launch(self, *, executable_path: str | None, args: list[str]) -> str:
        self.asked.append(executable_path)
        if self._starts is None or executable_path != self._starts:
            raise Error("Failed to launch\nCall log: …")
        return f"{executable_path} runs"


def test_a_browser_that_does_not_start_leaves_its_turn_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {name: f"/bin/{name}" for name in ("chromium-headless-shell", "chromium")}
    monkeypatch.setattr(chromium.shutil, "which", there.get)
    launching = Launching("/bin/chromium")
    assert chromium.launched(launching) == "/bin/chromium runs"
    assert launching.asked == ["/bin/chromium-headless-shell", "/bin/chromium"]


def test_where_none_starts_the_tests_are_skipped_and_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/bin/{name}")
    launching = Launching(None)
    with pytest.raises(pytest.skip.Exception, match=r"no Chromium starts.*Failed to launch"):
        chromium.launched(launching)
    assert launching.asked == [*(f"/bin/{name}" for name in chromium.NAMES), None]


def test_skipped_browser_tests_are_told_as_not_run() -> None:
    lines: list[str] = []
    skipped = [SimpleNamespace(keywords={"browser": 1}, longrepr="no Chromium starts")] * 3
    reporter = SimpleNamespace(stats={"skipped": skipped}, write_line=lines.append)
    pytest_terminal_summary(reporter)
    assert lines == ["NOT RUN: 3 browser tests"]
    assert "grep -q '^NOT RUN:'" in (ROOT / ".ci" / "run").read_text()


def test_what_is_installed_is_what_is_looked_for() -> None:
    script = (ROOT / "tests" / "lib" / "ensure-chromium").read_text()
    assert f"for name in {' '.join(chromium.NAMES)}; do" in script
