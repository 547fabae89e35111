"""Whatever she writes in whatever order: no crash, no lost value, no form that can't be left."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.capture.values import extract
from tests.conversations.conftest import Stage
from tests.conversations.script import START, Player

ANSWERS = ["4", "6, no wait 7", "5 hours", "twice", "yes", "no", "partly", "skip", "nil", "15",
           "really bad", "6 weeks ago", "vaginal", "c section", "10:30 London", "Several days",
           "lifting the car seat, walking"]  # fmt: skip
VALUES = ["pain 6", "pain's gone from 8 to 4", "slept 5 hours", "mood 3/10",
          "baby woke me 3 times", "pain 4, slept 6h, up twice, mood 7, did my exercises",
          "the sleep was 5 not 4"]  # fmt: skip
STEERING = ["go back", "repeat that", "more", "not now", "what was the question?", "later"]
WISHES = ["hi", "bye", "thanks", "help", "are you a robot?", "check in", "weekly questions",
          "how do I lift my baby safely?", "can I take ibuprofen?", "my baby has a rash",
          "pause for a week", "start again", "stop", "remind me at 9pm", "how am I doing?", "why?",
          "talk to a person", "export my data", "I feel so low", "yesterday's pain was wrong",
          "the pain was wrong", "I walked to the park, so proud", "what exercises today?",
          "I want to lift her without pain", "the exercises hurt too much", "set a goal",
          "my goal is {name}", "I did it", "after breakfast", "drop my goal"]  # fmt: skip
ODD = ["", "\n", "😭", "/restart", "<b>5</b>", "{name}", "asdf qwer", "x" * 3000, "0" * 40,
       "\u202e6 niap", "me duele la espalda", "4️⃣"]  # fmt: skip
SIGNS = ["one calf is hot, red and swollen"]  # an urgent one; after an emergency all is silence

messages = st.one_of(
    st.sampled_from(ANSWERS), st.sampled_from(VALUES), st.sampled_from(STEERING),
    st.sampled_from(WISHES), st.sampled_from(ODD + SIGNS), st.text(max_size=40),
)  # fmt: skip


async def open_form(stage: Stage, player: Player) -> str | None:
    tracker = await stage.agent.tracker_store.retrieve(player.participant)  # type: ignore[attr-defined]
    return tracker.active_loop_name if tracker else None


@pytest.mark.models
@pytest.mark.parametrize("onboarded", [True, False])
@settings(
    max_examples=12, deadline=None, derandomize=True, print_blob=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(sequence=st.lists(messages, min_size=3, max_size=10))
async def test_any_sequence(stage: Stage, onboarded: bool, sequence: list[str]) -> None:
    stage.clock.now = START
    player = stage.player()
    if onboarded:
        player.onboard()
    for text in sequence:
        consented = player.consented()
        message_id = await player.write(text)  # asserts a reply, no error, no unfilled blank
        if consented:
            said = {value.measure: value.value for value in extract(text).values}
            assert said.items() <= player.values_of(message_id).items(), text
            assert all(words.strip() for words in player.words_of(message_id).values())
    for _ in range(2):
        if await open_form(stage, player):
            await player.write("not now")
    assert await open_form(stage, player) is None, sequence


@pytest.mark.models
@pytest.mark.parametrize("text", ["  pain 7", " / pain 7 ", "\n\npain 7, thanks"])
async def test_a_value_leads_back_to_her_words(stage: Stage, text: str) -> None:
    stage.clock.now = START
    player = stage.player()
    player.onboard()
    message_id = await player.write(text)
    assert "7" in player.words_of(message_id)["pain_now"]
