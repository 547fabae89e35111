"""Which message she gets: one that fits her day, and not the same one again and again."""

from __future__ import annotations

import random
from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.motivation.check import GAINS, GUARDS, NO_CHEER, WORDING, load_wording
from policies.motivation.messages import FACTS, FAMILIES, HERE, Message, messages
from policies.motivation.template import REST, choose, drawn, recovered

Facts = frozenset[str]
History = list[tuple[str, float]]

ALL = messages()
IDS = [message.id for message in ALL]
WORDS = load_wording(HERE / WORDING)
ONE_OF = [
    ("morning", "evening", "night"),
    ("good_day", "bad_day"),
    ("good_day", "low_mood"),
    ("moved_this_week", "quiet_week"),
    ("answered_lately", "silent_lately"),
    ("new_here", "pain_better"),
]
"""Facts that cannot hold together."""
COMES_WITH = {"moved_twice": "moved_this_week", "goal_step_lately": "has_goal"}
LONELIEST = frozenset({"loss", "bad_day", "pain_worse", "exercise_waits", "night"})


def _possible(facts: Facts) -> Facts:
    """The facts without those that cannot hold beside the others, with those that come along."""
    kept = set(facts)
    for group in ONE_OF:
        for extra in [fact for fact in group if fact in kept][1:]:
            kept.discard(extra)
    return frozenset(f for f in kept if COMES_WITH.get(f, f) in kept)


def _fitting(facts: Facts) -> list[Message]:
    return [message for message in ALL if message.fits(facts)]


situations = st.frozensets(st.sampled_from(sorted(FACTS))).map(_possible)
grave_situations = situations.map(lambda facts: _possible(facts | LONELIEST))
histories = st.lists(st.tuples(st.sampled_from(IDS), st.floats(0, 400)), max_size=120)
weights = st.dictionaries(st.sampled_from(FAMILIES), st.floats(0.01, 10))
draws = st.floats(0, 1, exclude_max=True)


@given(situations | grave_situations, histories, weights, draws)
def test_in_every_situation_there_is_a_message_that_fits(
    facts: Facts, history: History, family_weights: dict[str, float], draw: float
) -> None:
    choice = choose(ALL, facts, history, family_weights, draw)
    assert choice.message.fits(facts)
    assert choice.message.id == drawn(choice.probabilities, draw)


@given(situations | grave_situations)
def test_there_is_always_a_plain_check_in(facts: Facts) -> None:
    assert any(message.family == "checkin" for message in _fitting(facts))


@given(situations, histories, weights, draws)
def test_the_probabilities_are_those_of_the_messages_that_fit_and_sum_to_one(
    facts: Facts, history: History, family_weights: dict[str, float], draw: float
) -> None:
    chances = choose(ALL, facts, history, family_weights, draw).probabilities
    lately = {name for name, days in history if days < REST}
    fitting = {message.id for message in _fitting(facts)}
    assert set(chances) == (fitting - lately or fitting)
    assert all(chance > 0 for chance in chances.values())
    assert fsum(chances.values()) == pytest.approx(1, abs=1e-12)


@given(situations, st.randoms(use_true_random=False), draws)
def test_the_same_message_waits_for_a_week_while_another_one_fits(
    facts: Facts, chance: random.Random, draw: float
) -> None:
    fitting = _fitting(facts)
    spared = chance.choice(fitting)
    sent = [(message.id, chance.uniform(0, 6.9)) for message in fitting if message != spared]
    assert choose(ALL, facts, sent, {}, draw).message == spared


def test_when_all_that_fit_were_sent_this_week_one_of_them_comes_again() -> None:
    facts = frozenset({"loss"})
    sent = [(message.id, 1.0) for message in _fitting(facts)]
    assert choose(ALL, facts, sent, {}, 0.5).message.id in dict(sent)


@given(situations.map(lambda facts: facts | {"exercise_waits"}))
def test_while_a_warning_sign_waits_no_exercise_is_coached(facts: Facts) -> None:
    for message in _fitting(facts):
        assert message.family != "tiny_exercise"
        assert not WORDS["while_waiting"].search(message.text), message.text


@given(situations.map(lambda facts: facts | {"loss"}))
def test_after_a_loss_no_word_speaks_of_a_baby(facts: Facts) -> None:
    for message in _fitting(facts):
        assert not WORDS["baby"].search(message.text), message.text


