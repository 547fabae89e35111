"""Weekly scores in log and export: each leads back to the answers and the words they came from."""

from __future__ import annotations

from records.events import (
    ActivitiesNamed,
    Draft,
    ItemAnswered,
    ItemSkipped,
    QuestionnaireScored,
    WeeklyStarted,
)
from records.export import export_participant
from records.store import RecordStore
from records.weekly import KINDS, weekly_scores
from tests.records.kinds_of_store import NOW, TODAY, said


def answer(
    store: RecordStore, her: str, item: str, value: float, text: str, supersedes: str | None = None
) -> str:
    (message,) = store.append(her, said(text))
    name = item.split("_")[0]
    start, end = text.index(f"{value:g}"), text.index(f"{value:g}") + len(f"{value:g}")
    body = ItemAnswered(name, 1, item, value, TODAY, message.id, start, end, item, supersedes)
    (event,) = store.append(her, Draft(body, NOW))
    return event.id


def score(
    store: RecordStore,
    her: str,
    name: str,
    value: float,
    *items: str,
    band: str | None = None,
    supersedes: str | None = None,
) -> str:
    body = QuestionnaireScored(name, 1, value, band, items, TODAY, supersedes)
    (event,) = store.append(her, Draft(body, NOW))
    return event.id


def test_a_score_is_exported_with_every_answer(store: RecordStore, her: str) -> None:
    items = [
        answer(store, her, "peg_pain", 6, "a 6 most days"),
        answer(store, her, "peg_enjoyment", 4, "4"),
        answer(store, her, "peg_activity", 5, "hm, 5"),
    ]
    scored = score(store, her, "peg", 5, *items, band="moderate")
    (value,) = export_participant(store, her)["values"]
    assert (value["id"], value["measure"], value["value"]) == (scored, "peg", 5)
    assert (value["status"], value["day"], value["band"]) == ("current", TODAY, "moderate")
    assert value["source"]["text"] == "hm, 5" and value["source"]["span"] == [4, 5]
    assert [(i["item"], i["value"]) for i in value["source"]["items"]] == [
        ("peg_pain", 6), ("peg_enjoyment", 4), ("peg_activity", 5),
    ]  # fmt: skip
    for item in value["source"]["items"]:
        start, end = item["span"]
        assert item["text"][start:end] == f"{item['value']:g}"
        assert store.event(item["message_id"]) is not None


def test_a_corrected_score_stays_beside_the_new_one(store: RecordStore, her: str) -> None:
    low = answer(store, her, "phq2_low", 1, "1")
    interest = answer(store, her, "phq2_interest", 1, "1")
    first = score(store, her, "phq2", 2, low, interest)
    again = answer(store, her, "phq2_low", 3, "it should be 3", supersedes=low)
    second = score(store, her, "phq2", 4, again, interest, supersedes=first)
    old, new = export_participant(store, her)["values"]
    assert (old["id"], old["status"]) == (first, "superseded")
    assert (new["id"], new["status"], new["supersedes"]) == (second, "current", first)
    assert new["source"]["items"][0]["supersedes"] == low


def test_an_activity_is_told_in_her_words(store: RecordStore, her: str) -> None:
    store.append(
        her, Draft(ActivitiesNamed(("lifting the pram", "stairs"), "m", ((0, 16), (18, 24))), NOW)
    )
    items = [answer(store, her, "psfs_1", 3, "3"), answer(store, her, "psfs_2", 7, "7")]
    score(store, her, "psfs", 5, *items)
    (found,) = weekly_scores(store.read(her, kinds=KINDS))
    assert [one.activity for one in found.answers] == ["lifting the pram", "stairs"]


def test_an_answer_taken_back_takes_its_score_with_it(store: RecordStore, her: str) -> None:
    def skip() -> None:
        store.append(her, Draft(ItemSkipped("phq2_low", TODAY, "m"), NOW))

    items = [answer(store, her, "phq2_low", 1, "1"), answer(store, her, "phq2_interest", 1, "1")]
    score(store, her, "phq2", 2, *items)
    store.append(her, Draft(WeeklyStarted(TODAY), NOW))
    skip()  # in a later round: the earlier one stands
    assert [s.status for s in weekly_scores(store.read(her, kinds=KINDS))] == ["current"]
    items = [answer(store, her, "phq2_low", 1, "1"), answer(store, her, "phq2_interest", 1, "1")]
    score(store, her, "phq2", 2, *items)
    skip()
    found = weekly_scores(store.read(her, kinds=KINDS))
    assert [s.status for s in found] == ["current", "superseded"]
