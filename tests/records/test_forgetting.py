"""After `forget` nothing of her can be read, from the store or from the bytes of its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from records.erasing import erase
from records.events import (
    AlertAcknowledged,
    AlertClosed,
    Draft,
    ParticipantErased,
    ProfileChanged,
    ValueRecorded,
)
from records.export import export_participant
from records.sqlite_store import SqliteStore
from records.store import Checkin, RecordStore, UnknownParticipant
from tests.records.kinds_of_store import LEASE, NOW, alert, consent, decision, pain, said


def fill(store: RecordStore, address: str, words: str) -> str:
    """A participant in every table; `words` and `address` are what to look for afterwards."""
    her = store.join("sms", address, NOW)
    (raised,) = store.append(
        her,
        alert(),
    )
    store.append(
        her,
        consent(),
        said(f"{words} message"),
        pain(7),
        Draft(ProfileChanged("m", "2026-02-03", "vaginal", "Antarctica/Troll", "03:17"), NOW),
        Draft(ValueRecorded("exercise_done", f"{words} value", "2026-06-01", "m", 0, 1, "x"), NOW),
        Draft(AlertAcknowledged(raised.id, f"{words} clinician"), NOW),
        Draft(AlertClosed(raised.id, "dr", f"{words} note"), NOW),
    )
    store.plan_checkin(Checkin(f"{her}:2026-06-01:daily", her, NOW))
    (claimed,) = store.claim_due(NOW, LEASE, 1)
    store.decide_checkins([decision(claimed, "send", nudge=f"{words} nudge")], NOW)
    (claimed,) = store.claim_due(NOW, LEASE, 1, "render")
    store.settle_checkin(claimed, "due", f"{words} reason", NOW)
    return her


def test_nothing_of_hers_is_left_in_the_store(
    store: RecordStore, open_store: Callable[[], RecordStore]
) -> None:
    her, other = fill(store, "+4470001", "hers"), fill(store, "+4470002", "other")
    elsewhere = open_store()
    assert elsewhere.read(her)  # its key is in that process's memory now
    others = export_participant(store, other)
    before = store.verify()
    message = store.read(her, kinds=("message_received",))[0].id
    store.forget(her)
    for view in (store, elsewhere, open_store()):
        assert view.read(her) == []
        assert view.event(message) is None
        assert view.find("sms", "+4470001") is None
        assert view.values(her, superseded=True) == view.alerts(her) == view.checkins(her) == []
        assert [who.id for who in view.participants()] == [other]
        assert {event.participant for event in view.unanswered()} == {other}
        with pytest.raises(UnknownParticipant):
            view.participant(her)
        with pytest.raises(UnknownParticipant):
            view.append(her, said("again"))
        with pytest.raises(UnknownParticipant):
            export_participant(view, her)
    assert store.verify() == before
    assert export_participant(store, other) == others
    store.rebuild()
    assert export_participant(store, other) == others
    assert [who.id for who in store.participants()] == [other]


def test_forgetting_twice_and_coming_back_as_somebody_new(store: RecordStore) -> None:
    her = fill(store, "+4470001", "hers")
    store.forget(her)
    store.forget(her)
    store.forget("nobody")
    again = store.join("sms", "+4470001", NOW + timedelta(days=1))
    assert again != her
    assert store.read(her) == []
    assert store.values(again) == []


def test_a_note_without_her_name_is_left(store: RecordStore) -> None:
    her = fill(store, "+4470001", "hers")
    store.append(her, alert("review"), alert("emergency"))
    assert erase(store, her, "herself", NOW)
    assert not erase(store, her, "herself", NOW)
    (note,) = store.read()
    assert note.participant is None and her not in note.cause
    assert note.body == ParticipantErased("herself", ("emergency", "review"))
    assert store.verify().intact


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def test_the_files_hold_neither_her_words_nor_her_key(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    store = SqliteStore(path)
    fill(store, "+44700000", "aaaa")
    her = fill(store, "+4477777", "bbbb-secret")
    for n in range(60):  # over many pages, and with neighbours that stay
        store.append(her, said(f"bbbb-secret {n}"), pain(n % 11, day="2026-02-03"))
        fill(store, f"+445{n}", "cccc")
    key = store._tables.query("select key from participant_key where participant = :her", her=her)[
        0
    ]["key"]
    alias = store.participant(her).alias
    sealed = store._tables.query("select body from log where participant = :her", her=her)
    words = ("+4477777", "bbbb-secret value", "bbbb-secret note", "bbbb-secret reason", key, alias)
    assert all(word.encode() in bytes_of(path) for word in words)
    assert b"bbbb-secret message" not in bytes_of(path)  # never in clear to begin with
    store.forget(her)
    left = bytes_of(path)
    assert not [word for word in words if word.encode() in left]
    assert b"bbbb-secret" not in left
    assert sealed[0]["body"].encode() in left  # the log still has its rows, closed for ever
    assert Fernet(key).decrypt(sealed[0]["body"])  # which is why the key had to go
    assert store.verify().intact


def test_a_reader_does_not_keep_her_key_alive_for_long(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    store, reader = SqliteStore(path), SqliteStore(path)
    her = fill(store, "+4477777", "bbbb-secret")
    key = store._tables.query("select key from participant_key")[0]["key"]
    store._tables.db.execute("PRAGMA busy_timeout=50")
    reader._tables.db.execute("BEGIN")
    reader.participants()
    store.forget(her)  # the reader holds on to the old pages; forgetting does not wait for it
    reader._tables.db.execute("COMMIT")
    assert reader.find("sms", "+4477777") is None
    store.forget(her)
    assert key.encode() not in bytes_of(path)
