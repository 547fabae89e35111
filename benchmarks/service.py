"""The whole service on this machine: start, time per reply, memory of each process.

    python -m benchmarks.service [--messages 200] [--json]

Starts `backstay up` on a data folder of its own with the models of .data, talks to it over HTTP as
a tool would (twenty simulated mothers in turn), and reads each process's resident memory.
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from tests.conftest import PREPARED, link_prepared
from tests.stack import Stack

MOTHERS = 20
OPENING = ("hi", "yes", "9 weeks ago", "caesarean", "10:30, London")
TALK = (
    "pain about 6, slept maybe 4 hours in bits, baby woke 3 times, mood 5/10",
    "how do I lift my baby out of the cot?",
    "partly",
    "actually pain is 5",
    "thanks",
    "can I run yet?",
    "is it normal that my scar is numb",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(link_prepared(Path(folder) / "data", PREPARED), chosen.messages)
    if chosen.json:
        print(json.dumps(figures))
        return
    table = Table("figure", "value", title="The service, simulated mothers")
    for name, value in figures.items():
        table.add_row(name, str(value))
    Console().print(table)


def measure(data: Path, messages: int) -> dict[str, float | int | str]:
    """Start the service, talk to it, stop it; seconds, milliseconds and MB."""
    stack = Stack(data, BACKSTAY_DEV_REST="1")
    started = time.monotonic()
    stack.start()
    warm = time.monotonic() - started
    try:
        url = f"http://127.0.0.1:{stack.bot_port}/webhooks/rest/webhook"
        with httpx.Client(timeout=60, trust_env=False) as client:
            for number, text in itertools.product(range(MOTHERS), OPENING):
                _reply(client, url, number, text)
            times = [
                _reply(client, url, n % MOTHERS, TALK[(n // MOTHERS) % len(TALK)])
                for n in range(messages)
            ]
        memory = {name: _resident(stack.pids(name)) for name in ("bot", "scheduler", "clinic")}
    finally:
        stack.stop()
    cuts = statistics.quantiles(times, n=100)
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "warm start, s": round(warm, 1),
        "replies": len(times),
        "ms per reply, p50": round(cuts[49], 1),
        "ms per reply, p95": round(cuts[94], 1),
        **{f"{name}, MB resident": size for name, size in memory.items()},
    }


def _reply(client: httpx.Client, url: str, mother: int, text: str) -> float:
    started = time.perf_counter()
    answer = client.post(url, json={"sender": f"simulated-{mother}", "message": text})
    took = (time.perf_counter() - started) * 1000
    assert answer.json(), f"no reply to {text!r}"
    return took


def _resident(pids: list[int]) -> int:
    """The largest process with this name: the others are the shells around it."""
    sizes = []
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                sizes.append(int(line.split()[1]) // 1024)
    return max(sizes, default=0)


if __name__ == "__main__":
    main()
