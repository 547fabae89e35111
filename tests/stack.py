"""The real servers, started as an operator starts them, on free ports."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from tests.conftest import ROOT, clean_environment

PATIENCE_SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """`backstay up` as a process group of its own; everything it printed is in `printed`."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.bot_port, self.clinic_port = free_port(), free_port()
        self.settings = {
            "BACKSTAY_DATA": str(data),
            "BACKSTAY_BOT_PORT": str(self.bot_port),
            "BACKSTAY_CLINIC_PORT": str(self.clinic_port),
            "BACKSTAY_TICK_SECONDS": "1",
            "BACKSTAY_NUDGES": "fixed",  # the learnt policy leaves some of her times silent
            **settings,
        }
        self.printed = ""
        self._process: subprocess.Popen[str] | None = None

    @property
    def chat(self) -> str:
        return f"http://127.0.0.1:{self.bot_port}/chat"

    @property
    def clinic(self) -> str:
        return f"http://127.0.0.1:{self.clinic_port}"

    def start(self, **settings: str) -> Stack:
        """Start everything and wait until it says that it is ready."""
        self.settings |= settings
        self.printed = ""
        self._process = self.launch("up", subprocess.PIPE)
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_for("Backstay is ready", PATIENCE_SECONDS)
        return self

    def launch(self, command: str, output: int | IO[str]) -> subprocess.Popen[str]:
        """One command of ours as a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "backstay", command],
            cwd=ROOT,
            env=clean_environment(**self.settings),
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def stop(self) -> int:
        """Ctrl-C, as it reaches the supervisor; returns the exit code."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)

    def pids(self, name: str) -> list[int]:
        """The process ids of one of the three, by the data folder in its environment."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                ours = str(self.data).encode() in (entry / "environ").read_bytes()
            except OSError:
                continue
            if ours and name.encode() in words and any(b"backstay" in word for word in words):
                found.append(int(entry.name))
        return found

    def wait_for(self, text: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.printed:
            assert self._process is not None and self._process.poll() is None, self.printed
            assert time.monotonic() < deadline, f"no {text!r} in:\n{self.printed}"
            time.sleep(0.1)

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        for line in self._process.stdout:
            self.printed += line
