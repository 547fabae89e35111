"""A local HTTP server that answers as the bot does, counts what it would have delivered, and can be
told to fail."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "a-token-of-the-tests"
SENT: tuple[int, Any] = (200, {"state": "sent"})


def deferred(seconds: float, reason: str = "in_conversation") -> tuple[int, Any]:
    return 200, {"state": "deferred", "reason": reason, "retry_after_seconds": seconds}


class BotStandIn:
    """`asked` counts questions by check-in id; `delivered` counts messages to her.

    `answer(checkin, n)` gives status and body for the n-th question about a check-in. `crash_after`
    names check-ins that are delivered but whose first answer is lost.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()
        self.participants: dict[str, str] = {}
        self.answer: Callable[[str, int], tuple[int, Any]] = lambda checkin, n: SENT
        self.delay = 0.0
        self.on_ask: Callable[[str], None] = lambda checkin: None
        self._sent: set[str] = set()
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
        if path != "/internal/checkins":
            return 404, {}
        if headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {}
        question = json.loads(body)
        assert set(question) == {"checkin", "participant"}
        checkin = question["checkin"]
        with self._lock:
            self.asked[checkin] += 1
            self.participants[checkin] = question["participant"]
            number = self.asked[checkin]
        time.sleep(self.delay)
        status, answer = self.answer(checkin, number)
        if (status, answer) == SENT:
            with self._lock:
                if checkin not in self._sent:
                    self._sent.add(checkin)
                    self.delivered[checkin] += 1
        self.on_ask(checkin)
        return status, answer
