"""What all tests share: the count of tests that could not be run is told at the end, never hidden."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.lib.postgres_fixture import postgres_database, postgres_server

__all__ = ["postgres_database", "postgres_server"]  # fixtures every test may ask for

# Nothing that is drawn at random fails for being slow: the machine may do much else.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Optional engines: Spark has a target of its own, and R is never required.
ELSEWHERE = ("make test-spark", "R is not on this machine")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    browser = [report for report in skipped if "browser" in getattr(report, "keywords", {})]
    if browser:
        terminalreporter.write_line(f"NOT RUN: {len(browser)} browser tests")
    elsewhere = [report for report in skipped if any(reason in str(report.longrepr) for reason in ELSEWHERE)]
    if elsewhere:
        terminalreporter.write_line(f"Left to other targets: {len(elsewhere)} tests that need Spark or R.")
    other = len(skipped) - len(browser) - len(elsewhere)
    if other:
        terminalreporter.write_line(f"NOT RUN: {other} other tests")
