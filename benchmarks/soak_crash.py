"""A hundred kills under load, some ten minutes: `python -m benchmarks.soak_crash [kills]`; ends with 1 if any
acknowledged act was lost, or anything else was not as it must be."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from tests.lib.crashing import kill_again_and_again, site_under_load, verify_audit


def main(kills: int = 100) -> int:
    begun, waits = time.perf_counter(), list[float]()
    with site_under_load() as site:
        found = kill_again_and_again(site, kills, progress(kills, waits))
        told = len(site.acknowledged())
        proved = verify_audit(site.home)
    seconds = time.perf_counter() - begun
    sys.stdout.write(f"Written again after {statistics.median(waits):.1f} s, at most {max(waits):.1f} s\n")
    sys.stdout.write(f"{kills} kills in {seconds:.0f} s, {told} acts acknowledged, {len(found)} faults\n")
    sys.stdout.write("".join(f"  {one}\n" for one in found) + proved.stdout)
    return 1 if found or proved.returncode else 0


def progress(kills: int, waits: list[float]) -> Callable[[int, float], None]:
    """Notes how long nobody could write, and says how far it is."""

    def tell(number: int, seconds: float) -> None:
        waits.append(seconds)
        sys.stderr.write(f"kill {number} of {kills}: written again after {seconds:.1f} s\n")

    return tell


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
