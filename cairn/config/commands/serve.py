"""`cairn serve`: one command that starts all that is needed, and stops it again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import click
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces

from cairn.config.installation import Installation, home_option, settle
from cairn.utils.postgres import EmbeddedServer

RESTART_AFTER = 2.0  # seconds
SERVE_AGAIN_AFTER = 0.5


@click.command(
    epilog="""\b
Examples:
  cairn serve --demo
  cairn serve --port 8080 --workers 4"""
)
@home_option
@click.option("--address", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Per worker.")
@click.option("--demo", is_flag=True, help="Load the 2018–2020 programme and people to try.")
def command(home: Path, address: str, port: int, workers: int, threads: int, demo: bool) -> None:
    """Start Cairn: the database (unless DATABASE_URL names one), the scheduled duties, and the web server."""
    begun = time.perf_counter()
    installation = settle(home, demo=demo)
    try:
        make_ready(installation, demo=demo)
        seconds = time.perf_counter() - begun
        click.echo(f"\nCairn is at http://{shown(address)}:{port}/ (ready after {seconds:.1f} s).")
        if demo:
            installation.manage("tell_demo", f"http://{shown(address)}:{port}")
        click.echo("Stop it with Ctrl+C.")
        serve(lambda: server_of(address, port, workers, threads), installation.server)
    finally:
        if installation.server is not None:
            installation.server.stop()


def serve(make_server: Callable[[], Granian], database: EmbeddedServer | None) -> None:
    """Serve until told to stop; the scheduled duties and a database of one's own are kept going meanwhile."""
    load_pages()
    kept = [Kept("django", "duties")]
    if database is not None:
        kept.append(Kept("cairn.config.keeper", str(database.home), str(os.getpid())))
    for one in kept:
        one.start()
    try:
        while not told_to_stop(make_server()):
            time.sleep(SERVE_AGAIN_AFTER)
    finally:
        # The keeper first: what is stopped now is not to be brought back.
        for one in reversed(kept):
            one.stop()


def told_to_stop(server: Granian) -> bool:
    """Serve; true when it ended because it was told to, false when it gave up.

    It gives up when a worker ends twice within seconds. Whatever killed it, that is no wish to stop.
    """
    try:
        server.serve()
    except SystemExit:
        if not server.interrupt_children:
            raise
    return bool(server.interrupt_signal)


def load_pages() -> None:
    """Load all that pages need before workers are forked: they share it, and serve as soon as they are there.

    No connection of this process goes with them.
    """
    get_wsgi_application()  # loads what stands round every page; the workers make their own
    list(get_resolver().url_patterns)
    connections.close_all()


def make_ready(installation: Installation, *, demo: bool) -> None:
    """Tables and files of this version. A database elsewhere is upgraded by `cairn upgrade` alone: several
    servers may start at once."""
    if installation.server is not None:
        installation.manage("upgrade_tables", if_changed=True, verbosity=0)
    installation.manage("collectstatic", interactive=False, verbosity=0)
    if demo:
        installation.manage("load_demo")


def shown(address: str) -> str:
    return "localhost" if address in {"127.0.0.1", "0.0.0.0", "::1", "::"} else address  # noqa: S104


def server_of(address: str, port: int, workers: int, threads: int) -> Granian:
    """The web server: WSGI, processes that share nothing but the database."""
    return Granian(
        "cairn.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=2048,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )


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
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
