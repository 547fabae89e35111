"""What every store promises of the log and of the views derived from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.events import (
    AlertAcknowledged,
    AlertClosed,
    ChannelLinked,
    ConsentRefused,
    Draft,
    Fault,
    MessageReceived,
    MessageSent,
    Onboarded,
    ProfileChanged,
    RemindersChanged,
    Screened,
    ValueRecorded,
)
from records.store import Channel, RecordStore, UnknownParticipant
from tests.records.kinds_of_store import NOW, TODAY, alert, consent, pain, said

LATER = NOW + timedelta(hours=1)


# --- people ---


def test_one_participant_behind_an_address(store: RecordStore) -> None:
    her = store.join("web", "a", NOW)
    assert store.join("web", "a", LATER) == her
    assert store.find("web", "a") == her
    assert store.find("telegram", "a") is None
    assert store.join("telegram", "a", NOW) != her
    assert [event.kind for event in store.read(her)] == ["joined", "channel_linked"]


def test_a_second_address_of_hers(store: RecordStore, her: str) -> None:
    store.append(her, Draft(ChannelLinked("telegram", "42"), LATER))
    assert store.find("telegram", "42") == her
    assert store.participant(her).channels == (
        Channel("web", "address of hers"),
        Channel("telegram", "42"),
    )
    assert store.participants() == [store.participant(her)]


def test_aliases_differ_and_order_the_list(store: RecordStore) -> None:
    for n in range(20):
        store.join("web", str(n), NOW)
    aliases = [who.alias for who in store.participants()]
    assert len(set(aliases)) == 20
    assert aliases == sorted(aliases)


def test_the_profile_follows_the_log(store: RecordStore, her: str) -> None:
    new = store.participant(her)
    assert (new.consent, new.onboarded, new.reminders, new.last_in_at) == (
        "asked",
        False,
        "active",
        None,
    )
    store.append(
        her,
        said("hello"),
        consent(),
        Draft(ProfileChanged("m", birth_date="2026-03-01", birth_kind="caesarean"), NOW),
        Draft(ProfileChanged("m", zone="Europe/London", checkin_time="09:00"), NOW),
        Draft(Onboarded("m"), NOW),
        Draft(MessageSent("web", "Hi"), LATER),
        Draft(RemindersChanged("paused", LATER.isoformat()), NOW),
    )
    known = store.participant(her)
    assert known.onboarded
    assert known.birth_date == date(2026, 3, 1)
    assert known.weeks_since_birth(date(2026, 6, 1)) == 13
    assert (known.birth_kind, known.zone, known.checkin_time) == (
        "caesarean",
        "Europe/London",
        "09:00",
    )
    assert (known.last_in_at, known.last_out_at) == (NOW, LATER)
    assert (known.reminders, known.reminders_until) == ("paused", LATER)
    store.append(her, Draft(ConsentRefused("1", "m"), LATER))
    assert not store.participant(her).onboarded


def test_unknown_participants(store: RecordStore) -> None:
    with pytest.raises(UnknownParticipant):
        store.participant("nobody")
    with pytest.raises(UnknownParticipant):
        store.append("nobody", said("hello"))
    assert store.read() == []
    assert store.values("nobody") == []
    assert store.alerts("nobody") == []


# --- the log ---


def test_what_was_appended_is_read_by_another_process(
    store: RecordStore, her: str, open_store: Callable[[], RecordStore]
) -> None:
    appended = store.append(her, said("my back hurts"), pain())
    assert [event.body for event in appended] == [said("my back hurts").body, pain().body]
    assert open_store().read(her)[2:] == appended
    assert open_store().event(appended[0].id) == appended[0]
    assert open_store().event("none") is None


def test_sequence_numbers_count_from_one_without_a_gap(store: RecordStore, her: str) -> None:
    other = store.join("web", "other", NOW)
    store.append(her, said("a"), said("b"))
    store.append(None, Draft(Fault("ValueError 1"), NOW))
    store.append(other, said("c"))
    assert [event.seq for event in store.read()] == list(range(1, 9))
    assert {event.participant for event in store.read(her)} == {her}


def test_reading_by_kind_and_from_a_place(store: RecordStore, her: str) -> None:
    store.append(her, said("a"), pain(), said("b"))
    kinds = [event.kind for event in store.read(her, kinds=("message_received",))]
    assert kinds == ["message_received"] * 2
    assert [event.seq for event in store.read(after=3)] == [4, 5]
    assert store.read(her, kinds=()) == []


def test_a_replay_changes_nothing(
    store: RecordStore, her: str, open_store: Callable[[], RecordStore]
) -> None:
    assert len(store.append(her, said("6", "sms:1"), pain(6, cause="sms:1:pain_now"))) == 2
    head = store.verify()
    assert open_store().append(her, said("6", "sms:1"), pain(6, cause="sms:1:pain_now")) == []
    assert store.append(her, said("other words", "sms:1", LATER)) == []
    assert store.verify() == head
    assert len(store.values(her)) == len(store.unanswered()) == 1


def test_a_cause_twice_in_one_call(store: RecordStore, her: str) -> None:
    (event,) = store.append(her, said("a", "1"), said("b", "1"))
    assert event.body == MessageReceived("web", "a")


def test_all_or_nothing(store: RecordStore, her: str) -> None:
    before = store.verify()
    with pytest.raises(ValueError, match=r"."):
        store.append(her, said("first"), pain(float("nan")))
    assert store.verify() == before
    assert store.unanswered() == []
    assert store.append(her, said("after"))[0].seq == before.rows + 1


def test_times_need_a_zone_and_are_kept_in_utc(store: RecordStore, her: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        said("a", at=datetime(2026, 6, 1))
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    (event,) = store.append(her, said("a", at=elsewhere))
    assert event.at == NOW
    assert store.read(her)[-1].at.utcoffset() == timedelta(0)


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=WORDS, words=WORDS, after=WORDS)
def test_provenance_survives_in_any_script(
    store: RecordStore, her: str, before: str, words: str, after: str
) -> None:
    text = before + words + after
    (message,) = store.append(her, said(text))
    body = ValueRecorded(
        "exercise_done", "yes", TODAY, message.id, len(before), len(before + words), "words"
    )
    (recorded,) = store.append(her, Draft(body, NOW))
    (value,) = [value for value in store.values(her) if value.id == recorded.id]
    source = store.event(value.message_id)
    assert source is not None
    assert isinstance(source.body, MessageReceived)
    assert source.body.text == text
    assert source.body.text[value.start : value.end] == words
    assert recorded in store.read(her)


def test_nested_evidence_survives(store: RecordStore, her: str) -> None:
    body = Screened("m", "urgent", ("clot", "mastitis"), (("clot", 0, 5, "rule"),))
    store.append(her, Draft(body, NOW))
    assert store.read(her)[-1].body == body


def test_threads_share_a_store(store: RecordStore, her: str) -> None:
    threads = [
        Thread(target=lambda n=n: [store.append(her, said(f"{n}", f"{n}:{i}")) for i in range(10)])  # type: ignore[misc]
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.read(her, kinds=("message_received",))) == 40
    assert store.verify().intact


# --- values and alerts ---


def test_a_correction_adds_and_supersedes(store: RecordStore, her: str) -> None:
    (first,) = store.append(her, pain(6))
    (second,) = store.append(her, pain(5, supersedes=first.id, at=LATER))
    assert [(v.shown, v.status) for v in store.values(her)] == [(5, "current")]
    both = store.values(her, superseded=True)
    assert [(v.shown, v.status) for v in both] == [(6, "superseded"), (5, "current")]
    assert both[1].supersedes == first.id
    store.append(her, pain(4.5, supersedes=second.id, at=LATER))
    assert [v.shown for v in store.values(her)] == [4.5]
    assert len(store.values(her, superseded=True)) == 3


def test_a_correction_reaches_nobody_elses_values(store: RecordStore, her: str) -> None:
    (mine,) = store.append(her, pain(6))
    other = store.join("web", "other", NOW)
    store.append(other, pain(1, supersedes=mine.id))
    assert [v.shown for v in store.values(her)] == [6]


def test_values_by_day_then_time(store: RecordStore, her: str) -> None:
    store.append(her, pain(3, day="2026-06-02"), pain(2, at=LATER), pain(1))
    assert [v.shown for v in store.values(her)] == [1, 2, 3]
    assert [v.shown for v in store.values(her, since=date(2026, 6, 2))] == [3]
    value = store.values(her)[0]
    assert (value.start, value.end, value.extractor, value.asked) == (3, 4, "numbers", "pain_now")


def test_alerts_from_raised_to_closed(store: RecordStore, her: str) -> None:
    (older,) = store.append(her, alert("review"))
    (newer,) = store.append(her, alert("emergency", LATER))
    assert [a.id for a in store.alerts()] == [newer.id, older.id]
    assert store.alerts()[0].flags == ("mastitis",)
    store.append(her, Draft(AlertAcknowledged(newer.id, "dr-lee"), LATER))
    assert [a.id for a in store.alerts(states=("acknowledged",))] == [newer.id]
    store.append(her, Draft(AlertClosed(newer.id, "dr-may", "seen today"), LATER))
    store.append(her, Draft(AlertAcknowledged(newer.id, "dr-lee"), LATER))  # too late
    (closed,) = store.alerts(her, states=("closed",))
    assert (closed.clinician, closed.note, closed.closed_at) == ("dr-may", "seen today", LATER)
    assert [a.id for a in store.alerts(her)] == [older.id]


def test_an_alert_is_closed_only_in_her_own_name(store: RecordStore, her: str) -> None:
    (raised,) = store.append(her, alert())
    other = store.join("web", "other", NOW)
    store.append(other, Draft(AlertClosed(raised.id, "dr", "note"), NOW))
    assert [a.state for a in store.alerts(her)] == ["open"]
    assert store.alerts(other) == []


# --- messages without an answer ---


def test_a_message_waits_until_it_is_answered(
    store: RecordStore, her: str, open_store: Callable[[], RecordStore]
) -> None:
    events = store.append(her, said("a"), said("b"), said("c"), pain())
    assert [event.id for event in open_store().unanswered()] == [e.id for e in events[:3]]
    store.answered(events[1].id)
    store.answered(events[1].id)
    assert [e.id for e in open_store().unanswered()] == [events[0].id, events[2].id]


# --- care ---


def test_rebuilding_gives_the_same_views(store: RecordStore, her: str) -> None:
    (first,) = store.append(her, pain(6))
    (raised,) = store.append(her, alert())
    store.append(
        her,
        said("x"),
        consent(),
        pain(5, supersedes=first.id),
        Draft(AlertAcknowledged(raised.id, "dr"), LATER),
        Draft(RemindersChanged("stopped"), LATER),
        Draft(ChannelLinked("sms", "1"), LATER),
    )
    other = store.join("web", "other", NOW)
    store.append(other, said("y"))

    def views() -> object:
        return (
            store.participants(),
            store.values(her, superseded=True),
            store.alerts(states=("open", "acknowledged", "closed")),
            store.unanswered(),
            store.verify(),
        )

    before = views()
    assert store.rebuild() == store.verify().rows
    assert views() == before


def test_the_head_stands_for_the_whole_log(store: RecordStore, her: str) -> None:
    heads = {store.verify().head}
    for n in range(5):
        store.append(her, said(str(n)))
        heads.add(store.verify().head)
    assert len(heads) == 6
    assert store.verify().head == store.read()[-1].hash
    assert replace(store.verify(), broken_at=3).intact is False


def test_moments_tell_when_without_what(store: RecordStore) -> None:
    her, other = store.join("web", "a", NOW), store.join("web", "b", NOW)
    for who, at in ((her, NOW), (her, LATER), (other, LATER)):
        store.append(who, Draft(MessageReceived("web", "hello"), at))
    assert store.moments(her, "message_received", NOW) == [NOW, LATER]
    assert store.moments(her, "message_received", LATER) == [LATER]
    assert store.moments(her, "message_sent", NOW) == []
