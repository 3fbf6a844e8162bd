"""A hundred kills under load: `python -m benchmarks.soak_crash [kills]`; ends with 1 if any was lost."""

from __future__ import annotations

import sys
import time

from tests.lib.crashing import kill_again_and_again, site_under_load, verify_audit


def main(kills: int = 100) -> int:
    begun = time.perf_counter()
    with site_under_load() as site:
        found = kill_again_and_again(site, kills)
        proved = verify_audit(site.home)
        told = len(site.acknowledged())
    seconds = time.perf_counter() - begun
    sys.stdout.write(f"{kills} kills in {seconds:.0f} s, {told} acts acknowledged, {len(found)} faults\n")
    sys.stdout.write("".join(f"  {one}\n" for one in found) + proved.stdout)
    return 1 if found or proved.returncode else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
