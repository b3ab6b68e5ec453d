"""nginx before two replicas: who is sent where, what a dead replica costs, how much may be sent."""

from __future__ import annotations

import http.client
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.proxy import ROOT, Proxy, proxied

MEGABYTE = 1 << 20


class Replica(BaseHTTPRequestHandler):
    """A replica that says which one it is, and what it was told."""

    status = 200

    def do_GET(self) -> None:
        """Answer with the port, and the headers that matter to Streamlit."""
        told = [self.headers.get(name, "-") for name in ("Host", "Upgrade", "Connection", "X-Forwarded-Proto")]
        self.answer(" ".join([str(self.server.server_address[1]), *told]))

    def do_PUT(self) -> None:
        """Answer with how much came."""
        self.answer(str(len(self.rfile.read(int(self.headers["Content-Length"])))))

    def answer(self, text: str) -> None:
        """Send a text."""
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_args: object) -> None:
        """Keep the tests' output clean."""


def start() -> ThreadingHTTPServer:
    """Start a replica on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Replica)
    server.status = 200  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


@pytest.fixture
def replicas() -> Iterator[dict[int, ThreadingHTTPServer]]:
    """Run two replicas; return them by port."""
    servers = [start(), start()]
    yield {server.server_address[1]: server for server in servers}
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def proxy(replicas: dict[int, ThreadingHTTPServer], tmp_path: Path) -> Iterator[Proxy]:
    """Run nginx before them."""
    with proxied(list(replicas), tmp_path) as running:
        yield running


def ask(
    proxy: Proxy, path: str = "/", *, cookie: str = "", body: bytes | None = None, **headers: str
) -> tuple[int, str, str]:
    """Return the status, the text and the cookie set."""
    connection = http.client.HTTPConnection(proxy.address.removeprefix("http://"), timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Cookie": cookie} if cookie else {})
    connection.request("GET" if body is None else "PUT", path, body=body, headers=named)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.getheader("Set-Cookie", "")


def port_of(text: str) -> int:
    """Return which replica a text is from."""
    return int(text.split()[0])


def test_visits_are_spread_and_stay(proxy: Proxy, replicas: dict[int, ThreadingHTTPServer]) -> None:
    """A visit is given a cookie once, all of it reaches one replica, and visits are spread over both."""
    homes = set()
    for _ in range(24):
        cookie = ask(proxy)[2]
        assert cookie.startswith("replica=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
        own = cookie.partition(";")[0]
        answers = [
            ask(proxy, path, cookie=own) for path in ("/", "/samples?digit=7", "/media/a.png", "/_stcore/stream")
        ]
        assert [again for _, _, again in answers] == [""] * 4, "a cookie that is kept is not replaced"
        assert len({port_of(text) for _, text, _ in answers}) == 1
        homes.add(port_of(answers[0][1]))
    assert homes == set(replicas)


def test_visits_without_cookies_stay_too(proxy: Proxy) -> None:
    """Who keeps no cookies, or sends one of their own making, is told by the address."""
    assert len({port_of(ask(proxy)[1]) for _ in range(8)}) == 1
    assert len({port_of(ask(proxy, cookie=f"replica=x{n}{'y' * 40}")[1]) for n in range(8)}) == 1


def test_dead_replica_costs_nothing_but_its_sessions(proxy: Proxy, replicas: dict[int, ThreadingHTTPServer]) -> None:
    """The visits of a replica that died are answered by the other at the first request; health stays good."""
    visits = [ask(proxy)[2].partition(";")[0] for _ in range(8)]
    before = {cookie: port_of(ask(proxy, cookie=cookie)[1]) for cookie in visits}
    dead = before[visits[0]]
    replicas[dead].shutdown()
    replicas[dead].server_close()
    after = {cookie: ask(proxy, cookie=cookie) for cookie in visits}
    assert {status for status, _, _ in after.values()} == {200}
    assert {port_of(text) for _, text, _ in after.values()} == set(replicas) - {dead}
    assert all(port_of(after[cookie][1]) == home for cookie, home in before.items() if home != dead)
    assert ask(proxy, "/_stcore/health", cookie=visits[0])[0] == 200
    tried = [replica for replica, _, _ in proxy.served() if "," in replica]
    assert len(tried) == 1, "after one failed connection the dead one is left alone"


def test_replica_that_is_not_ready_is_passed_over(proxy: Proxy, replicas: dict[int, ThreadingHTTPServer]) -> None:
    """A replica that answers 503, as Streamlit does while it starts, is no visitor's business while the other is up."""
    cookie = ask(proxy)[2].partition(";")[0]
    home = port_of(ask(proxy, cookie=cookie)[1])
    replicas[home].status = 503  # type: ignore[attr-defined]
    assert ask(proxy, "/_stcore/health", cookie=cookie)[0] == 200
    status, text, _ = ask(proxy, cookie=cookie)
    assert status == 200 and port_of(text) != home


def test_what_replicas_are_told(proxy: Proxy) -> None:
    """They hear the host with its port, which a socket's origin is held against, and that a socket is asked for."""
    told = ask(proxy, Host="digits.example:8080", Upgrade="websocket", Connection="Upgrade")[1].split()[1:]
    assert told == ["digits.example:8080", "websocket", "upgrade", "http"]
    assert ask(proxy, Host="digits.example")[1].split()[1:] == ["digits.example", "-", "close", "http"]


def test_upload_limit_is_a_little_over_the_app_s(proxy: Proxy) -> None:
    """What the app takes passes, framed; what it would refuse anyway is refused before it reaches a replica."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    most = settings["server"]["maxUploadSize"] * MEGABYTE
    status, text, _ = ask(proxy, "/_stcore/upload_file/a/b", body=bytes(most + 4096))
    assert (status, int(text)) == (200, most + 4096)
    connection = http.client.HTTPConnection(proxy.address.removeprefix("http://"), timeout=20)
    connection.putrequest("PUT", "/_stcore/upload_file/a/b")
    connection.putheader("Content-Length", str(most + 2 * MEGABYTE))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_proxy_with_no_replica_left(proxy: Proxy, replicas: dict[int, ThreadingHTTPServer]) -> None:
    """With none left a balancer in front hears that this address is of no use, soon."""
    for server in replicas.values():
        server.shutdown()
        server.server_close()
    assert ask(proxy, "/_stcore/health")[0] == 502
