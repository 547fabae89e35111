"""A local HTTP server that answers as the bot does: renders check-ins, delivers them, counts both,
and can be told to fail."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "a-token-of-the-tests"
RENDERED: tuple[int, Any] = (200, {"state": "rendered"})
DELIVERED: tuple[int, Any] = (200, {"state": "delivered"})


def deferred(seconds: float, reason: str = "in_conversation") -> tuple[int, Any]:
    return 200, {"state": "deferred", "reason": reason, "retry_after_seconds": seconds}


def retry(seconds: float, reason: str = "busy") -> tuple[int, Any]:
    return 200, {"state": "retry", "reason": reason, "retry_after_seconds": seconds}


IMPOSSIBLE: tuple[int, Any] = (200, {"state": "impossible", "reason": "blocked"})


class BotStandIn:
    """`asked` and `asked_to_deliver` count questions by check-in id; `rendered` and `delivered`
    count what came of them: asking again does nothing again.

    `answer(checkin, n)` gives status and body for the n-th question to render a check-in,
    `answer_delivery` likewise. `nudges` holds what was to be said.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.asked_to_deliver: Counter[str] = Counter()
        self.rendered: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()
        self.participants: dict[str, str] = {}
        self.nudges: dict[str, Any] = {}
        self.answer: Callable[[str, int], tuple[int, Any]] = lambda checkin, n: RENDERED
        self.answer_delivery: Callable[[str, int], tuple[int, Any]] = lambda checkin, n: DELIVERED
        self.delay = 0.0
        self.on_ask: Callable[[str], None] = lambda checkin: None
        self.on_deliver: Callable[[str], None] = lambda checkin: None
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet an answer: two would wait 40 ms for an acknowledgement

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = outer._respond(self.path, self.headers, body)
                payload = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)
                self.wfile.flush()

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *args: Any) -> None:
                pass  # a client that was killed

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _respond(self, path: str, headers: Any, body: bytes) -> tuple[int, Any]:
        if path not in ("/internal/checkins", "/internal/deliveries"):
            return 404, {}
        if headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {}
        call = json.loads(body)
        checkin = call["checkin"]
        if path == "/internal/checkins":
            assert set(call) == {"checkin", "participant", "nudge"}
            with self._lock:
                self.asked[checkin] += 1
                self.participants[checkin] = call["participant"]
                self.nudges[checkin] = call["nudge"]
                number = self.asked[checkin]
            time.sleep(self.delay)
            status, answer = self.answer(checkin, number)
            if (status, answer) == RENDERED:
                self.rendered[checkin] = 1
            self.on_ask(checkin)
            return status, answer
        assert set(call) == {"checkin", "participant"}
        assert self.rendered[checkin], "nothing was rendered"
        with self._lock:
            self.asked_to_deliver[checkin] += 1
            number = self.asked_to_deliver[checkin]
        status, answer = self.answer_delivery(checkin, number)
        if (status, answer) == DELIVERED:
            with self._lock:
                self.delivered[checkin] += self.delivered[checkin] == 0
        self.on_deliver(checkin)
        return status, answer
