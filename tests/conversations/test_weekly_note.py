"""The weekly note as the clock brings it, and what she may say to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from records.events import MessageSent
from tests.conversations.conftest import Stage
from tests.conversations.script import START, Player

pytestmark = pytest.mark.models


async def brought(stage: Stage, player: Player) -> MessageSent:
    """The note, as one message of hers to read."""
    from bot.replies import ReplyChannel

    agent: Any = stage.agent
    checkin = f"{player.participant}:{stage.clock.now:%Y-%m-%d}:week"
    context: Any = stage.context
    replies = ReplyChannel(context, player.participant, "rest", checkin=checkin)
    tracker = await agent.processor.fetch_tracker_and_update_session(player.participant, replies)
    await agent.trigger_intent("EXTERNAL_weekly_note", [], replies, tracker)
    [note] = replies.sent
    return note


async def says(player: Player, text: str) -> str:
    """What the coach answers."""
    await player.write(text)
    return "\n".join(message.text for message in player._said)


@pytest.fixture
async def she(stage: Stage) -> Player:
    stage.clock.now = START
    player = stage.player()
    player.onboard()
    return player


async def a_week(stage: Stage, she: Player) -> None:
    for text in ("pain 5, slept 5 hours, up twice, mood 6, no exercises",
                 "I walked to the park without stopping",
                 "pain 3, slept 6 hours, up twice, mood 7, did my exercises"):  # fmt: skip
        await she.write(text)
        stage.clock.now += timedelta(days=1)


async def test_her_week_comes_in_her_words_with_a_drawing(stage: Stage, she: Player) -> None:
    await a_week(stage, she)
    note = await brought(stage, she)
    assert "Your lowest pain was 3, on Wednesday." in note.text
    assert 'On Tuesday you wrote: "I walked to the park without stopping"' in note.text
    assert note.picture is not None and "Wednesday: pain 3, 6 hours of sleep" in note.picture


async def test_why_this_says_where_each_part_comes_from(stage: Stage, she: Player) -> None:
    await a_week(stage, she)
    await brought(stage, she)
    stage.clock.now += timedelta(hours=9)  # another session of the dialogue
    said = await says(she, "why this?")
    assert "Your lowest pain was 3, on Wednesday. From what you wrote: yesterday." in said
    assert "nothing but what you told me" in said


async def test_an_answer_to_its_question_is_heard(stage: Stage, she: Player) -> None:
    await a_week(stage, she)
    await brought(stage, she)
    assert "didn't follow" not in await says(she, "more time in the garden with the cat")


async def test_a_hard_week_offers_a_person_and_asks_nothing(stage: Stage, she: Player) -> None:
    await she.write("pain 8, slept 2 hours, up 6 times, mood 2")
    stage.clock.now += timedelta(days=1)
    note = await brought(stage, she)
    assert note.buttons == ("Talk to a person",)
    assert "?" not in note.text


async def test_a_form_left_open_ends_with_the_note(stage: Stage, she: Player) -> None:
    await she.write("check in")
    stage.clock.now += timedelta(hours=2)
    note = await brought(stage, she)
    assert "pain right now" not in note.text
    assert "pain" not in await says(she, "thank you")


async def test_nothing_told_is_told_kindly(stage: Stage, she: Player) -> None:
    await she.write("thanks")
    note = await brought(stage, she)
    assert note.picture is None and "fine" in note.text
    assert "little to tell" in await says(she, "why this?")
