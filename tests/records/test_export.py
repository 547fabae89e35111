"""The JSON export: every value leads back to her words, and nothing is left out."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from records.events import (
    AlertAcknowledged,
    AlertActed,
    AlertClosed,
    AlertEscalated,
    AlertRaised,
    CheckinEnded,
    CheckinStarted,
    ClinicianView,
    ConsentGiven,
    ConsentRefused,
    Draft,
    GuidanceShown,
    MessageSent,
    Onboarded,
    ProfileChanged,
    RemindersChanged,
    ValueRecorded,
)
from records.export import export_participant
from records.store import Checkin, RecordStore, UnknownParticipant
from tests.records.kinds_of_store import LEASE, NOW, TODAY, alert, decision, said

AT = NOW.isoformat()
LATER = NOW + timedelta(hours=1)


def test_a_new_participant(store: RecordStore, her: str) -> None:
    joined, linked = store.read(her)
    found = export_participant(store, her)
    assert found.pop("digest").startswith("sha256:")
    assert found == {
        "format": "backstay-record",
        "version": 1,
        "simulated": False,
        "participant": {
            "id": her,
            "alias": store.participant(her).alias,
            "joined_at": AT,
            "onboarded": False,
            "consent": "asked",
            "birth_date": None,
            "birth_kind": None,
            "channels": [{"channel": "web", "address": "address of hers"}],
        },
        "values": [],
        "alerts": [],
        "messages": [],
        "checkins": [],
        "nudges": [],
        "goals": [],
        "plan": None,
        "consents": [],
        "reminders": {
            "state": "active",
            "until": None,
            "time": None,
            "windows": [],
            "zone": None,
        },
        "questions": [],
        "clinicians_see": "numbers and words",
        "events": [
            {
                "id": joined.id,
                "kind": "joined",
                "at": AT,
                "cause": joined.cause,
                "alias": store.participant(her).alias,
            },
            {
                "id": linked.id,
                "kind": "channel_linked",
                "at": AT,
                "cause": linked.cause,
                "channel": "web",
                "address": "address of hers",
            },
        ],
    }
    with pytest.raises(UnknownParticipant):
        export_participant(store, "nobody")


def test_values_lead_back_to_her_words(store: RecordStore, her: str) -> None:
    text = "schlimm heute 😣, 6 oder eher fünf"
    (message,) = store.append(her, said(text))

    def value(measure: str, number: float | str, words: str, **more: str) -> Draft:
        start = text.index(words)
        body = ValueRecorded(
            measure, number, TODAY, message.id, start, start + len(words), "numbers", **more
        )
        return Draft(body, NOW)

    (first,) = store.append(her, value("pain_now", 6.0, "6"))
    store.append(her, value("pain_now", 5.0, "fünf", supersedes=first.id))
    store.append(her, value("sleep_hours", 4.5, "heute"), value("exercise_done", "no", "eher"))
    values = export_participant(store, her)["values"]
    assert [(v["measure"], v["value"], v["status"]) for v in values] == [
        ("pain_now", 6, "superseded"),
        ("pain_now", 5, "current"),
        ("sleep_hours", 4.5, "current"),
        ("exercise_done", "no", "current"),
    ]
    assert values[1]["supersedes"] == first.id
    words = []
    for entry in values:
        source = entry["source"]
        assert source["message_id"] == message.id
        start, end = source["span"]
        words.append(source["text"][start:end])
    assert words == ["6", "fünf", "heute", "eher"]
    assert {(v["day"], v["at"]) for v in values} == {(TODAY, AT)}


def test_everything_else(store: RecordStore, her: str) -> None:
    (asked,) = store.append(her, said("yes I agree"))
    (answer,) = store.append(her, Draft(MessageSent("web", "Thank you", reply_to=asked.id), LATER))
    (raised,) = store.append(her, alert("review"))
    (newer,) = store.append(her, alert("emergency", LATER))
    store.append(
        her,
        Draft(ConsentRefused("1", "m0"), NOW),
        Draft(ConsentGiven("2", asked.id), LATER),
        Draft(ProfileChanged("m", "2026-03-01", "caesarean", "Europe/London", "09:30"), NOW),
        Draft(Onboarded("m"), NOW),
        Draft(RemindersChanged("paused", "2026-06-08T08:00:00+00:00"), NOW),
        Draft(AlertAcknowledged(raised.id, "dr-lee"), LATER),
        Draft(AlertClosed(raised.id, "dr-lee", "called her"), LATER),
        Draft(CheckinStarted(TODAY, "c1"), NOW),
        Draft(CheckinEnded(TODAY, "complete"), LATER),
        Draft(CheckinStarted("2026-06-02"), LATER),
    )
    for name in ("c1", "c2"):
        store.plan_checkin(Checkin(name, her, NOW))
    (claimed,) = store.claim_due(NOW, LEASE, 1)
    store.decide_checkins([decision(claimed, "refuse")], LATER)

    export = export_participant(store, her)
    assert json.loads(json.dumps(export)) == export
    assert export["participant"]["onboarded"] is True
    assert export["participant"]["birth_date"] == "2026-03-01"
    assert export["messages"] == [
        {
            "id": asked.id,
            "from": "participant",
            "text": "yes I agree",
            "at": AT,
            "channel": "web",
        },
        {
            "id": answer.id,
            "from": "coach",
            "text": "Thank you",
            "at": LATER.isoformat(),
            "channel": "web",
        },
    ]
    assert [(a["id"], a["tier"], a["state"], a["note"]) for a in export["alerts"]] == [
        (raised.id, "review", "closed", "called her"),
        (newer.id, "emergency", "open", None),
    ]
    assert export["alerts"][0]["flags"] == ["mastitis"]
    assert [(c["version"], c["given"]) for c in export["consents"]] == [("1", False), ("2", True)]
    assert export["reminders"] == {
        "state": "paused",
        "until": "2026-06-08T08:00:00+00:00",
        "time": "09:30",
        "windows": ["09:30"],
        "zone": "Europe/London",
    }
    assert [(c["day"], c["nudge"], c["outcome"]) for c in export["checkins"]] == [
        (TODAY, "c1", "complete"),
        ("2026-06-02", None, None),
    ]
    assert {n["id"]: (n["state"], n["reason"]) for n in export["nudges"]} == {
        claimed.id: ("refused", "why"),
        ({"c1", "c2"} - {claimed.id}).pop(): ("due", None),
    }


def test_a_checkin_that_ended_without_a_beginning_is_kept(store: RecordStore, her: str) -> None:
    store.append(her, Draft(CheckinEnded(TODAY, "left"), NOW))
    (checkin,) = export_participant(store, her)["checkins"]
    assert (checkin["started_at"], checkin["outcome"]) == (None, "left")


def test_nothing_of_her_record_is_left_out(store: RecordStore, her: str) -> None:
    store.append(
        her,
        said("can I swim", "m1"),
        Draft(GuidanceShown("m1", "can I swim", "swimming", "Start", 0.7, "is swimming ok"), NOW),
        Draft(ClinicianView(False, "m1"), NOW),
    )
    found = export_participant(store, her)
    assert [event["kind"] for event in found["events"]] == [e.kind for e in store.read(her)]
    assert found["questions"][0]["question"] == "can I swim"
    assert found["clinicians_see"] == "numbers only"


def test_what_was_done_about_each_alert(store: RecordStore) -> None:
    her = store.join("web", "a", NOW)
    first, other = (
        store.append(her, Draft(AlertRaised("urgent", ("clot",), "m"), NOW))[0].id for _ in "ab"
    )
    store.append(
        her,
        Draft(AlertEscalated(first, 1, "email"), LATER),
        Draft(AlertActed(first, "amara", "rang her"), LATER),
        Draft(AlertActed(other, "bea", "wrote"), LATER),
    )
    told = {alert["id"]: alert for alert in export_participant(store, her)["alerts"]}
    at = LATER.isoformat()
    assert told[first]["escalations"] == [{"at": at, "step": 1, "how": "email"}]
    assert told[first]["actions"] == [{"at": at, "clinician": "amara", "note": "rang her"}]
    assert told[other]["escalations"] == []
    assert told[other]["actions"] == [{"at": at, "clinician": "bea", "note": "wrote"}]
