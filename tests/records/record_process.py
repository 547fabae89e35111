"""What other processes do to a record in the tests; started from a small, quick fork server."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

from tests.records.kinds_of_store import LEASE, NOW, OPENERS, decision, pain, said

BATCH = 20
context = get_context("forkserver")
context.set_forkserver_preload(["tests.records.kinds_of_store"])


def append_many(kind: str, folder: Path, name: str, number: int) -> None:
    store = OPENERS[kind](folder)
    her = store.join("web", "the same address", NOW)
    for n in range(number):
        store.append(
            her, said(f"{name} {n}", f"{name}:{n}"), pain(n % 11, cause=f"{name}:{n}:pain")
        )
        store.append(her, said("a replay", f"everybody:{n}"))


def append_and_acknowledge(kind: str, folder: Path, acknowledged: Path) -> None:
    """Goes on for ever; a number is written down only after its event is in the log."""
    store = OPENERS[kind](folder)
    her = store.join("web", "a", NOW)
    with acknowledged.open("a", encoding="ascii") as file:
        n = len(store.read(her, kinds=("message_received",)))
        while True:
            (event,) = store.append(her, said(f"message {n}"))
            file.write(event.id + "\n")
            file.flush()
            n += 1


def claim_everything(kind: str, folder: Path, taken: Path) -> None:
    """Claims a batch, decides on a part of it at a time, and writes down which it could."""
    store = OPENERS[kind](folder)
    with taken.open("a", encoding="ascii") as file:
        while claimed := store.claim_due(NOW, LEASE, BATCH):
            for first in range(0, BATCH, 4):
                some = claimed[first : first + 4]
                held = store.decide_checkins([decision(row, "silent") for row in some], NOW)
                file.writelines(row.id + "\n" for row, ours in zip(some, held, strict=True) if ours)
                file.flush()


def open_record(kind: str, folder: Path) -> None:
    OPENERS[kind](folder)
