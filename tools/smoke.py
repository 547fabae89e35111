"""Run `make run` as a newcomer would, say hello to every process, stop it with Ctrl-C.

Needs nothing but the standard library, because it runs before anything is installed. Prints how
long it took to the first reply.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid

BOT, CLINIC = "http://127.0.0.1:5005", "http://127.0.0.1:8008"
PATIENCE_SECONDS = 1800  # a first run installs 5 GB and trains


def main() -> int:
    started = time.monotonic()
    run = subprocess.Popen(
        ["make", "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_until_ready(run, started)
        _say_hello()
        print(f"smoke: first reply {time.monotonic() - started:.1f} s after `make run`")
        with urllib.request.urlopen(f"{CLINIC}/login", timeout=10) as page:
            assert b"password" in page.read().lower(), "the clinic has no login page"
    finally:
        os.killpg(run.pid, signal.SIGINT)
        code = run.wait(60)
    left = subprocess.run(["pgrep", "-g", str(run.pid)], capture_output=True, text=True).stdout
    assert not left, f"still running after Ctrl-C: {left}"
    print(f"smoke: stopped cleanly after Ctrl-C (make ended with {code})")
    return 0


def _wait_until_ready(run: subprocess.Popen[str], started: float) -> None:
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in run.stdout or ():
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while time.monotonic() - started < PATIENCE_SECONDS:
        line = lines.get(timeout=PATIENCE_SECONDS)
        if line is None:
            raise SystemExit("smoke: `make run` ended by itself")
        print("  ", line, end="")
        if "Backstay is ready" in line:
            return
    raise SystemExit("smoke: Backstay did not become ready")


def _say_hello() -> None:
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.open(urllib.request.Request(f"{BOT}/chat/session", method="POST"), timeout=10)
    body = json.dumps({"id": str(uuid.uuid4()), "text": "hi", "zone": None}).encode()
    opener.open(
        urllib.request.Request(
            f"{BOT}/chat/messages", body, {"Content-Type": "application/json"}, method="POST"
        ),
        timeout=10,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with opener.open(f"{BOT}/chat/messages?after=0", timeout=10) as answer:
            said = [m["text"] for m in json.load(answer)["messages"] if m["from"] == "coach"]
        if said:
            assert "Backstay" in said[0], f"an odd hello: {said}"
            return
        time.sleep(0.05)
    raise SystemExit("smoke: the coach did not answer")


if __name__ == "__main__":
    sys.exit(main())
