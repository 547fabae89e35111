"""What the stand-ins for providers share: an HTTP server on loopback in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, dict[str, Any]]
WELL: Reply = (0, {})
PATIENCE_SECONDS = 20


class Standin:
    """Answers each POST with `answer`, or with the next of `troubles` as long as there are any.

    A trouble is a status with a body, or None to hang up without an answer.
    """

    def __init__(self) -> None:
        self.troubles: deque[Reply | None] = deque()
        self.calls = 0
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                standin.calls += 1
                trouble = standin.troubles.popleft() if standin.troubles else WELL
                if trouble is None:
                    self.close_connection = True
                    return
                status, answer = (
                    standin.answer(self.path, self.headers, body) if trouble is WELL else trouble
                )
                sent = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, path: str, headers: Message, body: bytes) -> Reply:
        """What the API answers when all is well with it."""
        raise NotImplementedError

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


async def until(true: Callable[[], object]) -> None:
    """Wait until it holds."""
    for _ in range(PATIENCE_SECONDS * 100):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to be")
