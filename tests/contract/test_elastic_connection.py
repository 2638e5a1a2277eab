"""How a portal reaches a cluster: which of its nodes it asks, for how long, and how it signs in behind TLS.

Small servers play the cluster, so none is needed.
"""

from __future__ import annotations

import datetime
import json
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from elasticsearch import ConnectionTimeout, Elasticsearch

from search import engines
from search.elastic.connection import Connection, Settings
from search.elastic.engine import ElasticEngine
from search.elastic.mapping import MAPPING_HASH
from search.engine import SearchUnavailable
from tests.contract.test_elastic import listening

#: How long a search may take here; a third of it passes before a node is suspected of silence.
SECONDS = 1.8
GONE = "http://127.0.0.1:1"
PASSWORD, KEY = "secret-of-tests", "a2V5LW9mLXRlc3Rz"
SIGNED_IN = {f"Basic {b64encode(f'portal:{PASSWORD}'.encode()).decode()}", f"ApiKey {KEY}"}
INDEX = {
    "practices-00000000000001": {
        "aliases": {"practices-read": {}, "practices-write": {}},
        "mappings": {"_meta": {"hash": MAPPING_HASH}},
    }
}


def of_nodes(*urls: str) -> Connection:
    return Connection(Settings(urls, timeout=SECONDS))


def ask(client: Elasticsearch) -> object:
    return client.info()["ok"]


def test_a_search_passes_over_nodes_that_are_gone_or_silent_or_lost_another() -> None:
    with listening(b"{}", delay=SECONDS) as silent, listening(b"{}", 503) as losing, listening(b'{"ok": 1}') as good:
        for ill in (GONE, silent.urls[0], losing.urls[0]):
            connection = of_nodes(ill, good.urls[0])
            for _ in range(4):  # Whichever is asked first.
                started = time.monotonic()
                assert connection.read(ask) == 1
                assert time.monotonic() - started < SECONDS


def test_where_all_nodes_are_silent_a_search_waits_no_longer_than_for_one() -> None:
    with (
        listening(b"{}", delay=2 * SECONDS) as one,
        listening(b"{}", delay=2 * SECONDS) as other,
        listening(b"{}", delay=2 * SECONDS) as third,
    ):
        started = time.monotonic()
        with pytest.raises(SearchUnavailable, match="does not answer"):
            of_nodes(*one.urls, *other.urls, *third.urls).read(ask)
        assert 0.8 * SECONDS < time.monotonic() - started < 1.4 * SECONDS


