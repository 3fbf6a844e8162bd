"""Processes that stand beside another: kept going while it lives, and none left behind when it is gone.

Whoever serves may be killed without a chance to tell anybody. So each process it started asks the system now
and then whether it still has that parent.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

LOOK_EVERY = 0.5  # seconds
LEAVE_WITHIN = 15.0
RESTART_AFTER = 2.0


def end_with(parent: int) -> None:
    """From now on this process ends with `parent`: in good order, and at once if that takes too long."""
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="end-with-parent").start()


def _watch(parent: int) -> None:
    main = threading.main_thread().ident
    assert main is not None
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    # To the thread that handles signals: another one would keep it waiting until something else happens.
    signal.pthread_kill(main, signal.SIGTERM)
    time.sleep(LEAVE_WITHIN)
    os._exit(1)


class Kept(threading.Thread):
    """A process beside the web server, started again whenever it ends by itself."""

    def __init__(self, *words: str) -> None:
        super().__init__(daemon=True)
        self._command = [sys.executable, "-m", *words]
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen(self._command)  # noqa: S603 - our own words
            self._process.wait()
            self._stopping.wait(RESTART_AFTER)

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(LEAVE_WITHIN)
            except subprocess.TimeoutExpired:
                self._process.kill()