@given(situations, st.sampled_from(sorted(NO_CHEER)))
def test_on_a_hard_day_nothing_cheers(facts: Facts, hard: str) -> None:
    for message in _fitting(_possible(frozenset({hard}) | (facts - {"good_day"}))):
        assert not WORDS["cheering"].search(message.text), message.text
        assert not message.all_of & GAINS, message.text


def test_what_a_message_may_not_say_is_a_list_for_each_guard() -> None:
    assert set(GUARDS) <= set(WORDS)


@given(situations, histories, draws, st.randoms(use_true_random=False))
def test_a_replay_chooses_the_same_whatever_the_order_of_the_file(
    facts: Facts, history: History, draw: float, chance: random.Random
) -> None:
    shuffled, told = list(ALL), list(history)
    chance.shuffle(shuffled)
    chance.shuffle(told)
    assert choose(shuffled, facts, told, {}, draw) == choose(ALL, facts, history, {}, draw)


@given(situations, histories)
def test_each_message_is_drawn_on_its_own_stretch_of_the_unit_line(
    facts: Facts, history: History
) -> None:
    chances = choose(ALL, facts, history, {}, 0.0).probabilities
    reached = 0.0
    for name, chance in chances.items():
        assert drawn(chances, reached + chance / 2) == name
        reached += chance


def test_the_longer_ago_a_message_was_sent_the_likelier_it_comes_again() -> None:
    one, other, third = _plain(3)
    chances = choose(
        [one, other, third], frozenset(), [(one.id, 8), (other.id, 40)], {}, 0.0
    ).probabilities
    assert chances[one.id] < chances[other.id] < chances[third.id]


def test_only_the_last_time_counts() -> None:
    one, other, _ = _plain(3)
    once = choose([one, other], frozenset(), [(one.id, 10)], {}, 0.0)
    often = choose([one, other], frozenset(), [(one.id, 90), (one.id, 10), (one.id, 50)], {}, 0.0)
    assert once == often


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_a_message_recovers_with_the_days(one: float, other: float) -> None:
    sooner, later = sorted((one, other))
    assert 0 < recovered(sooner) <= recovered(later) <= 1


def test_a_family_is_not_likelier_for_having_more_messages() -> None:
    rest = _plain(6)
    check_in = replace(rest[0], id="lone", family="checkin")
    chances = choose([*rest, check_in], frozenset(), [], {}, 0.0).probabilities
    assert chances["lone"] == pytest.approx(0.5)


def test_a_family_with_twice_the_weight_is_chosen_twice_as_often() -> None:
    rest = _plain(4)
    check_in = replace(rest[0], id="lone", family="checkin")
    chances = choose([*rest, check_in], frozenset(), [], {"checkin": 2, "rest": 1}, 0.0)
    assert chances.probabilities["lone"] == pytest.approx(2 / 3)


def test_two_months_of_messages_are_seldom_the_same() -> None:
    chance = random.Random(7)
    sent: list[tuple[str, int]] = []
    for day in range(60):
        for moment in ("morning", "evening"):
            mood = chance.choice([{"bad_day"}, {"short_night"}, {"good_day"}, set(), set()])
            week = {"weekend"} if day % 7 > 4 else set()
            facts = frozenset({moment, "has_goal", "moved_this_week", *mood, *week})
            history = [(name, float(day - then)) for name, then in sent]
            sent.append((choose(ALL, facts, history, {}, chance.random()).message.id, day))
    names = [name for name, _ in sent]
    assert len(set(names)) >= 75
    assert max(names.count(name) for name in names) <= 5


def test_nothing_that_fits_is_an_error() -> None:
    about_goals = [message for message in ALL if "has_goal" in message.all_of]
    with pytest.raises(ValueError, match="no message fits"):
        choose(about_goals, frozenset(), [], {}, 0.5)


@pytest.mark.parametrize("draw", [-0.1, 1.0, float("nan")])
def test_a_draw_outside_its_range_is_an_error(draw: float) -> None:
    with pytest.raises(ValueError, match="draw"):
        choose(ALL, frozenset(), [], {}, draw)


@pytest.mark.parametrize("weight", [0.0, -1.0, float("inf"), float("nan")])
def test_a_family_cannot_weigh_nothing_or_everything(weight: float) -> None:
    with pytest.raises(ValueError, match="weights"):
        choose(ALL, frozenset(), [], {"rest": weight}, 0.5)


def _plain(count: int) -> list[Message]:
    """So many messages of the family rest that differ in nothing but their ids."""
    first = next(message for message in ALL if message.id == "rest-permission")
    return [replace(first, id=f"plain-{number}") for number in range(count)]
