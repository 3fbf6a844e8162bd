"""Tests of one group share what is slow to make, so they must come to one worker."""

from __future__ import annotations

import os

import pytest

GROUP = "kept_together"


@pytest.mark.xdist_group(GROUP)
def test_tests_of_a_group_are_sent_to_one_worker(request: pytest.FixtureRequest) -> None:
    # The suffix is what pytest-xdist sends them by; where there are no workers, there is none.
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith(f"@{GROUP}")
