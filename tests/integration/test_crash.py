"""Killed at any moment, nothing that was acknowledged is lost, and the audit chain holds."""

from __future__ import annotations

import pytest

from tests.lib.crashing import kill_again_and_again, site_under_load, verify_audit

pytestmark = pytest.mark.xdist_group("crash")
KILLS = 10


def test_no_acknowledged_act_is_lost_when_database_and_web_server_are_killed_ten_times_under_load() -> None:
    with site_under_load() as site:
        found = kill_again_and_again(site, KILLS)
        for writer in site.writers:
            writer.stopping.set()
        told = site.acknowledged()
        proved = verify_audit(site.home)
        found += site.lost(told)
    assert not found
    assert len(told) > KILLS
    assert proved.returncode == 0, proved.stderr
