"""What a flood and slow connections do to others: times per reply on this machine.

    python -m benchmarks.flood [--messages 60] [--connections 20] [--slow 1000] [--json]

Starts `backstay up` on a data folder of its own with the models of .data. Thirty mothers write in
turn, four messages a second in all; meanwhile another process sends as fast as it is answered, from
one sender, or holds connections open on which a request arrives a byte a second.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.service import OPENING, TALK
from tests.conftest import PREPARED, link_prepared
from tests.stack import Stack

MOTHERS = 30
PAUSE = 0.25  # seconds between two messages
SETTLE = 3.0  # seconds until a flood is in full flow
FLOODS = ("nothing", "rest", "web", "slow", "all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--slow", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(link_prepared(Path(folder) / "data", PREPARED), chosen)
    if chosen.json:
        print(json.dumps(rows))
        return
    table = Table("meanwhile", "p50, ms", "p95, ms", "worst, ms", "the flood was answered")
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console().print(table)


def measure(data: Path, chosen: argparse.Namespace) -> list[dict[str, str | float]]:
    stack = Stack(data, BACKSTAY_DEV_REST="1")
    stack.start()
    rows = []
    try:
        for mother, text in itertools.product(range(MOTHERS), OPENING):
            reply(stack.bot_port, mother, text)
        talk = itertools.cycle(itertools.product(TALK, range(MOTHERS)))
        for flood in FLOODS:
            with flooding(flood, stack.bot_port, chosen) as answers:
                times = []
                for text, mother in itertools.islice(talk, chosen.messages):
                    times.append(reply(stack.bot_port, mother, text))
                    time.sleep(PAUSE)
            cuts = statistics.quantiles(times, n=20)
            rows.append(
                {
                    "meanwhile": flood,
                    "p50": round(cuts[9]),
                    "p95": round(cuts[18]),
                    "worst": round(max(times)),
                    "answers": ", ".join(f"{n} x {what}" for what, n in answers.items()),
                }
            )
    finally:
        stack.stop()
    return rows


def reply(port: int, mother: int, text: str) -> float:
    """Milliseconds, with a connection of its own as a newcomer needs."""
    started = time.perf_counter()
    answer = httpx.post(
        f"http://127.0.0.1:{port}/webhooks/rest/webhook",
        json={"sender": f"mother-{mother}", "message": text},
        timeout=120,
        trust_env=False,
    )
    assert answer.status_code == 200 and answer.json(), f"no reply to {text!r}"
    return (time.perf_counter() - started) * 1000


@contextmanager
def flooding(kind: str, port: int, chosen: argparse.Namespace) -> Iterator[Counter[str]]:
    """A flood in another process while the block runs; how it was answered, afterwards."""
    answers = Counter[str]()
    if kind == "nothing":
        yield answers
        return
    context = multiprocessing.get_context("spawn")
    told, stop = context.Queue(), context.Event()
    arguments = (kind, port, chosen.connections, chosen.slow, told, stop)
    process = context.Process(target=flood, args=arguments)
    process.start()
    time.sleep(SETTLE)
    try:
        yield answers
    finally:
        stop.set()
        answers.update(told.get())
        process.join()


def flood(kind: str, port: int, connections: int, slow: int, told, stop) -> None:  # type: ignore[no-untyped-def]
    told.put(dict(asyncio.run(_flood(kind, port, connections, slow, stop))))


async def _flood(kind: str, port: int, connections: int, slow: int, stop) -> Counter[str]:  # type: ignore[no-untyped-def]
    answers = Counter[str]()
    limits = httpx.Limits(max_connections=connections)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False, limits=limits
    ) as client:
        await client.post("/chat/session")
        tasks = []
        for way in ("rest", "web"):
            if kind in (way, "all"):
                tasks += [_shout(client, way, n, answers) for n in range(connections)]
        if kind in ("slow", "all"):
            tasks += [_dawdle(port, answers) for _ in range(slow)]
        running = [asyncio.ensure_future(task) for task in tasks]
        while not stop.is_set():
            await asyncio.sleep(0.1)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return answers


async def _shout(client: httpx.AsyncClient, way: str, number: int, answers: Counter[str]) -> None:
    for count in itertools.count():
        text = f"hello number {count} from line {number}, my back hurts and the baby is awake"
        if way == "rest":
            body = {"sender": "flooder", "message": text}
            answer = await client.post("/webhooks/rest/webhook", json=body)
        else:
            answer = await client.post("/chat/messages", json={"id": str(uuid4()), "text": text})
        answers[str(answer.status_code)] += 1


async def _dawdle(port: int, answers: Counter[str]) -> None:
    """A request that arrives a byte a second, begun again whenever the server gives up."""
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for byte in b"POST /chat/messages HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 10_000:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
                if reader.at_eof():
                    break
        except ConnectionError:
            pass
        finally:
            answers["hung up"] += 1
            writer.close()


if __name__ == "__main__":
    main()
