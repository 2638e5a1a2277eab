"""Stands before a node of Elasticsearch, passes on what it is asked, or answers as an ill one would."""

from __future__ import annotations

import http.client
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

SLOW_SECONDS = 3
_HEADERS = {
    "X-Elastic-Product": "Elasticsearch",
    "Content-Type": "application/vnd.elasticsearch+json;compatible-with=8",
}
_HTML = b"<html><body>Welcome to the proxy</body></html>"


class Proxy:
    """`ill` says how it answers: "slow", "html", "truncated" (half of the JSON), "cut off" (half of what it announces),
    "500", "503", or as the node where it is empty. `only` narrows that to requests whose body holds these bytes.
    """

    def __init__(self, url: str) -> None:
        self.ill, self.only = "", b""
        self.questions_by_meaning = 0
        self._node = urlsplit(url).netloc
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                proxy.answer(self)

            do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815 (http.server's names)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *args: None  # Who asked does not wait for a slow answer.
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        self.questions_by_meaning += b'"knn"' in body
        ill = self.ill if self.only in body else ""
        if ill == "slow":
            time.sleep(SLOW_SECONDS)
        if ill == "html":
            return self._send(asked, 200, _HEADERS | {"Content-Type": "text/html"}, _HTML)
        if ill in ("500", "503"):
            return self._send(asked, int(ill), _HEADERS, b'{"error": "out of order"}')
        connection = http.client.HTTPConnection(self._node, timeout=60)
        connection.request(asked.command, asked.path, body, dict(asked.headers))
        response = connection.getresponse()
        text = response.read()
        connection.close()
        headers = {name: value for name, value in response.getheaders() if name.lower() in map(str.lower, _HEADERS)}
        announced = len(text)
        if ill in ("truncated", "cut off"):
            text = text[: len(text) // 2]
        return self._send(asked, response.status, headers, text, announced if ill == "cut off" else len(text))

    @staticmethod
    def _send(
        asked: BaseHTTPRequestHandler, status: int, headers: dict[str, str], text: bytes, length: int | None = None
    ) -> None:
        asked.send_response(status)
        for name, value in headers.items():
            asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(text) if length is None else length))
        asked.end_headers()
        asked.wfile.write(text)
        if length not in (None, len(text)):
            asked.close_connection = True
