"""Age and country, where the operator has limited them, against the real agent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from records.events import Admitted
from tests.conversations.conftest import Stage
from tests.conversations.script import START, Player

pytestmark = pytest.mark.models


@pytest.fixture
def limited(stage: Stage) -> Iterator[Stage]:
    """For mothers of 18 and over in Great Britain and Ireland."""
    from bot.admission import Admission
    from bot.context import install

    whole: Any = stage.context
    stage.clock.now = START
    install(replace(whole, admission=Admission(18, ("GB", "IE"))))
    yield stage
    install(whole)


async def said(player: Player, text: str) -> str:
    await player.write(text)
    return "\n".join(message.text for message in player._said)


def her(stage: Stage, player: Player) -> Any:
    store: Any = stage.context.store  # type: ignore[attr-defined]
    return store.participant(player.participant)


async def begun(stage: Stage) -> Player:
    player = stage.player()
    assert "Is that OK with you?" in await said(player, "hi")
    assert "are you 18 or older" in await said(player, "yes")
    return player


async def test_who_may_be_taken_on_is_asked_twice_and_never_again(limited: Stage) -> None:
    player = await begun(limited)
    assert "which country" in await said(player, "Yes")
    assert "When was your baby born" in await said(player, "England")
    store: Any = limited.context.store  # type: ignore[attr-defined]
    told = [e.body for e in store.read(player.participant, kinds=[Admitted.kind])]
    assert [(body.old_enough, body.country) for body in told] == [(True, None), (None, "GB")]
    await said(player, "not now")
    assert "When was your baby born" in await said(player, "hi")


@pytest.mark.parametrize("answer", ["No", "no, I'm 17", "17", "not yet", "i'm under 18"])
async def test_too_young_is_turned_down_kindly(limited: Stage, answer: str) -> None:
    player = await begun(limited)
    refusal = await said(player, answer)
    assert "18 or older" in refusal and "Your midwife or doctor" in refusal
    assert "In danger, call" in refusal
    assert her(limited, player).consent == "refused"
    store: Any = limited.context.store  # type: ignore[attr-defined]
    assert not store.read(player.participant, kinds=[Admitted.kind])


async def test_another_country_is_turned_down_kindly(limited: Stage) -> None:
    player = await begun(limited)
    await said(player, "I'm 31")
    refusal = await said(player, "France")
    assert "the United Kingdom and Ireland" in refusal
    assert her(limited, player).consent == "refused"


@pytest.mark.parametrize(
    ("answer", "again"), [("purple", "are you 18 or older"), ("are you a bot?", "are you 18")]
)
async def test_an_answer_that_is_none_is_asked_again(
    limited: Stage, answer: str, again: str
) -> None:
    player = await begun(limited)
    assert again in await said(player, answer)
    assert her(limited, player).consent == "given"


async def test_danger_is_heard_all_the_same(limited: Stage) -> None:
    player = await begun(limited)
    await said(player, "No")
    warned = await said(player, "I have lost control of my bladder and my legs are numb")
    assert "call" in warned.lower()
    store: Any = limited.context.store  # type: ignore[attr-defined]
    assert store.alerts(player.participant)


async def test_without_limits_nobody_is_asked(stage: Stage) -> None:
    stage.clock.now = START
    player = stage.player()
    await said(player, "hi")
    assert "When was your baby born" in await said(player, "yes")
