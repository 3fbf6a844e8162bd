"""The single sign-on of an organisation: it answers as OpenID Connect says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

NAME = "the council account"


class Provider(ThreadingHTTPServer):
    """A provider at which one person is signed in; nobody breaks off on the way unless `refuses`."""

    person: dict[str, object]
    refuses = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def is_signed_in(self, **person: object) -> None:
        self.person = {"sub": "u-17", "name": "Somebody", "phone_number": "1", **person}


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        own = self.server.address
        path, _, query = self.path.partition("?")
        if path == "/authorise":
            self.send_back(parse_qs(query))
            return
        told = {
            "/.well-known/openid-configuration": {
                "issuer": own,
                "authorization_endpoint": f"{own}/authorise",
                "token_endpoint": f"{own}/token",
                "userinfo_endpoint": f"{own}/person",
                "jwks_uri": f"{own}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/person": self.server.person,
        }
        self.answer(told[path])

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["code"] == ["the-code"]
        assert sent["code_verifier"]
        self.answer({"access_token": "t", "token_type": "Bearer", "expires_in": 60})

    def send_back(self, asked: dict[str, list[str]]) -> None:
        outcome = {"error": "access_denied"} if self.server.refuses else {"code": "the-code"}
        self.send_response(302)
        self.send_header(
            "Location", f"{asked['redirect_uri'][0]}?{urlencode(outcome | {'state': asked['state'][0]})}"
        )
        self.end_headers()

    def answer(self, told: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def provider_at_work() -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    server.is_signed_in()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def callback_of(address: str) -> tuple[str, str]:
    """Where a request for authorisation wants to be answered, and the state it wants to be told again."""
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    return asked["redirect_uri"][0], asked["state"][0]
