"""Who is told and who is forgotten after a long silence, from the record alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from records.events import Body, ChannelUnlinked, ConsentRefused, Draft, MessageSent
from records.events import RemindersChanged as Reminders
from records.retention import due, notice_id
from records.store import RecordStore
from tests.records.kinds_of_store import NOW, consent, said

KEEPS = 365


def a_mother(
    store: RecordStore, silent_days: int, address: str = "a", *, agreed: bool = True
) -> str:
    at = NOW - timedelta(days=silent_days)
    her = store.join("web", address, at)
    store.append(her, *([consent()] if agreed else []), said("hello", at=at))
    return her


def tell(store: RecordStore, her: str, days_ago: int) -> None:
    at = NOW - timedelta(days=days_ago)
    notice = MessageSent("web", "soon", checkin=notice_id(store.participant(her), at))
    store.append(her, Draft(notice, at))


def outcome(store: RecordStore) -> tuple[list[str], list[str]]:
    found = due(store, NOW, KEEPS)
    return [her.id for her, _ in found.warn], [her.id for her in found.forget]


@pytest.mark.parametrize(
    ("silent", "told_days_ago", "expected"),
    [
        (0, None, "nothing"), (350, None, "nothing"), (351, None, "told"), (364, None, "told"),
        (364, 13, "nothing"), (365, 14, "forgotten"), (365, 13, "nothing"),
        (370, None, "told"), (379, None, "forgotten"),  # she could not be told in all that time
        (365, 366, "told"),  # told of an earlier silence
    ],
)  # fmt: skip
def test_told_two_weeks_before(
    store: RecordStore, silent: int, told_days_ago: int | None, expected: str
) -> None:
    her = a_mother(store, silent)
    if told_days_ago is not None:
        tell(store, her, told_days_ago)
    whom = {"nothing": ([], []), "told": ([her], []), "forgotten": ([], [her])}
    assert outcome(store) == whom[expected]


def test_the_day_that_she_is_told_is_never_less_than_two_weeks_ahead(store: RecordStore) -> None:
    a_mother(store, 351)
    a_mother(store, 360, "b")
    days = [day for _, day in due(store, NOW, KEEPS).warn]
    assert days == [(NOW + timedelta(days=14)).date()] * 2


@pytest.mark.parametrize(
    "change",
    [
        Reminders("stopped"), Reminders("paused"), ConsentRefused("1", "m"),
        ChannelUnlinked("web", "a"),
    ],
)  # fmt: skip
def test_who_may_not_be_written_to_is_forgotten_without_a_word(
    store: RecordStore, change: Body
) -> None:
    her = a_mother(store, 364)
    store.append(her, Draft(change, NOW))
    assert outcome(store) == ([], [])
    late = due(store, NOW + timedelta(days=1), KEEPS)
    assert [each.id for each in late.forget] == [her]


def test_who_never_agreed_and_who_never_wrote_again(store: RecordStore) -> None:
    her = a_mother(store, 365, agreed=False)
    never = store.join("web", "b", NOW - timedelta(days=400))
    a_mother(store, 3, "c")
    told, forgotten = outcome(store)
    assert told == [] and set(forgotten) == {her, never}
