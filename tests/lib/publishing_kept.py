"""What the process of duties does beside a site that browsers visit: publishes what is asked for."""

from __future__ import annotations

import threading
import time

from cairn.actions.duties import publish_now

LOOK_EVERY = 0.5  # seconds


def keep_publishing() -> None:
    """From now on until the process ends, in a thread of its own."""
    threading.Thread(target=_keep, daemon=True).start()


def _keep() -> None:
    while True:
        publish_now()
        time.sleep(LOOK_EVERY)
