"""Reading evidence leaves no thread behind that could end the process badly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cairn.collection.bundle import write_bundle
from cairn.collection.descriptor import About
from tests.lib.small_instruments import INSTRUMENTS, record_columns

ASK = """
import os, sys
from pathlib import Path
import pyarrow as pa
from cairn.collection.bundle import open_bundle
from tests.lib.small_instruments import INSTRUMENTS

def threads():
    names = [Path(f"/proc/self/task/{t}/comm").read_text() for t in os.listdir("/proc/self/task")]
    return sum("jemalloc" not in name for name in names)  # the library's own store: it holds nothing of ours

before = threads()
open_bundle(Path(sys.argv[1]), INSTRUMENTS)
print(threads() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted as Linux tells them")
def test_reading_a_bundle_starts_no_thread(tmp_path: Path) -> None:
    """Arrow's threads now and then abort a process that ends soon after they were used (arrow 34314)."""
    write_bundle(tmp_path / "e", {"records": record_columns()}, INSTRUMENTS, About(name="e", title="E"))
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", ASK, tmp_path / "e"], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "0"
