"""A record that was exported is restored by any other store, equal to the letter, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.events import (
    AlertAcknowledged,
    BarrierReported,
    CheckinEnded,
    CheckinStarted,
    ClinicianView,
    Draft,
    GoalSet,
    MessageSent,
    NoteWritten,
    Onboarded,
    OwnerChanged,
    ProfileChanged,
    RemindersChanged,
    ValueCorrected,
    ValueRecorded,
)
from records.export import export_participant
from records.record_file import read_record
from records.sealing import digest
from records.sqlite_store import SqliteStore
from records.store import Checkin, RecordStore, RestoreRefused
from tests.records.kinds_of_store import (
    LEASE,
    NOW,
    TODAY,
    alert,
    consent,
    decision,
    pain,
    said,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def elsewhere(tmp_path: Path) -> SqliteStore:
    """The store in which she has been so far."""
    return SqliteStore(tmp_path / "elsewhere.db")


@pytest.fixture
def mother(elsewhere: SqliteStore) -> str:
    """A record with something of everything in it."""
    store = elsewhere
    store.join("web", "somebody else", NOW)
    her = store.join("web", "address of hers", NOW)
    (message,) = store.append(her, said("6, schlimm 😣 =1+1", "web:1"))
    (first,) = store.append(her, pain(6, cause="web:1:pain"))
    (second,) = store.append(her, pain(4.5, supersedes=first.id, at=LATER))
    (raised,) = store.append(her, alert("urgent"))
    store.append(
        her,
        consent(),
        Draft(ProfileChanged("m", "2026-03-01", "caesarean", "Europe/London", "09:30"), NOW),
        Draft(Onboarded("m"), NOW),
        Draft(GoalSet("carry her upstairs", message.id, 0, 1), NOW),
        Draft(BarrierReported("tired", TODAY, message.id, 0, 1), NOW),
        Draft(AlertAcknowledged(raised.id, "dr-lee"), LATER),
        Draft(ValueCorrected(second.id, 5.0, "dr-lee", "she said five"), LATER),
        Draft(NoteWritten("dr-lee", "call on Monday"), LATER),
        Draft(OwnerChanged("dr-lee", "dr-may"), LATER),
        Draft(CheckinStarted(TODAY, "c1"), NOW),
        Draft(CheckinEnded(TODAY, "complete"), LATER),
        Draft(MessageSent("web", "How is it?", ("Fine",), reply_to=message.id), LATER),
        Draft(RemindersChanged("paused", "2026-06-08T08:00:00+00:00"), LATER),
        Draft(ClinicianView(False, "m"), LATER),
    )
    for name in "abcde":
        due = NOW + timedelta(minutes=ord(name))
        store.plan_checkin(Checkin(f"{her}:2026-06-0{ord(name) - 96}:daily", her, due))
    late = NOW + timedelta(minutes=100)
    silent, sent, waits, _ = store.claim_due(late, LEASE, 4)
    store.decide_checkins(
        [
            decision(silent, "silent"),
            decision(sent, "send", nudge="{}"),
            decision(waits, "send", nudge="{}"),
        ],
        late,
    )
    (first_out, *_) = store.claim_due(late, LEASE, 5, "render")
    store.settle_checkin(first_out, "sent", "it arrived", late)
    return her


@pytest.fixture
def exported(elsewhere: SqliteStore, mother: str) -> dict[str, Any]:
    return export_participant(elsewhere, mother)


def file_of(record: dict[str, Any], *, sealed: bool = False) -> bytes:
    """As a file; `sealed`: with a digest that is right, as a forger could make it."""
    if sealed:
        record["digest"] = digest(record)
    return json.dumps(record, ensure_ascii=False).encode()


def test_exported_again_it_is_equal(
    store: RecordStore,
    exported: dict[str, Any],
    mother: str,
    elsewhere: SqliteStore,
    open_store: Callable[[], RecordStore],
) -> None:
    store.join("web", "somebody here", NOW)
    read_record(file_of(exported)).restore(store)
    assert export_participant(store, mother) == exported
    assert export_participant(open_store(), mother) == exported
    assert store.participant(mother) == elsewhere.participant(mother)
    assert [e.cause for e in store.read(mother)] == [e.cause for e in elsewhere.read(mother)]
    assert store.verify().intact
    assert [e.seq for e in store.read()] == list(range(1, store.verify().rows + 1))
    store.rebuild()
    assert export_participant(store, mother) == exported


def test_nothing_old_is_answered_or_sent(
    store: RecordStore, exported: dict[str, Any], mother: str
) -> None:
    read_record(file_of(exported)).restore(store)
    assert store.unanswered() == []
    for stage in ("render", "deliver"):
        assert store.claim_due(NOW + timedelta(days=9), LEASE, 9, stage) == []  # type: ignore[arg-type]
    ahead = store.claim_due(NOW + timedelta(days=9), LEASE, 9)
    assert [row.id[-16:] for row in ahead] == ["2026-06-04:daily", "2026-06-05:daily"]
    states = {row.state for row in store.checkins(mother)}
    assert states == {"silent", "sent", "missed", "claimed"}


def test_she_goes_on_from_there(store: RecordStore, exported: dict[str, Any], mother: str) -> None:
    read_record(file_of(exported)).restore(store)
    assert store.join("web", "address of hers", LATER) == mother
    assert store.append(mother, said("again", "web:1")) == []  # the provider repeats itself
    assert len(store.append(mother, said("pain 3", "web:2"), pain(3, at=LATER))) == 2
    assert store.values(mother)[-1].shown == 3
    assert mother in dict(store.to_plan(9))
    assert store.forget(mother)
    assert store.verify().intact


def test_what_is_there_already_is_not_taken_in_again(
    store: RecordStore, exported: dict[str, Any], mother: str
) -> None:
    record = read_record(file_of(exported))
    record.restore(store)
    before = store.verify()
    with pytest.raises(RestoreRefused, match="in this record already"):
        record.restore(store)
    store.forget(mother)
    with pytest.raises(RestoreRefused, match="has been erased"):
        record.restore(store)
    assert store.verify() == before


def test_an_address_of_somebody_else(
    store: RecordStore, exported: dict[str, Any], mother: str
) -> None:
    other = store.join("web", "address of hers", NOW)
    before = store.verify()
    with pytest.raises(RestoreRefused, match="belongs to another participant") as refused:
        read_record(file_of(exported)).restore(store)
    assert "address of hers" not in str(refused.value)
    assert store.find("web", "address of hers") == other and store.verify() == before
    assert [p.id for p in store.participants()] == [other]


def test_a_cause_or_an_alias_of_somebody_else(
    store: RecordStore, exported: dict[str, Any], her: str
) -> None:
    store.unlink(her, "web", NOW)
    store.append(her, said("6", "web:1"))
    with pytest.raises(RestoreRefused, match="under another participant"):
        read_record(file_of(exported)).restore(store)
    alias = store.participant(her).alias
    for event in exported["events"]:
        event["cause"] = event["id"]
    exported["events"][0]["alias"] = alias
    with pytest.raises(RestoreRefused, match=alias):
        read_record(file_of(exported, sealed=True)).restore(store)
    assert [p.id for p in store.participants()] == [her]


def test_content_that_cannot_be_read_back_is_rolled_back(
    store: RecordStore, exported: dict[str, Any]
) -> None:
    record = read_record(file_of(exported))
    events = [
        replace(event, body=replace(event.body, day="yesterday"))
        if isinstance(event.body, ValueRecorded)
        else event
        for event in record.events
    ]
    with pytest.raises(RestoreRefused, match="can't be read back"):
        store.restore(record.participant, events, record.checkins)
    assert store.participants() == [] and store.verify().rows == 0


def _edited(record: dict[str, Any], **changes: Any) -> bytes:
    return file_of(record | changes)


DAMAGE: dict[str, tuple[Callable[[dict[str, Any]], bytes], str]] = {
    "cut": (lambda r: file_of(r)[:-200], "cut or damaged: line 1, column"),
    "empty": (lambda r: b"", "cut or damaged"),
    "one digit changed": (lambda r: file_of(r).replace(b"4.5", b"3.5", 1), "digest doesn't match"),
    "an event left out": (lambda r: _edited(r, events=r["events"][:-1]), "digest doesn't match"),
    "latin-1": (lambda r: file_of(r).replace("😣".encode(), b"\xe4"), "isn't UTF-8 (byte"),
    "utf-16": (lambda r: file_of(r).decode().encode("utf-16"), "isn't UTF-8"),
    "foreign": (lambda r: b'{"patients": []}', "isn't a record"),
    "a list": (lambda r: b"[]", "isn't a record"),
    "fhir": (lambda r: b'{"resourceType": "Bundle"}', "FHIR export"),
    "too deep": (lambda r: b"[" * 200_000, "nested"),
    "later version": (lambda r: _edited(r, version=2), "version 2"),
    "early version": (lambda r: file_of({k: r[k] for k in r if k != "format"}), "early versions"),
    "half a character": (
        lambda r: file_of(r).replace("😣".encode(), b"\\ud83d"),
        "text or numbers that no record can",
    ),
    "not a number": (lambda r: file_of(r).replace(b": 4.5", b": NaN"), "text or numbers"),
    "without her words": (lambda r: _edited(r, withheld="words"), "copy without her words"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_says_what_is_wrong(exported: dict[str, Any], damage: str) -> None:
    damaged, words = DAMAGE[damage]
    with pytest.raises(RestoreRefused) as refused:
        read_record(damaged(exported))
    assert words in str(refused.value)


def _first(record: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(event for event in record["events"] if event["kind"] == kind)


FORGED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "unknown kind": (lambda r: r["events"][3].update(kind="dreamt"), "Entry 4 of the events"),
    "unknown field": (lambda r: r["events"][2].update(colour=1), "'colour' is unknown"),
    "missing field": (lambda r: r["events"][2].pop("text"), "'text' is missing"),
    "wrong type": (lambda r: r["events"][2].update(text=7), "'text' isn't of the right type"),
    "no time": (lambda r: r["events"][2].update(at="soon"), "isn't a time"),
    "no zone": (lambda r: r["events"][2].update(at="2026-06-01T08:00:00"), "no time zone"),
    "long ago": (lambda r: r["events"][2].update(at="0001-06-01T08:00:00+00:00"), "lies far off"),
    "no day": (lambda r: _first(r, "value_recorded").update(day="x"), "'day' isn't a date"),
    "a day long ago": (lambda r: _first(r, "value_recorded").update(day="0001-01-01"), "'day'"),
    "no due time": (lambda r: _first(r, "checkin_decided").update(due_at="noon"), "'due_at' isn't"),
    "unknown tier": (lambda r: _first(r, "alert_raised").update(tier="grave"), "'tier' isn't of"),
    "unknown measure": (lambda r: _first(r, "value_recorded").update(measure="x"), "'measure' isn"),
    "twice": (lambda r: r["events"].append(r["events"][-1]), "more than once"),
    "joins twice": (lambda r: r["events"].append(r["events"][0]), "joining"),
    "no events": (lambda r: r["events"].clear(), "joining"),
    "events of another shape": (lambda r: r.update(events=[1]), "misspells"),
    "no participant": (lambda r: r.update(participant={}), "misspells"),
    "no id": (lambda r: r["participant"].update(id=None), "no id"),
    "nudge of another shape": (lambda r: r["nudges"][0].update(id=3), "Entry 1 of the nudges"),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_file_says_what_is_wrong(exported: dict[str, Any], forgery: str) -> None:
    forge, words = FORGED[forgery]
    forge(exported)
    with pytest.raises(RestoreRefused) as refused:
        read_record(file_of(exported, sealed=True))
    assert words in str(refused.value)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_change_of_a_byte_is_refused_or_changes_nothing(
    exported: dict[str, Any], data: st.DataObject
) -> None:
    whole = file_of(exported)
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] = data.draw(st.integers(0, 255))
    try:
        found = read_record(bytes(changed))
    except RestoreRefused:
        return
    assert found == read_record(whole)


def test_a_byte_order_mark_and_other_spacing_do_no_harm(exported: dict[str, Any]) -> None:
    spaced = b"\xef\xbb\xbf" + json.dumps(exported, indent=4).encode()
    assert read_record(spaced) == read_record(file_of(exported))
