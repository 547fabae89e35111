"""The learnt policy at work: mothers live through weeks, the record explains every decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from policies.motivation import replay
from policies.motivation.decide import in_holdout
from policies.motivation.messages import messages
from records.events import (
    CheckinDecided,
    CheckinOutcome,
    Draft,
    MessageReceived,
    PolicyLearned,
    RemindersChanged,
    ValueRecorded,
)
from records.sqlite_store import SqliteStore
from scheduler.learned import RESTING, LearnedPolicy
from scheduler.learning import Kept, close_points, learn
from scheduler.tick import tick
from tests.scheduler.simulated import Onboard

pytestmark = pytest.mark.slow
TWICE = ("10:00", "19:00")


@pytest.fixture
def kept(store: SqliteStore, tmp_path: Path) -> Kept:
    return Kept(store, tmp_path / "motivation.json")


@pytest.fixture
def policy(store: SqliteStore, kept: Kept) -> LearnedPolicy:
    return LearnedPolicy(store, kept, {"walking": "Walking"}.get)


def says(store: SqliteStore, her: str, at: datetime, pain: float = 4, mood: float = 6) -> None:
    told = (("pain_now", pain), ("mood", mood))
    store.append(
        her,
        Draft(MessageReceived("rest", f"pain {pain}, mood {mood}"), at),
        *(Draft(ValueRecorded(m, v, f"{at:%Y-%m-%d}", "m", 0, 1, "numbers"), at) for m, v in told),
    )


def live(store, bot, policy, kept, clock, mothers, days, answers) -> None:
    """Each hour of each day: the clock ticks, and whoever was written to may answer."""
    rng, answered = np.random.default_rng(0), set()
    for _ in range(days * 24):
        tick(store, bot, policy, clock)
        for her in mothers:
            for decided in points(store, her)[-1:]:
                if decided.checkin not in answered and decided.action in ("send", "silent"):
                    answered.add(decided.checkin)
                    if rng.random() < answers(her, decided):
                        says(store, her, clock() + timedelta(minutes=20))
        if clock().hour == 3:
            learn(store, kept, clock)
        clock.advance(hours=1)


def points(store: SqliteStore, her: str) -> list[CheckinDecided]:
    return [e.body for e in store.read(her, kinds=("checkin_decided",))]  # type: ignore[misc]


def chosen(store: SqliteStore, mothers: list[str]) -> list[CheckinDecided]:
    found = (p for her in mothers for p in points(store, her))
    return [p for p in found if p.arm == "learned"]


def some(onboard: Onboard, many: int) -> list[str]:
    return [onboard(f"her {n}", windows=TWICE) for n in range(many)]


def test_every_choice_can_be_made_again_from_the_log(
    store, bot, policy, kept, clock, onboard
) -> None:
    mothers = some(onboard, 8)
    live(store, bot, policy, kept, clock, mothers, 12, lambda her, p: 0.7 if p.message else 0.3)
    again = list(replay.replay(store.read(kinds=replay.KINDS)))
    assert len(again) == len(chosen(store, mothers)) > 60
    assert all(each.same for each in again)
    versions = {p.policy for p in chosen(store, mothers)}
    assert len(versions) > 8, "it learns each night"


def test_a_choice_is_written_down_with_all_that_it_went_by(
    store, bot, policy, kept, clock, onboard
) -> None:
    mothers = some(onboard, 6)
    live(store, bot, policy, kept, clock, mothers, 6, lambda her, p: 0.8)
    found = chosen(store, mothers)
    texts = {message.id: message for message in messages()}
    assert {p.action for p in found} == {"send", "silent"}
    for p in found:
        assert 0.1 <= p.probability <= 0.8
        assert (p.action == "send") == (p.draw < p.probability)
        assert sum(chance for _, chance in p.eligible) == pytest.approx(1)
        assert p.why and dict(p.features)["evening"] in (-1, 1)
        assert (p.message is None) == (p.action == "silent")
        if p.message:
            assert p.family == texts[p.message].family and p.message in dict(p.eligible)
    assert any("you answered" in reason for p in found for reason in p.why)


def test_what_followed_is_written_down_once_for_silence_as_well(
    store, bot, policy, kept, clock, onboard
) -> None:
    her, other = [n for n in some(onboard, 12) if not in_holdout(n)][:2]
    live(store, bot, policy, kept, clock, [her], 2, lambda _, p: 1.0)
    close_points(store, clock())
    assert close_points(store, clock()) == 0
    outcomes = [e.body for e in store.read(her, kinds=("checkin_outcome",))]
    assert outcomes and all(isinstance(o, CheckinOutcome) for o in outcomes)
    assert all(o.took_part and o.reward == 1 and o.replied_minutes <= 60 for o in outcomes)
    assert not any(o.body.took_part for o in store.read(other, kinds=("checkin_outcome",)))


def test_asking_for_quiet_counts_against_the_message_before(
    store, bot, policy, kept, clock, onboard
) -> None:
    her = onboard(windows=TWICE)
    live(store, bot, policy, kept, clock, [her], 1, lambda _, p: 0.0)
    store.append(her, Draft(RemindersChanged("stopped", None, "m"), clock()))
    clock.advance(days=2)
    close_points(store, clock())
    last = store.read(her, kinds=("checkin_outcome",))[-1].body
    assert last.stopped and last.reward < 0


def test_where_messages_put_mothers_off_it_writes_less_and_less_and_then_rests(
    store, bot, policy, kept, clock, onboard
) -> None:
    mothers = some(onboard, 12)
    live(store, bot, policy, kept, clock, mothers, 30, lambda her, p: 0.1 if p.message else 0.8)
    found = chosen(store, mothers)
    early, late = found[: len(found) // 6], [p for p in found if p.policy >= "m1.20"]
    assert np.mean([p.probability for p in late]) < np.mean([p.probability for p in early])
    assert RESTING in {p.reason for her in mothers for p in points(store, her)}


def test_one_mother_in_ten_keeps_the_fixed_schedule(
    store, bot, policy, kept, clock, onboard
) -> None:
    mothers = some(onboard, 40)
    kept_fixed = [her for her in mothers if in_holdout(her)]
    assert 1 <= len(kept_fixed) <= 9
    live(store, bot, policy, kept, clock, mothers, 1, lambda her, p: 0.0)
    for her in kept_fixed:
        assert all(p.action == "send" and p.arm == "holdout" for p in points(store, her))


def test_after_a_hard_evening_nothing_cheers(store, bot, policy, kept, clock, onboard) -> None:
    mothers = some(onboard, 20)
    for her in mothers:
        says(store, her, clock() - timedelta(hours=12), pain=9, mood=2)
    live(store, bot, policy, kept, clock, mothers, 1, lambda her, p: 0.0)
    sent = [p for her in mothers for p in points(store, her) if p.message]
    texts = {message.id: message for message in messages()}
    assert sent
    for p in sent:
        assert "bad_day" not in texts[p.message].none_of and dict(p.features)["hard day"] == 1


def test_what_was_learnt_comes_back_from_the_log_when_the_file_is_lost(
    store, bot, policy, kept, clock, onboard, tmp_path
) -> None:
    live(store, bot, policy, kept, clock, some(onboard, 5), 5, lambda her, p: 0.5)
    path = tmp_path / "motivation.json"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_text()
    for damage in ("", "{}", before[: len(before) // 2]):
        path.write_text(damage)
        again = Kept(store, path)()
        assert again.to_json() == before
    path.unlink()
    assert Kept(store, path)().to_json() == before


def test_a_night_without_news_learns_nothing(store, kept, clock) -> None:
    learn(store, kept, clock)
    assert not store.read(kinds=(PolicyLearned.kind,))
