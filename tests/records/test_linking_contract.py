"""What every store promises of codes that take a record to another chat."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records.events import ChannelLinked, ChannelUnlinked, Draft, MessageReceived, MessageSent
from records.store import Channel, RecordStore, UnknownParticipant
from tests.records.kinds_of_store import NOW, alert, consent, said

CODE, OTHER = "BCDF2345", "GJKM6789"
SOON = NOW + timedelta(minutes=2)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def heard(channel: str, at: object = NOW) -> Draft:
    return Draft(MessageReceived(channel, "hi"), at)  # type: ignore[arg-type]


def test_an_address_that_nobody_knows_becomes_hers(store: RecordStore, her: str) -> None:
    assert store.offer_link(her, CODE, NOW) == NOW + timedelta(minutes=10)
    assert store.redeem(CODE, "telegram", "77", "m1", SOON).outcome == "linked"
    assert store.find("telegram", "77") == her == store.join("telegram", "77", SOON)
    assert store.read(her)[-1].body == ChannelLinked("telegram", "77")
    assert store.verify().intact


def test_a_message_delivered_again_changes_nothing(
    store: RecordStore, open_store: Callable[[], RecordStore], her: str
) -> None:
    store.offer_link(her, CODE, NOW)
    first = store.redeem(CODE, "telegram", "77", "m1", SOON)
    before = store.verify()
    again = open_store().redeem(CODE, "telegram", "77", "m1", SOON + HOUR)
    assert (first.outcome, again.outcome) == ("linked", "linked")
    assert first.participant == again.participant == her
    assert store.verify() == before


def test_a_code_serves_once(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    store.redeem(CODE, "telegram", "77", "m1", SOON)
    assert store.redeem(CODE, "sms", "+447700900123", "m2", SOON).outcome == "wrong"
    assert store.find("sms", "+447700900123") is None


def test_of_two_at_the_same_moment_one_is_linked(
    open_store: Callable[[], RecordStore], store: RecordStore, her: str
) -> None:
    store.offer_link(her, CODE, NOW)

    def attempt(address: str) -> str:
        return open_store().redeem(CODE, "telegram", address, "m", SOON).outcome

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, ("1", "2", "3", "4")))
    assert sorted(outcomes) == ["linked", "wrong", "wrong", "wrong"]


def test_a_code_ends_after_ten_minutes_and_with_the_next_one(store: RecordStore, her: str) -> None:
    ends = store.offer_link(her, CODE, NOW)
    assert store.redeem(CODE, "telegram", "77", "m1", ends).outcome == "wrong"
    store.offer_link(her, CODE, NOW)
    store.offer_link(her, OTHER, NOW)
    assert store.redeem(CODE, "telegram", "77", "m2", SOON).outcome == "wrong"
    assert store.redeem(OTHER, "telegram", "77", "m3", SOON).outcome == "linked"


def test_five_wrong_ones_an_hour_then_not_even_the_right_one(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    for n in range(5):
        assert store.redeem(OTHER, "telegram", "77", f"m{n}", NOW).outcome == "wrong"
    assert store.redeem(CODE, "telegram", "77", "m5", NOW).outcome == "locked"
    assert store.find("telegram", "77") is None
    assert store.redeem(CODE, "telegram", "78", "m6", NOW).outcome == "linked"
    store.offer_link(her, OTHER, NOW + HOUR)
    assert store.redeem(OTHER, "telegram", "77", "m7", NOW + HOUR).outcome == "linked"


def test_one_wrong_message_delivered_five_times_counts_once(store: RecordStore, her: str) -> None:
    for _ in range(6):
        assert store.redeem(OTHER, "telegram", "77", "m1", NOW).outcome == "wrong"
    store.offer_link(her, CODE, NOW)
    assert store.redeem(CODE, "telegram", "77", "m2", SOON).outcome == "linked"


def test_guessing_from_many_addresses_ends_as_well(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    for n in range(200):
        store.redeem(OTHER, "web", f"guesser {n}", "m", NOW)
    assert store.redeem(CODE, "web", "fresh", "m", NOW).outcome == "locked"


def test_an_empty_record_gives_way(store: RecordStore, her: str) -> None:
    empty = store.join("telegram", "77", NOW)
    store.append(empty, heard("telegram"), Draft(MessageSent("telegram", "May I?"), NOW))
    store.offer_link(her, CODE, NOW)
    redeemed = store.redeem(CODE, "telegram", "77", "m1", SOON)
    assert (redeemed.outcome, redeemed.replaced) == ("linked", empty)
    assert store.find("telegram", "77") == her
    assert store.read(empty) == [] and store.verify().intact
    with pytest.raises(UnknownParticipant):
        store.participant(empty)


@pytest.mark.parametrize("fact", [consent(), alert()], ids=["consent", "alert"])
def test_a_record_with_something_in_it_is_never_merged(
    store: RecordStore, her: str, fact: Draft
) -> None:
    other = store.join("telegram", "77", NOW)
    store.append(other, heard("telegram"), fact)
    store.offer_link(her, CODE, NOW)
    assert store.redeem(CODE, "telegram", "77", "m1", SOON).outcome == "taken"
    assert store.find("telegram", "77") == other and store.read(other)
    assert store.redeem(CODE, "telegram", "78", "m2", SOON).outcome == "linked"


def test_an_empty_record_with_two_chats_keeps_both(store: RecordStore, her: str) -> None:
    other = store.join("web", "a browser", NOW)
    store.append(other, Draft(ChannelLinked("telegram", "77"), NOW))
    store.offer_link(her, CODE, NOW)
    assert store.redeem(CODE, "telegram", "77", "m1", SOON).outcome == "taken"


def test_her_own_chat_does_not_use_a_code_up(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    assert store.redeem(CODE, "web", "address of hers", "m1", SOON).outcome == "hers"
    assert store.redeem(CODE, "telegram", "77", "m2", SOON).outcome == "linked"


def test_a_new_number_takes_the_place_of_the_old_one(store: RecordStore, her: str) -> None:
    for code, number in ((CODE, "+441"), (OTHER, "+442")):
        store.offer_link(her, code, NOW)
        assert store.redeem(code, "sms", number, number, NOW).outcome == "linked"
    assert store.find("sms", "+441") is None and store.find("sms", "+442") == her
    assert store.find("web", "address of hers") == her


def test_a_second_browser_stands_beside_the_first(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    store.redeem(CODE, "web", "another browser", "m", NOW)
    assert store.find("web", "address of hers") == store.find("web", "another browser") == her


def test_her_latest_chat_is_the_last_one(store: RecordStore, her: str) -> None:
    def latest() -> str:
        return store.participant(her).channels[-1].channel

    store.offer_link(her, CODE, NOW)
    store.append(her, heard("web", NOW))
    store.redeem(CODE, "telegram", "77", "m", NOW + MINUTE)
    assert latest() == "telegram"
    store.append(her, heard("web", NOW + 2 * MINUTE))
    assert latest() == "web"
    store.append(her, heard("telegram", NOW + 3 * MINUTE))
    assert latest() == "telegram"
    (listed,) = store.participants()
    assert listed == store.participant(her)
    store.rebuild()
    assert store.participant(her) == listed


def test_letting_go_of_a_chat(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    store.redeem(CODE, "telegram", "77", "m", NOW)
    assert store.unlink(her, "telegram", SOON) == 1
    assert store.unlink(her, "telegram", SOON) == 0
    assert store.read(her)[-1].body == ChannelUnlinked("telegram", "77")
    assert store.participant(her).channels == (Channel("web", "address of hers"),)
    stranger = store.join("telegram", "77", SOON)
    assert stranger != her
    store.rebuild()
    assert store.find("telegram", "77") == stranger


def test_nothing_is_left_of_whoever_was_forgotten(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    store.forget(her)
    assert store.redeem(CODE, "telegram", "77", "m", SOON).outcome == "wrong"
    with pytest.raises(UnknownParticipant):
        store.offer_link(her, OTHER, NOW)


def test_the_record_says_who_a_message_is_from_after_linking(store: RecordStore, her: str) -> None:
    store.offer_link(her, CODE, NOW)
    store.redeem(CODE, "telegram", "77", "m", NOW)
    assert store.append(store.join("telegram", "77", NOW), said(CODE, "telegram:her:m"))
    assert [event.participant for event in store.unanswered()] == [her]
