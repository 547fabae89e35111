"""Her goal in her words, a plan for it, a step towards it, and letting it go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.goal import LONGEST, asks_goal, drops_goal, read_goal, read_plan, whole
from bot.capture.goal_step import is_towards, tells_done


@pytest.mark.parametrize(
    ("said", "goal"),
    [
        ("my goal is to walk to the park with the pram", "walk to the park with the pram"),
        ("I want to be able to lift him without wincing", "lift him without wincing"),
        ("Goal: sleep on my side again", "sleep on my side again"),
        ("my goals are walking and lifting", "walking and lifting"),
        ("New target please, I want to stand for a whole shift.", "stand for a whole shift"),
        ("can we change my goal to playing with him?", "playing with him"),
        ("what i really want is to dance at my sister's wedding", "dance at my sister's wedding"),
        ("picking up my toddler when he runs to me, thats my aim", "picking up my toddler when he "
         "runs to me"),
        ("by summer i\N{RIGHT SINGLE QUOTATION MARK}d love to be able to hike", "hike"),
        ("hoping to get back on my bike, can that be my goal", "get back on my bike"),
        ("i wish i could go running again", "go running again"),
        ("hi! pain 4 today. my goal is a 5k. thanks", "a 5k"),
    ],
)  # fmt: skip
def test_a_goal_that_is_called_one(said: str, goal: str) -> None:
    found = read_goal(said)
    assert found is not None and found.text == goal
    assert said[found.start : found.end] == goal


@pytest.mark.parametrize(
    "said",
    [
        "set a goal", "can I pick a goal?", "new goal", "change my goal to something easier",
        "help me choose a goal", "i'd like a goal", "goal please", "make my goal smaller",
        "how do I drop my goal", "what's my goal",
    ],
)  # fmt: skip
def test_a_wish_for_a_goal_that_names_none(said: str) -> None:
    assert read_goal(said) is None and whole(said) is None


@pytest.mark.parametrize("said", ["no idea", "dunno", "skip", "nothing", "hmm", "ok", "why?", "😭"])
def test_no_answer_to_what_her_goal_is(said: str) -> None:
    assert whole(said) is None


def test_of_a_long_answer_a_part_that_reads_well_is_kept() -> None:
    said = (
        "lift the car seat into the car on my own without my back going and then do the shopping "
        "and then all the things that I used to do before he was born last year"
    )
    found = whole(said)
    assert found is not None
    assert found.text == (
        "lift the car seat into the car on my own without my back going and then do the shopping"
    )


@pytest.mark.parametrize(
    ("said", "drops"),
    [
        ("drop my goal", True), ("please delete that goal", True), ("no goal", True),
        ("I don't want a goal any more", True), ("can you remove my goal please", True),
        ("forget about my goal", True), ("give up on my goal", True),
        ("my goal is to drop a dress size", False), ("I dropped him off at nursery", False),
        ("stop", False), ("delete my data", False), ("no goal yet, but I'd like one", False),
    ],
)  # fmt: skip
def test_letting_a_goal_go(said: str, drops: bool) -> None:
    assert drops_goal(said) is drops


@pytest.mark.parametrize(
    ("said", "plan"),
    [
        ("after breakfast", "after breakfast"), ("maybe when he naps?", None),
        ("when he has his morning nap", "when he has his morning nap"),
        ("at 7 in the evening. thanks", "at 7 in the evening"), ("before work", "before work"),
        ("on mondays", "on mondays"), ("remind me after lunch", None), ("not now", None),
        ("no idea", None), ("I love him", None),
    ],
)  # fmt: skip
def test_when_she_will_try(said: str, plan: str | None) -> None:
    found = read_plan(said)
    assert (found.text if found else None) == plan


@pytest.mark.parametrize("said", ["what's my goal", "show me my goal", "What was my goal again?"])
def test_asking_what_it_was(said: str) -> None:
    assert asks_goal(said)


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ("I did it", True), ("walked today", True), ("been for a swim", True),
        ("lifted him and nothing hurt", True), ("I didn't do it", False), ("not yet", False),
        ("I will walk tomorrow", False), ("I wish I had walked", False), ("did I do it?", False),
        ("couldn\N{RIGHT SINGLE QUOTATION MARK}t get it done", False), ("nearly did it", False),
        ("yes", False),
    ],
)  # fmt: skip
def test_whether_she_did_it(said: str, done: bool) -> None:
    assert tells_done(said) is done


@pytest.mark.parametrize(
    ("said", "goal", "towards"),
    [
        ("I walked to the park", "walk to the park with the pram", True),
        ("smashed my goal today!!", "swim a length", True),
        ("walked to the shops", "walk to the park with the pram", False),
        ("did my exercises", "swim a length", False),
        ("I didn't walk to the park", "walk to the park with the pram", False),
        ("lifted her without any pain", "pick her up without pain", False),
    ],
)
def test_whether_that_was_a_step_towards_her_goal(said: str, goal: str, towards: bool) -> None:
    assert is_towards(said, goal) is towards


words = st.lists(
    st.sampled_from(
        "my goal is to i want be able lift him , . ? ! and that's aim new set a the walk 5k 😭 {x} "
        "no \n drop \N{RIGHT SINGLE QUOTATION MARK}d hoping for".split(" ")
    )
)


@given(words.map(" ".join) | st.text(max_size=300))
def test_whatever_she_writes_a_goal_is_a_span_of_it(text: str) -> None:
    for found in (read_goal(text), whole(text), read_plan(text)):
        if found is not None:
            assert text[found.start : found.end] == found.text
            assert found.text.strip() == found.text
            assert 0 < len(found.text) <= LONGEST
