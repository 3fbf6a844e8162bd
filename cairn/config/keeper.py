"""Brings an installation's own PostgreSQL back whenever it has died; `cairn serve` starts it beside itself.

A process of its own, never a thread of the web server: that one forks workers, and a worker forked while the
database is being started would inherit the locks that say whether it lives.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from cairn.errors import CairnError
from cairn.utils.postgres import EmbeddedServer

LOOK_EVERY = 0.25  # seconds
WAIT_AFTER = 2.0  # a full disk may have room in a moment


def keep(home: Path, parent: int) -> None:
    """Look after the database in `home` until the process `parent` is gone."""
    server = EmbeddedServer(home)
    while os.getppid() == parent:
        if server.pid is None or server.cut_off:
            try:
                server.ensure()
            except CairnError as error:
                tell("error", "database not brought back", code=error.code)
                time.sleep(WAIT_AFTER)
            else:
                tell("warning", "database brought back")
        time.sleep(LOOK_EVERY)


def tell(level: str, message: str, **more: str) -> None:
    """A line of the log, as the web server writes its own."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"at": at, "level": level, "from": "cairn.keeper", "message": message, **more}
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
