"""`cairn serve`: one command that starts all that is needed, and stops it again."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections
from django.template import engines
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces

from cairn.config.beside import Kept, end_with
from cairn.config.environment import Environment
from cairn.config.installation import Installation, home_option, settle
from cairn.config.listening import answers, place_to_listen
from cairn.utils.postgres import EmbeddedServer

SERVE_AGAIN_AFTER = 0.5  # seconds
BESIDE_AFTER = 1.0  # what runs beside takes as long to load as the server: the first visitor goes before


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
    number = place_to_listen(address, port)
    site = f"http://{shown(address)}:{port}"
    # Links in pages, mails and the sitemap lead here unless a public address is named.
    os.environ["CAIRN_ADDRESS"] = Environment().text("CAIRN_ADDRESS", site)
    installation = settle(home, demo=demo, meanwhile=load_pages)

    def tell() -> None:
        click.echo(f"\nCairn is at {site}/ (ready after {time.perf_counter() - begun:.1f} s).")
        if demo:
            installation.manage("tell_demo", site)
            connections.close_all()
        click.echo("Stop it with Ctrl+C.")

    try:
        make_ready(installation, demo=demo)
        opening = Opening(number, port, tell, kept_beside(installation.server))
        serve(lambda: server_of(number, port, workers, threads), opening)
    finally:
        if installation.server is not None:
            installation.server.stop()


class Opening(threading.Thread):
    """What waits until a page is answered, so as not to keep it waiting: being told, and what runs beside."""

    def __init__(self, number: str, port: int, tell: Callable[[], None], kept: Sequence[Kept]) -> None:
        super().__init__(daemon=True)
        self._place, self._tell, self._kept = (number, port), tell, kept
        self._over = threading.Event()

    def run(self) -> None:
        if answers(*self._place, self._over):
            self._tell()
            self._over.wait(BESIDE_AFTER)
        for one in self._kept:
            one.start()

    def end(self) -> None:
        """Stop what runs beside: the last first, so that what is stopped is not brought back."""
        self._over.set()
        for one in reversed(self._kept):
            one.stop()


def kept_beside(database: EmbeddedServer | None) -> list[Kept]:
    """The processes beside the web server: scheduled duties, and the keeper of a database of one's own."""
    mine = str(os.getpid())
    kept = [Kept("django", "duties", "--beside", mine)]
    if database is not None:
        kept.append(Kept("cairn.config.keeper", str(database.home), mine))
    return kept


def serve(make_server: Callable[[], Granian], opening: Opening) -> None:
    """Serve until told to stop; what runs beside is kept going meanwhile."""
    connections.close_all()  # none goes with the workers
    opening.start()
    try:
        while not told_to_stop(make_server()):
            time.sleep(SERVE_AGAIN_AFTER)
    finally:
        opening.end()


def told_to_stop(server: Granian) -> bool:
    """Serve; true when it ended because it was told to, false when it gave up.

    It gives up when a worker ends twice within seconds. Whatever killed it, that is no wish to stop.
    """
    try:
        server.serve(target_loader=door)
    except SystemExit:
        if not server.interrupt_children:
            raise
    return bool(server.interrupt_signal)


def door(_: str) -> WSGIHandler:
    """What a worker serves; said in the worker, which from then on ends with the server that forked it."""
    server = multiprocessing.parent_process()
    assert server is not None and server.pid is not None
    end_with(server.pid)
    return get_internal_wsgi_application()


def load_pages() -> None:
    """Load all that pages need before workers are forked: they share it, and serve as soon as they are.

    The files of this version are gathered first: what serves them looks once which there are.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    get_internal_wsgi_application()
    list(get_resolver().url_patterns)
    engines.all()
    # Never looked at again for what may be thrown away: the workers go on sharing it.
    gc.freeze()


def make_ready(installation: Installation, *, demo: bool) -> None:
    """Tables of this version. A database elsewhere is upgraded by `cairn upgrade` alone: several servers may
    start at once."""
    if installation.server is not None:
        installation.manage("upgrade_tables", if_changed=True, verbosity=0)
    if demo:
        installation.manage("load_demo")


def shown(address: str) -> str:
    """The host of a link to what listens there."""
    if address in {"127.0.0.1", "0.0.0.0", "::1", "::"}:  # noqa: S104
        return "localhost"
    return f"[{address}]" if ":" in address else address


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
