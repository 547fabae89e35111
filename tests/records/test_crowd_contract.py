"""What every store promises whoever looks at many participants at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from records.events import (
    AlertClosed,
    CheckinDecided,
    CheckinOutcome,
    Draft,
    Fault,
    GuidanceShown,
    ValueCorrected,
)
from records.store import Changed, NudgeTally, QuestionTally, RecordStore
from tests.records.kinds_of_store import NOW, alert, consent, pain, said

DAY = timedelta(days=1)
TODAY = NOW.date()


def through(store: RecordStore) -> int:
    return store.changed(0).through


def test_everybody_has_changed_since_the_beginning(store: RecordStore) -> None:
    assert store.changed(0) == Changed(0, frozenset())
    people = {store.join("web", str(n), NOW) for n in range(3)}
    assert store.changed(0) == Changed(6, frozenset(people))
    assert store.everybody() == people


def test_who_has_an_event_since_then(store: RecordStore, her: str) -> None:
    other = store.join("web", "b", NOW)
    seen = through(store)
    assert store.changed(seen) == Changed(seen, frozenset())
    store.append(None, Draft(Fault("KeyError 1"), NOW))
    assert store.changed(seen) == Changed(seen + 1, frozenset())
    store.append(her, said("hello"), said("again"))
    assert store.changed(seen) == Changed(seen + 3, frozenset({her}))
    assert store.changed(seen + 3) == Changed(seen + 3, frozenset())
    assert other in store.changed(0).participants


def test_another_process_sees_what_this_one_wrote(
    store: RecordStore, open_store: Callable[[], RecordStore], her: str
) -> None:
    seen = through(store)
    other = open_store()
    other.append(her, said("hello"))
    assert store.changed(seen).participants == {her}
    other.forget(her)
    assert store.everybody() == set()


def test_the_recent_is_what_the_views_say(store: RecordStore, her: str) -> None:
    (old, value, late) = store.append(
        her,
        pain(8, day=(TODAY - 9 * DAY).isoformat()),
        pain(6, day=TODAY.isoformat()),
        pain(7, day=(TODAY - DAY).isoformat(), at=NOW + DAY),
    )
    store.append(her, consent(), Draft(ValueCorrected(late.id, 2, "amara", "a slip"), NOW))
    raised = store.append(her, alert("urgent"), alert("review", NOW + DAY))
    store.append(her, Draft(AlertClosed(raised[0].id, "amara", "done"), NOW))
    (recent,) = store.recent([her, "nobody"], TODAY - 5 * DAY)
    assert recent.participant == store.participant(her)
    assert list(recent.alerts) == store.alerts(her)
    assert recent.values == (("pain_now", TODAY - DAY, 2.0), ("pain_now", TODAY, 6.0))
    assert store.values(her)[0].id == old.id and value.seq


def test_the_last_number_of_a_day_comes_last_and_words_have_none(
    store: RecordStore, her: str
) -> None:
    done = pain(0, at=NOW + DAY)
    body = done.body.__class__(
        "exercise_done",
        "partly",
        TODAY.isoformat(),
        "m",
        0,
        1,
        "words",  # type: ignore[call-arg]
    )
    store.append(her, pain(6), pain(4), Draft(body, NOW + DAY))
    (recent,) = store.recent([her], TODAY)
    assert recent.values == (
        ("pain_now", TODAY, 6.0), ("pain_now", TODAY, 4.0), ("exercise_done", TODAY, None),
    )  # fmt: skip


def test_of_many_each_has_her_own(store: RecordStore) -> None:
    people = [store.join("web", str(n), NOW) for n in range(600)]  # more than a statement takes
    for n in (0, 1, 599):
        store.append(people[n], pain(n % 7), alert())
    found = {recent.participant.id: recent for recent in store.recent(people, TODAY)}
    assert found.keys() == set(people)
    assert {her for her, recent in found.items() if recent.values} == {
        people[0], people[1], people[599],
    }  # fmt: skip
    for n in (0, 1, 599):
        assert found[people[n]].values == (("pain_now", TODAY, float(n % 7)),)
        assert len(found[people[n]].alerts) == 1
        assert found[people[n]].participant.channels[0].address == str(n)


def test_whoever_is_forgotten_is_nowhere(store: RecordStore, her: str) -> None:
    store.append(her, pain(), said("hello"), *asked(), *checkin("c", took_part=True))
    seen = through(store)
    store.forget(her)
    assert store.everybody() == set() and list(store.recent([her], date.min)) == []
    assert store.changed(seen).participants == set()
    assert store.nudge_tallies("arm", NOW) == []
    assert store.question_tally(NOW) == QuestionTally(0, 0, 0, 0)
    assert store.active_in_week(0, NOW) == (0, 0)


# --- what the service overview counts ---


def checkin(name: str, *, took_part: bool | None, family: str = "rest") -> list[Draft]:
    decided = CheckinDecided(name, NOW.isoformat(), "send", "why", arm="learned", family=family)
    drafts = [Draft(decided, NOW, f"{name}:decided")]
    if took_part is not None:
        drafts.append(Draft(CheckinOutcome(name, took_part, None, False, 0.0), NOW + DAY))
    return drafts


def asked() -> list[Draft]:
    return [
        Draft(GuidanceShown("m", "may I run?", article, None, 0.5), NOW)
        for article in ("running", None, None)
    ]


def test_messages_sent_and_answered(store: RecordStore, her: str) -> None:
    other = store.join("web", "b", NOW)
    store.append(her, *checkin("a1", took_part=True), *checkin("a2", took_part=False))
    store.append(her, *checkin("a3", took_part=None), *checkin("a4", took_part=True, family="plan"))
    store.append(other, *checkin("b1", took_part=True))
    silent = CheckinDecided("b2", NOW.isoformat(), "silent", "why", arm="learned")
    store.append(other, Draft(silent, NOW))
    by_family = sorted(store.nudge_tallies("family", NOW), key=lambda tally: str(tally.name))
    assert by_family == [
        NudgeTally("plan", sent=1, answered=1, people=1, answering=1, silent=0),
        NudgeTally("rest", sent=3, answered=2, people=2, answering=2, silent=1),
    ]
    assert store.nudge_tallies("arm", NOW) == [
        NudgeTally("learned", sent=4, answered=3, people=2, answering=2, silent=1)
    ]
    assert store.nudge_tallies("arm", NOW + DAY) == []


def test_questions(store: RecordStore, her: str) -> None:
    other = store.join("web", "b", NOW)
    assert store.question_tally(NOW) == QuestionTally(0, 0, 0, 0)
    store.append(her, *asked())
    store.append(other, *asked()[1:2])
    assert store.question_tally(NOW) == QuestionTally(1, 3, 1, 2)
    assert store.question_tally(NOW + DAY) == QuestionTally(0, 0, 0, 0)


def test_questions_without_an_answer(store: RecordStore, her: str) -> None:
    other = store.join("web", "b", NOW)
    store.append(her, *asked())
    (late,) = store.append(other, Draft(GuidanceShown("m", "Sport?", None, None, 0.1), NOW + DAY))
    newest, *older = store.open_questions(NOW, 10)
    assert newest == late
    assert [event.participant for event in older] == [her, her]
    assert store.open_questions(NOW, 1) == store.open_questions(NOW + DAY, 10) == [late]
    store.forget(other)
    assert store.open_questions(NOW, 10) == older


def test_weeks_in_which_they_wrote(store: RecordStore, her: str) -> None:
    late = store.join("web", "b", NOW + 7 * DAY)
    store.append(her, said("a"), said("b", at=NOW + 6 * DAY), said("c", at=NOW + 15 * DAY))
    store.append(late, said("d", at=NOW + 8 * DAY))
    assert store.active_in_week(0, NOW) == (1, 1)
    assert store.active_in_week(0, NOW + 7 * DAY) == (2, 2)
    assert store.active_in_week(1, NOW + 7 * DAY) == (2, 0)
    assert store.active_in_week(2, NOW + 7 * DAY) == (2, 1)


def test_the_counts_come_back_from_the_log(store: RecordStore, her: str) -> None:
    store.append(her, said("a"), *checkin("a1", took_part=True), *asked())
    before = counts(store)
    store.rebuild()
    assert counts(store) == before


def counts(store: RecordStore) -> list[object]:
    return [
        store.nudge_tallies("family", NOW),
        store.question_tally(NOW),
        store.active_in_week(0, NOW),
    ]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_what_is_new_is_found_by_an_index(store: RecordStore, her: str) -> None:
    tables = store._tables  # type: ignore[attr-defined]
    asked_for: list[str] = []
    query = tables.query

    def explained(sql: str, /, **values: object) -> list[dict[str, object]]:
        asked_for.extend(row["detail"] for row in query(f"explain query plan {sql}", **values))
        return list(query(sql, **values))

    tables.query = explained
    try:
        store.changed(1)
        list(store.recent([her], TODAY))
        store.nudge_tallies("arm", NOW)
        store.question_tally(NOW)
    finally:
        tables.query = query
    assert "SEARCH log USING INDEX sqlite_autoindex_log_1 (clinic=? AND seq>?)" in asked_for
    scanned = [detail.split()[1] for detail in asked_for if detail.startswith("SCAN")]
    assert scanned == ["hers"], "only the counts, one row a person"
