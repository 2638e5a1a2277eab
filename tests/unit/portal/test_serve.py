"""What `make serve` looks at before and while it starts the portal."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.probe import answers
from portal.serve import free_port, reached_at


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if (self.path, self.headers["Host"]) == ("/healthz", "practices.example.org") else 400)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def port():
    server = HTTPServer(("127.0.0.1", 0), Healthy)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_portal_that_serves_a_name_answers_under_it_alone(port):
    assert answers(port, "practices.example.org")
    assert not answers(port, "other.example.org")


def test_what_is_not_there_does_not_answer():
    assert not answers(unused_port())


def test_a_port_that_is_taken_is_said_with_a_way_out(port):
    with pytest.raises(SystemExit, match=rf"Port {port} of 127.0.0.1 cannot be used .*PORT="):
        free_port("127.0.0.1", str(port))


@pytest.mark.parametrize("typed", ["web", "0", "65536", "-1", ""])
def test_what_is_no_port_is_said(typed):
    with pytest.raises(SystemExit, match="is no port"):
        free_port("127.0.0.1", typed)


def test_a_port_that_is_free_is_taken():
    free = unused_port()
    assert free_port("127.0.0.1", str(free)) == free


@pytest.mark.parametrize(
    ("host", "asked", "called"),
    [
        ("127.0.0.1", "127.0.0.1", "localhost"),
        ("0.0.0.0", "127.0.0.1", "localhost"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_server_is_asked_where_it_listens(host, asked, called):
    assert reached_at(host) == (asked, called)
