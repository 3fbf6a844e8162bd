"""Kill -9 under load: a real `cairn serve`, people who write by its forms, and what must be there afterwards.

What a person was told is kept (the redirect after a form) is written down here; after every kill each of
those acts must be in the database with its event, no event without its act, and every audit chain whole.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import prepare_roles
from tests.lib.chain_oracle import is_whole

PATIENCE = 60.0  # seconds until people can write again
CAIRN = str(Path(sys.executable).with_name("cairn"))
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(slots=True)
class Writer:
    """One person who adds entries to the ledger of their inspection, one after the other, by its form."""

    port: int
    session: str
    owner: str
    slug: str
    acknowledged: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            topic = f"{self.slug} {number} {random.getrandbits(32):08x}"
            try:
                if self._add(topic):
                    self.acknowledged.append(topic)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # killed in the middle: the person was told nothing

    def _add(self, topic: str) -> bool:
        path = f"/inspections/{self.slug}/ledger/add/"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Cookie": f"cairn_session={self.session}"})
            page = connection.getresponse()
            found = TOKEN.search(page.read().decode())
            cookies = page.headers.get_all("Set-Cookie") or []
            crumb = next((c.partition(";")[0] for c in cookies if c.startswith("cairn_csrf=")), None)
            if page.status != 200 or found is None or crumb is None:
                time.sleep(0.05)
                return False
            form = {
                "csrfmiddlewaretoken": found.group(1),
                "indicator": "5.1",
                "topic": topic,
                "level": "uncertainty",
                "reason": "Records and the survey differ.",
                "owner_id": self.owner,
            }
            headers = {
                "Cookie": f"cairn_session={self.session}; {crumb}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status == 302
        finally:
            connection.close()


@dataclass(slots=True)
class Site:
    """A running installation with its writers at work."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    writers: list[Writer]

    @property
    def database(self) -> EmbeddedServer:
        return EmbeddedServer(self.home / "postgres")

    def acknowledged(self) -> list[str]:
        return [topic for writer in self.writers for topic in list(writer.acknowledged)]

    def kill_database(self) -> None:
        self.database.kill()

    def kill_workers(self) -> None:
        """Every process that serves pages, at once."""
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def workers(self) -> list[int]:
        """The children that run the very command of the server; those beside it run others."""
        mine = _command(self.process.pid)
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split() if _command(int(pid)) == mine]

    def said(self) -> str:
        """The end of what the server said."""
        return (self.home / "serve.log").read_text(errors="replace")[-2000:]

    def wait_until_written_again(self) -> float:
        """Wait until every writer was told once more that an act is kept; how long that took."""
        begun = time.monotonic()
        before = [len(writer.acknowledged) for writer in self.writers]
        while any(len(w.acknowledged) <= n for w, n in zip(self.writers, before, strict=True)):
            assert self.process.poll() is None, f"the server itself has ended: {self.said()}"
            assert time.monotonic() - begun < PATIENCE, "nobody can write any more"
            time.sleep(0.02)
        return time.monotonic() - begun

    def lost(self, acknowledged: list[str]) -> list[str]:
        """What is not as it must be: an act lost, an act without its event or the reverse, a broken chain."""
        with psycopg.connect(prepare_roles(self.database).backup.conninfo) as connection:
            # All of one moment: people go on writing while one looks.
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            kept = dict(connection.execute("SELECT topic, id::text FROM store_ledgerentry").fetchall())
            added = connection.execute("SELECT noun_id FROM store_event WHERE act = 'ledger.add'").fetchall()
            whole = is_whole(connection)
        found = [f"acknowledged and not there: {topic}" for topic in acknowledged if topic not in kept]
        acts, events = sorted(kept.values()), sorted(key for (key,) in added)
        if acts != events:
            found.append(f"{len(acts)} acts and {len(events)} events, or not of the same")
        return found if whole else [*found, "a chain is broken"]


@contextmanager
def site_under_load() -> Iterator[Site]:
    """`cairn serve` in a new home folder, with two inspectors of two inspections writing all the time."""
    home = Path(tempfile.mkdtemp(prefix="cairn-crash-"))
    home.chmod(0o711)
    told = json.loads(_run(sys.executable, "-m", "tests.lib.crash_home", str(home)).stdout.splitlines()[-1])
    port = free_port()
    serve = ["serve", "--home", str(home), "--port", str(port), "--threads", "2"]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen([CAIRN, *serve], env=environment(), stdout=log, stderr=log)
    site = Site(home, port, process, [Writer(port=port, **one) for one in told])
    threads = [threading.Thread(target=writer.run, daemon=True) for writer in site.writers]
    try:
        for thread in threads:
            thread.start()
        site.wait_until_written_again()
        yield site
    finally:
        for writer in site.writers:
            writer.stopping.set()
        process.terminate()
        process.wait(30)
        site.database.stop()
        shutil.rmtree(home, ignore_errors=True)


def kill_again_and_again(
    site: Site, rounds: int, tell: Callable[[int, float], None] = lambda number, seconds: None
) -> list[str]:
    """Kill the database and the workers in turn, at moments nobody chose; everything that was not right.

    `tell` is given the number of each kill and how long nobody could write.
    """
    found = []
    for number in range(rounds):
        time.sleep(random.uniform(0.05, 0.4))
        acknowledged = site.acknowledged()
        (site.kill_workers if number % 2 else site.kill_database)()
        tell(number + 1, site.wait_until_written_again())
        found += [f"kill {number + 1}: {one}" for one in site.lost(acknowledged)]
    return found


def verify_audit(home: Path) -> subprocess.CompletedProcess[str]:
    return _run(CAIRN, "verify-audit", "--home", str(home), check=False)


def environment() -> dict[str, str]:
    """The environment of a new installation: nothing of the tests' own database."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "CAIRN_"))}
    return mine | {"CAIRN_PLAIN_HTTP": "1", "CAIRN_LOG_LEVEL": "WARNING"}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def _run(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=environment(), capture_output=True, text=True, check=check)
