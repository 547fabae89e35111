"""The real server answers on its port and speaks of itself as little as possible."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

PROGRAM = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from clinic.entry.accounts import Accounts
from clinic.app import create_app
from clinic.server import serve
from records.sqlite_store import SqliteStore
folder = Path(sys.argv[1])
store, accounts = SqliteStore(folder / "record.db"), Accounts(folder / "clinic.db")
app = create_app(store, accounts, clock=lambda: datetime.now(timezone.utc), secure_cookies=False)
serve(app, "127.0.0.1", int(sys.argv[2]))
"""


@pytest.mark.servers
def test_the_server_starts_and_logs_no_address(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), str(port)], stdout=log, stderr=log
        )
    try:
        for _ in range(100):
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
                break
            except httpx.TransportError:
                assert process.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.1)
        assert answer.json() == {"status": "ok"}
        assert "server" not in answer.headers
        httpx.get(f"http://127.0.0.1:{port}/participants/0123456789abcdef", timeout=5)
    finally:
        process.terminate()
        process.wait(10)
    assert "0123456789abcdef" not in (tmp_path / "log").read_text()
