"""A web server on this computer that is told of alerts, and answers as a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Call:
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


class WebhookStandIn:
    """`calls` are all there were; `answer(n)` is the status of the n-th, `delay` seconds later."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer: Callable[[int], int] = lambda n: 204
        self.headers: dict[str, str] = {}
        self.delay = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                named = {name.lower(): value for name, value in self.headers.items()}
                outer.calls.append(Call(self.path, named, body))
                time.sleep(outer.delay)
                self.send_response(outer.answer(len(outer.calls)))
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook?room=7"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