class Cluster(BaseHTTPRequestHandler):
    """Has one index of three notes, and tells whoever signs in."""

    def do_GET(self) -> None:
        if self.headers.get("Authorization") not in SIGNED_IN:
            self.answer(401, {"error": {"type": "security_exception"}})
        else:
            self.answer(200, {"count": 3} if self.path.endswith("_count") else INDEX)

    do_POST = do_GET  # noqa: N815 (http.server's name)

    def answer(self, status: int, body: object) -> None:
        if length := int(self.headers.get("Content-Length") or 0):
            self.rfile.read(length)
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def silent() -> Iterator[str]:
    """A node that accepts connections and answers none, as one that is stopped does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def searched(waits: Callable[[str], bool], signs_in: bool = False) -> Iterator[tuple[str, list[str]]]:
    """A node that says who it is, and answers a search whose address does not have it wait; gives also what was searched.

    With `signs_in`, it answers nobody else.
    """
    asked: list[str] = []
    ended = threading.Event()

    class Handler(Cluster):
        def do_GET(self) -> None:
            if signs_in and self.headers.get("Authorization") not in SIGNED_IN:
                return self.answer(401, {"error": {"type": "security_exception"}})
            if self.path.startswith("/_nodes/"):
                return self.answer(200, {"nodes": {"id-of-good": {}}})
            asked.append(self.path)
            if waits(self.path):
                ended.wait(10)
            return self.answer(200, {"ok": 1})

        do_POST = do_GET  # noqa: N815 (http.server's name)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *args: None  # Who asked does not wait for a late answer.
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            ended.set()
            server.shutdown()
            thread.join()


def test_a_search_is_answered_by_other_copies_than_those_of_a_silent_node() -> None:
    with silent() as ill, searched(lambda path: "_prefer_nodes" not in path) as (good, asked):
        connection = of_nodes(ill, good)

        def search() -> object:
            return connection.read(lambda client: client.search(index="notes", preference=connection.preference()))[
                "ok"
            ]

        started = time.monotonic()
        assert search() == 1
        assert time.monotonic() - started < SECONDS
        known = len(asked)
        started = time.monotonic()
        for _ in range(4):
            assert search() == 1
        assert time.monotonic() - started < SECONDS / 3  # Nobody waits for the silent one again.
        assert all("preference=_prefer_nodes%3Aid-of-good" in path for path in asked[known - 1 :])
        assert len(asked) == known + 4


def test_a_password_in_the_addresses_signs_in_wherever_a_node_is_asked() -> None:
    with silent() as ill, searched(lambda path: "_prefer_nodes" not in path, signs_in=True) as (good, asked):
        connection = of_nodes(*(url.replace("//", f"//portal:{PASSWORD}@") for url in (ill, good)))
        answer = connection.read(lambda client: client.search(index="notes", preference=connection.preference()))
        assert answer["ok"] == 1
        assert "_prefer_nodes%3Aid-of-good" in asked[-1]


def test_a_search_that_is_slow_where_nobody_is_silent_is_asked_once() -> None:
    slow = threading.Timer(SECONDS / 2, lambda: None)
    slow.start()
    with searched(lambda path: bool(slow.join())) as (one, of_one), searched(lambda path: bool(slow.join())) as other:
        connection = of_nodes(one, other[0])
        assert connection.read(lambda client: client.search(index="notes"))["ok"] == 1
        assert len(of_one + other[1]) == 1
        assert connection.preference() is None


def test_writes_that_wait_for_another_node_do_not_stop_searches() -> None:
    with listening(b'{"ok": 1}') as good:
        connection = of_nodes(*good.urls)
        for _ in range(3):
            with pytest.raises(SearchUnavailable), connection.asking():
                raise ConnectionTimeout("no node takes writes")
        with pytest.raises(SearchUnavailable, match="a moment ago"), connection.asking():
            pytest.fail("it was asked at once")
        assert connection.read(ask) == 1


def write_certificate(folder: Path) -> Path:
    """Makes a certificate of 127.0.0.1 that signs itself; gives the file with it, beside which its key lies."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    path.with_suffix(".key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@contextmanager
def serving(certificate: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Cluster) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *args: None  # A client that trusts nobody breaks off.
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("cluster"))


@pytest.fixture(scope="module")
def url(certificate: Path) -> Iterator[str]:
    with serving(certificate) as address:
        yield address


@pytest.mark.parametrize(
    "signs_in", [{"user": "portal", "password": PASSWORD}, {"api_key": KEY}], ids=lambda v: [*v][-1]
)
def test_a_portal_that_knows_the_authority_signs_in(url: str, certificate: Path, signs_in: dict[str, str]) -> None:
    status = ElasticEngine(Settings((url,), ca_file=str(certificate), **signs_in)).status()
    assert (status.state, status.detail, status.documents) == ("ready", "", 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ELASTICSEARCH_CA_FILE": "other"}, "certificate verify failed"),
        ({"ELASTICSEARCH_CA_FILE": ""}, "certificate verify failed"),
        ({"ELASTICSEARCH_CA_FILE": "/there/is/none"}, "No such file or directory: '/there/is/none'"),
        ({"ELASTICSEARCH_URL": ("elasticsearch",)}, "the settings of Elasticsearch cannot be used"),
        ({"ELASTICSEARCH_PASSWORD": "wrong"}, "security_exception"),
    ],
    ids=["wrong authority", "unknown authority", "no such file", "no address", "wrong password"],
)
def test_an_operator_reads_what_is_wrong(
    url: str, certificate: Path, tmp_path: Path, settings, changed: dict[str, object], told: str
) -> None:
    usual = {
        "ELASTICSEARCH_URL": (url,),
        "ELASTICSEARCH_CA_FILE": str(certificate),
        "ELASTICSEARCH_USER": "portal",
        "ELASTICSEARCH_PASSWORD": PASSWORD,
    }
    if changed.get("ELASTICSEARCH_CA_FILE") == "other":
        changed = {"ELASTICSEARCH_CA_FILE": str(write_certificate(tmp_path))}
    for name, value in (usual | changed).items():
        setattr(settings, name, value)
    engines.get_engine.cache_clear()
    out = StringIO()
    call_command("search", "status", stdout=out)
    (state,) = [line for line in out.getvalue().splitlines() if line.startswith("state")]
    assert state.startswith("state      busy: ")
    assert told in state
    assert PASSWORD not in out.getvalue()
