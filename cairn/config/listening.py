"""Where the web server listens: whether it may, asked before anything is started, and when it answers."""

from __future__ import annotations

import errno
import http.client
import socket
import threading
import time

from cairn.errors import Problem, UsageError

PATIENCE = 5.0  # seconds: workers of a server that was killed leave within that time
ASK_EVERY = 0.02
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def place_to_listen(address: str, port: int, patience: float = PATIENCE) -> str:
    """The number of `address`, once nobody else listens there.

    Raises `UsageError` (`address-unknown`, `address-taken`, `address-refused`) when Cairn cannot.
    """
    try:
        known = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise _refused(
            "address-unknown",
            f"There is no address “{address}”.",
            "Give a number such as --address 127.0.0.1, or 0.0.0.0 for every address of this machine.",
        ) from error
    family, _, _, _, found = min(known, key=lambda one: one[0] != socket.AF_INET)
    deadline = time.monotonic() + patience
    while problem := _problem_of(family, found):
        if problem != errno.EADDRINUSE:
            raise _refused(
                "address-refused",
                f"This machine lets Cairn not listen at {address}, port {port}.",
                "Give an address of this machine by --address, and a port from 1024 on by --port.",
            )
        if time.monotonic() >= deadline:
            raise _refused(
                "address-taken",
                f"Another program listens at {address}, port {port} already.",
                "Stop it, or give another port by --port.",
            )
        time.sleep(ASK_EVERY)
    return str(found[0])


def answers(number: str, port: int, over: threading.Event) -> bool:
    """Wait until a page is answered there; false when it is over before any was."""
    while not over.wait(ASK_EVERY):
        connection = http.client.HTTPConnection(ANYWHERE.get(number, number), port, timeout=PATIENCE)
        try:
            connection.request("GET", "/health/live")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            continue
        else:
            return True
        finally:
            connection.close()
    return False


def _problem_of(family: int, place: tuple[object, ...]) -> int | None:
    """The system's number for why nobody can listen there; None when one can."""
    with socket.socket(family, socket.SOCK_STREAM) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(place)
        except OSError as error:
            return error.errno or errno.EINVAL
    return None


def _refused(code: str, message: str, remedy: str) -> UsageError:
    return UsageError(Problem(code=code, message=message, remedy=remedy))
