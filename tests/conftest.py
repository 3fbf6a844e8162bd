"""What all tests share: the count of tests that could not be run is told at the end, never hidden."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    browser = [report for report in skipped if "browser" in getattr(report, "keywords", {})]
    if browser:
        terminalreporter.write_line(f"NOT RUN: {len(browser)} browser tests")
    other = len(skipped) - len(browser)
    if other:
        terminalreporter.write_line(f"NOT RUN: {other} other tests")
