"""What other processes do to a record in the tests; started from a small, quick fork server."""

from __future__ import annotations

from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from records.sqlite_store import SqliteStore
from tests.records.kinds_of_store import NOW, pain, said

context = get_context("forkserver")
context.set_forkserver_preload(["records.sqlite_store"])


def append_many(path: Path, name: str, number: int) -> None:
    store = SqliteStore(path)
    her = store.join("web", "the same address", NOW)
    for n in range(number):
        store.append(
            her, said(f"{name} {n}", f"{name}:{n}"), pain(n % 11, cause=f"{name}:{n}:pain")
        )
        store.append(her, said("a replay", f"everybody:{n}"))


def append_and_acknowledge(path: Path, acknowledged: Path) -> None:
    """Goes on for ever; a number is written down only after its event is in the log."""
    store = SqliteStore(path)
    her = store.join("web", "a", NOW)
    with acknowledged.open("a", encoding="ascii") as file:
        n = len(store.read(her, kinds=("message_received",)))
        while True:
            (event,) = store.append(her, said(f"message {n}"))
            file.write(event.id + "\n")
            file.flush()
            n += 1


def claim_everything(path: Path, taken: Path) -> None:
    store = SqliteStore(path)
    with taken.open("a", encoding="ascii") as file:
        while claimed := store.claim_due(NOW, timedelta(minutes=2), 7):
            for checkin in claimed:
                file.write(checkin.id + "\n")
                store.settle_checkin(checkin, "sent", "test", NOW)


def open_record(path: Path) -> None:
    SqliteStore(path)
