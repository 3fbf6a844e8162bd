"""`cairn serve` from its start to its end, however that comes: what listens, what is loaded, what is left."""

from __future__ import annotations

import http.client
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cairn.config.listening import place_to_listen
from cairn.errors import UsageError
from cairn.utils.postgres import EmbeddedServer
from tests.lib.crashing import CAIRN, environment, free_port

pytestmark = pytest.mark.xdist_group("serving")
PATIENCE = 120.0  # seconds: a new database, on a machine that does much else
GONE_WITHIN = 30.0
LOADED = """
import sys
from pathlib import Path
from cairn.config.commands.serve import load_pages
from cairn.config.installation import settle
settle(Path(sys.argv[1]), meanwhile=load_pages)
print(*sorted(name for name in sys.modules if "." not in name))
"""


LOOK = """
import sys
from pathlib import Path
from cairn.config.commands.serve import load_pages
from cairn.config.installation import settle
settle(Path(sys.argv[1]), meanwhile=load_pages)
from django.core.servers.basehttp import get_internal_wsgi_application
from django.templatetags.static import static
from django.test import RequestFactory
request = RequestFactory().get(static("built/cairn.css"), SERVER_NAME="localhost")
get_internal_wsgi_application()(request.environ, lambda status, headers: print(status))
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="cairn-serving-"))
    path.chmod(0o711)
    yield path
    EmbeddedServer(path / "postgres").stop()
    shutil.rmtree(path)


def serve(home: Path, port: int, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [CAIRN, "serve", "--home", str(home), "--port", str(port)],
        env=environment() | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wait_for_page(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server has ended"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("no page was answered")


def sitemap_of(port: int) -> str:
    """The address that robots are sent to; pages are made with the same."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/robots.txt")
        said = connection.getresponse().read().decode()
    finally:
        connection.close()
    return said.partition("Sitemap: ")[2].strip()


def below(pid: int) -> dict[int, str]:
    """The children of a process, each with its command."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except FileNotFoundError:
        return {}
    return {child: command_of(child) for child in children}


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        return ""


def test_a_server_that_is_killed_leaves_nothing_but_its_database_which_the_next_one_takes_over(
    home: Path,
) -> None:
    port = free_port()
    killed = serve(home, port)
    wait_for_page(port, killed)
    assert sitemap_of(port) == f"http://localhost:{port}/sitemap.xml"
    deadline = time.monotonic() + GONE_WITHIN
    while len(below(killed.pid)) < 4 and time.monotonic() < deadline:
        time.sleep(0.1)
    left = below(killed.pid)
    said = " ".join(left.values())
    assert (len(left), "django duties" in said, "cairn.config.keeper" in said) == (4, True, True)
    database = EmbeddedServer(home / "postgres").pid
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    deadline = time.monotonic() + GONE_WITHIN
    while any(command_of(pid) for pid in left) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [command_of(pid) for pid in left if command_of(pid)] == []
    assert EmbeddedServer(home / "postgres").pid == database
    taken_over = serve(home, port, CAIRN_ADDRESS="https://cairn.example.org")
    wait_for_page(port, taken_over)
    assert sitemap_of(port) == "https://cairn.example.org/sitemap.xml"
    assert EmbeddedServer(home / "postgres").pid == database
    taken_over.send_signal(signal.SIGINT)
    assert taken_over.wait(60) == 0
    assert EmbeddedServer(home / "postgres").pid is None


def test_the_first_start_of_a_version_serves_its_style_sheet(home: Path) -> None:
    shutil.rmtree(home / "static", ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK, str(home)],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    EmbeddedServer(home / "postgres").stop()
    assert done.stdout.splitlines()[-1] == "200 OK"


def test_a_server_loads_nothing_that_only_figures_files_or_reports_need(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED, str(home)],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    EmbeddedServer(home / "postgres").stop()
    loaded = set(done.stdout.splitlines()[-1].split())
    assert loaded >= {"django", "psycopg", "cairn"}
    heavy = {
        "scipy",
        "numpy",
        "pandas",
        "pyarrow",
        "ibis",
        "duckdb",
        "pypdf",
        "pypdfium2",
        "openpyxl",
        "ninja",
    }
    assert loaded & heavy == set()


def test_a_port_that_another_program_has_is_told_before_anything_is_started(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = ["serve", "--home", str(home / "never-made"), "--port", str(port)]
        done = subprocess.run([CAIRN, *words], env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"Another program listens at 127.0.0.1, port {port} already." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "never-made").exists()


@pytest.mark.parametrize(
    ("address", "code"),
    [("nowhere.invalid", "address-unknown"), ("192.0.2.1", "address-refused"), ("a" * 70, "address-unknown")],
)
def test_an_address_that_is_not_this_machine_s_is_refused(address: str, code: str) -> None:
    """192.0.2.1 is kept for examples (RFC 5737): no machine has it."""
    with pytest.raises(UsageError) as refused:
        place_to_listen(address, free_port(), patience=0)
    assert refused.value.problems[0].code == code


def test_a_port_that_is_let_go_in_time_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    assert place_to_listen("localhost", port) == "127.0.0.1"
    assert place_to_listen("0.0.0.0", port) == "0.0.0.0"
