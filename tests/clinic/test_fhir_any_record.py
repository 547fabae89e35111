"""Whatever a record holds, hostile and broken text above all, its bundle is valid."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.fhir.bundle import bundle
from clinic.fhir.elements import text
from records.export import export_participant
from records.sqlite_store import SqliteStore
from tests.clinic.fhir_validators import check
from tests.clinic.simulated_people import Scribe

TEXT = st.one_of(
    st.text(st.characters(), max_size=30),  # lone surrogates among them
    st.sampled_from(
        ["", " ", "\x00", "\ud83d", "\u2028\u202e", "\xa0", "<script>", "👩‍👧", "\x85"]
    ),
)
KEY = st.sampled_from(["k1", "k2", "k3", "k4", "k5", "k6"])
NAME = st.one_of(TEXT, st.sampled_from(["pain_now", "mood", "phq2", "phq2_low", "sleep_hours"]))
AT = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(timezone.utc)).map(
    datetime.isoformat
)
DAY = st.dates(datetime(2020, 1, 1).date(), datetime(2035, 1, 1).date()).map(str)
NUMBER = st.floats(allow_nan=False, allow_infinity=False, width=32)
SPAN = st.just([0, 1])


def listed(shape: dict[str, Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(shape), max_size=4, unique_by=lambda each: each.get("id"))


ITEM = {
    "id": KEY, "item": NAME, "activity": st.none() | TEXT, "value": NUMBER, "message_id": KEY,
    "text": st.none() | TEXT, "span": SPAN, "asked": st.none() | NAME, "supersedes": st.none(),
}  # fmt: skip
SOURCE = {
    "message_id": KEY, "text": st.none() | TEXT, "span": SPAN,
    "extractor": st.sampled_from(["grammar-1", "clinician"]), "asked": st.none() | NAME,
}  # fmt: skip
VALUE = {
    "id": KEY, "measure": NAME, "value": NUMBER | TEXT, "day": DAY, "at": AT,
    "status": st.sampled_from(["current", "superseded"]), "supersedes": st.none() | KEY,
    "source": st.fixed_dictionaries(SOURCE), "corrected": st.none(),
}  # fmt: skip
SCORE = VALUE | {
    "id": KEY.map("score-".__add__), "value": NUMBER, "band": st.none() | TEXT,
    "version": st.integers(1, 3),
    "source": st.fixed_dictionaries(SOURCE | {"items": listed(ITEM)}),
}  # fmt: skip
ALERT = {
    "id": KEY, "tier": st.sampled_from(["review", "urgent", "emergency", "none"]),
    "flags": st.lists(TEXT, max_size=2), "at": AT,
    "state": st.sampled_from(["open", "acknowledged", "closed"]), "message_id": KEY,
    "clinician": st.none(), "acknowledged_at": st.none() | AT, "closed_at": st.none() | AT,
    "note": st.none() | TEXT, "actions": st.just([]), "escalations": st.just([]),
}  # fmt: skip
MESSAGE = {
    "id": KEY, "from": st.sampled_from(["participant", "coach"]), "text": st.none() | TEXT,
    "at": AT, "channel": TEXT,
}  # fmt: skip
CONSENT = {"version": TEXT, "given": st.booleans(), "at": AT, "message_id": KEY}
EVENTS = st.one_of(
    st.fixed_dictionaries(
        {"id": KEY, "kind": st.just("value_skipped"), "at": AT, "measure": NAME, "day": DAY,
         "message_id": KEY}
    ),
    st.fixed_dictionaries(
        {"id": KEY, "kind": st.just("value_corrected"), "at": AT, "supersedes": KEY,
         "value": st.none() | NUMBER, "clinician": TEXT, "reason": TEXT}
    ),
    st.fixed_dictionaries(
        {"id": KEY, "kind": st.just("alert_acted"), "at": AT, "alert": KEY, "clinician": TEXT,
         "note": TEXT}
    ),
    st.fixed_dictionaries(
        {"id": KEY, "kind": st.just("item_answered"), "at": AT, "questionnaire": NAME,
         "version": st.integers(1, 3), "item": NAME, "value": NUMBER, "message_id": KEY}
    ),
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    alerts, told = draw(listed(ALERT)), draw(listed(CONSENT))
    events = draw(st.lists(EVENTS, max_size=5))
    events += [
        {"id": a["id"], "kind": "alert_raised", "at": a["at"], "message_id": a["message_id"]}
        for a in alerts
    ]
    events += [
        {"id": "c", "kind": "consent_given", "at": c["at"], "message_id": c["message_id"]}
        for c in told
    ]
    record: dict[str, Any] = {
        "simulated": draw(st.booleans()),
        "participant": {"id": draw(TEXT), "alias": draw(TEXT)},
        "values": draw(listed(VALUE)) + draw(listed(SCORE)),
        "alerts": alerts,
        "messages": draw(listed(MESSAGE)),
        "consents": told,
        "events": events,
    }
    return record | draw(st.sampled_from([{}, {"withheld": "words"}]))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_any_record_gives_a_valid_bundle(record: dict[str, Any]) -> None:
    check(bundle(record))


def test_the_records_tried_look_like_real_ones(
    people: dict[str, Scribe], store: SqliteStore
) -> None:
    real = export_participant(store, people["rich"].id)
    assert set(real["values"][0]) == set(VALUE)
    assert set(real["values"][0]["source"]) == set(SOURCE)
    assert set(real["messages"][0]) == set(MESSAGE)
    assert set(real["consents"][0]) == set(CONSENT)
    alert = export_participant(store, people["urgent"].id)["alerts"][0]
    assert set(alert) == set(ALERT)


@given(words=st.text(max_size=60))
def test_words_keep_their_places(words: str) -> None:
    told = text(words)
    assert told is None or len(told) == len(words)


def test_ordinary_words_stay_as_they_are() -> None:
    for words in ("6, vielleicht 7 😣\nund müde\t", "כאב גב", "👩‍👧 ok"):
        assert text(words) == words
